"""Requests that must be refused: wrong bodies, wrong ids, wrong methods. Findings only where one is promised."""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from contract_tests.checks.catalog import (
    BAD_DATE_TIME,
    MALFORMED_ID,
    MEDIA_TYPE,
    NOT_JSON,
    UNKNOWN_ID,
    UNSUPPORTED_METHOD,
    WRONG_TOP_LEVEL,
    WRONG_TYPE,
    Check,
)
from contract_tests.checks.results import REFUSAL, Due, Results, is_refusal
from contract_tests.checks.values import (
    NAME_HERE,
    NO_DATE_TIMES,
    NO_JSON,
    NOT_OBJECTS,
    PROPERTY_HERE,
    malformed_ids,
    odd_bodies,
    wrong_values,
)
from contract_tests.runner.api import Api, path_of
from contract_tests.spec import METHODS, Operation
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
    """Whether what it makes would have no name, so that nobody could tell whose it is."""
    check: Check | None = None
    """What judges it; None where nothing but what is judged of every response does."""


class Rejection:
    """Sends what is wrong to something of the run's own, or to ids that nothing has."""

    def __init__(self, api: Api, results: Results, credentials: Mapping[str, str]) -> None:
        self._api = api
        self._credentials = dict(credentials)
        self._results = results

    def run(self, first: int, last: int) -> None:
        """Send of each kind of wrong request those from `first` to before `last`, counted from 0.

        What was created and should have been refused is deleted.
        """
        resource_id = self._api.create()
        self._api.in_use.update([resource_id] if resource_id else [])
        counts: Counter[str] = Counter()
        nameless: list[Probe] = []
        for probe in self._planned(resource_id):
            if not self._is_chosen(probe):
                continue
            if probe.nameless:
                nameless.append(probe)
            elif first <= counts[probe.kind] < last:
                probe.send()
            counts[probe.kind] += not probe.nameless
        self._api.list()
        if first > 0:  # each needs a list of its own before and after it, which a quick run has not
            self._send_nameless(nameless)
        if resource_id and resource_id in self._api.ownership.alive and self._api.resource.is_deletable:
            self._api.delete(resource_id)

    def _send_nameless(self, probes: Sequence[Probe]) -> None:
        """Send creates that can carry no name, unless something was made that should not have been."""
        for probe in probes:
            if self._api.ownership.stopped:
                return
            probe.send()
        if probes:
            self._api.list()

    def _is_chosen(self, probe: Probe) -> bool:
        selection = self._api.selection
        return selection.has_every_response or (probe.check is not None and selection.has(probe.check))

    def _planned(self, resource_id: str | None) -> Iterator[Probe]:
        operations = self._operations
        for number, operation in enumerate(o for o in operations if o.body_pointer):
            if resource_id or not operation.path_parameters:  # wrong creates need nothing to be there
                yield from self._bodies(number, operation, resource_id or "")
        if resource_id:
            yield from self._methods(self._api.resource.operations, resource_id)
            # A body where none is taken. A GET with one may be cut off on its way, a DELETE takes what it names.
            for operation in operations:
                if operation.path_parameters and operation.method == "POST" and not operation.body_pointer:
                    yield Probe("odd body", functools.partial(self._send, operation, resource_id, b"{}"))
        for number, operation in enumerate(o for o in operations if o.path_parameters):
            yield from self._ids(number, operation)

    @property
    def _operations(self) -> list[Operation]:
        """The operations that may be sent what is wrong: a create of what nothing deletes might be let through."""
        resource = self._api.resource
        may_create = resource.is_deletable or self._api.transport.limits.is_mock
        chosen = [operation for operation in resource.operations if self._api.selection.wants(operation)]
        return [operation for operation in chosen if may_create or operation != resource.creates]

    # Bodies

    def _bodies(self, number: int, operation: Operation, resource_id: str) -> Iterator[Probe]:
        for kind, check, content in self._wrong_bodies(number, operation):
            send = functools.partial(self._refused, check, operation, resource_id, content)
            nameless = not operation.path_parameters and name_in(content) is None
            yield Probe(kind, send, nameless=nameless, check=check)
        for media_type in ("text/plain", None):
            kind = f"not-json {operation.id}"
            send = functools.partial(self._media_type, operation, resource_id, media_type)
            yield Probe(kind, send, check=MEDIA_TYPE)
        for kind, content in self._odd_bodies(operation, resource_id):
            yield Probe(kind, functools.partial(self._send, operation, resource_id, content))

    def _odd_bodies(self, operation: Operation, resource_id: str) -> Iterator[tuple[str, bytes]]:
        """Yield kind and body; those of a create carry a name, and what cannot is left out: it might be accepted."""
        carriers = itertools.cycle(self._api.carriers)
        for kind, content in odd_bodies(operation.body_properties):
            if operation.path_parameters:
                body = loads(content)
                # One that takes all its names away gives it another: by it a list shows whose it is.
                named = self._api.keep_name(resource_id, body) if isinstance(body, dict) else body
                yield kind, content if named == body else json.dumps(named).encode()
            elif isinstance(loads(content), dict) and content != b"{}" and (carrier := next(carriers, None)):
                yield kind, _with_name(content, carrier, self._api.name())

    def _wrong_bodies(self, number: int, operation: Operation) -> Iterator[tuple[str, Check, bytes]]:
        """Yield kind, check and body; each operation and each property begins with another value."""
        properties = operation.body_properties
        along = {name: value for name, value in self._credentials.items() if name in properties}
        if along and operation.path_parameters:
            yield f"not-json {operation.id}", NOT_JSON, json.dumps(along).encode()[:-1]
        carrier = next(iter(self._carriers(operation)), "name").encode()
        for content in _turned(NO_JSON, number):
            written = content.replace(PROPERTY_HERE, carrier).replace(NAME_HERE, self._api.name().encode())
            yield f"not-json {operation.id}", NOT_JSON, written
        for content in _turned(NOT_OBJECTS, number):
            yield f"wrong-top-level {operation.id}", WRONG_TOP_LEVEL, content
        for index, (name, sent) in enumerate(properties.items()):
            if sent.is_date_time:
                for text in NO_DATE_TIMES:
                    yield f"bad-date-time {name}", BAD_DATE_TIME, self._with(operation, name, text, plain=True)
            values = list(wrong_values(sent, self._credentials.get(name, "text")))
            kind = "credentials" if name in self._credentials else f"{operation.id} {name}"
            for value in _turned(values, number + index):
                yield f"wrong-type {kind}", WRONG_TYPE, self._with(operation, name, value)

    def _carriers(self, operation: Operation) -> list[str]:
        """Return the properties of a body that can carry a name."""
        return self._api.text_names(operation) or list(operation.body_properties)

    def _with(self, operation: Operation, name: str, value: Any, *, plain: bool = False) -> bytes:
        """Write a body with a wrong value. Credentials go along, lest what is refused be quoted."""
        properties = operation.body_properties
        along = {} if plain else {n: v for n, v in self._credentials.items() if n in properties and n != name}
        if not operation.path_parameters:  # what is made all the same is known by its name
            along |= {n: self._api.name() for n in self._api.carriers if n != name}
        return json.dumps({**self._api.body(operation), name: value, **along}).encode()

    def _media_type(self, operation: Operation, resource_id: str, media_type: str | None) -> None:
        content = json.dumps(self._api.valid_body(operation)).encode()
        interaction = self._send(operation, resource_id, content, media_type)
        self._results.judge_mistake(self._api.spec, MEDIA_TYPE, operation, interaction)

    def _refused(self, check: Check, operation: Operation, resource_id: str, content: bytes) -> None:
        interaction = self._send(operation, resource_id, content)
        if self._results.judge_status(check, operation.id, REFUSAL, interaction):
            return
        plainer = self._without_credentials(content)
        if plainer:
            interaction = self._send(operation, resource_id, plainer)
            self._results.judge_status(check, operation.id, REFUSAL, interaction)

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
        resource_id: str,
        content: bytes,
        media_type: str | None = "application/json",
    ) -> Interaction:
        if not operation.path_parameters:
            self._api.make_room()
        return self._api.send(operation.method, path_of(operation, resource_id), content, media_type)

    # Ids

    def _ids(self, number: int, operation: Operation) -> Iterator[Probe]:
        # A few for each operation, others for the next: what reads an id is the same everywhere, more or less.
        for text in _turned(malformed_ids(self._api.resource), number)[:4]:
            send = functools.partial(self._id, MALFORMED_ID, operation, text)
            yield Probe(f"malformed-id {operation.id}", send, check=MALFORMED_ID)
        yield Probe("unknown-id", functools.partial(self._id, UNKNOWN_ID, operation, None), check=UNKNOWN_ID)

    def _id(self, check: Check, operation: Operation, text: str | None) -> None:
        resource_id = text or self._api.mint()
        self._api.ownership.mint(_decoded(resource_id))
        body = json.dumps(self._api.valid_body(operation)).encode() if operation.body_pointer else None
        interaction = self._api.send(operation.method, path_of(operation, resource_id), body)
        if text is None or interaction.operation is not None:
            self._results.judge_mistake(self._api.spec, check, operation, interaction)

    # Methods

    def _methods(self, operations: Sequence[Operation], resource_id: str) -> Iterator[Probe]:
        """Try the methods that a path does not list: all on something of the run's own, harmless ones elsewhere."""
        listed: dict[str, set[str]] = {}
        for operation in operations:
            listed.setdefault(operation.path, set()).add(operation.method)
        for number, (path, methods) in enumerate(listed.items()):
            # Without an id in the path, a change could hit all there is: DELETE is not tried there, PUT and PATCH
            # bring nothing to read. A literal path where others have an id names one too: one there cannot be.
            spec = self._api.spec
            others = (o for o in spec.operations.values() if o.path_parameters and o.pattern.match(path))
            named = next(others, None)
            if named and "{" not in path and (owner := spec.resource_of(named)):
                self._api.transport.ownerships[owner.name].mint(path.rpartition("/")[2])
            free = [m for m in (m.upper() for m in METHODS) if m not in methods and m not in NOT_JUDGED]
            for method in _turned([m for m in free if named or m != "DELETE"], number):
                readable = named is not None or method == "POST"
                send = functools.partial(self._method, method, path, resource_id, readable)
                yield Probe(f"method {path}", send, check=UNSUPPORTED_METHOD)

    def _method(self, method: str, path: str, resource_id: str, readable: bool) -> None:
        content = json.dumps(self._named()).encode() if readable else UNREADABLE
        path_there = re.sub(r"\{\w+\}", lambda _: resource_id, path)
        if "{" not in path and method != "GET":
            self._api.make_room()
        interaction = self._api.send(method, path_there, content if method != "GET" else None)
        listed = sorted(o.method for o in self._api.spec.operations.values() if o.path == path)
        expected = f"a 4xx or 501: the page lists {' and '.join(listed)} there"
        self._results.judge_status(UNSUPPORTED_METHOD, None, Due(expected, is_refusal), interaction)

    def _named(self) -> dict[str, str]:
        """Return a body by which whatever is made of it is known."""
        return {next(iter(self._api.carriers), "name"): self._api.name()}


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
