"""What an operation does to a resource, as its `x-effect` says, and the mistakes that an `x-when` may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

Kind = Literal["lists", "reads", "creates", "updates", "deletes", "changes"]
KINDS: tuple[str, ...] = get_args(Kind)
Mistake = Literal["unknown-id", "malformed-id", "deleted-twice", "wrong-media-type"]
MISTAKES: tuple[str, ...] = get_args(Mistake)


@dataclass(frozen=True)
class Effect:
    """One effect on the resource of one schema."""

    kind: Kind
    resource: str
    """Name of its schema in the components."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Property of the resource to the property of the body that it is set to."""
    replaces: tuple[str, ...] = ()
    """Properties of the resource that each get a new value."""


def mistakes_of(definition: Mapping[str, Any]) -> list[str]:
    """Return the mistakes that the `x-when` of a Response Object names, in an array or in an object with marks."""
    written = definition.get("x-when", ())
    if isinstance(written, dict):
        written = written.get("mistakes", ())
    return [str(mistake) for mistake in written] if isinstance(written, list | tuple) else []


def effect_of(definition: Mapping[str, Any]) -> Effect | None:
    """Read the `x-effect` of an Operation Object; None where there is none, or one that makes no sense."""
    written = definition.get("x-effect")
    if not isinstance(written, dict):
        return None
    kinds = [key for key in written if key in KINDS]
    sets, replaces = written.get("sets", {}), written.get("replaces", [])
    if len(kinds) != 1 or not isinstance(sets, dict) or not isinstance(replaces, list):
        return None
    set_from = {name: str(sent) for name, sent in sets.items()}
    return Effect(cast("Kind", kinds[0]), str(written[kinds[0]]), set_from, tuple(map(str, replaces)))
