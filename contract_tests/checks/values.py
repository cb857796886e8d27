"""The values that the suite sends and compares: texts, date-times, and what no property takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

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

NOT_JSON: tuple[bytes, ...] = (
    b'{"displayName": "NAME-HERE',
    b"{'displayName': 'NAME-HERE'}",
    b'\xff\xfe{"displayName": "NAME-HERE"}',
    b'{"displayName": "NAME-HERE\xff\xfe"}',
)
"""The last two are no UTF-8."""

NOT_OBJECTS: tuple[bytes, ...] = (b"[]", b'"text"', b"5", b"true", b"null")

MALFORMED_IDS: tuple[str, ...] = (
    "not-a-uuid",
    "12345",
    "3f2b8c10-9d4e-4a71-b6e5",
    "%00",
    "%F0%9F%98%80",
    "x" * 300,
    "%5B" * 300 + "%5D" * 300,  # JSON, should somebody read it as such
)


def is_date_time_property(schema: dict[str, Any]) -> bool:
    """Whether a Schema Object describes a date-time."""
    return schema.get("format") == "date-time"


def wrong_values(schema: dict[str, Any], text: str = "text") -> Iterator[Any]:
    """Yield values of types that a property's Schema Object does not allow; null is not judged."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "boolean" in types:
        yield from ("true", 1, "maybe", [True])
    else:
        yield from (12345, {"a": text}, True, [text])


def odd_bodies(properties: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield bodies for which nothing is promised but that they do no damage: no 5xx, what is accepted comes back.

    Each comes with the kind of oddness that it has.
    """
    texts = [n for n, schema in properties.items() if "string" in schema["type"] and not is_date_time_property(schema)]
    dates = [name for name, schema in properties.items() if is_date_time_property(schema)]
    yield "null", json.dumps(dict.fromkeys(properties)).encode()
    yield from (("odd text", json.dumps(dict.fromkeys(texts, text)).encode()) for text in ODD_TEXTS if texts)
    yield from (("odd date-time", json.dumps({name: text}).encode()) for name in dates for text in ODD_DATE_TIMES)
    nested = b'{"%s": %s}' % (next(iter(properties)).encode(), b"[" * 300 + b"]" * 300)
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
