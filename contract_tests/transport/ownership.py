"""Which channels are the run's own. One rule says so, for each create anew: trust is never earned.

An id may be changed or deleted after a list that was read after its create has shown an item whose own id it is, with
the create's unguessable name in one of that item's own strings, and which no list before that create showed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from contract_tests.transport.identity import (
    DIGEST_LENGTH,
    NAME,
    UUID_LIKE,
    digest,
    ids_anywhere,
    items_in,
    names_of,
    same_id,
)
from contract_tests.transport.interaction import loads
from contract_tests.transport.journal import CLOSED, STRAY, Journal
from contract_tests.transport.paging import more_than_shown
from contract_tests.transport.states import BORNE_OUT, SETTLED_BY_A_LIST, THERE, Channel, State

ALIVE_AT_MOST = 5
"""Channels of the run at one time: plans of the vendor have limits."""
IDS_AT_MOST = 200_000
"""Ids of others that are remembered. A store that shows more cannot be told apart from the run's own channels."""
ADDED = "nothing more is created"


class Stray(NamedTuple):
    """What a list shows and may be the run's: nothing tells it from somebody else's, so it is never changed."""

    id: str
    name: str
    """The run's name that it carries; empty for none."""
    request: str
    """The name, or a remark, of the request that it appeared with."""

    def __str__(self) -> str:
        return f"{self.id} {self.name or '(no name)'}: appeared with a request of the run ({self.request})"


