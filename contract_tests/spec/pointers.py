"""JSON pointers (RFC 6901): how places in the document are named."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any


def escape(token: str) -> str:
    """Escape one reference token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer(*tokens: str | int) -> str:
    """Join tokens into a JSON pointer (RFC 6901)."""
    return "".join("/" + escape(str(token)) for token in tokens)


def tokens_of(json_pointer: str) -> list[str]:
    """Split a JSON pointer into its unescaped tokens."""
    return list(_tokens(json_pointer))


@functools.lru_cache(4096)  # every response is held against the same places
def _tokens(json_pointer: str) -> tuple[str, ...]:
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in json_pointer.split("/")[1:])


def at(document: Any, json_pointer: str) -> Any:
    """Return the value at a JSON pointer; None where there is none."""
    value = document
    for token in _tokens(json_pointer):
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def deref(document: Any, json_pointer: str) -> tuple[str, Any]:
    """Follow `$ref`s from a pointer to the place where the object is written: (pointer, object)."""
    value = at(document, json_pointer)
    while isinstance(value, dict) and "$ref" in value:
        json_pointer = value["$ref"].removeprefix("#")
        value = at(document, json_pointer)
    return json_pointer, value


def walk(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a document with its pointer, examples left out: those hold data."""
    if isinstance(value, dict):
        yield place, value
        named = place.endswith(("/properties", "/schemas"))  # here the keys are names
        for key, item in value.items():
            if named or key not in ("example", "examples", "value"):
                yield from walk(item, place + pointer(str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, place + pointer(index))
