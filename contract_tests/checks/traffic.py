"""What a run sees besides what it judges: statuses by operation, texts of refusals, and unknown properties."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contract_tests.spec import Spec
from contract_tests.spec.pointers import walk
from contract_tests.transport.interaction import Interaction

LONGEST = 200
"""Characters of a message that are kept."""
ITEMS = 50
"""Items of a list that are looked at."""
AT_MOST = 50
"""Messages, and unknown properties, that are kept."""


@dataclass(frozen=True)
class Refusal:
    """What a server said to a valid request that it refused."""

    operation: str
    status: int
    message: str


@dataclass
class Traffic:
    """An observer of the transport."""

    spec: Spec
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    """By operation."""
    refusals: Counter[Refusal] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    """By operation, the properties that the document does not have; those of an item after its resource's name."""
    without_data: Counter[str] = field(default_factory=Counter)
    """By operation, the successes that lack what the document shows there."""

    def __call__(self, interaction: Interaction) -> None:
        """Take note of an interaction."""
        operation = interaction.operation
        if operation is None:
            return
        self.statuses.setdefault(operation.id, Counter())[interaction.status] += 1
        if interaction.intent.valid and 400 <= interaction.status < 500 and interaction.intent.has_key:
            refusal = Refusal(operation.id, interaction.status, _message(interaction))
            if refusal in self.refusals or len(self.refusals) < AT_MOST:
                self.refusals[refusal] += 1
        if interaction.succeeded and not interaction.unread:
            seen = self.unknown.setdefault(operation.id, Counter())
            seen.update(name for name in self._unknown(interaction) if name in seen or len(seen) < AT_MOST)
            is_expected = interaction.resource is not None and interaction.resource.places(operation)
            self.without_data[operation.id] += bool(is_expected and not interaction.is_list and not interaction.items)

    def _unknown(self, interaction: Interaction) -> Iterator[str]:
        resource, body = interaction.resource, interaction.json
        for item in interaction.items[:ITEMS]:
            yield from (f"{resource.name}.{name}" for name in item if resource and name not in self._documented)
        if isinstance(body, dict):
            yield from (name for name in body if name not in self._documented)

    @functools.cached_property
    def _documented(self) -> frozenset[str]:
        """The names of all properties that a schema of the document has."""
        schemas = (value.get("properties") for _, value in walk(self.spec.document))
        return frozenset(name for properties in schemas if isinstance(properties, dict) for name in properties)


def _message(interaction: Interaction) -> str:
    """Return what a refusal says: its message and errors, or the beginning of its body."""
    body: Any = interaction.json
    said: list[Any] = []
    if isinstance(body, dict):
        errors = body.get("errors")
        first = body.get("message") or body.get("title") or body.get("detail")
        said = [first, *(errors if isinstance(errors, list) else [])]
    text = "; ".join(part for part in said if isinstance(part, str) and part)
    return (text or interaction.response.content.decode("utf-8", "replace"))[:LONGEST]
