"""Which channels a run may change: those it created, and ids that it minted and that are no one's."""

from __future__ import annotations

import json
import re
import threading
from typing import Any
from urllib.parse import unquote

from contract_tests.exchange import loads
from contract_tests.journal import Journal
from contract_tests.pointers import at
from contract_tests.spec import Operation

ALIVE_AT_MOST = 5
"""Channels of the run at one time: plans of the vendor have limits."""
NAME_PREFIX = "contract-test-"
"""How the channels of a run are recognised by a person; the run's random number follows."""
NAME = re.compile(NAME_PREFIX + r"[0-9a-f]{12}-\d+")
UUID_LIKE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def same_id(channel_id: str) -> str:
    """Write an id the one way in which two spellings of it are the same."""
    return channel_id.strip().replace("-", "").lower()


def ids_in(path: str) -> list[str]:
    """Return all ids that stand anywhere in a path, however often it is percent-encoded."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return UUID_LIKE.findall(path)


def name_in(content: bytes) -> str | None:
    """Return the name of a run's channel that stands in a body."""
    hit = NAME.search(content.decode("utf-8", "replace"))
    return hit.group() if hit else None


def id_pointer(operation: Operation) -> tuple[str, str] | None:
    """Say where the answer of a creating operation shows the new id: (path parameter, JSON pointer), by its links."""
    for answer in operation.answers.values():
        for link in answer.definition.get("links", {}).values():
            for name, expression in link.get("parameters", {}).items():
                if str(expression).startswith("$response.body#"):
                    return name, str(expression).removeprefix("$response.body#")
    return None


class Ownership:
    """Knows the run's own channels, the minted ids and, as others', every other id that was ever listed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._own: dict[str, str] = {}
        """Normalised id to the id as it was shown."""
        self._gone: set[str] = set()
        self._minted: set[str] = set()
        self._others: set[str] = set()
        self._awaited: list[str] = []
        self._looked_for: set[str] = set()
        self._lock = threading.Lock()
        self.listed = False
        """Whether the channels that were there before are known; before that, nothing may be changed."""

    @property
    def alive(self) -> list[str]:
        """Ids of the run's channels that were not yet deleted, oldest first."""
        with self._lock:
            return [shown for key, shown in self._own.items() if key not in self._gone]

    @property
    def awaited(self) -> list[str]:
        """Names of creates that may have made a channel whose id is not known."""
        return list(self._awaited)

    @property
    def created(self) -> int:
        """How many channels the run created."""
        return len(self._own)

    @property
    def deleted(self) -> int:
        """How many of them are deleted."""
        return len(self._gone)

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

    def is_other(self, channel_id: str) -> bool:
        """Whether this id was listed and is not the run's own."""
        with self._lock:
            return same_id(channel_id) in self._others

    def expect(self, name: str) -> None:
        """Await a channel of this unguessable name, until its create says which id it got."""
        with self._lock:
            if name not in self._awaited:
                self._awaited.append(name)

    def settle(self, name: str, *, look_out: bool) -> None:
        """Await it no more; with `look_out`, take it for the run's own should a list show it all the same."""
        with self._lock:
            if name in self._awaited:
                self._awaited.remove(name)
            if look_out:
                self._looked_for.add(name)

    def see_list(self, body: bytes) -> None:
        """Take every id in a list's answer that is not the run's own for someone else's, whatever its shape."""
        names = {*self._awaited, *self._looked_for}
        for item in _objects_with_id(body) if names else ():
            for name in names & set(NAME.findall(json.dumps(item))):
                if self.adopt(item["id"], name):  # a create that was sent twice may have made two of this name
                    self.settle(name, look_out=True)
        value = loads(body)  # escapes and other encodings of JSON hide no id
        text = body.decode("utf-8", "replace") + json.dumps(value, ensure_ascii=False)
        found = {same_id(hit) for hit in UUID_LIKE.findall(text)}
        with self._lock:
            self._others |= found - self._own.keys()
            self.listed = self.listed or value is not None

    def adopt(self, channel_id: Any, name: str) -> bool:
        """Take a new channel for the run's own, in the journal first; never one that was listed before."""
        if not isinstance(channel_id, str) or not UUID_LIKE.fullmatch(channel_id.strip()):
            return False
        key = same_id(channel_id)
        with self._lock:
            if key in self._others or key in self._own:
                return key in self._own
            self._journal.created(channel_id, name)
            self._own[key] = channel_id
        return True

    def recall(self, channel_id: str) -> None:
        """Take a channel for the run's own that a journal says an earlier run created."""
        with self._lock:
            self._own[same_id(channel_id)] = channel_id
            self.listed = True

    def gone(self, channel_id: str) -> None:
        """Note that a channel of the run is deleted."""
        key = same_id(channel_id)
        with self._lock:
            if key in self._own and key not in self._gone:
                self._gone.add(key)
                self._journal.deleted(channel_id)


def _objects_with_id(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def keep(item: dict[str, Any]) -> dict[str, Any]:
        if isinstance(item.get("id"), str):
            found.append(item)
        return item

    try:
        json.loads(body, object_hook=keep)
    except (ValueError, RecursionError):
        return []
    return found


def new_id(operation: Operation, body: Any) -> Any:
    """Return the id that a creating operation's answer shows; None where it shows none."""
    place = id_pointer(operation)
    return at(body, place[1]) if place else None
