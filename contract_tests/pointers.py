"""JSON pointers (RFC 6901): how places in the document are named."""

from __future__ import annotations

from typing import Any


def escape(token: str) -> str:
    """Escape one reference token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer(*tokens: str | int) -> str:
    """Join tokens into a JSON pointer (RFC 6901)."""
    return "".join("/" + escape(str(token)) for token in tokens)


def tokens_of(json_pointer: str) -> list[str]:
    """Split a JSON pointer into its unescaped tokens."""
    return [token.replace("~1", "/").replace("~0", "~") for token in json_pointer.split("/")[1:]]


def at(document: Any, json_pointer: str) -> Any:
    """Return the value at a JSON pointer; None where there is none."""
    value = document
    for token in tokens_of(json_pointer):
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value
