"""What a list proves about the channels of a run: it confirms creates, follows changes, misses some, shows strays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.transport.identity import ids_anywhere, items_in, names_of
from contract_tests.transport.interaction import loads
from contract_tests.transport.paging import more_than_shown
from contract_tests.transport.register import Items, Register, Stray
from contract_tests.transport.states import BORNE_OUT, SETTLED_BY_A_LIST, THERE, Channel, State


class ListJudge:
    """Moves the channels of a register by the lists that are read, one after the other."""

    def __init__(self, register: Register, *, trust_creates: bool) -> None:
        self._register = register
        self._trust_creates = trust_creates
        self._first_list = 0
        """Number of the first list that could be read."""
        self._news: set[str] = set()
        """The strays that the last list showed first."""
        self.as_noted = False
        """Whether a channel has to be listed under the id that a journal has for it, where it has one."""
        self.partial: str | None = None
        """What says that the last list is only a part of what there is."""
        self.renamed: str | None = None
        """The id of a channel that was there before the run, and carries a name of the run."""
        self.appeared: dict[str, Stray] = {}
        """What the last list shows, was not there before the run, and nothing says whose it is."""
        self._before: frozenset[str] = frozenset()
        """What the first list showed."""
        self.shown: frozenset[str] = frozenset()
        """All ids that stand anywhere in the last list."""
        self.vanished: frozenset[str] = frozenset()
        """What was there before the run, and the last list does not show."""
        self.has_deleted = False
        """Whether a delete of the run was answered since the last list."""
        self.astray = 0
        """How many lists were the first to miss something that was there before, right after a delete of the run."""

    @property
    def listed(self) -> bool:
        """Whether the channels that were there before are known; before that, nothing may be changed."""
        return bool(self._first_list)

    def has_new_twin(self, channel: Channel) -> bool:
        """Whether the last list was the first to show another channel with a name that the run gave to this one."""
        return any(self._register.strays[key].name in channel.names for key in self._news)

    def see(self, body: bytes, started: int | None, headers: Mapping[str, str]) -> None:
        """Learn from a list that was read; `started` is the tick at which its request went out."""
        register, value = self._register, loads(body)
        found = ids_anywhere(register.resource, value, body.decode("utf-8", "replace"))
        items: dict[str, dict[str, Any]] = {}
        for item in items_in(register.resource, value):
            items.setdefault(register.key_of(item), item)
        with register.lock:
            started = register.tick() if started is None else started
            register.sightings.see(found | items.keys())
            if _is_list(value):
                if not self.listed:
                    self._first_list, self._before = register.sightings.lists, frozenset(items)
                self.shown = frozenset(found | items.keys())
                register.see_strays(self.shown)
                vanished = self._before - items.keys()
                self.astray += self.has_deleted and bool(vanished - self.vanished)
                self.vanished, self.has_deleted = vanished, False
                self.partial = more_than_shown(register.resource, value, headers)
                self._judge_all(items, started)

    def _judge_all(self, items: Items, started: int) -> None:
        register = self._register
        named: dict[str, dict[str, dict[str, Any]]] = {}
        for key, item in items.items():
            for name, _ in names_of(item):
                if (channel := register.by_name.get(name)) is not None:
                    named.setdefault(channel.name, {})[key] = item
        waiting = any(channel.is_unsettled for channel in register.channels.values())
        strays = set(register.strays)
        for channel in list(register.channels.values()):
            if channel.state is not State.ABSENT or channel.name in named:
                self._judge(channel, items, named.get(channel.name, {}), started)
        if waiting and register.carriers:
            self._look_for_nameless(items)
        self._news = register.strays.keys() - strays
        self._look_at_others(items, named.values())

    def _judge(self, channel: Channel, items: Items, named: Items, started: int) -> None:
        """Move a channel by what a list shows: `named` are the items that carry its name."""
        register = self._register
        candidates = {key: item for key, item in named.items() if self._is_new(key, channel)}
        if channel.state in BORNE_OUT:
            self._look_again(channel, items, candidates, started)
            return
        told = register.key(channel.answered or "")
        if self._trust_creates and not named and told in items and self._is_new(told, channel):
            candidates = {told: items[told]}
        if self.as_noted and (channel.may_be_anyones or (told and told not in candidates)):
            register.add_strays(candidates, channel)
            candidates = {}
        if len(candidates) == 1:
            register.bear_out(channel, candidates.popitem()[1])
        elif channel.since < started and not candidates:
            if channel.state in SETTLED_BY_A_LIST:
                register.move(channel, State.ABSENT)
            channel.missed = channel.state is State.UNCONFIRMED and channel.has_name
            if told in items and self._is_new(told, channel):
                channel.without_name = channel.missed
                if not channel.has_name:
                    candidates = {told: items[told]}
                    register.move(channel, State.ABSENT)
        register.add_strays(candidates, channel)

    def _look_again(self, channel: Channel, items: Items, candidates: dict[str, dict[str, Any]], started: int) -> None:
        """Look for a channel that was borne out before: it is there, it came back, it has another id, or it is gone."""
        register = self._register
        key = register.key(channel.id)
        shown = items.get(key)
        came_back = channel.state is State.DELETED and channel.since < started
        if shown is not None and channel.state in THERE and register.is_another(channel, shown):
            register.give_up(channel, Stray(channel.id, "", channel.name))
        elif shown is not None and (channel.state in THERE or (came_back and channel.carried_in(shown))):
            channel.last_shown = register.sightings.lists
            channel.shown_at = started
            channel.carriers = channel.carried_in(shown) or channel.carriers
            channel.marks = register.marks_of(shown)
            channel.returned = channel.returned or came_back
            register.move(channel, State.OWN)
        elif shown is not None and came_back:  # its id, with what is somebody else's
            register.add_stray(key, Stray(channel.id, "", channel.name))
        elif channel.since < started and (channel.state in THERE or channel.deleted_in_vain):
            new = [key for key, item in candidates.items() if self._may_follow(key, item, channel)]
            if len(candidates) == len(new) == 1:
                channel.former_ids.append(channel.id)
                channel.deleted_in_vain = False
                register.bear_out(channel, candidates.popitem()[1])
            elif channel.state in THERE:
                register.move(channel, State.MISSING)
        for former in map(register.key, channel.former_ids):
            if former in items and former != register.key(channel.id):
                register.add_stray(former, Stray(register.id_of(items[former]), "", channel.name))
        register.add_strays(candidates, channel)

    def _may_follow(self, key: str, item: Mapping[str, Any], channel: Channel) -> bool:
        """Whether an id may be a channel's new one: it came with a change of the channel, no list showed it since.

        What has another token is a copy that somebody made.
        """
        appeared = self._register.sightings.first(key) > channel.last_shown
        came_with_change = appeared and key not in self._register.strays and channel.touched > channel.shown_at
        return came_with_change and not self._register.has_other_marks(channel, item)

    def _is_new(self, key: str, channel: Channel) -> bool:
        """Whether no list before its create showed an id, it is no stray, and no other channel of the run has it.

        What holds a credential is no id either: it would stand in every URL that names it.
        """
        return (
            self._register.resource.is_id(key)
            and self._register.journal.may_hold(key)
            and key not in self._register.strays
            and self._register.sightings.first(key) > channel.lists_before
            and self._register.by_id.get(key, channel) is channel
        )

    def _look_for_nameless(self, items: Items) -> None:
        """Tell of items without any name that this list shows first, where creates have been refused or failed.

        Nothing proves that they are the run's, so they are never changed.
        """
        register = self._register
        for key, item in items.items():
            first = register.sightings.first(key) == register.sightings.lists
            if first and key not in register.by_id and not any(map(item.get, register.carriers)):
                register.add_stray(key, Stray(register.id_of(item), "", "its name is empty"))

    def _look_at_others(self, items: Items, named: Iterable[Items]) -> None:
        """Note what has appeared since the first list, and earlier channels that carry a name of the run."""
        register = self._register
        for found in named:
            for key, item in found.items():
                if key not in register.by_id and register.sightings.first(key) <= self._first_list:
                    self.renamed = self.renamed or register.id_of(item)
        self.appeared = {
            key: Stray(register.id_of(item), self._label(item), "")
            for key, item in items.items()
            if register.sightings.first(key) > self._first_list and key not in register.by_id
        }

    def _label(self, item: Mapping[str, Any]) -> str:
        """Return what a person calls a channel, in a few words."""
        texts = [str(item[name]) for name in sorted(self._register.carriers) if item.get(name)]
        return next((name for name, _ in names_of(item)), " ".join(texts)[:60] or "(no name)")


def _is_list(value: Any) -> bool:
    """Whether a body tells what channels there are: it is no refusal, and has an array of them or one at least."""
    if isinstance(value, dict) and value.get("success") is False:
        return False
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            return True
        if isinstance(value, dict):
            waiting += [item for name, item in value.items() if name != "errors"]
    return False
