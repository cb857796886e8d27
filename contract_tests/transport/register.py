"""The register of what a run has of one resource, and of what may be its own: each with its state."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from contract_tests.spec import Resource
from contract_tests.transport.identity import NAME, names_of
from contract_tests.transport.journal import CLOSED, NOT_LISTED, STRAY, Journal
from contract_tests.transport.sightings import Sightings
from contract_tests.transport.states import Channel, State

Items = Mapping[str, dict[str, Any]]
"""What a list shows, by normalised id."""


class Stray(NamedTuple):
    """What a list shows and may be the run's: nothing tells it from somebody else's, so it is never changed."""

    id: str
    name: str
    """The run's name that it carries; empty for none."""
    request: str
    """The name, or a remark, of the request that it appeared with."""

    def __str__(self) -> str:
        return f"{self.id} {self.name or '(no name)'}: appeared with a request of the run ({self.request})"


class Register:
    """The channels of the run, the strays, and what lists have shown. A state changes here alone."""

    def __init__(self, journal: Journal, resource: Resource) -> None:
        self.resource = resource
        self.key = resource.key_of
        self.journal = journal
        self.sightings = Sightings(journal)
        self.channels: dict[str, Channel] = {}
        """By the name of their create, in the order of their creates."""
        self.by_id: dict[str, Channel] = {}
        """Those that a list has borne out, by normalised id."""
        self.by_name: dict[str, Channel] = {}
        """By each name that the run gave them."""
        self.strays: dict[str, Stray] = {}
        """By normalised id. Whatever becomes of it, a stray is never taken for the run's own."""
        self.not_listed: set[str] = set()
        """Those that a sweep looked for in vain: they are told no more, until a list shows them again."""
        self.carriers: set[str] = set()
        """The properties in which lists have shown names of the run."""
        self.lock = threading.RLock()
        self._clock = 0

    def tick(self) -> int:
        """Return the time: a list is read after a create if its request went out later than the create's response."""
        with self.lock:
            self._clock += 1
            return self._clock

    def id_of(self, item: Mapping[str, Any]) -> str:
        """Return the id of an item of a list, as it is written there."""
        return self.resource.id_of(item) or ""

    def key_of(self, item: Mapping[str, Any]) -> str:
        """Return the normalised id of an item of a list; what is no id is nobody's."""
        text = self.id_of(item)
        return self.key(text) if self.resource.is_id(text) else text

    def move(self, channel: Channel, state: State) -> None:
        """Give a channel another state, and write that down: the one place where it happens."""
        if channel.state is not state:
            channel.state = state
            channel.since = self.tick()
            self.journal.note(state.value, channel.name, channel.id or channel.answered)

    def bear_out(self, channel: Channel, item: Mapping[str, Any]) -> None:
        """Take an item for a channel of the run, which may be changed from now on."""
        channel.id, channel.missed, channel.without_name = self.id_of(item), False, False
        self.by_id[self.key(channel.id)] = channel
        channel.last_shown = self.sightings.lists
        channel.shown_at = self.tick()
        channel.carriers, channel.marks = channel.carried_in(item), self.marks_of(item)
        self.carriers |= channel.carriers
        if channel.answered is None or self.key(channel.answered) != self.key(channel.id):
            self.journal.created(channel.id, channel.name)
        if channel.state is State.OWN:
            self.journal.note("moved", channel.name, channel.id)
        self.move(channel, State.OWN)

    def marks_of(self, item: Mapping[str, Any]) -> frozenset[str]:
        """Return the values of an item that no other has by the document (`x-unique`)."""
        values = (item.get(name) for name in self.resource.unique)
        return frozenset(value for value in values if isinstance(value, str) and value)

    def is_another(self, channel: Channel, item: Mapping[str, Any]) -> bool:
        """Whether an item under a channel's id is not that channel any more, and nothing that the run sent explains it.

        It has none of the channel's names, and another token than before.
        """
        explained = channel.touched > channel.shown_at or channel.carried_in(item)
        return not explained and self.has_other_marks(channel, item)

    def has_other_marks(self, channel: Channel, item: Mapping[str, Any]) -> bool:
        """Whether an item has none of the values that no other than a channel has; where both show such."""
        marks = self.marks_of(item)
        return bool(marks and channel.marks) and marks.isdisjoint(channel.marks)

    def disown(self, channel_id: str, channel: Channel) -> None:
        """Give up a channel that the create of another one answers with too: perhaps it was there before both."""
        own = self.by_id.get(self.key(channel_id))
        if own is not None and own is not channel and own.state is not State.DELETED:
            self.give_up(own, Stray(own.id, own.name, channel.name))

    def give_up(self, own: Channel, stray: Stray) -> None:
        """Take a channel that was borne out for one that may be somebody else's."""
        self.by_id.pop(self.key(own.id))
        self.move(own, State.ABSENT)
        self.add_stray(self.key(own.id), stray)

    def add_stray(self, key: str, stray: Stray) -> None:
        """Note what may be the run's, once."""
        if key not in self.strays:
            self._note_stray(STRAY, stray)
            self.strays[key] = stray

    @property
    def told_strays(self) -> dict[str, Stray]:
        """The strays that may still be there."""
        return {key: stray for key, stray in self.strays.items() if key not in self.not_listed}

    def see_strays(self, shown: Collection[str]) -> None:
        """Tell again of those that a list shows again."""
        for key in self.not_listed.intersection(shown):
            self.not_listed.remove(key)
            self._note_stray(STRAY, self.strays[key])

    def settle_strays(self, shown: Collection[str]) -> list[str]:
        """Note that all strays but those that a list shows are not listed any more; return them in words."""
        with self.lock:
            gone = {key: stray for key, stray in self.told_strays.items() if key not in shown}
            self.not_listed |= gone.keys()
            for stray in gone.values():
                self._note_stray(NOT_LISTED, stray)
        return list(map(str, gone.values()))

    def _note_stray(self, event: str, stray: Stray) -> None:
        self.journal.note(event, stray.name or stray.id, stray.id)

    def add_strays(self, items: Items, channel: Channel) -> None:
        """Note the items that carry a name of a channel and cannot be taken for it."""
        for key, item in items.items():
            if key not in self.by_id:
                name = next((name for name, _ in names_of(item) if name in channel.names), "")
                self.add_stray(key, Stray(self.id_of(item), name, channel.name))

    # From a journal

    def restore(self, entry: Mapping[str, Any], *, whole: bool) -> None:
        """Take up an entry; of a journal that is not `whole`, a channel may be anyone's until a list bore it out."""
        if entry["event"] == STRAY:
            stray = Stray(entry.get("id", ""), entry.get("name", ""), "of a run before")
            self.strays[self.key(stray.id)] = stray
            self.not_listed.discard(self.key(stray.id))
        elif entry["event"] == NOT_LISTED:
            self.not_listed.add(self.key(entry.get("id", "")))
        elif entry["event"] == "listed":
            self.sightings.restore(entry["ids"])
        else:
            self._restore_channel(entry, whole)

    def _restore_channel(self, entry: Mapping[str, Any], whole: bool) -> None:
        event, name = entry["event"], entry.get("name", "")
        new = Channel(name, self.sightings.lists, names=set(NAME.findall(name)), may_be_anyones=not whole)
        channel = self.channels.setdefault(name, new)
        channel.names.update(NAME.findall(entry.get("to", "")))
        channel.answered = entry.get("id", channel.answered)
        self.by_name.update(dict.fromkeys(channel.names, channel))
        if event == State.OWN.value:
            channel.may_be_anyones = False
        if event in CLOSED or (event == "created" and channel.state is State.ABSENT):
            channel.state = State.ABSENT
        elif event in (State.REFUSED.value, State.FAILED.value):
            channel.state = State(event)
        else:
            channel.state = State.UNCONFIRMED if channel.answered else State.AWAITED
