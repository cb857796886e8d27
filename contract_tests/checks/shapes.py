"""The shape of JSON values: which types, properties and formats were seen, how often, and no value itself.

What is kept is bounded, whatever a server answers: so many shapes a run, names of so many characters, so deep.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

SHAPES_AT_MOST = 3000
"""Shapes that one run keeps."""
PROPERTIES_AT_MOST = 60
"""Properties that are kept of one object: what has more of them is a map from names to values."""
ITEMS_AT_MOST = 50
DEEPEST = 8
NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.-]{0,39}")
KEYWORDS = ("$", "x-", "__")
"""Names that begin so are keywords to some reader of the document."""
DIGITS_AT_MOST = 3
"""Digits in the name of a property: what has more of them is somebody's id or token."""
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
URI = re.compile(r"https?://[^\s\"<>\\^`{|}]+")


@dataclass
class Room:
    """How many shapes may still be kept, and which names may be."""

    is_secret: Callable[[str], bool] = lambda _: False
    remaining: int = SHAPES_AT_MOST

    def takes(self, name: str) -> bool:
        """Whether the name of a property may be kept: it looks like one, and holds no credential."""
        plain = NAME.fullmatch(name) and sum(map(str.isdigit, name)) <= DIGITS_AT_MOST
        return bool(plain) and not name.lower().startswith(KEYWORDS) and self.remaining > 0 and not self.is_secret(name)


@dataclass
class Shape:
    """What was seen at one place."""

    types: Counter[str] = field(default_factory=Counter)
    """As JSON Schema names them."""
    formats: Counter[str] = field(default_factory=Counter)
    """Of texts; `` for one that has none."""
    properties: dict[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    strange_names: int = 0
    """Properties whose names are not kept."""

    @property
    def seen(self) -> int:
        """How many values were seen."""
        return self.types.total()

    @property
    def without_null(self) -> Shape:
        """The same, null aside."""
        types = Counter({name: count for name, count in self.types.items() if name != "null"})
        return replace(self, types=types)

    def add(self, value: Any, room: Room, depth: int = 0) -> None:
        """Take up a value."""
        self.types[type_of(value)] += 1
        if isinstance(value, str):
            self.formats[format_of(value)] += 1
        elif depth >= DEEPEST:
            return
        elif isinstance(value, list):
            for item in value[:ITEMS_AT_MOST]:
                self.items = self.items or _new(room)
                if self.items is not None:
                    self.items.add(item, room, depth + 1)
        elif isinstance(value, dict):
            self._add_properties(value, room, depth)

    def _add_properties(self, value: Mapping[str, Any], room: Room, depth: int) -> None:
        for name, item in itertools.islice(value.items(), 4 * PROPERTIES_AT_MOST):
            if name not in self.properties:
                full = len(self.properties) >= PROPERTIES_AT_MOST
                new = None if full or not room.takes(name) else _new(room)
                if new is None:
                    self.strange_names += 1
                    continue
                self.properties[name] = new
            self.properties[name].add(item, room, depth + 1)

    def merge(self, other: Shape) -> None:
        """Take up all that another one saw."""
        self.types.update(other.types)
        if other.formats:
            self.formats.update(other.formats)
        self.strange_names += other.strange_names
        for name, shape in other.properties.items():
            self.properties.setdefault(name, Shape()).merge(shape)
        if other.items is not None:
            self.items = self.items or Shape()
            self.items.merge(other.items)

    def as_json(self) -> dict[str, Any]:
        """Return it as a file holds it."""
        return {
            "types": dict(self.types),
            **({"formats": dict(self.formats)} if self.formats else {}),
            **({"strange_names": self.strange_names} if self.strange_names else {}),
            **({"properties": {name: s.as_json() for name, s in self.properties.items()}} if self.properties else {}),
            **({"items": self.items.as_json()} if self.items else {}),
        }

    @classmethod
    def of_json(cls, written: Mapping[str, Any]) -> Shape:
        """Return what a file holds."""
        return cls(
            Counter(written["types"]),
            Counter(written.get("formats", {})),
            {name: cls.of_json(each) for name, each in written.get("properties", {}).items()},
            cls.of_json(written["items"]) if "items" in written else None,
            int(written.get("strange_names", 0)),
        )


def merged(shapes: Sequence[Shape]) -> Shape:
    """Return what several saw; of one, that one itself."""
    if len(shapes) == 1:
        return shapes[0]
    together = Shape()
    for shape in shapes:
        together.merge(shape)
    return together


def _new(room: Room) -> Shape | None:
    if room.remaining <= 0:
        return None
    room.remaining -= 1
    return Shape()


def type_of(value: Any) -> str:
    """Name the type of a JSON value as JSON Schema does."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def format_of(text: str) -> str:
    """Name the format of a text as JSON Schema does; nothing where it has none."""
    if DATE_TIME.fullmatch(text):
        return "date-time"
    if DATE.fullmatch(text):
        return "date"
    if len(text) == 36 and text.count("-") == 4:
        try:
            UUID(text)
        except ValueError:
            return ""
        return "uuid"
    return "uri" if len(text) < 500 and URI.fullmatch(text) else ""
