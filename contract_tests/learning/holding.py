"""Holds what was seen against the document: each statement with the values that it is about."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract_tests.checks.shapes import Shape, merged
from contract_tests.learning.infer import seen_types
from contract_tests.learning.lessons import Lessons
from contract_tests.spec import Spec
from contract_tests.spec.pointers import at, pointer
from contract_tests.spec.schemas import applying, gathered, properties_of

JSON = "application/json"


@dataclass
class Held:
    """The values that a place of the document speaks of."""

    operations: Counter[str] = field(default_factory=Counter)
    """How many values by operation, null aside."""
    _shapes: list[Shape] = field(default_factory=list)

    def add(self, shape: Shape, operation: str) -> None:
        """Take up what an operation answered there."""
        self._shapes.append(shape)
        self.operations[operation] += shape.seen - shape.types["null"]

    @functools.cached_property
    def shape(self) -> Shape:
        """All of them together, once all are there."""
        return merged(self._shapes)


@dataclass
class Unknown:
    """A property that the document does not know, at one kind of object."""

    root: str
    name: str
    operation: str
    shape: Shape


class Holding:
    """All that a run saw, by place of the document."""

    def __init__(self, spec: Spec, lessons: Lessons) -> None:
        self._document = spec.document
        self._ids = {resource.pointer: resource.id_property for resource in spec.resources.values()}
        self.placed: dict[str, Held] = {}
        self.misfits: dict[str, Held] = {}
        """By the place that refers to a schema which the values there do not have."""
        self.unknown: list[Unknown] = []
        self.roots: dict[str, set[str]] = {}
        """By operation, the places of the objects that it showed."""
        self.concerned: dict[str, set[str]] = {}
        """By place of a property, the operations that could have shown it."""
        for operation, response, seen in lessons.documented(spec):
            for media_type, shape in seen.bodies.items():
                place = response.media_types.get(media_type)
                if place is None and response.is_success and media_type.endswith("json"):
                    place = response.media_types.get(JSON)  # an envelope under another JSON name is still JSON
                if place is not None:
                    self._value(place + "/schema", shape, operation.id)

    def _value(self, where: str, shape: Shape, operation: str) -> None:
        """Hold one value against a schema and all that goes with it."""
        if self._place(where, shape, operation) and shape.types["object"]:
            self.roots.setdefault(operation, set()).add(where)
            known = properties_of(self._document, where)
            takes_names = any("properties" in schema for _, schema in applying(self._document, where))
            for name, each in shape.properties.items() if takes_names else ():
                if name not in known:
                    self.unknown.append(Unknown(where, name, operation, each))

    def _place(self, where: str, shape: Shape, operation: str) -> bool:
        """Hold a value against a schema, and what stands in it; returns whether that is the schema of such a value."""
        schema = at(self._document, where)
        if not isinstance(schema, dict):
            return True
        if not all(self._fits(target, shape) for target in self._targets(where)):
            self.misfits.setdefault(where, Held()).add(shape, operation)
            return False
        self.placed.setdefault(where, Held()).add(shape, operation)
        if "$ref" in schema:
            self._place(schema["$ref"].removeprefix("#"), shape, operation)
        for index in range(len(schema.get("allOf", ()))):
            self._place(where + pointer("allOf", index), shape, operation)
        for branch in self._alternatives(where):
            if shape.without_null.seen:
                self._place(branch, shape.without_null, operation)
        for name in schema.get("properties", ()):
            inner = where + pointer("properties", name)
            self.concerned.setdefault(inner, set()).add(operation)
            if name in shape.properties:
                self._value(inner, shape.properties[name], operation)
        if "items" in schema and shape.items is not None:
            self._value(where + "/items", shape.items, operation)
        return True

    def _targets(self, where: str) -> Iterator[str]:
        """Yield the named schemas that a place says its value has."""
        for place in (where, *self._alternatives(where)):
            reference = (at(self._document, place) or {}).get("$ref")
            if isinstance(reference, str):
                yield reference.removeprefix("#")

    def _alternatives(self, where: str) -> list[str]:
        """Return the only alternative to null that a schema offers; nothing where it offers more or none."""
        schema = at(self._document, where)
        for key in ("oneOf", "anyOf"):
            places = [where + pointer(key, index) for index in range(len(schema.get(key, ())))]
            other = [place for place in places if (at(self._document, place) or {}).get("type") != "null"]
            if len(other) == 1:
                return other
        return []

    def _fits(self, target: str, shape: Shape) -> bool:
        """Whether values may have a named schema: their types, and some of its properties, the id of a resource too."""
        types = gathered(self._document, "", [target]).types
        seen = set(seen_types(shape))
        if types and not seen <= types | ({"integer"} if "number" in types else set()):
            return False
        if not shape.types["object"] or not (shape.properties or shape.strange_names):
            return True
        applied = [place for place, _ in applying(self._document, target)]
        if any(place in self._ids and self._ids[place] not in shape.properties for place in applied):
            return False
        known = properties_of(self._document, target)
        return not known or bool(known.keys() & shape.properties.keys())
