"""Writes the schema of what was seen: as tolerant as the document is elsewhere, and requires nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contract_tests.checks.assumptions import APPLICATORS, ASSERTIONS
from contract_tests.checks.shapes import Shape
from contract_tests.learning.lessons import ENOUGH
from contract_tests.spec import Resource, Spec
from contract_tests.spec.pointers import pointer
from contract_tests.spec.schemas import applying, properties_of

TYPES = ("string", "integer", "number", "boolean", "object", "array")
NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_-]*")
FORMATS = ("date-time", "uuid", "date")
Schema = dict[str, Any]
PROPERTIES_AT_MOST = 60
"""Properties of one statement, at any depth: an object with more of them is told to be an object, and no more."""


class Inference:
    """Knows the resources of a document, to refer to them where they stand."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def schema(self, shape: Shape, *, nullable: bool = True, resources: bool = True) -> Schema:
        """Return the schema of a shape."""
        named = self.reference(shape) if resources else None
        if named and set(shape.types) <= {"object", "null"}:
            alternatives = [{"$ref": named}, {"type": "null"}]
            return {"oneOf": alternatives} if nullable or shape.types["null"] else {"$ref": named}
        types = seen_types(shape)
        schema: Schema = {}
        if types:
            null = ["null"] if nullable or shape.types["null"] else []
            schema["type"] = types[0] if not null and len(types) == 1 else [*types, *null]
        elif shape.types["null"]:
            schema["type"] = "null"
        if types == ["string"] and (known := common_format(shape)):
            schema["format"] = known
        if "object" in types:
            schema["additionalProperties"] = True
            if shape.properties and not is_map(shape) and self.size(shape) <= PROPERTIES_AT_MOST:
                schema["properties"] = {
                    name: self.schema(each, resources=resources) for name, each in shape.properties.items()
                }
        if "array" in types:
            schema["items"] = self.schema(shape.items, nullable=False, resources=resources) if shape.items else {}
        return schema

    def size(self, shape: Shape) -> int:
        """Count the properties that a shape has, at any depth; what is a resource is described elsewhere."""
        inner = [*shape.properties.values(), *([shape.items] if shape.items else [])]
        return len(shape.properties) + sum(0 if self.reference(each) else self.size(each) for each in inner)

    def reference(self, shape: Shape) -> str | None:
        """Return the reference to the resource that an object is; None where it is none."""
        for resource in self._spec.resources.values():
            if is_resource(resource, shape):
                fitting = self._extended(resource, shape)
                return "#" + fitting
        return None

    def _extended(self, resource: Resource, shape: Shape) -> str:
        """Return the schema of the resource, or one that adds to it the properties that were seen."""
        best, extra = resource.pointer, set(shape.properties) - set(resource.properties)
        for name in self._spec.document["components"]["schemas"]:
            where = pointer("components", "schemas", name)
            parts = [place for place, _ in applying(self._spec.document, where)]
            added = properties_of(self._spec.document, where).keys() - resource.properties.keys()
            if where != resource.pointer and resource.pointer in parts and added and added <= extra:
                best = where
        return best


def is_resource(resource: Resource, shape: Shape) -> bool:
    """Whether an object is a resource: it has its id, of the right type, and little that the resource has not."""
    shown = shape.properties.get(resource.id_property)
    wanted = resource.properties.get(resource.id_property)
    if shown is None or wanted is None:
        return False
    if wanted.types and not set(shown.types) & wanted.types:
        return False
    return looks_like(resource, shape)


def looks_like(resource: Resource, shape: Shape) -> bool:
    """Whether at least half of what an object has are properties of a resource."""
    known = shape.properties.keys() & resource.properties.keys()
    return bool(known) and 2 * len(known) >= len(shape.properties)


def says_nothing(schema: Mapping[str, Any]) -> bool:
    """Whether a schema takes any value."""
    return not any(key in schema for key in (*ASSERTIONS, *APPLICATORS, "$ref"))


def is_map(shape: Shape) -> bool:
    """Whether the names of an object's properties are data: somebody's ids, or the fields of a request."""
    odd = sum(not NAME.fullmatch(name) for name in shape.properties)
    return shape.strange_names + odd > len(shape.properties) - odd


def seen_types(shape: Shape) -> list[str]:
    """Return the types that were seen, null aside, as JSON Schema needs them."""
    seen = [name for name in TYPES if shape.types[name]]
    return [name for name in seen if name != "integer"] if "number" in seen else seen


def common_format(shape: Shape) -> str | None:
    """Return the format that all texts had, if they were many."""
    total = shape.formats.total()
    return next((name for name in FORMATS if total >= ENOUGH and shape.formats[name] == total), None)
