"""Rounds of channels that are taken through all of their life, so that each promise is tried often on each operation.

A round creates up to four channels, updates, toggles, rotates and deletes each, and lists in between. One list
judges all that came before it: that is how few requests try much.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.api import VALID, Api, path_of
from contract_tests.channels import AGENT, CREATE, DELETE, ROTATE, TOGGLE, UPDATE
from contract_tests.exchange import Exchange, Intent
from contract_tests.spec.pointers import at
from contract_tests.values import DATE_TIMES, RARE_TEXTS, TEXTS, is_date_time_property

TOGGLES = ((None, True), (True, True), (False, False), (True, False), (False, True))
"""Whether the agent is on at the start, and what it is set to: twice the same is the same as once."""


LISTS_AT_MOST = 3
"""More lists until one shows whose the first channels are."""


class Rounds:
    """Walks channels through create, update, toggle, rotate and delete."""

    def __init__(self, api: Api, rng: random.Random, credentials: Mapping[str, str]) -> None:
        self._api = api
        self._rng = rng
        self._credentials = dict(credentials)
        texts = list(TEXTS)
        rng.shuffle(texts)
        # The first round's four creates and four updates share nearly all texts between them.
        self._create_texts = self._text_bodies(CREATE, texts, 0)
        self._update_texts = self._text_bodies(UPDATE, texts, 4)
        self._dates = itertools.cycle(DATE_TIMES)
        self._toggles = itertools.cycle(TOGGLES)
        self._rare = iter(RARE_TEXTS)
        self.watched: str | None = None
        self._names = itertools.cycle([*self._credentials, *self._text_names(UPDATE)])

    def watch(self) -> None:
        """Create the channel that nothing is done to, as long as the run lasts: no operation may change it."""
        self.watched = self._create(True)

    def _give_way(self) -> bool:
        """Delete the watched channel where the store's plan has room for no other; return whether that made room."""
        watched, self.watched = self.watched, None
        return watched is not None and self._api.delete(watched).succeeded

    def run(self, number: int, size: int = 4) -> None:
        """Run one round."""
        plans = [next(self._toggles) for _ in range(size)]
        creates = [functools.partial(self._api.call, CREATE, body=self._new(start)) for start, _ in plans]
        ids = [channel_id for create in self._api.side_by_side(*creates) if (channel_id := self._id_of(create))]
        if not ids and self._give_way():
            ids = [channel_id for channel_id in [self._create()] if channel_id]
        self._api.list()
        for _ in range(LISTS_AT_MOST):
            if self._api.gate.ownership.doubted:  # one that is empty or cannot be read bears nothing out
                self._api.list()
        if not ids:
            return
        self._api.side_by_side(*(functools.partial(self._update, i, next(self._update_texts)) for i in ids))
        self._api.list()
        values = [value for _, value in plans]
        self._api.side_by_side(*(functools.partial(self._toggle_or_rotate, i, ids, values) for i in range(len(ids))))
        self._api.list()
        if number % 2 == 0:
            self._second_half(ids)
        self._api.side_by_side(*(functools.partial(self._api.delete, channel_id) for channel_id in ids))
        if number % 3 == 0:
            self._use_after_delete(ids[min(1, len(ids) - 1)])  # in even rounds it had credentials
        self._api.list()

    def _toggle_or_rotate(self, index: int, ids: Sequence[str], values: Sequence[bool]) -> None:
        """Do both to one channel: a list then shows, for others, what a rotate or a toggle alone does."""
        if index != 1:
            self._api.call(TOGGLE, ids[index], {"enabled": values[index]})
        if index % 2 or len(ids) == 1:
            self._api.call(ROTATE, ids[index])

    def pairs(self, first: int, last: int) -> None:
        """Send pairs of requests at the same time, numbered: creates, updates of different properties, deletes."""
        names = self._text_names(UPDATE)
        ids: list[str] = []
        for number in range(first, last):
            if number % 4 == 0 or not ids:
                # Each property has a value: one that is put back to nothing may not be noticed.
                full = [{name: self._api.name() for name in self._text_names(CREATE)} for _ in range(2)]
                creates = self._api.at_once(*(functools.partial(self._api.call, CREATE, body=body) for body in full))
                ids = [channel_id for create in creates if (channel_id := self._api.created_id(create))]
                self._api.list()
            if not ids:
                return
            channel_id = ids[number % len(ids)]
            changed = (names[number % len(names)], names[(number + 1) % len(names)])
            bodies = [{name: f"{name} {self._rng.random()}"} for name in changed]
            self._api.at_once(*(functools.partial(self._send_update, channel_id, body) for body in bodies))
            self._api.list()
            if number % 4 == 3 or number == last - 1:
                # One of them twice: which of its two answers is the 404 is open.
                deletes = (functools.partial(self._api.call, DELETE, channel_id) for channel_id in (ids[0], *ids))
                self._api.at_once(*deletes, valid=False)

    def _new(self, agent: bool | None) -> dict[str, Any]:
        """Return the properties of the next channel."""
        body: dict[str, Any] = dict(next(self._create_texts))
        # One property always carries the run's name, by which the channel is known should its id be hidden.
        carrier = self._rng.choice(sorted(body))
        body[carrier] = self._api.name()
        if agent is not None:
            body[AGENT] = agent
        return body

    def _create(self, agent: bool | None = None) -> str | None:
        return self._id_of(self._api.call(CREATE, body=self._new(agent)))

    def _id_of(self, exchange: Exchange) -> str | None:
        channel_id = self._api.created_id(exchange)
        if channel_id is None and 400 <= exchange.status < 500:
            channel_id = self._api.create()  # one of the texts is not allowed, perhaps
        return channel_id

    def _update(self, channel_id: str, body: dict[str, Any]) -> None:
        exchange = self._api.call(UPDATE, channel_id, body)
        if 400 <= exchange.status < 500:
            for name, value in body.items():
                self._api.call(UPDATE, channel_id, {name: value})

    def _second_half(self, ids: list[str]) -> None:
        """Update one property alone, a date-time, credentials; and leave one channel alone."""
        properties = self._text_names(UPDATE)
        bodies = [
            {"tokenExpiresAt": next(self._dates)},
            {**self._credentials, "tokenExpiresAt": next(self._dates)},
            self._single(),
            {self._rng.choice(properties): rare} if (rare := next(self._rare, None)) else {},
        ]
        self._api.side_by_side(
            *(functools.partial(self._send_update, i, body) for i, body in zip(ids, bodies, strict=False) if body)
        )
        self._api.list()
        if len(ids) > 1:  # the one that has credentials now
            self._api.call(TOGGLE, ids[1], {"enabled": self._rng.random() < 0.5})
            self._api.call(ROTATE, ids[1])
        self._send_update(ids[0], {"tokenExpiresAt": next(self._dates)})
        self._send_update(ids[min(1, len(ids) - 1)], self._single())
        self._api.list()

    def _single(self) -> dict[str, Any]:
        """Return the next property, alone: it may have to do with another one behind the scenes."""
        name = next(self._names)
        return {name: self._credentials.get(name, f"{name} alone {self._rng.random()}")}

    def _send_update(self, channel_id: str, body: dict[str, Any], intent: Intent = VALID) -> Exchange:
        """Update with the text as it is: a model of the client would rewrite a date-time."""
        return self._api.send_json(UPDATE, channel_id, body, intent)

    def _use_after_delete(self, channel_id: str) -> None:
        for operation in self._api.spec.operations.values():
            if not operation.path_parameters:
                continue
            body = None
            if operation.body_pointer:
                body = json.dumps({"displayName": self._api.name(), "enabled": True}).encode()
            self._api.send(operation.method, path_of(operation, channel_id), body)

    def _text_names(self, operation_id: str) -> list[str]:
        """Return the text properties that come back: those of the request that a channel shows."""
        shown = at(self._api.spec.document, "/components/schemas/Channel/properties")
        sent = at(self._api.spec.document, self._api.spec.operations[operation_id].body_pointer or "")["properties"]
        return [
            n
            for n, schema in sent.items()
            if n in shown and "string" in schema["type"] and not is_date_time_property(schema)
        ]

    def _text_bodies(self, operation_id: str, texts: Sequence[str], start: int) -> Iterator[dict[str, Any]]:
        """Yield bodies in which, by and by, each property gets each text: a Latin square."""
        names = self._text_names(operation_id)
        step = max(1, len(texts) // len(names))
        for number in itertools.count(start):
            yield {name: texts[(number + index * step) % len(texts)] for index, name in enumerate(names)}
