"""The values that the suite sends and compares: texts, date-times, and what no property takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from contract_tests.spec import Operation, Property, Resource, Spec
from contract_tests.spec.sample_values import sample

TEXTS: tuple[str, ...] = (
    "Plain text",
    " leading and trailing ",
    "\ttab and\nline break\r\n",
    "UPPER lower MiXeD",
    "😀 family 👨‍👩‍👧‍👦 flag 🇸🇦",
    "مرحبا بكم في المتجر ‏",
    "Cafe\u0301 e\u0301 (combining), Å Å",
    "Café é (composed), ﬁ ligature, ½",
    "<b>bold</b> & <script>alert('x')</script> &amp; &lt;",
    "quotes ' \" ` ‘ ’ “ ” «»",
    "back\\slash \\n \\u0041 \\\\ / //",
    "control \x01\x02\x07\x08\x0b\x0c\x1b\x7f\x85 end",
    "",
    "x" * 300,
    "Long: " + "0123456789" * 130,
    "Longer: " + "abcdefgh " * 600,
    "%20 %41 + & = ? # ;",
    "null",
    "true",
    "007.50",
    "1234567",
    "2026-01-02T03:04:05Z",
    "{{7*7}} ${7*7} #{7} <%= 7 %>",
    "'; DROP TABLE channels; --",
    '{"json": [1, null]}',
    "zero\u200bwidth\u200d\ufeff and\u00a0nbsp\u2028line\u2029par",
    "漢字かな交じり文 한국어 ไทย हिन्दी",
    "two  spaces   and\n\nblank lines",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈 𠜎",
    "javascript:alert(1) ../../etc http://example.com/?a=1&b=2",
)
"""Round trips that go wrong in practice: trimming, cutting, folding, escaping, normalising, reading as another type."""

RARE_TEXTS: tuple[str, ...] = ("nul \x00 inside", "l" * 20_000)
"""Texts that a server may refuse; what it accepts comes back exactly."""

ODD_TEXTS: tuple[str, ...] = ("nul \x00", "\ud800", "   ", "l" * 66_000)
"""Texts of which it is open whether they are taken: a blank one, and what text columns often cannot hold."""

ODD_DATE_TIMES: tuple[str, ...] = (
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
    "9999-12-31T23:59:59.9999999Z",
    "2027-03-04",
    "2027-03-04T05:06:07",
)

DATE_TIMES: tuple[str, ...] = (
    "2027-03-04T05:06:07.123Z",
    "2027-03-04T05:06:07+03:00",
    "2027-03-04T05:06:07.1234567Z",
    "2027-12-31T23:30:00-05:30",
    "2027-03-04T05:06:07Z",
    "2028-02-29T12:00:00.5+00:00",
    "2031-07-01T00:00:00+14:00",
    "1999-12-31T23:59:59.999Z",
)

NO_DATE_TIMES: tuple[str, ...] = ("not a date", "tomorrow", "yes, please")

NAME_HERE = b"NAME-HERE"
"""Stands for the name of a run: should a channel come of it, it is known by that."""

NO_JSON: tuple[bytes, ...] = (
    b'{"PROPERTY": "NAME-HERE',
    b"{'PROPERTY': 'NAME-HERE'}",
    b'\xff\xfe{"PROPERTY": "NAME-HERE"}',
    b'{"PROPERTY": "NAME-HERE\xff\xfe"}',
)
"""The last two are no UTF-8."""
PROPERTY_HERE = b"PROPERTY"
"""Stands for the name of a property."""

NOT_OBJECTS: tuple[bytes, ...] = (b"[]", b'"text"', b"5", b"true", b"null")

_MALFORMED_IDS: tuple[str, ...] = (
    "not-a-uuid",
    "12345",
    "3f2b8c10-9d4e-4a71-b6e5",
    "%00",
    "%F0%9F%98%80",
    "x" * 300,
    "%5B" * 300 + "%5D" * 300,  # JSON, should somebody read it as such
)


def malformed_ids(resource: Resource) -> list[str]:
    """Return what stands in a path and does not have the form of an id; nothing where every text has it.

    What begins with a digit may be read as a number, which something may have.
    """
    ids = resource.id_type
    texts = [text for text in _MALFORMED_IDS if ids.kind != "integer" or not text[0].isdigit()]
    return [] if ids.is_id("%00") and ids.is_id("x" * 300) else [text for text in texts if not ids.is_id(text)]


def required_values(spec: Spec, operation: Operation, name: Callable[[], str]) -> dict[str, Any]:
    """Return valid values for the properties that a body has to have; texts without a form of their own get a name."""
    sent = operation.body_properties
    return {item: valid_value(spec, sent[item], name) for item in operation.required_properties if item in sent}


def valid_value(spec: Spec, sent: Property, name: Callable[[], str]) -> Any:
    """Return a valid value for a property, as far as plain keywords say it."""
    definition, types = sent.definition, sorted(sent.types)
    given = any(definition.get(keyword) is not None for keyword in ("const", "default", "example", "enum", "examples"))
    if not given and sent.is_date_time:
        return DATE_TIMES[0]
    if not given and (sent.is_text or not types):
        return sent.end_of(name()).ljust(definition.get("minLength", 0), "x")
    one = {**definition, **({"type": types[0]} if types else {})}  # no null where something else will do
    return sample({**spec.document, "x-value": one}, "/x-value")


def fitting(sent: Property, text: str) -> bool:
    """Whether a text is as long as a property allows."""
    definition = sent.definition
    return int(definition.get("minLength", 0)) <= len(text) <= int(definition.get("maxLength", len(text)))


def wrong_values(sent: Property, text: str = "text") -> Iterator[Any]:
    """Yield values of types that a property does not allow; null is not judged."""
    if not sent.types:
        return
    if "boolean" in sent.types:
        yield from ("true", 1, "maybe", [True])
        return
    values = {"integer": 12345, "object": {"a": text}, "boolean": True, "array": [text]}
    if "string" not in sent.types:
        values = {"string": text, **values}
    alike = {"number": "integer"}
    allowed = {alike.get(kind, kind) for kind in sent.types}
    yield from (value for kind, value in values.items() if kind not in allowed)


def odd_bodies(properties: Mapping[str, Property]) -> Iterator[tuple[str, bytes]]:
    """Yield bodies for which nothing is promised but that they do no damage: no 5xx, what is accepted comes back.

    Each comes with the kind of oddness that it has.
    """
    texts = [name for name, sent in properties.items() if sent.is_text]
    dates = [name for name, sent in properties.items() if sent.is_date_time]
    yield "null", json.dumps(dict.fromkeys(properties)).encode()
    yield from (("odd text", json.dumps(dict.fromkeys(texts, text)).encode()) for text in ODD_TEXTS if texts)
    yield from (("odd date-time", json.dumps({name: text}).encode()) for name in dates for text in ODD_DATE_TIMES)
    nested = b'{"%s": %s}' % (next(iter(properties), "unknownProperty").encode(), b"[" * 300 + b"]" * 300)
    bodies = (b"", b"{}", b'{"unknownProperty": {"a": [1e400, -0.0]}}', b"[" * 2000, nested)
    yield from (("odd body", body) for body in bodies)


def instant(text: str) -> datetime | None:
    """Read a date-time, to the millisecond, in UTC; one without an offset counts as UTC. None where it is none."""
    # Python keeps six digits of a fraction; a leap second and `24:00` are beyond it and not compared.
    text = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    try:
        moment = datetime.fromisoformat(text)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def in_words(value: Any, date_time: bool = False) -> str:
    """Write a value for a person: null, true and false as JSON has them, a date-time with its instant in UTC."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    moment = instant(value) if date_time and isinstance(value, str) and not value.endswith("Z") else None
    return f"{value!r} ({moment.isoformat().removesuffix('+00:00')}Z)" if moment else repr(value)


def same(sent: Any, shown: Any, date_time: bool = False) -> bool:
    """Whether a value came back: the same type and value, or for a date-time the same millisecond."""
    if date_time and isinstance(sent, str) and isinstance(shown, str) and sent != shown:
        if sent in ODD_DATE_TIMES:
            return True  # few systems hold these: what becomes of them is not judged
        one, other = instant(sent), instant(shown)
        return one is not None and other is not None and abs(one - other) < timedelta(milliseconds=1)
    return type(sent) is type(shown) and bool(sent == shown)