class Ownership:
    """Knows the channels of the run, each with its state, and every id that was ever listed. Safe to use in threads."""

    def __init__(self, journal: Journal, *, trust_creates: bool = False) -> None:
        self._journal = journal
        self._trust_creates = trust_creates
        self._channels: dict[str, Channel] = {}
        """By the name of their create, in the order of their creates."""
        self._by_id: dict[str, Channel] = {}
        """Those that a list has borne out, by normalised id."""
        self._by_name: dict[str, Channel] = {}
        self._first: dict[str, int] = {}
        """Digest of an id to the number of the list that showed it first."""
        self._minted: set[str] = set()
        self.strays: dict[str, Stray] = {}
        """By normalised id."""
        self._news: set[str] = set()
        """The strays that the last list showed first."""
        self._as_noted = False
        """Whether a channel has to be listed under the id that a journal has for it, where it has one."""
        self.listed = False
        """Whether the channels that were there before are known; before that, nothing may be changed."""
        self.partial: str | None = None
        """What says that the last list is only a part of what there is."""
        self._lists = 0
        self._clock = 0
        self._lock = threading.RLock()
        self.carriers: set[str] = set()
        """The properties in which lists have shown names of the run."""

    # What may be changed

    def mint(self, channel_id: str) -> str:
        """Allow changes to an id that no one has."""
        with self._lock:
            self._minted.add(channel_id)
        return channel_id

    def may_change(self, channel_id: str) -> bool:
        """Whether a request that names this id may change something."""
        key = same_id(channel_id)
        with self._lock:
            return key in self._by_id or (channel_id in self._minted and digest(key) not in self._first)

    def is_own(self, channel_id: str) -> bool:
        """Whether it is a channel of the run, deleted or not."""
        return same_id(channel_id) in self._by_id

    def is_other(self, channel_id: str) -> bool:
        """Whether this id was listed and is not the run's own."""
        key = same_id(channel_id)
        with self._lock:
            return key not in self._by_id and digest(key) in self._first

    def is_taken(self, channel_id: str, name: str | None) -> bool:
        """Whether an id that the create of this name told is one that another channel has, or had."""
        key = same_id(channel_id)
        with self._lock:
            own, channel = self._by_id.get(key), self._by_name.get(name or "")
            if own is not None:
                return own is not channel
            told = any(c is not channel and c.answered and same_id(c.answered) == key for c in self._channels.values())
            return told or self._first.get(digest(key), self._lists + 1) <= (channel.lists_before if channel else 0)

    # What there is

    @property
    def alive(self) -> list[str]:
        """Ids of the run's channels that were not yet deleted, oldest first."""
        with self._lock:
            return [channel.id for channel in self._channels.values() if channel.state in THERE]

    def id_of(self, name: str) -> str | None:
        """Return the id of the run's channel of this name, if it is there."""
        with self._lock:
            channel = self._by_name.get(name)
            return channel.id if channel is not None and channel.state in THERE else None

    def carriers_of(self, channel_id: str) -> set[str]:
        """Return the properties in which a list showed a name of this channel last."""
        channel = self._by_id.get(same_id(channel_id))
        return set(channel.carriers) if channel else set()

    def former_ids(self, name: str) -> list[str]:
        """Return the ids that the channel of this name had before it got another one."""
        channel = self._by_name.get(name)
        return list(channel.former_ids) if channel else []

    @property
    def proven(self) -> bool:
        """Whether a list has borne out a create: before that, one channel at most is created."""
        return bool(self._by_id)

    @property
    def unsettled(self) -> bool:
        """Whether a list is needed to say what became of a create."""
        waiting = (*SETTLED_BY_A_LIST, State.UNCONFIRMED)
        return any(channel.state in waiting for channel in self._channels.values())

    @property
    def room(self) -> int:
        """How many more channels the run may have."""
        with self._lock:
            gone = (State.ABSENT, State.DELETED)
            there = sum(channel.state not in gone for channel in self._channels.values())
            return (ALIVE_AT_MOST if self.proven else 1) - there - len(self.strays)

    @property
    def stopped(self) -> str | None:
        """Why nothing more may be created; None where it may."""
        with self._lock:
            if len(self._first) > IDS_AT_MOST:
                return f"the store lists more than {IDS_AT_MOST} channels, too many to know again"
            if self.partial:
                return f"{self.partial}; {ADDED}"
            if self.strays:
                return f"the store has channels that may be the run's and that it may not delete; {ADDED}"
            if any(channel.without_name for channel in self._channels.values()):
                return (
                    "lists show what was created without its name, so that nothing tells it from somebody else's: "
                    f"{ADDED} (in a store of your own, TRUST_CREATES=1 goes by ids)"
                )
            if any(channel.missed for channel in self._channels.values()):
                return f"the list does not show what was created, new and with its name; {ADDED}"
            if any(channel.returned for channel in self._channels.values()):
                return f"a channel that was deleted is listed again; {ADDED}"
        return None

    @property
    def created(self) -> int:
        """How many channels the run created."""
        counted = (*BORNE_OUT, State.UNCONFIRMED)
        return sum(channel.state in counted for channel in self._channels.values())

    @property
    def deleted(self) -> int:
        """How many channels of the run are deleted."""
        return sum(channel.state is State.DELETED for channel in self._channels.values())

    @property
    def returned(self) -> bool:
        """Whether a delete was answered and not done, or did not last."""
        return any(channel.returned for channel in self._channels.values())

    @property
    def possibly_left(self) -> list[str]:
        """What may be left besides `alive`, in words: each with the id and the name by which to look for it."""
        with self._lock:
            words = {
                State.AWAITED: "its create was never answered",
                State.FAILED: "its create was answered with a server's error",
                State.REFUSED: "its create was refused, and no list was read since",
                State.UNCONFIRMED: "its create was served, and no list has borne it out",
            }
            found = [
                " ".join(filter(None, [c.answered, c.name])) + f": {words[c.state]}"
                for c in self._channels.values()
                if c.state in words
            ]
            return [*found, *map(str, self.strays.values())]

    # Transitions

    def tick(self) -> int:
        """Return the time: a list is read after a create if its request went out later than the create's answer."""
        with self._lock:
            self._clock += 1
            return self._clock

    def _move(self, channel: Channel, state: State) -> None:
        """Give a channel another state, and write that down: the one place where it happens."""
        if channel.state is not state:
            channel.state = state
            channel.since = self.tick()
            self._journal.note(state.value, channel.name, channel.id or channel.answered)

    def expect(self, name: str, *, named: bool = True) -> None:
        """Note that a request goes out that may make a channel of this unguessable name, or one without a name."""
        with self._lock:
            if name in self._by_name or name in self._channels:
                return
            self._journal.note(State.AWAITED.value, name, None)
            channel = Channel(name, self._lists, since=self.tick(), names={name} if named else set())
            self._channels[name] = channel
            self._by_name.update(dict.fromkeys(channel.names, channel))

    def never_sent(self, name: str) -> None:
        """Note that the request of this name did not go out after all."""
        self._answer(name, State.ABSENT)

    def refused(self, name: str, *, failed: bool = False) -> None:
        """Note that the request of this name was refused, or failed: a list will show what it did."""
        self._answer(name, State.FAILED if failed else State.REFUSED)

    def sent_again(self, name: str) -> None:
        """Note that the request of this name went out twice, so that there may be two channels of its name."""
        with self._lock:
            if (channel := self._channels.get(name)) is not None:
                channel.sent_twice = True

    def served(self, name: str, channel_id: Any) -> None:
        """Note that the request of this name was served, with the id that its answer told, if it did."""
        with self._lock:
            channel = self._channels.get(name)
            if channel is None or channel.state in BORNE_OUT:
                return
            if isinstance(channel_id, str) and UUID_LIKE.fullmatch(channel_id) and self._journal.may_hold(channel_id):
                channel.answered = channel_id
                if not self.is_taken(channel_id, name):
                    self._journal.created(channel_id, name)
            self._move(channel, State.UNCONFIRMED)

    def _answer(self, name: str, state: State) -> None:
        with self._lock:
            channel = self._channels.get(name)
            if channel is not None and channel.state not in BORNE_OUT:
                self._move(channel, state)

    def rename(self, channel_id: str, name: str) -> None:
        """Note that an update goes out that gives a channel of the run another unguessable name."""
        with self._lock:
            channel = self._by_id.get(same_id(channel_id))
            if channel is not None:
                self._journal.note("renamed", channel.name, channel.id, to=name)
                channel.names.add(name)
                self._by_name[name] = channel

    def mark_deleted(self, channel_id: str, *, found: bool = True) -> None:
        """Note that a delete of a channel of the run was answered: with success, or with a 404 if not `found`."""
        key = same_id(channel_id)
        with self._lock:
            channel = self._by_id.get(key)
            if channel is not None and channel.state in THERE and same_id(channel.id) == key:
                channel.deleted_in_vain = not found
                self._move(channel, State.DELETED)

    # Lists

    def see_list(self, body: bytes, started: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Learn from a list that was read; `started` is the tick at which its request went out."""
        value = loads(body)
        found = ids_anywhere(value, body.decode("utf-8", "replace"))
        items: dict[str, dict[str, Any]] = {}
        for item in items_in(value):
            items.setdefault(same_id(item["id"]), item)
        with self._lock:
            started = self.tick() if started is None else started
            self._remember(map(digest, found | items.keys()))
            if value is None:
                return
            self.listed = True
            self.partial = more_than_shown(value, headers or {})
            named: dict[int, dict[str, dict[str, Any]]] = {}
            for key, item in items.items():
                for name, _ in names_of(item):
                    if (channel := self._by_name.get(name)) is not None:
                        named.setdefault(id(channel), {})[key] = item
            open_before, strays_before = self.unsettled, set(self.strays)
            for channel in list(self._channels.values()):
                if channel.state is not State.ABSENT or id(channel) in named:
                    self._judge(channel, items, named.get(id(channel), {}), started)
            if open_before and self.carriers:
                self._look_for_nameless(items)
            self._news = self.strays.keys() - strays_before

    def _remember(self, digests: Iterable[str]) -> None:
        """Remember which ids a list shows for the first time."""
        self._lists += 1
        new = {key for key in digests if key not in self._first} if len(self._first) <= IDS_AT_MOST else set()
        self._first.update(dict.fromkeys(new, self._lists))
        self._journal.listed(sorted(new))

    def _was_listed_before(self, key: str, channel: Channel) -> bool:
        return self._first.get(digest(key), 0) <= channel.lists_before

    def _judge(
        self,
        channel: Channel,
        items: Mapping[str, dict[str, Any]],
        named: dict[str, dict[str, Any]],
        started: int,
    ) -> None:
        """Move a channel by what a list shows: `named` are the items that carry its name."""
        candidates = {key: item for key, item in named.items() if self._is_new(key, channel)}
        if channel.state in BORNE_OUT:
            self._look_again(channel, items, candidates, started)
            return
        told = same_id(channel.answered or "")
        if self._trust_creates and not named and told in items and self._is_new(told, channel):
            candidates = {told: items[told]}
        if self._as_noted and (channel.may_be_anyones or (told and told not in candidates)):
            self._add_strays(candidates, channel)
            candidates = {}
        if told in candidates or len(candidates) == 1 or (channel.sent_twice and len(candidates) == 2):
            key = told if told in candidates else next(iter(candidates))
            self._bear_out(channel, candidates.pop(key))
            if channel.sent_twice and len(candidates) == 1:
                self._bear_out(self._second(channel), candidates.popitem()[1])
        elif channel.since < started and not candidates:
            if channel.state in SETTLED_BY_A_LIST:
                self._move(channel, State.ABSENT)
            channel.missed = channel.state is State.UNCONFIRMED and channel.has_name
            if told in items and self._is_new(told, channel):
                channel.without_name = channel.missed
                if not channel.has_name:
                    candidates = {told: items[told]}
                    self._move(channel, State.ABSENT)
        self._add_strays(candidates, channel)

    def _look_again(
        self,
        channel: Channel,
        items: Mapping[str, dict[str, Any]],
        candidates: dict[str, dict[str, Any]],
        started: int,
    ) -> None:
        """Look for a channel that was borne out before: it is there, it came back, it has another id, or it is gone."""
        if same_id(channel.id) in items:
            channel.carriers = self._carriers(channel, items[same_id(channel.id)]) or channel.carriers
            if channel.state is State.DELETED and channel.since < started:
                channel.returned = True
                self._move(channel, State.OWN)
            elif channel.state is State.MISSING:
                self._move(channel, State.OWN)
        elif channel.since < started and (channel.state in THERE or channel.deleted_in_vain):
            if len(candidates) == 1:
                channel.former_ids.append(channel.id)
                channel.deleted_in_vain = False
                self._bear_out(channel, candidates.popitem()[1])
            elif channel.state in THERE:
                self._move(channel, State.MISSING)
        self._add_strays(candidates, channel)

    def _look_for_nameless(self, items: Mapping[str, dict[str, Any]]) -> None:
        """Tell of items without any name that this list shows first, where creates have been refused or failed.

        Nothing proves that they are the run's, so they are never changed.
        """
        for key, item in items.items():
            first = self._first.get(digest(key), 0) == self._lists
            if first and key not in self._by_id and not any(map(item.get, self.carriers)):
                self._add_stray(key, Stray(str(item["id"]), "", "its name is empty"))

    def _is_new(self, key: str, channel: Channel) -> bool:
        """Whether no list before its create showed an id, and no other channel of the run has it."""
        return (
            UUID_LIKE.fullmatch(key) is not None
            and not self._was_listed_before(key, channel)
            and self._by_id.get(key, channel) is channel
        )

    def _bear_out(self, channel: Channel, item: Mapping[str, Any]) -> None:
        channel.id, channel.missed, channel.without_name = str(item["id"]), False, False
        self._by_id[same_id(channel.id)] = channel
        channel.carriers = self._carriers(channel, item)
        self.carriers |= channel.carriers
        if channel.answered is None or same_id(channel.answered) != same_id(channel.id):
            self._journal.created(channel.id, channel.name)
        if channel.state is State.OWN:
            self._journal.note("moved", channel.name, channel.id)
        self._move(channel, State.OWN)

    @staticmethod
    def _carriers(channel: Channel, item: Mapping[str, Any]) -> set[str]:
        return {key for name, key in names_of(item) if name in channel.names}

    def _second(self, channel: Channel) -> Channel:
        """Return what stands for the second channel of a create that was sent twice."""
        second = Channel(f"{channel.name} once more", channel.lists_before, names=channel.names)
        return self._channels.setdefault(second.name, second)

    def _add_strays(self, items: Mapping[str, dict[str, Any]], channel: Channel) -> None:
        for key, item in items.items():
            if key not in self._by_id and key not in self.strays:
                name = next((name for name, _ in names_of(item) if name in channel.names), "")
                self._add_stray(key, Stray(str(item["id"]), name, channel.name))

    def _add_stray(self, key: str, stray: Stray) -> None:
        if key not in self.strays:
            self._journal.note(STRAY, stray.name or stray.id, stray.id)
            self.strays[key] = stray

    def has_new_twin(self, name: str) -> bool:
        """Whether the last list was the first to show another channel with a name that the run gave to this one."""
        channel = self._by_name.get(name)
        return channel is not None and any(self.strays[key].name in channel.names for key in self._news)

    # From a journal

    def restore(self, entries: Iterable[Mapping[str, str]], *, whole: bool = True) -> None:
        """Take up what a journal tells, in its order: all of it is looked for in the next list, by the same rule.

        Where the journal is not `whole`, what was listed before a create is not known: then a channel counts as the
        run's own only if the journal says that a list has borne it out.
        """
        with self._lock:
            self._as_noted = True
            for entry in entries:
                if entry["event"] == STRAY:
                    stray = Stray(entry.get("id", ""), entry.get("name", ""), "of a run before")
                    self.strays[same_id(stray.id)] = stray
                elif entry["event"] == "listed":
                    self._lists += 1
                    ids = (entry["ids"][i : i + DIGEST_LENGTH] for i in range(0, len(entry["ids"]), DIGEST_LENGTH))
                    self._first.update({key: self._lists for key in ids if key not in self._first})
                else:
                    self._restore_channel(entry, whole)

    def _restore_channel(self, entry: Mapping[str, str], whole: bool) -> None:
        event, name = entry["event"], entry.get("name", "")
        new = Channel(name, self._lists, names=set(NAME.findall(name)), may_be_anyones=not whole)
        channel = self._channels.setdefault(name, new)
        channel.names.update(NAME.findall(entry.get("to", "")))
        channel.answered = entry.get("id", channel.answered)
        self._by_name.update(dict.fromkeys(channel.names, channel))
        if event == State.OWN.value:
            channel.may_be_anyones = False
        if event in CLOSED or (event == "created" and channel.state is State.ABSENT):
            channel.state = State.ABSENT
        elif event in (State.REFUSED.value, State.FAILED.value):
            channel.state = State(event)
        else:
            channel.state = State.UNCONFIRMED if channel.answered else State.AWAITED

    def settle_unanswered(self) -> None:
        """Take creates that were never answered, and that a list does not show, for ones that made nothing."""
        with self._lock:
            for channel in self._channels.values():
                if channel.state is State.AWAITED:
                    self._move(channel, State.ABSENT)
