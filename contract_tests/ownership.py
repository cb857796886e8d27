"""Which channels a run may change: those it created, and ids that it minted and that are no one's."""

from __future__ import annotations

import json
import threading
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from contract_tests.exchange import loads
from contract_tests.identity import NAME, UUID_LIKE, objects_with_id, same_id
from contract_tests.journal import Journal

ALIVE_AT_MOST = 5
"""Channels of the run at one time: plans of the vendor have limits."""
EMPTY_LISTS = 2
"""Lists that show no id at all right after a create: so many tell nothing about whose it is."""


@dataclass(frozen=True)
class Channel:
    """A channel of the run."""

    id: str
    """As it was shown."""
    name: str
    """The name of its create."""


class Ownership:
    """Knows the run's own channels, the minted ids and, as others', every other id that was ever listed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._own: dict[str, Channel] = {}
        """By normalised id."""
        self._gone: set[str] = set()
        self._undead: set[str] = set()
        """Listed although their delete was answered: only a list without them says that they are gone."""
        self._minted: set[str] = set()
        self._others: set[str] = set()
        self._awaited: list[str] = []
        self._failed: set[str] = set()
        """Those of the awaited that should not be there: the next list tells whether they are all the same."""
        self._looked_for: set[str] = set()
        self._unlisted: set[str] = set()
        """Names of the channels that no list has shown under the id that their creates answered."""
        self._lock = threading.RLock()
        self.created = 0
        """How many channels the run created."""
        self.creates_tell_nothing = False
        """Whether a create was answered without an id: one without a name would be lost."""
        self.listed = False
        """Whether the channels that were there before are known; before that, nothing may be changed."""
        self.doubted: set[str] = set()
        """The first channels, until a list shows whether their creates told the truth; nothing changes them."""
        self._trusted = False
        self._empty_lists = 0
        self._shows_names = False
        """Whether lists show the names of the run's channels: what is not in them is not there then."""

    @property
    def alive(self) -> list[str]:
        """Ids of the run's channels that were not yet deleted, oldest first."""
        with self._lock:
            return [channel.id for key, channel in self._own.items() if key not in self._gone]

    @property
    def awaited(self) -> list[str]:
        """Names of creates that may have made a channel whose id is not known."""
        return list(self._awaited)

    @property
    def room(self) -> int:
        """How many more channels the run may have."""
        with self._lock:
            alive = {channel.name for key, channel in self._own.items() if key not in self._gone}
            awaited = set(self._awaited) - (self._failed if self._shows_names else set())
            return ALIVE_AT_MOST - len(alive | awaited)

    @property
    def deleted(self) -> int:
        """How many channels of the run are deleted."""
        return self.created - len(self.alive)

    def mint(self, channel_id: str) -> str:
        """Allow changes to an id that no one has."""
        with self._lock:
            if same_id(channel_id) not in self._others:
                self._minted.add(channel_id)
        return channel_id

    def may_change(self, channel_id: str) -> bool:
        """Whether a request that names this id may change something."""
        key = same_id(channel_id)
        with self._lock:
            return key in self._own or (channel_id in self._minted and key not in self._others)

    def id_of(self, name: str) -> str | None:
        """Return the id of the run's channel of this name."""
        with self._lock:
            return next((c.id for key, c in self._own.items() if c.name == name and key not in self._gone), None)

    def is_doubted(self, channel_id: str) -> bool:
        """Whether it is the run's own by the answer of its create alone, which no list has borne out."""
        return same_id(channel_id) in self.doubted

    def is_own(self, channel_id: str) -> bool:
        """Whether it is a channel of the run, deleted or not."""
        return same_id(channel_id) in self._own

    def is_other(self, channel_id: str) -> bool:
        """Whether this id was listed and is not the run's own."""
        with self._lock:
            return same_id(channel_id) in self._others

    def expect(self, name: str) -> None:
        """Await a channel of this unguessable name, until its create says which id it got."""
        with self._lock:
            if name not in self._awaited:
                self._journal.creating(name)
                self._awaited.append(name)

    def settle(self, name: str, *, look_out: bool) -> None:
        """Await it no more; with `look_out`, take it for the run's own should a list show it all the same."""
        with self._lock:
            if look_out:
                self._looked_for.add(name)
            self._failed.discard(name)
            if name in self._awaited:
                self._awaited.remove(name)
                self._journal.answered(name)

    def await_list(self, name: str) -> None:
        """Note that no answer tells whether there is a channel of this name: a list will."""
        with self._lock:
            self._failed.add(name)

    def adopt(self, channel_id: Any, name: str) -> bool:
        """Take a new channel for the run's own, and write it down; never one that was listed before."""
        if not isinstance(channel_id, str) or not UUID_LIKE.fullmatch(channel_id.strip()):
            return False
        key = same_id(channel_id)
        with self._lock:
            if key in self._others or (key in self._own and key not in self._gone):
                return key in self._own and self._own[key].name == name
            again = key in self._gone  # an id that is used once more
            self._gone.discard(key)
            self.created += 1
            self._own[key] = Channel(channel_id, name)
            if not self._trusted:
                self.doubted.add(key)
            self._unlisted.add(name)
            self._journal.created(channel_id, name)
            if again:
                self._journal.still_there(channel_id)
        return True

    def recall(self, channel_id: str) -> None:
        """Take a channel for the run's own that a journal says an earlier run created."""
        with self._lock:
            self._own[same_id(channel_id)] = Channel(channel_id, "")
            self.created += 1
            self.listed = True

    def gone(self, channel_id: str, *, found: bool = True) -> None:
        """Note that a channel of the run is deleted, as an answer says; `found` unless that was a 404."""
        key = same_id(channel_id)
        with self._lock:
            if key in self._own and found:  # its id was right: whatever has its name later is someone else's
                self._unlisted.discard(self._own[key].name)
            if key in self._own and key not in self._gone | self._undead:
                self._gone.add(key)
                self._journal.deleted(channel_id)

    # Lists

    def see_list(self, body: bytes) -> None:
        """Take every id in a list's answer that is not the run's own for someone else's, whatever its shape."""
        value = loads(body)  # escapes and other encodings of JSON hide no id
        text = body.decode("utf-8", "replace")
        if "\\" in text or "\0" in text:
            text += json.dumps(value, ensure_ascii=False)
        found = {same_id(hit) for hit in UUID_LIKE.findall(text)}
        items = {same_id(item["id"]): item for item in objects_with_id(body)}
        with self._lock:
            for key in () if self._shows_names else items.keys() & self._own.keys():
                self._shows_names = self._shows_names or self._own[key].name in json.dumps(items[key])
            self._resolve_doubts(items, found)
            self._find_names(items, set(NAME.findall(text)))
            self._others |= found - self._own.keys()
            if value is not None:
                self._look_for_deleted(items.keys(), found)
                self.listed = True
                for name in set(self._failed) if self._shows_names else ():
                    if NAME.fullmatch(name):
                        self.settle(name, look_out=True)

    def _look_for_deleted(self, listed: Set[str], found: set[str]) -> None:
        for key in self._gone & listed:
            self._gone.remove(key)
            self._undead.add(key)
            self._journal.still_there(self._own[key].id)
        for key in self._undead - found:
            self._undead.remove(key)
            self.gone(self._own[key].id)

    def _find_names(self, items: dict[str, dict[str, Any]], listed: set[str]) -> None:
        # One that is listed under the id that its create answered is found: another of this name is someone else's.
        self._unlisted -= {self._own[key].name for key in items.keys() & self._own.keys()}
        names = {*self._awaited, *self._looked_for, *self._unlisted} & listed
        for key, item in items.items() if names else ():
            if key in self._others:
                continue
            for name in names & set(NAME.findall(json.dumps(item))):
                # A create that was sent twice may have made two of this name.
                answered = [k for k, channel in self._own.items() if channel.name == name and k not in items]
                if key not in self._own:
                    self.creates_tell_nothing = True
                if self.adopt(item["id"], name) or key in self._own:
                    self.doubted.discard(key)
                    self.settle(name, look_out=True)
                    for other in answered:  # what its create answered was not its id
                        self._give_up(other)

    def _give_up(self, key: str) -> None:
        self._journal.not_ours(self._own[key].id)
        self._others.add(key)
        del self._own[key]
        self._gone.discard(key)
        self.created -= 1

    def _resolve_doubts(self, items: dict[str, dict[str, Any]], found: set[str]) -> None:
        """Give up a channel that a create said was new, where the list before it was not whole and the name differs."""
        strangers = items.keys() - self._own.keys() - self._others
        if self.doubted and not found and self._empty_lists < EMPTY_LISTS:
            self._empty_lists += 1
            return
        for key in self.doubted & items.keys() if strangers else ():
            channel = self._own[key]
            if channel.name not in json.dumps(items[key]):
                self._give_up(key)
                self.expect(channel.name)
        self._trusted = self._trusted or bool(self.doubted & self._own.keys())
        self.doubted.clear()
