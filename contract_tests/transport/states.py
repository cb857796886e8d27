"""The states of a channel that a request of the run made, or may have made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from contract_tests.transport.identity import names_of


class State(Enum):
    """What is known of a channel. Only what is `OWN`, `MISSING` or `DELETED` may be named by a change."""

    AWAITED = "awaited"
    """Its request was sent; no response says what became of it."""
    REFUSED = "refused"
    """Its request was refused: a list will show whether it is there all the same."""
    FAILED = "failed"
    """Its request was answered with a server's error: a list will show whether it is there."""
    UNCONFIRMED = "unconfirmed"
    """Its request was served, and no list has borne it out yet."""
    ABSENT = "absent"
    """A list that was read afterwards does not show it: nothing was made."""
    OWN = "own"
    """A list has borne it out: new, under its own id, with its own name."""
    MISSING = "missing"
    """Its own, and the last list does not show it although nothing has deleted it."""
    DELETED = "deleted"
    """Its own, and a delete of it was answered."""


SETTLED_BY_A_LIST = (State.REFUSED, State.FAILED)
BORNE_OUT = (State.OWN, State.MISSING, State.DELETED)
THERE = (State.OWN, State.MISSING)


@dataclass
class Channel:
    """A channel of the run, known by the name that its create carried, which no one could guess."""

    name: str
    """Of one that was made without a name, a remark."""
    lists_before: int
    """How many lists had been read when its request went out: what they showed is somebody else's."""
    state: State = State.AWAITED
    since: int = 0
    """When it got there, in ticks of its owner's clock."""
    answered: str | None = None
    """The id that the response to its create told."""
    id: str = ""
    """As a list shows it, once one does."""
    names: set[str] = field(default_factory=set)
    """Its name, and those that updates gave it."""
    carriers: set[str] = field(default_factory=set)
    """The properties in which a list showed one of them last."""
    marks: frozenset[str] = frozenset()
    """What that list showed of it that no other has, such as its token."""
    shown_at: int = 0
    """When that list was asked for, in ticks."""
    missed: bool = False
    """Whether a list that was read after its create did not show it."""
    returned: bool = False
    """Whether a list showed it after its delete was answered."""
    deleted_in_vain: bool = False
    """Whether its delete found no channel of its id: it may have got another one."""
    without_name: bool = False
    """Whether a list showed what may be this channel, by the id that its create told, without its name."""
    touched: int = 0
    """When a request that may have changed it went out last, in ticks."""
    last_shown: int = 0
    """Number of the last list that showed it."""
    may_be_anyones: bool = False
    """Whether it comes from a journal that is not whole, so that nothing tells it from what was there before."""
    former_ids: list[str] = field(default_factory=list)

    @property
    def has_name(self) -> bool:
        """Whether its create carried a name by which a list can show it."""
        return bool(self.names)

    @property
    def is_unsettled(self) -> bool:
        """Whether a list is needed to say what became of its create."""
        return self.state in (*SETTLED_BY_A_LIST, State.UNCONFIRMED)

    def carried_in(self, item: Mapping[str, Any]) -> set[str]:
        """Return the properties of an item that hold one of its names."""
        return {key for name, key in names_of(item) if name in self.names}
