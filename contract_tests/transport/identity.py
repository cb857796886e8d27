"""Reads the ids and names of channels out of paths, bodies and answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from contract_tests.spec import Operation
from contract_tests.spec.pointers import at

NAME_PREFIX = "contract-test-"
"""How the channels of a run are recognised by a person; the run's random number follows."""
NAME = re.compile(NAME_PREFIX + r"[0-9a-f]{12}-\d+")
DIGEST_LENGTH = 12
UUID_LIKE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def same_id(channel_id: str) -> str:
    """Write an id the one way in which two spellings of it are the same."""
    return channel_id.replace("-", "").lower()


def digest(key: str) -> str:
    """Return a short form of a normalised id, enough to know it again: many of them fit into memory and a journal."""
    return hashlib.blake2s(key.encode("utf-8", "surrogatepass"), digest_size=DIGEST_LENGTH // 2).hexdigest()


def ids_in(path: str) -> list[str]:
    """Return all ids that stand anywhere in a path, however often it is percent-encoded."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return UUID_LIKE.findall(path)


def name_in(content: bytes) -> str | None:
    """Return the name of a run's channel that stands in a body."""
    hit = NAME.search(content.decode("utf-8", "replace"))
    return hit.group() if hit else None


def names_of(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the names of runs that stand in an item's own strings: (name, property)."""
    texts = ((key, value) for key, value in item.items() if isinstance(value, str) and NAME_PREFIX in value)
    return [(name, key) for key, text in texts for name in NAME.findall(text)]


def id_pointer(operation: Operation) -> tuple[str, str] | None:
    """Say where the answer of a creating operation shows the new id: (path parameter, JSON pointer), by its links."""
    for response in operation.responses.values():
        for link in response.definition.get("links", {}).values():
            for name, expression in link.get("parameters", {}).items():
                if str(expression).startswith("$response.body#"):
                    return name, str(expression).removeprefix("$response.body#")
    return None


def items_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the outermost objects of a list's answer that have an `id`: what stands inside of one is another matter."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value
        elif isinstance(value, dict):
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def ids_anywhere(value: Any, text: str) -> set[str]:
    """Return all ids that stand anywhere in an answer, normalised: escapes and other encodings of JSON hide none."""
    if "\\" in text or "\0" in text:
        text += json.dumps(value, ensure_ascii=False)
    return {same_id(hit) for hit in UUID_LIKE.findall(text)}


def new_id(operation: Operation, body: Any) -> Any:
    """Return the id that a creating operation's answer shows; None where it shows none."""
    place = id_pointer(operation)
    return at(body, place[1]) if place else None
