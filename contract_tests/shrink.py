"""Looks for smaller examples of what failed, with the requests that are left, and finds out what comes and goes.

A replay passes the gate like everything else, so its observers record the failure anew; `Results` keeps the smallest.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import httpx

from contract_tests.api import Api
from contract_tests.channels import CREATE, UPDATE
from contract_tests.exchange import Exchange
from contract_tests.guard import RefusedByGate
from contract_tests.identity import NAME, name_in, new_id
from contract_tests.results import Failure, Results, Row

REPLAYS = 2
"""A failure that none of so many replays shows again comes and goes."""
TRIES = 24
"""Smaller bodies that are tried for one failure."""
COST = 8
"""Requests that a replay may need."""


class _Enough(Exception):  # noqa: N818
    """No more tries."""


class Shrinker:
    """Replays failures."""

    def __init__(self, api: Api, results: Results) -> None:
        self._api = api
        self._results = results

    def run(self) -> None:
        """Replay each failure, plainest promise first; then shrink the ones that come back."""
        rows = [row for row in self._results.failures if row.failure and _may_be_sent_again(row.failure)]
        again = [row for row in rows if self._comes_back(row)]
        for row in again:
            if row.failure and not row.failure.judge_again:  # what is wrong about a body would be cut out of it
                self._shrink(row)

    def _comes_back(self, row: Row) -> bool:
        for _ in range(REPLAYS):
            if self._api.gate.left < COST:
                return False
            if self._fails_again(row, functools.partial(self._replay, row.failure)):
                return True
        row.comes_and_goes = row.held > 0
        return False

    def _fails_again(self, row: Row, replay: Callable[[], None]) -> bool:
        failed = row.failed
        try:
            replay()
        except RefusedByGate:
            return False
        return row.failed > failed

    def _replay(self, failure: Failure | None) -> None:
        """Send the requests of a failure once more, on channels of their own."""
        ids: dict[str, str] = {}
        sent = None
        for exchange in failure.exchanges if failure else ():
            if exchange.channel_id is not None and self._api.gate.ownership.may_change(exchange.channel_id):
                self._stand_in(exchange, ids)
            sent = self._send_again(exchange, ids)
            if exchange.operation and exchange.operation.id == CREATE and len(ids) == 1:
                self._api.list()  # what a later list is held against
        if failure and failure.judge_again and sent:
            failure.judge_again(sent)
        for channel_id in set(ids.values()) & set(self._api.gate.ownership.alive):
            self._api.delete(channel_id)

    def _stand_in(self, exchange: Exchange, ids: dict[str, str]) -> None:
        """Find another channel for the one that a request names; one that is not there for one that was not."""
        channel_id = exchange.channel_id or ""
        if channel_id not in ids and exchange.status in (404, 410):
            ids[channel_id] = self._api.mint()
        elif channel_id not in ids:
            created = self._api.create()
            ids[channel_id] = created or self._api.mint()
            self._api.list()

    def _send_again(self, exchange: Exchange, ids: dict[str, str]) -> Exchange:
        request = exchange.request
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if exchange.channel_id in ids:
            path = path.replace(exchange.channel_id or "", ids[exchange.channel_id or ""])
        name = self._api.name()
        content = NAME.sub(name, request.content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        media_type = request.headers.get("content-type")
        sent = self._api.send(request.method, path, content or None, media_type, exchange.intent)
        if exchange.operation and exchange.succeeded and not exchange.channel_id:
            old, new = new_id(exchange.operation, exchange.json), self._api.created_id(sent)
            if isinstance(old, str) and new:
                ids[old] = new
        return sent

    # Smaller bodies

    def _shrink(self, row: Row) -> None:
        """Try smaller bodies of the last change, as long as there is budget."""
        failure = row.failure
        changes = [e for e in failure.exchanges if isinstance(e.sent, dict) and e.sent] if failure else []
        if not changes or not changes[-1].operation or changes[-1].operation.id not in (UPDATE, CREATE):
            return
        last = changes[-1]
        tries = iter(range(TRIES))

        def fails(body: dict[str, Any]) -> bool:
            if next(tries, None) is None or self._api.gate.left < COST:
                raise _Enough
            return self._fails_again(row, lambda: self._try(last, body))

        try:
            smallest(last.sent, fails)
            outcome = "the smallest that was found"
        except _Enough:
            outcome = "cut: the requests for it were used up"
        if row.failure:
            row.failure.shrinking = outcome

    def _try(self, change: Exchange, body: dict[str, Any]) -> None:
        creates = change.operation is not None and change.operation.id == CREATE
        if creates and self._api.gate.ownership.creates_tell_nothing and name_in(json.dumps(body).encode()) is None:
            return  # such a channel could not be found again
        channel_id = None if creates else self._api.create()
        if not creates:
            self._api.list()
        exchange = self._send_body(change, channel_id, body)
        self._api.list()
        created = self._api.created_id(exchange) if creates else channel_id
        if created and created in self._api.gate.ownership.alive:
            self._api.delete(created)

    def _send_body(self, change: Exchange, channel_id: str | None, body: dict[str, Any]) -> Exchange:
        path = httpx.URL(str(change.request.url)).path.replace(change.channel_id or "\0", channel_id or "")
        content = NAME.sub(self._api.name(), json.dumps(body)).encode()
        return self._api.send(change.request.method, path, content, intent=change.intent)


def _may_be_sent_again(failure: Failure) -> bool:
    """Whether no bad key is part of it: so many requests with one could get a key locked."""
    return all(e.intent.key in ("full", "read-only") and not e.intent.key_in_query for e in failure.exchanges)


def smallest(body: dict[str, Any], fails: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return a smaller body that still fails: one property if that will do, and of a text as little as will do."""
    if len(body) > 1:
        body = next(({name: value} for name, value in body.items() if fails({name: value})), body)
    for name, value in list(body.items()):
        if isinstance(value, str):
            body = {**body, name: smallest_text(value, functools.partial(_with_text, fails, body, name))}
    return body


def _with_text(fails: Callable[[dict[str, Any]], bool], body: dict[str, Any], name: str, text: str) -> bool:
    return fails({**body, name: text})


def smallest_text(text: str, fails: Callable[[str], bool]) -> str:
    """Cut out pieces, half of the text at first and single characters at last, for as long as it still fails."""
    size = max(1, len(text) // 2)
    while size and text:
        for start in range(0, len(text), size):
            shorter = text[:start] + text[start + size :]
            if shorter != text and fails(shorter):
                text = shorter
                break
        else:
            size //= 2
        size = min(size, len(text))
    return text
