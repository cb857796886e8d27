"""What about a request may be the cause of a failure: its key, its body, the kinds of value in it.

Kinds are few and named, so that the same defect has the same cause from one run to the next.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contract_tests.checks.values import DATE_TIMES, instant
from contract_tests.spec import Property
from contract_tests.transport.interaction import Intent, Interaction

TEXTS: Mapping[str, re.Pattern[str]] = {
    "emoji or rare script": re.compile("[\U00010000-\U0010ffff]"),
    "NUL": re.compile("\x00"),
    "lone surrogate": re.compile("[\ud800-\udfff]"),
    "outer space": re.compile(r"\A\s|\s\Z"),
    "long text: over 255 characters": re.compile(r"\A.{256}", re.DOTALL),
    "long text: over 4,000 characters": re.compile(r"\A.{4001}", re.DOTALL),
    "empty text": re.compile(r"\A\Z"),
    "line break or tab": re.compile("[\t\n\r\u2028\u2029]"),
    "inner spaces": re.compile(r"\S\s\s+\S"),
    "character beyond Latin-1": re.compile("[\u0100-\ud7ff\ue000-\uffff]"),
    "Latin-1 letter": re.compile("[\u00a0-\u00ff]"),
    "combining or invisible character": re.compile("[\u0300-\u036f\u200b-\u200f\ufeff]"),
    "control character": re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"),
    "markup": re.compile("[<>&]"),
    "quote or backslash": re.compile("['\"`\\\\]"),
    "text like another type": re.compile(r"\A(null|true|false|[-+]?[\d.]+|\d{4}-\d\d-\d\d.*)\Z"),
}
"""Kinds of text, by what is in it: the likelier cause first. What follows a colon is no part of a fingerprint."""
TYPES: Mapping[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "number",
    float: "number",
    str: "text",
    list: "array",
    dict: "object",
}
ALWAYS, ANY_VALUE, CHANGED = "always", "any value", "changed"


class Feature(NamedTuple):
    """One thing about a request, or about what came of it."""

    property: str | None
    kind: str
    is_cause: bool = False
    """Whether it is known to be the cause, and nothing about the request."""


MET = Feature(None, "at the same time", is_cause=True)
"""It was sent together with others: which of them fails, and which value is lost, chance decides."""


def type_name(value: Any) -> str:
    """Name the type of a JSON value."""
    return TYPES.get(type(value), "value")


@functools.lru_cache(maxsize=128)  # a response is judged by some fifteen checks, one after the other
def features(interaction: Interaction) -> frozenset[Feature]:
    """Return what a request had about it."""
    found = {Feature(name, kind) for name, kind in _features(interaction)} or {Feature(None, "plain request")}
    return frozenset(found | ({MET} if interaction.intent.together is not None else set()))


def about(expected: str, interaction: Interaction) -> frozenset[Feature]:
    """Return what may be the cause where an expectation begins with the name of a property, or with none."""
    found = features(interaction)
    name = expected.partition(" ")[0]
    if interaction.resource is None or name not in interaction.resource.properties:
        return found
    sent = {feature for feature in found if feature.property == name} or {Feature(name, CHANGED, is_cause=True)}
    return frozenset(sent | (found & {MET}))


def unlike_the_key(intent: Intent) -> str | None:
    """Name what was sent in the place of the run's key, or where it was sent; None for the key as it should be."""
    named = {None: "no key", "": "empty key", "read-only": "read-only key", "full": "key in the query"}
    return None if intent.has_key else named.get(intent.key, "wrong key")


def _features(interaction: Interaction) -> Iterator[tuple[str | None, str]]:
    operation, intent, body = interaction.operation, interaction.intent, interaction.sent
    if key := unlike_the_key(intent):
        yield None, key
    elif operation is None:
        yield None, f"{interaction.request.method} where none is listed"
    else:
        resource, resource_id = interaction.resource, interaction.resource_id
        if resource and resource_id is not None and not resource.is_id(resource_id):
            yield None, "malformed id"
        if operation.body_pointer and interaction.request.headers.get("content-type") != "application/json":
            yield None, "another media type"
        if isinstance(body, dict):
            yield from _in_body(body, operation.body_properties)
        elif interaction.request.content:
            yield None, "no JSON" if body is None else f"{type_name(body)} as body"


def _in_body(body: Mapping[str, Any], known: Mapping[str, Property]) -> Iterator[tuple[str | None, str]]:
    if not body:
        yield None, "empty object"
    for name, value in body.items():
        if name not in known:
            yield None, "unknown property"
            yield from ((None, kind) for kind in _of_text(json.dumps([name, value], ensure_ascii=False)[2:-2]))
        elif isinstance(value, str) and known[name].is_date_time:
            yield from ((name, kind) for kind in _of_date_time(value))
        else:
            if not isinstance(value, str) or "string" not in known[name].types:
                yield name, type_name(value)
            if isinstance(value, str):
                yield from ((name, kind) for kind in _of_text(value))


def _of_text(text: str) -> list[str]:
    return [kind for kind, pattern in TEXTS.items() if pattern.search(text)] or ["text"]


def _of_date_time(text: str) -> list[str]:
    if instant(text) is None:
        return ["no date-time"]
    if text not in DATE_TIMES and not re.fullmatch(r"(19|20)\d\d-\d\d-\d\dT\S+(Z|[+-]\d\d:\d\d)", text):
        return ["odd date-time"]
    fine = ["fraction beyond milliseconds"] if re.search(r"\.\d{4}", text) else []
    return [*fine, "date-time in UTC" if text.endswith("Z") else "date-time with an offset"]
