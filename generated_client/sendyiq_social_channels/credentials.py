# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Finds credentials in what the client shows, however they are encoded, and takes them out."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx

from ._document import KEY_HEADER, SECRETS

_HEADERS = ("Authorization", "Proxy-Authorization", "Cookie")
"""Headers that hold a credential, whatever the document says."""
_DEEPEST = 20
"""Levels of the server's list of mistakes that an error keeps."""


def carried_by(*requests: httpx.Request) -> re.Pattern[str] | None:
    """Match the credentials that the requests carry, however they are encoded."""
    found = set()
    for request in requests:
        key = request.headers.get(request.extensions.get("key_header", KEY_HEADER), "")
        found |= {key, key.rpartition(" ")[2], key.rpartition(".")[2]}
        for name in _HEADERS:
            for text in request.headers.get(name, "").split("; "):
                found |= {text, text.rpartition(" ")[2], text.partition("=")[2]}
        if SECRETS:
            try:
                content = request.content
            except httpx.RequestNotRead:
                content = b""
            found |= set(_secrets_in(loads(content)))
    texts = sorted((text for text in found if len(text) > 3), key=len, reverse=True)
    return re.compile("|".join("".join(map(_encoded, text)) for text in texts), re.IGNORECASE) if texts else None


@functools.cache
def _encoded(character: str) -> str:
    """Match a character as it is, and as it is in an address, JSON, HTML, or a repr."""
    if character.isascii() and character.isalnum():
        return character
    from html import escape
    from urllib.parse import quote

    code = ord(character)
    forms = {character, quote(character, safe=""), f"%{code:02x}", escape(character), f"&#{code};", f"&#x{code:x};"}
    escapes = {json.dumps(character)[1:-1], repr(character)[1:-1], f"\\u{code:04x}", f"\\x{code:02x}", f"\\{character}"}
    patterns = {re.escape(form) for form in forms}
    # What was escaped twice has more backslashes.
    patterns |= {r"\\+" + re.escape(form[1:]) for form in escapes if form[0] == "\\"}
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})"


def _secrets_in(value: Any) -> Iterator[str]:
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield from (text for name, text in value.items() if name in SECRETS and isinstance(text, str))
            left += value.values()
        elif isinstance(value, list):
            left += value


def redacted(value: Any, hidden: re.Pattern[str] | None, depth: int = _DEEPEST) -> Any:
    """Take the credentials out of a text, or of all texts in a value."""
    if isinstance(value, str):
        text = value.encode("utf-8", "backslashreplace").decode()  # half a character cannot be printed
        return hidden.sub("[redacted]", text) if hidden else text
    if isinstance(value, (dict, list)) and not depth:
        return "..."
    if isinstance(value, dict):
        return {redacted(name, hidden): redacted(item, hidden, depth - 1) for name, item in value.items()}
    if isinstance(value, list):
        return [redacted(item, hidden, depth - 1) for item in value]
    return value


def loads(content: bytes) -> Any:
    """Read JSON; None where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def address(url: httpx.URL) -> str:
    """Write an address without what may be a password."""
    return str(url.copy_with(username=None, password=None) if url.userinfo else url)
