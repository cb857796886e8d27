"""Makes a value that meets a schema, where the document has no example of it."""

from __future__ import annotations

from typing import Any

from contract_tests.spec.pointers import at, pointer
from contract_tests.spec.schemas import applying

_TEXTS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "time": "12:00:00Z",
    "duration": "P1D",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
_DEEPEST = 8


def sample(document: dict[str, Any], where: str, depth: int = 0) -> Any:
    """Return a small value that meets the schema at a pointer, as far as plain keywords say it."""
    schemas = [schema for _, schema in _plain(document, where)]
    merged: dict[str, Any] = {}
    for schema in schemas:
        merged = {**schema, **merged}
    for key in ("const", "example", "default"):
        if key in merged:
            return merged[key]
    for key in ("examples", "enum"):
        if merged.get(key):
            return merged[key][0]
    types = merged.get("type", "object" if any("properties" in schema for schema in schemas) else "null")
    kinds = [types] if isinstance(types, str) else types
    if "null" in kinds and (depth > _DEEPEST or kinds[0] not in ("object", "array")):
        return None
    match kinds[0]:
        case "object":
            return _object(document, where, depth)
        case "array":
            return _array(document, where, merged, depth)
        case "string":
            text = _TEXTS.get(merged.get("format", ""), "text")
            return text.ljust(merged.get("minLength", 0), "x")[: merged.get("maxLength", 255)]
        case "integer" | "number":
            return merged.get("minimum", merged.get("exclusiveMinimum", -1) + 1)
        case "boolean":
            return True
        case _:
            return None


def _plain(document: dict[str, Any], where: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what applies to a value: all of `allOf`, and the first of `oneOf` and `anyOf`."""
    found = dict(applying(document, where))
    others = [
        place + pointer(key, index)
        for place, schema in found.items()
        for key in ("oneOf", "anyOf")
        for index in range(1, len(schema.get(key, ())))
    ]
    conditional = [place + pointer(key) for place, schema in found.items() for key in ("then", "else") if key in schema]
    left_out = tuple(others + conditional)
    return [(place, schema) for place, schema in found.items() if not place.startswith(left_out or ("\0",))]


def _object(document: dict[str, Any], where: str, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for place, schema in _plain(document, where):
        for name in schema.get("properties", {}):
            made.setdefault(name, sample(document, place + pointer("properties", name), depth + 1))
    return made


def _array(document: dict[str, Any], where: str, merged: dict[str, Any], depth: int) -> list[Any]:
    place = next((place for place, schema in _plain(document, where) if "items" in schema), None)
    count = max(merged.get("minItems", 0), 0 if depth > _DEEPEST or place is None else 1)
    return [sample(document, f"{place}/items", depth + 1) if place and at(document, place) else None] * count
