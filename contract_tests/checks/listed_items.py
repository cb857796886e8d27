"""The items of a list that a failure is about: taken at once, for a large list is not kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contract_tests.spec import Resource
from contract_tests.transport.identity import name_in, names_of
from contract_tests.transport.interaction import Interaction, Key

AT_MOST = 3
"""Items that are kept."""
LONGEST = 2000
"""Characters of an item that are kept."""
LONGEST_TEXT = 80
"""Characters of a text inside of what is shown, where there is no room for all: what stands beside it counts, too."""


@dataclass(frozen=True)
class Shown:
    """Items of a list, and how many others it has."""

    items: tuple[str, ...]
    others: int

    @property
    def as_array(self) -> str:
        """The items as a JSON array, with a word of the others."""
        rest = [json.dumps(f"… {self.others} more", ensure_ascii=False)] if self.others else []
        return f"[{', '.join([*self.items, *rest])}]"


def shortened(value: Any) -> Any:
    """Return a JSON value with its long texts cut."""
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value]
    is_long = isinstance(value, str) and len(value) > LONGEST_TEXT
    return f"{value[:LONGEST_TEXT]}… ({len(value)} characters)" if is_long else value


def shown_by(interactions: Sequence[Interaction], items: Sequence[Any] = ()) -> Shown | None:
    """Return what the last of some interactions shows; None where it is about no items of a list, or they are gone.

    `items` are those that a check found itself. Else they are what the requests name, by id or by name.
    """
    last = interactions[-1] if interactions else None
    if last is None or not last.is_list or not (there := last.items):
        return None
    keys = {key for e in interactions for key in (e.key, e.made_key) if key}
    names = {name for e in interactions if (name := name_in(e.request.content))}
    if not (items or keys or names):
        return None
    found = list(items) or [item for item in there if _is_named(last.resource, item, keys, names)]
    # Escapes would hide credentials from the redaction.
    kept = tuple(json.dumps(item, ensure_ascii=False)[:LONGEST] for item in found[:AT_MOST])
    return Shown(kept, len(there) - len(kept))


def _is_named(resource: Resource | None, item: dict[str, Any], keys: set[Key], names: set[str]) -> bool:
    shown = resource.id_of(item) if resource else None
    if resource and shown is not None and (resource.name, resource.key_of(shown)) in keys:
        return True
    return any(name in names for name, _ in names_of(item))
