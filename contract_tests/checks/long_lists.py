"""Leaves out of a long list what was judged before: a store with a thousand channels would otherwise take minutes."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.transport.interaction import Interaction

LONG = 50
"""Items of a list from which on those that were judged before are not judged again."""


class LongLists:
    """Remembers the items of the last long list that was as documented."""

    def __init__(self) -> None:
        self._in_order: dict[str, int] = {}
        """Ids to fingerprints of the items."""
        self._last: dict[str, int] = {}

    def news(self, interaction: Interaction) -> Any:
        """Return the JSON of a response; of a long list without the items that were in order and are the same."""
        items, operation, resource = _items_by_id(interaction), interaction.operation, interaction.resource
        self._last = {}
        if len(items) < LONG or operation is None or resource is None:
            return interaction.json
        self._last = {key: hash(json.dumps(item, sort_keys=True)) for key, item in items.items()}
        new = [item for key, item in items.items() if self._in_order.get(key) != self._last[key]]
        return resource.put_in(operation, interaction.json, new)

    def last_is_in_order(self) -> None:
        """Remember the list that `news` was asked for last."""
        self._in_order = self._last or self._in_order


def _items_by_id(interaction: Interaction) -> dict[str, Any]:
    """Return the items of a list by their ids; nothing where there is no list, or one without distinct ids."""
    resource, items = interaction.resource, interaction.items if interaction.is_list else []
    found = {shown: item for item in items if resource and (shown := resource.id_of(item)) is not None}
    return found if len(found) == len(items) else {}
