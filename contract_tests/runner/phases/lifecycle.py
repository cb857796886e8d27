"""Rounds that take what the run creates through its whole life, so that each promise is tried often.

A round creates up to four of a resource, updates, changes and deletes each, and lists in between. One list judges all
that came before it: that is how few requests try much.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contract_tests.checks.catalog import CREATE_KEPT, DELETED_TWICE, USE_AFTER_DELETE
from contract_tests.checks.values import DATE_TIMES, RARE_TEXTS, TEXTS, fitting
from contract_tests.runner.api import Api, path_of
from contract_tests.runner.phases.change_calls import ChangeCalls
from contract_tests.spec import Operation
from contract_tests.transport.interaction import Interaction

TOGGLES = ((None, True), (True, True), (False, False), (True, False), (False, True))
"""What a flag is at the start, and what it is set to: twice the same is the same as once."""


class Rounds(ChangeCalls):
    """Walks what is created through create, update, change and delete."""

    def __init__(self, api: Api, rng: random.Random, credentials: Mapping[str, str]) -> None:
        # A value counts as lost once something shows the property: for what creates bring, an update may be first.
        super().__init__(api, rng, needs_updates=api.selection.has(CREATE_KEPT))
        self._wants_updates = any(map(api.selection.wants, self._updates))
        self._credentials = dict(credentials)
        texts = list(TEXTS)
        rng.shuffle(texts)
        # The first round's four creates and four updates share nearly all texts between them.
        self._create_texts = self._text_bodies(self._create, texts, 0)
        self._update_bodies = {
            op.id: self._text_bodies(op, texts, 4 + number) for number, op in enumerate(self._updates)
        }
        self._dates = itertools.cycle(DATE_TIMES)
        self._toggles = itertools.cycle(TOGGLES)
        self._rare = iter(RARE_TEXTS)
        self.watched: str | None = None
        self._names = {op.id: itertools.cycle([*self._secret(op), *api.text_names(op)]) for op in self._updates}

    def probe(self) -> None:
        """Create one, and see whether lists bear it out: by them the run knows what is its own.

        It is watched from then on: nothing is done to it as long as the run lasts, and no operation may change it.
        """
        create = self._create
        if create is None or not self._api.carriers:
            return
        texts = self._api.text_names(create) or self._api.carriers[:1]
        name = self._api.name()
        given = {**{text: create.body_properties[text].end_of(name) for text in texts}, **self._flags(True)}
        first = self._api.call(create.id, body=self._api.body(create, **given))
        self.watched = self._api.claim(first)[0]
        if self.watched is None and first.status >= 400:  # a name is not allowed in one of the texts, perhaps
            self._api.make_room()
            self.watched = self._api.create()
        self._api.in_use.update([self.watched] if self.watched else [])

    def _give_way(self) -> bool:
        """Delete the watched one where the store's plan has room for no other; return whether that made room."""
        if not self._api.resource.is_deletable:
            return False
        watched, self.watched = self.watched, None
        return watched is not None and self._api.delete(watched).succeeded

    def run(self, number: int, size: int = 4) -> None:
        """Run one round."""
        if self._create is None:
            return
        self._api.make_room()
        room = self._api.ownership.room if self._api.resource.is_deletable else size
        plans = [next(self._toggles) for _ in range(min(size, room))]
        create = functools.partial(self._api.call, self._create.id)
        creates = [functools.partial(create, body=self._new(index, start)) for index, (start, _) in enumerate(plans)]
        ids = self._claim(self._api.side_by_side(*creates))
        if not ids and self._give_way():
            ids = self._claim([create(body=self._new(0, None))])
        if not ids:
            return
        if not self._change(number, ids, [value for _, value in plans]):
            return
        if self._api.resource.is_deletable:
            if not self._all_as_expected(number, [functools.partial(self._api.delete, found) for found in ids]):
                return
            if number % 3 == 0 and self._tries_after_delete:
                self._use_after_delete(ids[min(1, len(ids) - 1)])  # in even rounds it had credentials
        self._api.list()

    def _change(self, number: int, ids: list[str], values: Sequence[bool]) -> bool:
        """Update and change what was created; return whether lists are as they should be."""
        updates: list[Callable[[], object]] = [
            functools.partial(self._update, found, next(self._next_update))
            for found in ids
            if self._wants_updates or (self._updates and number == 0)
        ]
        if not self._all_as_expected(number, updates):
            return False
        if updates:
            self._api.list()
        if self._setters or self._replacers:
            actions = [functools.partial(self._act, i, ids, values) for i in range(len(ids))]
            if not self._all_as_expected(number, actions):
                return False
            self._api.list()
        if number % 2 == 0 and self._wants_updates and self._api.selection.has_phase("rounds"):
            self._second_half(ids)
        self._read(ids[number % len(ids)])
        return True

    @property
    def _tries_after_delete(self) -> bool:
        selection = self._api.selection
        return selection.has(DELETED_TWICE, USE_AFTER_DELETE) or selection.has_every_response

    def _all_as_expected(self, number: int, calls: Sequence[Callable[[], object]]) -> bool:
        """Make calls; of a run's first ones see after one whether lists stay as they should, and say so.

        After one with which something else was gone, one more is made alone: that decides.
        """
        while number == 0 and len(calls) > 1:
            calls[0]()
            calls = calls[1:]
            self._api.list()
            if self._api.ownership.stopped:
                return False
            if not self._api.ownership.deletes_astray:
                break
        self._api.side_by_side(*calls)
        return True

    def _act(self, index: int, ids: Sequence[str], values: Sequence[bool]) -> None:
        """Set and replace on one: a list then shows, for others, what either of them alone does."""
        if index != 1 or not self._replacers:
            self._set(ids[index], values[index])
        if index % 2 or len(ids) == 1 or not self._setters:
            self._replace(ids[index])

    def _read(self, found: str) -> None:
        """Read one, where the document has an operation for that."""
        if self._api.resource.reads:
            self._api.call(self._api.resource.reads.id, found)

    def _new(self, index: int, value: bool | None) -> dict[str, Any]:
        """Return the properties of the next one."""
        create = self._create
        if create is None:
            return {}
        given: dict[str, Any] = dict(next(self._create_texts))
        if index == 1:
            given |= self._secret(create)
        given |= {name: next(self._dates) for name in self._date_times(create)}
        # One property always carries the run's name, by which a list bears it out.
        if carriers := self._api.carriers:
            given[self._rng.choice(carriers)] = self._api.name()
        return self._api.body(create, **given, **(self._flags(value) if value is not None else {}))

    def _secret(self, operation: Operation) -> dict[str, str]:
        """Return the credentials that an operation takes."""
        return {name: value for name, value in self._credentials.items() if name in operation.body_properties}

    def _date_times(self, operation: Operation) -> list[str]:
        return [name for name in self._api.resource.roundtrip(operation) if name in self._api.resource.date_times]

    def _claim(self, creates: Sequence[Interaction]) -> list[str]:
        """Return the ids of what creates made; another one is made for a text that is not allowed, perhaps."""
        ids = self._api.claim(*creates)
        for index, create in enumerate(creates):
            if ids[index] is None and 400 <= create.status < 500 and self._api.ownership.room > 0:
                ids[index] = self._api.create()
        return [found for found in ids if found]

    def _update(self, found: str, operation: Operation) -> None:
        given = next(self._update_bodies[operation.id])
        body = self._api.keep_name(found, self._api.body(operation, **given))
        interaction = self._api.call(operation.id, found, body)
        if 400 <= interaction.status < 500:
            for name, value in body.items():
                self._api.call(operation.id, found, self._api.body(operation, **{name: value}))

    def _second_half(self, ids: list[str]) -> None:
        """Update one property alone, a date-time, credentials; and leave one alone."""
        operation = next(self._next_update)
        bodies = [
            self._date_body(operation),
            {**self._secret(operation), **self._date_body(operation)},
            self._single(operation),
            {self._free(ids[-1], operation): rare} if (rare := next(self._rare, None)) else {},
        ]
        self._api.side_by_side(
            *(
                functools.partial(self._send_update, found, operation, body)
                for found, body in zip(ids, bodies, strict=False)
                if body and "" not in body
            )
        )
        self._api.list()
        if len(ids) > 1:  # the one that has credentials now
            self._set(ids[1], self._rng.random() < 0.5)
            self._replace(ids[1])
        for found, body in (
            (ids[0], self._date_body(operation)),
            (ids[min(1, len(ids) - 1)], self._single(operation)),
        ):
            if body:
                self._send_update(found, operation, body)
        self._api.list()

    def _date_body(self, operation: Operation) -> dict[str, Any]:
        return {name: next(self._dates) for name in self._date_times(operation)}

    def _single(self, operation: Operation) -> dict[str, Any]:
        """Return the next property, alone: it may have to do with another one behind the scenes."""
        name = next(self._names[operation.id], None)
        if name is None:
            return {}
        return {name: self._credentials.get(name) or self._free_text(operation, name, " alone")}

    def _free(self, found: str, operation: Operation) -> str:
        """Return a text property that may be set to anything: the name stands in another one."""
        texts = [
            name for name in self._api.text_names(operation) if fitting(operation.body_properties[name], "x" * 20_000)
        ]
        carriers = self._api.ownership.carriers_of(found)
        return self._rng.choice([name for name in texts if name not in carriers] or texts or [""])

    def _use_after_delete(self, found: str) -> None:
        for operation in self._api.resource.operations:
            if operation.id not in self._api.resource.id_parameters or not self._api.selection.wants(operation):
                continue
            body = None
            if operation.body_pointer:
                texts = {name: self._api.name() for name in self._api.text_names(operation)[:1]}
                flags = {name: True for name, sent in operation.body_properties.items() if sent.is_flag}
                body = json.dumps(self._api.body(operation, **texts, **flags)).encode()
            self._api.send(operation.method, path_of(operation, found), body)

    def _text_bodies(self, operation: Operation | None, texts: Sequence[str], start: int) -> Iterator[dict[str, Any]]:
        """Yield bodies in which, by and by, each property gets each text: a Latin square."""
        names = self._api.text_names(operation)
        step = max(1, len(texts) // max(1, len(names)))
        for number in itertools.count(start):
            body = {name: texts[(number + index * step) % len(texts)] for index, name in enumerate(names)}
            sent = operation.body_properties if operation else {}
            yield {name: text for name, text in body.items() if fitting(sent[name], text)}
