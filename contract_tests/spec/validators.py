"""Compiled JSON Schema validators for the schemas of a document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

BASE = "urn:openapi"


class Validators:
    """Validates by the schemas of a document, which it finds by pointer and compiles when first asked for.

    `formats` adds to the known formats or replaces them; `mask` stands for the values in messages.
    """

    def __init__(
        self,
        document: dict[str, Any],
        *,
        formats: Mapping[str, Callable[[str], bool]] | None = None,
        mask: str | None = None,
    ) -> None:
        self._registry = jsonschema_rs.Registry([(BASE, document)], draft=jsonschema_rs.Draft202012)
        self._formats = dict(formats or {})
        self._mask = mask
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def at(self, json_pointer: str) -> jsonschema_rs.Draft202012Validator:
        """Return the validator of the schema at a pointer."""
        if json_pointer not in self._compiled:
            self._compiled[json_pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"{BASE}#{quote(json_pointer)}"},
                registry=self._registry,
                validate_formats=True,
                formats=self._formats,
                mask=self._mask,
            )
        return self._compiled[json_pointer]


@functools.lru_cache(4096)
def pointer_of(schema_location: str) -> str:
    """Return the pointer into the document that a validator's `schemaLocation` names."""
    return unquote(schema_location.removeprefix(BASE + "#"))
