"""What is known of one resource of the run, and which check covers which operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contract_tests.checks.catalog import (
    CREATE_KEPT,
    ROTATE_ONLY,
    ROTATE_REPLACES,
    TOGGLE_ONLY,
    TOGGLE_SETS,
    UPDATE_KEPT,
    UPDATE_PARTIAL,
    Check,
)
from contract_tests.spec import Operation, Resource
from contract_tests.transport.interaction import Interaction, Key


def kept_check(operation: Operation, name: str) -> Check:
    """Return the check that says that a property has what an operation gave it."""
    effect = operation.effect
    if effect is None or effect.kind == "updates":
        return UPDATE_KEPT
    if effect.kind == "creates":
        return CREATE_KEPT
    return ROTATE_REPLACES if name in effect.replaces else TOGGLE_SETS


def only_check(operation: Operation | None) -> Check | None:
    """Return the check that says that an operation changes nothing else; None for one that is free to."""
    effect = operation.effect if operation else None
    if effect is None or effect.kind not in ("updates", "changes"):
        return None
    if effect.kind == "updates":
        return UPDATE_PARTIAL
    return TOGGLE_ONLY if effect.sets else ROTATE_ONLY if effect.replaces else None


def replaced_by(operation: Operation | None) -> tuple[str, ...]:
    """Name the properties that an operation gives new values."""
    return operation.effect.replaces if operation and operation.effect else ()


@dataclass
class Sent:
    """A value that was accepted and has not been seen in a list yet."""

    value: Any
    interaction: Interaction
    together: bool = False
    """Whether it was one of several changes sent at the same time."""
    shown: bool = False
    """Whether a response told it, and no request: the server made it up."""

    @property
    def operation(self) -> Operation:
        """What brought it."""
        assert self.interaction.operation is not None
        return self.interaction.operation

    def is_rival_of(self, other: Sent | None) -> bool:
        """Whether both were sent at the same time, and differ: either may be the last one."""
        group = self.interaction.intent.together
        return (
            other is not None
            and group is not None
            and other.interaction.intent.together == group
            and other.value != self.value
        )


@dataclass
class Own:
    """A resource of the run."""

    resource: Resource
    id: str
    created: Interaction
    name: str = ""
    """The name that its create carried."""
    sent: dict[str, Sent] = field(default_factory=dict)
    listed: dict[str, Any] | None = None
    """As the last list showed it; None before the first."""
    since: list[Interaction] = field(default_factory=list)
    """What was sent to it since then, refused requests included."""
    unknown: set[str] = field(default_factory=set)
    """Properties that something undocumented may have changed since then."""
    values: dict[str, list[Any]] = field(default_factory=dict)
    """What unique and replaced properties were, as responses told."""
    rotated: bool = False
    """Whether anything of it was ever replaced."""
    rotation: Interaction | None = None
    """The last replacement since the last list."""
    gone: Interaction | None = None
    confirmed_gone: bool = False

    def take(self, sent: dict[str, Sent]) -> None:
        """Take up what an accepted request gave: of rivals, either may be the last one."""
        rivals = {name for name, value in sent.items() if value.is_rival_of(self.sent.get(name))}
        self.sent = {name: value for name, value in (self.sent | sent).items() if name not in rivals}
        self.unknown = (self.unknown - sent.keys()) | rivals

    @property
    def key(self) -> Key:
        """By what it is known."""
        return self.resource.name, self.resource.key_of(self.id)
