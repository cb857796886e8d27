"""What must not be let through: wrong bodies, wrong ids, wrong methods. Findings only where one is promised."""

from __future__ import annotations

import functools
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from contract_tests.checks.results import Results, is_refusal
from contract_tests.checks.values import (
    MALFORMED_IDS,
    NAME_HERE,
    NO_DATE_TIMES,
    NOT_JSON,
    NOT_OBJECTS,
    is_date_time_property,
    odd_bodies,
    wrong_values,
)
from contract_tests.runner.api import Api, path_of
from contract_tests.spec import METHODS, Operation
from contract_tests.spec.pointers import at
from contract_tests.transport.identity import name_in
from contract_tests.transport.interaction import Interaction, loads
from contract_tests.transport.policy import UNREADABLE

T = TypeVar("T")
NOT_JUDGED = ("HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Probe:
    """A wrong request."""

    kind: str
    """Probes of one kind find much the same: the first of each kind goes out before the second of any."""
    send: Callable[[], object]
    nameless: bool = False
    """Whether a channel that it makes would have no name, so that nobody could tell whose it is."""


class Rejection:
    """Sends what is wrong to a channel of the run's own, or to ids that no one has."""

    def __init__(self, api: Api, results: Results, credentials: Mapping[str, str]) -> None:
        self._api = api
        self._credentials = dict(credentials)
        self._results = results

    def run(self, first: int, last: int) -> None:
        """Send of each kind of wrong request those from `first` to before `last`, counted from 0.

        What should have been refused and created a channel is deleted.
        """
        channel_id = self._api.create()
        self._api.in_use.update([channel_id] if channel_id else [])
        counts: Counter[str] = Counter()
        nameless: list[Probe] = []
        for probe in self._planned(channel_id):
            if probe.nameless:
                nameless.append(probe)
            elif first <= counts[probe.kind] < last:
                probe.send()
            counts[probe.kind] += not probe.nameless
        self._api.list()
        if first > 0:  # each needs a list of its own before and after it, which a quick run has not
            self._send_nameless(nameless)
        if channel_id and channel_id in self._api.transport.ownership.alive:
            self._api.delete(channel_id)

    def _send_nameless(self, probes: Sequence[Probe]) -> None:
        """Send creates that can carry no name, unless something has made a channel that should not have."""
        for probe in probes:
            if self._api.transport.ownership.stopped:
                return
            probe.send()
        if probes:
            self._api.list()

    def _planned(self, channel_id: str | None) -> Iterator[Probe]:
        operations = list(self._api.spec.operations.values())
        for number, operation in enumerate(o for o in operations if o.body_pointer):
            if channel_id or not operation.path_parameters:  # wrong creates need no channel, nor that any create works
                yield from self._bodies(number, operation, channel_id or "")
        if channel_id:
            yield from self._methods(operations, channel_id)
            # A body where none is taken. A GET with one may be cut off on its way, a DELETE takes the channel.
            for operation in operations:
                if operation.path_parameters and operation.method == "POST" and not operation.body_pointer:
                    yield Probe("odd body", functools.partial(self._send, operation, channel_id, b"{}"))
        for number, operation in enumerate(o for o in operations if o.path_parameters):
            yield from self._ids(number, operation)

    # Bodies

    def _bodies(self, number: int, operation: Operation, channel_id: str) -> Iterator[Probe]:
        for kind, check, content in self._wrong_bodies(number, operation):
            send = functools.partial(self._refused, check, operation, channel_id, content)
            yield Probe(kind, send, nameless=not operation.path_parameters and name_in(content) is None)
        for media_type in ("text/plain", None):
            kind = f"not-json {operation.id}"
            yield Probe(kind, functools.partial(self._media_type, operation, channel_id, media_type))
        for kind, content in self._odd_bodies(operation, channel_id):
            yield Probe(kind, functools.partial(self._send, operation, channel_id, content))

    def _odd_bodies(self, operation: Operation, channel_id: str) -> Iterator[tuple[str, bytes]]:
        """Yield kind and body; those of a create carry a name, and what cannot is left out: it might be accepted."""
        carriers = itertools.cycle(self._api.carriers)
        for kind, content in odd_bodies(self._properties(operation)):
            if operation.path_parameters:
                body = loads(content)
                # One that takes all names of the channel away gives it another: by it a list shows whose it is.
                named = self._api.keep_name(channel_id, body) if isinstance(body, dict) else body
                yield kind, content if named == body else json.dumps(named).encode()
            elif isinstance(loads(content), dict) and content != b"{}":
                yield kind, _with_name(content, next(carriers), self._api.name())

    def _properties(self, operation: Operation) -> dict[str, Any]:
        properties: dict[str, Any] = at(self._api.spec.document, operation.body_pointer or "")["properties"]
        return properties

    def _wrong_bodies(self, number: int, operation: Operation) -> Iterator[tuple[str, str, bytes]]:
        """Yield kind, check and body; each operation and each property begins with another value."""
        properties = self._properties(operation)
        if set(self._credentials) <= set(properties):
            yield f"not-json {operation.id}", "not-json", json.dumps(self._credentials).encode()[:-1]
        for content in _turned(NOT_JSON, number):
            yield f"not-json {operation.id}", "not-json", content.replace(NAME_HERE, self._api.name().encode())
        for content in _turned(NOT_OBJECTS, number):
            yield f"wrong-top-level {operation.id}", "wrong-top-level", content
        for index, (name, schema) in enumerate(properties.items()):
            if is_date_time_property(schema):
                for text in NO_DATE_TIMES:
                    yield f"bad-date-time {name}", "bad-date-time", json.dumps({name: text}).encode()
            values = list(wrong_values(schema, self._credentials.get(name, "text")))
            kind = "credentials" if name in self._credentials else f"{operation.id} {name}"
            for value in _turned(values, number + index):
                yield f"wrong-type {kind}", "wrong-type", self._with(operation, name, value)

    def _with(self, operation: Operation, name: str, value: Any) -> bytes:
        """Write a body with a value of a wrong type. Credentials go along, lest what is refused be quoted."""
        along = {n: v for n, v in self._credentials.items() if n in self._properties(operation) and n != name}
        if not operation.path_parameters:  # a channel made all the same is known by its name
            along |= {n: self._api.name() for n in self._api.carriers if n != name}
        return json.dumps({name: value, **along}).encode()

    def _media_type(self, operation: Operation, channel_id: str, media_type: str | None) -> None:
        interaction = self._send(operation, channel_id, json.dumps(self._valid(operation)).encode(), media_type)
        self._results.judge_status("media-type", operation.id, lambda status: status == 415, "415", interaction)

    def _valid(self, operation: Operation) -> dict[str, Any]:
        name = "displayName"
        return {name: self._api.name()} if name in self._properties(operation) else {"enabled": True}

    def _refused(self, check: str, operation: Operation, channel_id: str, content: bytes) -> None:
        interaction = self._send(operation, channel_id, content)
        if self._results.judge_status(check, operation.id, is_refusal, "a 4xx", interaction):
            return
        plainer = self._without_credentials(content)
        if plainer:
            interaction = self._send(operation, channel_id, plainer)
            self._results.judge_status(check, operation.id, is_refusal, "a 4xx", interaction)

    def _without_credentials(self, content: bytes) -> bytes | None:
        """Return a body without the credentials that went along; None where there were none."""
        body = loads(content)
        if not isinstance(body, dict):
            return None
        rest = {name: value for name, value in body.items() if value != self._credentials.get(name)}
        return json.dumps(rest).encode() if rest and rest != body else None

    def _send(
        self,
        operation: Operation,
        channel_id: str,
        content: bytes,
        media_type: str | None = "application/json",
    ) -> Interaction:
        if not operation.path_parameters:
            self._api.make_room()
        return self._api.send(operation.method, path_of(operation, channel_id), content, media_type)

    # Ids

    def _ids(self, number: int, operation: Operation) -> Iterator[Probe]:
        # A few for each operation, others for the next: what reads an id is the same everywhere, more or less.
        for text in _turned(MALFORMED_IDS, number)[:4]:
            yield Probe(f"malformed-id {operation.id}", functools.partial(self._id, "malformed-id", operation, text))
        yield Probe("unknown-id", functools.partial(self._id, "unknown-id", operation, None))

    def _id(self, check: str, operation: Operation, text: str | None) -> None:
        channel_id = text or self._api.mint()
        self._api.transport.ownership.mint(_decoded(channel_id))
        body = json.dumps(self._valid(operation)).encode() if operation.body_pointer else None
        interaction = self._api.send(operation.method, path_of(operation, channel_id), body)
        if text is None or interaction.operation is not None:
            self._results.judge_status(check, operation.id, lambda status: status == 404, "404", interaction)

    # Methods

    def _methods(self, operations: list[Operation], channel_id: str) -> Iterator[Probe]:
        """Try the methods that a path does not list: all on the run's own channel, harmless ones elsewhere."""
        listed: dict[str, set[str]] = {}
        for operation in operations:
            listed.setdefault(operation.path, set()).add(operation.method)
        for number, (path, methods) in enumerate(listed.items()):
            # Without a channel in the path, a change could hit all of them: DELETE is not tried there, PUT and PATCH
            # bring nothing to read. A literal path where others have an id names a channel too: one there cannot be.
            named = any(operation.pattern.match(path) for operation in operations if operation.path_parameters)
            if named and "{" not in path:
                self._api.transport.ownership.mint(path.rpartition("/")[2])
            free = [m for m in (m.upper() for m in METHODS) if m not in methods and m not in NOT_JUDGED]
            for method in _turned([m for m in free if named or m != "DELETE"], number):
                readable = named or method == "POST"
                yield Probe(f"method {path}", functools.partial(self._method, method, path, channel_id, readable))

    def _method(self, method: str, path: str, channel_id: str, readable: bool) -> None:
        content = json.dumps({"displayName": self._api.name()}).encode() if readable else UNREADABLE
        path_there = path.replace("{channelId}", channel_id)
        if "{" not in path and method != "GET":
            self._api.make_room()
        interaction = self._api.send(method, path_there, content if method != "GET" else None)
        listed = sorted(o.method for o in self._api.spec.operations.values() if o.path == path)
        expected = f"a 4xx or 501: the page lists {' and '.join(listed)} there"
        self._results.judge_status("unlisted-method", None, is_refusal, expected, interaction)


def _with_name(content: bytes, carrier: str, name: str) -> bytes:
    """Write an object with a name in one of its properties."""
    try:
        return json.dumps({**json.loads(content), carrier: name}, allow_nan=False).encode()
    except ValueError:  # a number that Python cannot write
        return content.rstrip()[:-1] + f', "{carrier}": "{name}"}}'.encode()


def _turned(items: Sequence[T], number: int) -> list[T]:
    """Return the items in turn, beginning with another one for each number."""
    start = number % len(items) if items else 0
    return [*items[start:], *items[:start]]


def _decoded(text: str) -> str:
    return httpx.URL("http://x/" + text).path[1:]
