"""Where a statement of the document comes from: what follows when a response contradicts it."""

from __future__ import annotations

import datetime
from typing import Any, Literal, get_args

from contract_tests.spec.pointers import tokens_of

Provenance = Literal["reference", "guide", "semantics", "assumed", "observed"]


def nearest_mark(document: dict[str, Any], json_pointer: str) -> dict[str, Any]:
    """Return the nearest object at or above a place that carries `x-provenance`."""
    value: Any = document
    found = document
    for token in tokens_of(json_pointer):
        value = value[int(token)] if isinstance(value, list) else value.get(token)
        if isinstance(value, dict) and isinstance(value.get("x-provenance"), str):
            found = value
        elif not isinstance(value, dict | list):
            break
    return found


def provenance_problem(place: str, value: dict[str, Any]) -> tuple[str, str] | None:
    """Say what is wrong with the marks of one object, as (pointer, words)."""
    mark, day = value.get("x-provenance"), value.get("x-observed")
    if mark is not None and mark not in get_args(Provenance):
        return place + "/x-provenance", f"{mark!r} is no provenance; known are {', '.join(get_args(Provenance))}"
    if (mark == "observed") != (day is not None):
        key = "x-observed" if day is not None else "x-provenance"
        return f"{place}/{key}", "`x-provenance: observed` and `x-observed`, its day, belong together"
    if day is not None and not _is_day(day):
        return place + "/x-observed", f"{day!r} is no day; write it as 2026-11-24"
    return None


def _is_day(text: Any) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text).isoformat() == text)
    except (TypeError, ValueError):
        return False
