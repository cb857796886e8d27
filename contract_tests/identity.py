"""Reads the ids and names of channels out of paths, bodies and answers."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from contract_tests.spec import Operation
from contract_tests.spec.pointers import at

NAME_PREFIX = "contract-test-"
"""How the channels of a run are recognised by a person; the run's random number follows."""
NAME = re.compile(NAME_PREFIX + r"[0-9a-f]{12}-\d+")
UUID_LIKE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def same_id(channel_id: str) -> str:
    """Write an id the one way in which two spellings of it are the same."""
    return channel_id.strip().replace("-", "").lower()


def ids_in(path: str) -> list[str]:
    """Return all ids that stand anywhere in a path, however often it is percent-encoded."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return UUID_LIKE.findall(path)


def name_in(content: bytes) -> str | None:
    """Return the name of a run's channel that stands in a body."""
    hit = NAME.search(content.decode("utf-8", "replace"))
    return hit.group() if hit else None


def id_pointer(operation: Operation) -> tuple[str, str] | None:
    """Say where the answer of a creating operation shows the new id: (path parameter, JSON pointer), by its links."""
    for response in operation.responses.values():
        for link in response.definition.get("links", {}).values():
            for name, expression in link.get("parameters", {}).items():
                if str(expression).startswith("$response.body#"):
                    return name, str(expression).removeprefix("$response.body#")
    return None


def objects_with_id(body: bytes) -> list[dict[str, Any]]:
    """Return all objects with an id that stand anywhere in a JSON body."""
    found: list[dict[str, Any]] = []

    def keep(item: dict[str, Any]) -> dict[str, Any]:
        if isinstance(item.get("id"), str):
            found.append(item)
        return item

    try:
        json.loads(body, object_hook=keep)
    except (ValueError, RecursionError):
        return []
    return found


def new_id(operation: Operation, body: Any) -> Any:
    """Return the id that a creating operation's answer shows; None where it shows none."""
    place = id_pointer(operation)
    return at(body, place[1]) if place else None
