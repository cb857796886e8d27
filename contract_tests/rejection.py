"""What must not be let through: wrong bodies, wrong ids, wrong methods. Findings only where one is promised."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx

from contract_tests.api import Api, path_of
from contract_tests.document import METHODS
from contract_tests.exchange import Exchange
from contract_tests.pointers import at
from contract_tests.results import Results
from contract_tests.spec import Operation
from contract_tests.values import (
    MALFORMED_IDS,
    NO_DATE_TIMES,
    NOT_JSON,
    NOT_OBJECTS,
    is_date_time_property,
    odd_bodies,
    wrong_values,
)

NOT_JUDGED = ("HEAD", "OPTIONS", "TRACE")


class Rejection:
    """Sends what is wrong to a channel of the run's own, or to ids that no one has."""

    def __init__(self, api: Api, results: Results, probes: int, credentials: Mapping[str, str]) -> None:
        self._api = api
        self._credentials = dict(credentials)
        self._results = results
        self._probes = probes

    def run(self) -> None:
        """Send every kind of wrong request; what should have been refused and created a channel is deleted."""
        channel_id = self._api.create()
        self._api.list()
        operations = list(self._api.spec.operations.values())
        if channel_id:
            for operation in operations:
                if operation.body_pointer:
                    self._bodies(operation, channel_id)
            self._methods(operations, channel_id)
        for operation in operations:
            if operation.path_parameters:
                self._ids(operation)
        self._api.list()
        if channel_id and channel_id in self._api.gate.ownership.alive:
            self._api.delete(channel_id)

    def _bodies(self, operation: Operation, channel_id: str) -> None:
        for check, content in self._first(self._wrong_bodies(operation)):
            self._refused(check, operation, channel_id, content)
        for media_type in ("text/plain", None)[: self._probes]:
            body = json.dumps(self._valid(operation)).encode()
            exchange = self._send(operation, channel_id, body, media_type)
            ok = exchange.status == 415
            self._results.judge("media-type", operation.id, ok, "415", str(exchange.status), [exchange])
        properties = at(self._api.spec.document, operation.body_pointer or "")["properties"]
        for content in itertools.islice(odd_bodies(properties), self._probes):
            self._send(operation, channel_id, content)

    def _first(self, probes: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Keep the first so many of each check; for a wrong type, of each property."""
        counts: Counter[str] = Counter()
        for check, content in probes:
            kind = check + (content.decode().partition(":")[0] if check == "wrong-type" else "")
            counts[kind] += 1
            if counts[kind] <= self._probes:
                yield check, content

    def _wrong_bodies(self, operation: Operation) -> Iterator[tuple[str, bytes]]:
        properties: dict[str, Any] = at(self._api.spec.document, operation.body_pointer or "")["properties"]
        for content in NOT_JSON:
            yield "not-json", content
        if set(self._credentials) <= set(properties):
            yield "not-json", json.dumps(self._credentials).encode()[:-1]
        for content in NOT_OBJECTS:
            yield "wrong-top-level", content
        for name, schema in properties.items():
            if is_date_time_property(schema):
                for text in NO_DATE_TIMES:
                    yield "bad-date-time", json.dumps({name: text}).encode()
            values = list(wrong_values(schema, self._credentials.get(name, "text")))
            for value in values:
                # Credentials go along, lest what is refused be quoted.
                along = {n: v for n, v in self._credentials.items() if n in properties and n != name}
                if not operation.path_parameters:  # a channel made all the same is known by its name
                    along["displayName" if name != "displayName" else "aiModelCode"] = self._api.name()
                yield "wrong-type", json.dumps({name: value, **along}).encode()

    def _valid(self, operation: Operation) -> dict[str, Any]:
        name = "displayName"
        properties = at(self._api.spec.document, operation.body_pointer or "")["properties"]
        return {name: self._api.name()} if name in properties else {"enabled": True}

    def _refused(self, check: str, operation: Operation, channel_id: str, content: bytes) -> None:
        exchange = self._send(operation, channel_id, content)
        refused = 400 <= exchange.status < 500 or exchange.status >= 500  # a 5xx is a finding of its own
        self._results.judge(check, operation.id, refused, "a 4xx", str(exchange.status), [exchange])

    def _send(
        self,
        operation: Operation,
        channel_id: str,
        content: bytes,
        media_type: str | None = "application/json",
    ) -> Exchange:
        exchange = self._api.send(operation.method, path_of(operation, channel_id), content, media_type)
        created = self._api.created_id(exchange) if not operation.path_parameters else None
        if created:
            self._api.delete(created)
        return exchange

    def _ids(self, operation: Operation) -> None:
        body = json.dumps(self._valid(operation)).encode() if operation.body_pointer else None
        unknown = self._api.mint()
        # A few for each operation, others for the next: what reads an id is the same everywhere, more or less.
        start = len(operation.id) % len(MALFORMED_IDS)
        malformed = [*MALFORMED_IDS[start:], *MALFORMED_IDS[:start]][: min(4, self._probes)]
        for check, channel_id in [("unknown-id", unknown), *(("malformed-id", text) for text in malformed)]:
            self._api.gate.ownership.mint(_decoded(channel_id))
            exchange = self._api.send(operation.method, path_of(operation, channel_id), body)
            if check == "malformed-id" and exchange.operation is None:
                continue
            self._results.judge(check, operation.id, exchange.status == 404, "404", str(exchange.status), [exchange])

    def _methods(self, operations: list[Operation], channel_id: str) -> None:
        """Try the methods that a path does not list: all on the run's own channel, harmless ones elsewhere."""
        tried: Counter[str] = Counter()
        listed: dict[str, set[str]] = {}
        for operation in operations:
            listed.setdefault(operation.path, set()).add(operation.method)
        for path, methods in listed.items():
            # Without a channel in the path, a change could hit all of them: only what creates may be tried. A
            # literal path where others have an id names a channel too: one that there cannot be.
            templates = [operation for operation in operations if operation.path_parameters]
            named = any(operation.pattern.match(path) for operation in templates)
            if named and "{" not in path:
                self._api.gate.ownership.mint(path.rpartition("/")[2])
            for method in (m.upper() for m in METHODS):
                if method in methods or method in NOT_JUDGED or not (named or method in ("GET", "POST")):
                    continue
                tried[path] += 1
                if tried[path] > self._probes:
                    continue
                body = json.dumps({"displayName": self._api.name()}).encode() if method != "GET" else None
                exchange = self._api.send(method, path.replace("{channelId}", channel_id), body)
                ok = 400 <= exchange.status < 500 or exchange.status == 501 or exchange.status >= 500
                self._results.judge(
                    "unlisted-method",
                    None,
                    ok,
                    "a 4xx or 501",
                    f"{exchange.status} to {method} {path}",
                    [exchange],
                )


def _decoded(text: str) -> str:
    return httpx.URL("http://x/" + text).path[1:]
