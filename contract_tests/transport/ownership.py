"""Which resources are the run's own. One rule says so, for each create anew: trust is never earned.

An id may be changed or deleted after a list that was read after its create has shown an item whose own id it is, with
the create's unguessable name in one of that item's own strings, and which no list before that create showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.spec import Resource
from contract_tests.transport.journal import Journal
from contract_tests.transport.leftovers import possibly_left
from contract_tests.transport.list_judge import ListJudge
from contract_tests.transport.register import Register
from contract_tests.transport.sightings import IDS_AT_MOST
from contract_tests.transport.states import BORNE_OUT, THERE, Channel, State

ALIVE_AT_MOST = 5
"""Channels of the run at one time: plans of the vendor have limits."""
APPEARED_AT_MOST = 10
"""Channels of nobody knows whom that appear during a run: with more of them it creates no more."""
VANISHED_AT_MOST = 1
"""Channels that were there before and vanish during a run: with more of them it creates no more."""
ASTRAY_AT_MOST = 1
"""Deletes of the run with which something vanished that was there before: somebody may have deleted it just then."""
ADDED = "nothing more is created"


class Ownership:
    """Knows what the run has of one resource, each with its state, and every id that was ever listed.

    An id belongs to one resource: what is the run's own here is nothing elsewhere. Safe to use in threads.
    """

    def __init__(self, journal: Journal, resource: Resource, *, trust_creates: bool = False) -> None:
        self.resource = resource
        self._register = Register(journal.of(resource.name), resource)
        self._judge = ListJudge(self._register, trust_creates=trust_creates)
        self._minted: set[str] = set()

    @property
    def listed(self) -> bool:
        """Whether what was there before is known; before that, nothing may be changed."""
        return self._judge.listed

    @property
    def carriers(self) -> set[str]:
        """The properties in which lists have shown names of the run."""
        return self._register.carriers

    # What may be changed

    def mint(self, channel_id: str) -> str:
        """Allow changes to an id that no one has."""
        with self._register.lock:
            self._minted.add(channel_id)
        return channel_id

    def may_change(self, channel_id: str) -> bool:
        """Whether a request that names this id may change something."""
        key = self._register.key(channel_id)
        with self._register.lock:
            return key in self._register.by_id or (channel_id in self._minted and key not in self._register.sightings)

    def is_own(self, channel_id: str) -> bool:
        """Whether it is a channel of the run, deleted or not."""
        return self._register.key(channel_id) in self._register.by_id

    def is_other(self, channel_id: str) -> bool:
        """Whether this id was listed and is not the run's own."""
        key = self._register.key(channel_id)
        with self._register.lock:
            return key not in self._register.by_id and key in self._register.sightings

    def is_taken(self, channel_id: str, name: str | None) -> bool:
        """Whether an id that the create of this name told is one that another channel has, or had."""
        key = self._register.key(channel_id)
        with self._register.lock:
            own, channel = self._register.by_id.get(key), self._register.by_name.get(name or "")
            if own is not None:
                return own is not channel
            told = any(
                c is not channel and c.answered and self._register.key(c.answered) == key
                for c in self._register.channels.values()
            )
            before = channel.lists_before if channel else 0
            return told or (key in self._register.sightings and self._register.sightings.first(key) <= before)

    # What there is

    @property
    def alive(self) -> list[str]:
        """Ids of the run's channels that were not yet deleted, oldest first."""
        with self._register.lock:
            return [channel.id for channel in self._register.channels.values() if channel.state in THERE]

    def id_of(self, name: str) -> str | None:
        """Return the id of the run's channel of this name, if it is there."""
        with self._register.lock:
            channel = self._register.by_name.get(name)
            return channel.id if channel is not None and channel.state in THERE else None

    def carriers_of(self, channel_id: str) -> set[str]:
        """Return the properties in which a list showed a name of this channel last."""
        channel = self._register.by_id.get(self._register.key(channel_id))
        return set(channel.carriers) if channel else set()

    def former_ids(self, name: str) -> list[str]:
        """Return the ids that the channel of this name had before it got another one."""
        channel = self._register.by_name.get(name)
        return list(channel.former_ids) if channel else []

    @property
    def proven(self) -> bool:
        """Whether a list has borne out a create: before that, one channel at most is created."""
        return bool(self._register.by_id)

    @property
    def unsettled(self) -> bool:
        """Whether a list is needed to say what became of a create."""
        return any(channel.is_unsettled for channel in self._register.channels.values())

    @property
    def room(self) -> int:
        """How many more channels the run may have."""
        with self._register.lock:
            there = sum(c.state not in (State.ABSENT, State.DELETED) for c in self._register.channels.values())
            return (ALIVE_AT_MOST if self.proven else 1) - there - len(self._register.strays)

    @property
    def stopped(self) -> str | None:
        """Why nothing more may be created; None where it may."""
        with self._register.lock:
            if self._register.sightings.too_many:
                return f"the store lists more than {IDS_AT_MOST} channels, too many to know again"
            if self._judge.partial:
                return f"{self._judge.partial}; {ADDED}"
            if self._judge.renamed:
                return f"a channel that was there before, {self._judge.renamed}, carries a name of the run; {ADDED}"
            if len(self._judge.appeared) > APPEARED_AT_MOST:
                return f"more than {APPEARED_AT_MOST} channels have appeared that nobody can tell apart; {ADDED}"
            if self.deletes_stopped:
                return self.deletes_stopped
            if len(self._judge.vanished) > VANISHED_AT_MOST:
                return f"{len(self._judge.vanished)} channels that were there before are not listed any more; {ADDED}"
            if self._register.strays:
                return f"the store has channels that may be the run's and that it may not delete; {ADDED}"
            if any(channel.without_name for channel in self._register.channels.values()):
                return (
                    "lists show what was created without its name, so that nothing tells it from somebody else's: "
                    f"{ADDED} (in a store of your own, TRUST_CREATES=1 goes by ids)"
                )
            if any(channel.missed for channel in self._register.channels.values()):
                return f"the list does not show what was created, new and with its name; {ADDED}"
            if any(channel.returned for channel in self._register.channels.values()):
                return f"a channel that was deleted is listed again; {ADDED}"
        return None

    @property
    def deletes_astray(self) -> int:
        """How often something that was there before was gone right after a delete of the run."""
        return self._judge.astray

    @property
    def deletes_stopped(self) -> str | None:
        """Why nothing more may be deleted; None where it may."""
        if self.deletes_astray <= ASTRAY_AT_MOST:
            return None
        return (
            f"{self.deletes_astray} times a channel that was there before was gone right after a delete of the run; "
            "nothing more is created or deleted"
        )

    @property
    def created(self) -> int:
        """How many channels the run created."""
        return sum(channel.state in (*BORNE_OUT, State.UNCONFIRMED) for channel in self._register.channels.values())

    @property
    def deleted(self) -> int:
        """How many channels of the run are deleted."""
        return sum(channel.state is State.DELETED for channel in self._register.channels.values())

    @property
    def returned(self) -> bool:
        """Whether a delete was answered and not done, or did not last."""
        return any(channel.returned for channel in self._register.channels.values())

    @property
    def possibly_left(self) -> list[str]:
        """What may be left besides `alive`, in words: each with the id and the name by which to look for it."""
        with self._register.lock:
            return possibly_left(self._register, self._judge.appeared)

    # Transitions

    def tick(self) -> int:
        """Return the time: a list is read after a create if its request went out later than the create's response."""
        return self._register.tick()

    def expect(self, name: str, *, named: bool = True) -> None:
        """Note that a request goes out that may make a channel of this unguessable name, or one without a name."""
        with self._register.lock:
            if name in self._register.by_name or name in self._register.channels:
                return
            self._register.journal.note(State.AWAITED.value, name, None)
            channel = Channel(name, self._register.sightings.lists, since=self.tick(), names={name} if named else set())
            self._register.channels[name] = channel
            self._register.by_name.update(dict.fromkeys(channel.names, channel))

    def never_sent(self, name: str) -> None:
        """Note that the request of this name did not go out after all."""
        self._answer(name, State.ABSENT)

    def refused(self, name: str, *, failed: bool = False) -> None:
        """Note that the request of this name was refused, or failed: a list will show what it did."""
        self._answer(name, State.FAILED if failed else State.REFUSED)

    def served(self, name: str, channel_id: Any) -> None:
        """Note that the request of this name was served, with the id that its answer told, if it did."""
        with self._register.lock:
            channel = self._register.channels.get(name)
            if channel is None or channel.state in BORNE_OUT:
                return
            if (
                isinstance(channel_id, str)
                and self.resource.is_id(channel_id)
                and self._register.journal.may_hold(channel_id)
            ):
                channel.answered = channel_id
                self._register.disown(channel_id, channel)
                if not self.is_taken(channel_id, name):
                    self._register.journal.created(channel_id, name)
            self._register.move(channel, State.UNCONFIRMED)

    def _answer(self, name: str, state: State) -> None:
        with self._register.lock:
            channel = self._register.channels.get(name)
            if channel is not None and channel.state not in BORNE_OUT:
                self._register.move(channel, state)

    def rename(self, channel_id: str, name: str) -> None:
        """Note that an update goes out that gives a channel of the run another unguessable name."""
        with self._register.lock:
            channel = self._register.by_id.get(self._register.key(channel_id))
            if channel is not None:
                self._register.journal.note("renamed", channel.name, channel.id, to=name)
                channel.names.add(name)
                self._register.by_name[name] = channel

    def mark_deleted(self, channel_id: str, *, found: bool = True) -> None:
        """Note that a delete of a channel of the run was answered: with success, or with a 404 if not `found`."""
        key = self._register.key(channel_id)
        with self._register.lock:
            self._judge.has_deleted = True
            channel = self._register.by_id.get(key)
            if channel is not None and channel.state in THERE and self._register.key(channel.id) == key:
                channel.deleted_in_vain = not found
                self._register.move(channel, State.DELETED)

    def touch(self, channel_id: str) -> None:
        """Note that a request that may change a channel of the run goes out."""
        with self._register.lock:
            if (channel := self._register.by_id.get(self._register.key(channel_id))) is not None:
                channel.touched = self.tick()

    def see_list(self, body: bytes, started: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Learn from a list that was read; `started` is the tick at which its request went out."""
        self._judge.see(body, started, headers or {})

    def has_new_twin(self, name: str) -> bool:
        """Whether the last list was the first to show another channel with a name that the run gave to this one."""
        channel = self._register.by_name.get(name)
        return channel is not None and self._judge.has_new_twin(channel)

    # From a journal

    def restore(self, entries: Iterable[Mapping[str, str]], *, whole: bool = True) -> None:
        """Take up what a journal tells, in its order: all of it is looked for in the next list, by the same rule.

        Where the journal is not `whole`, what was listed before a create is not known: then a channel counts as the
        run's own only if the journal says that a list has borne it out.
        """
        with self._register.lock:
            self._judge.as_noted = True
            for entry in entries:
                self._register.restore(entry, whole=whole)

    def settle_strays(self) -> list[str]:
        """Tell no more of the strays that the last list, a whole one, does not show; return them in words."""
        return [] if self._judge.partial else self._register.settle_strays(self._judge.shown)

    def settle_unanswered(self) -> None:
        """Take creates that were never answered, and that a list does not show, for ones that made nothing."""
        with self._register.lock:
            for channel in self._register.channels.values():
                if channel.state is State.AWAITED:
                    self._register.move(channel, State.ABSENT)
