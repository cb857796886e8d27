"""Reads Schema Objects: which apply to one value, and what they say of its properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contract_tests.spec.pointers import at, pointer

COMBINED = ("allOf", "oneOf", "anyOf")
CONDITIONAL = ("then", "else")


@dataclass(frozen=True)
class Property:
    """A property of an object, as all schemas that speak of it describe it together."""

    name: str
    pointers: tuple[str, ...]
    """Where its Schema Objects are written, the first first."""
    definition: dict[str, Any]
    """The keywords of these, the first of each name."""
    types: frozenset[str]
    """Without null."""

    @property
    def is_date_time(self) -> bool:
        """Whether it is a date-time."""
        return self.definition.get("format") == "date-time"

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false."""
        return self.types == {"boolean"}

    @property
    def is_text(self) -> bool:
        """Whether it is a text in a person's words: one without a format, a pattern or a set of values."""
        keywords = self.definition.keys()
        return (
            self.types == {"string"}
            and self.definition.get("format", "password") == "password"
            and not keywords & {"enum", "const", "pattern"}
        )

    def end_of(self, text: str) -> str:
        """Return as much of the end of a text as it takes."""
        return text[max(0, len(text) - self.definition.get("maxLength", len(text))) :]

    @property
    def is_unique(self) -> bool:
        """Whether no two resources share a value."""
        return self.definition.get("x-unique") is True

    @property
    def shown_by(self) -> tuple[str, ...] | None:
        """The operations whose responses show a value of it; None for all that show what it belongs to."""
        named = self.definition.get("x-shown-by")
        return tuple(map(str, named)) if isinstance(named, list) else None

    @property
    def is_write_only(self) -> bool:
        """Whether it may be sent and never comes back."""
        return self.definition.get("writeOnly") is True

    @property
    def is_sent(self) -> bool:
        """Whether it may be sent: all but what is read-only."""
        return self.definition.get("readOnly") is not True


def applying(document: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and all that apply to the same value: what it refers to, combines, and says on a condition."""
    seen: set[str] = set()
    waiting = [where]
    while waiting:
        where = waiting.pop(0)
        schema = at(document, where)
        if where in seen or not isinstance(schema, dict):
            continue
        seen.add(where)
        yield where, schema
        waiting += same_value(where, schema)


def same_value(where: str, schema: dict[str, Any]) -> Iterator[str]:
    """Yield the places of the schemas right under one that apply to the same value."""
    if isinstance(schema.get("$ref"), str):
        yield schema["$ref"].removeprefix("#")
    for key in COMBINED:
        yield from (where + pointer(key, index) for index in range(len(schema.get(key, ()))))
    yield from (where + pointer(key) for key in CONDITIONAL if key in schema)


def properties_of(document: Any, where: str) -> dict[str, Property]:
    """Return the properties that an object of a schema may have, in the order of the document."""
    places: dict[str, list[str]] = {}
    for place, schema in applying(document, where):
        for name in schema.get("properties", {}):
            places.setdefault(name, []).append(place + pointer("properties", name))
    return {name: gathered(document, name, found) for name, found in places.items()}


def gathered(document: Any, name: str, places: list[str]) -> Property:
    """Return what the schemas at some places say together of one value."""
    pointers: list[str] = []
    definition: dict[str, Any] = {}
    types: set[str] = set()
    for place in places:
        for where, schema in applying(document, place):
            pointers.append(where)
            definition = {**schema, **definition}
            said = schema.get("type", [])
            types |= {said} if isinstance(said, str) else set(said)
    return Property(name, tuple(dict.fromkeys(pointers)), definition, frozenset(types - {"null"}))
