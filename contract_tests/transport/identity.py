"""Reads the ids and names of resources out of paths, bodies and responses."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from contract_tests.spec import UUID_LIKE, Resource

NAME_PREFIX = "contract-test-"
"""How the resources of a run are recognised by a person; the run's random number follows."""
NAME = re.compile(NAME_PREFIX + r"[0-9a-f]{12}-\d+")
DIGEST_LENGTH = 12


def digest(key: str) -> str:
    """Return a short form of a normalised id, enough to know it again: many of them fit into memory and a journal."""
    return hashlib.blake2s(key.encode("utf-8", "surrogatepass"), digest_size=DIGEST_LENGTH // 2).hexdigest()


def ids_in(path: str) -> list[str]:
    """Return all ids that stand anywhere in a path, however often it is percent-encoded."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return UUID_LIKE.findall(path)


def name_in(content: bytes) -> str | None:
    """Return the name of a run's resource that stands in a body."""
    hit = NAME.search(content.decode("utf-8", "replace"))
    return hit.group() if hit else None


def names_of(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the names of runs that stand in an item's own strings: (name, property)."""
    texts = ((key, value) for key, value in item.items() if isinstance(value, str) and NAME_PREFIX in value)
    return [(name, key) for key, text in texts for name in NAME.findall(text)]


def items_in(resource: Resource, value: Any) -> Iterator[dict[str, Any]]:
    """Yield the outermost objects of a list's response that have an id: what stands inside of one is another matter."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and resource.id_of(value) is not None:
            yield value
        elif isinstance(value, dict):
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


@functools.lru_cache(1)  # a list is looked through for the guard, and again for the checks
def _uuids_in(text: str) -> frozenset[str]:
    return frozenset(UUID_LIKE.findall(text))


def ids_anywhere(resource: Resource, value: Any, text: str) -> set[str]:
    """Return all ids that stand anywhere in a response, normalised: escapes and other encodings of JSON hide none.

    A UUID is one wherever it stands. A number or a word is one where a property has the name of the id.
    """
    if resource.id_type.kind == "uuid":
        if "\\" in text or "\0" in text:
            text += json.dumps(value, ensure_ascii=False)
        return {resource.key_of(hit) for hit in _uuids_in(text)}
    found: set[str] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found |= {resource.key_of(shown)} if (shown := resource.id_of(value)) is not None else set()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
