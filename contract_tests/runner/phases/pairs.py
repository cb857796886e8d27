"""Requests that are sent at the same time, which a server has to keep apart."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

from contract_tests.checks.catalog import UPDATES_TOGETHER
from contract_tests.checks.occasions import free_texts
from contract_tests.runner.api import Api
from contract_tests.runner.phases.change_calls import ChangeCalls
from contract_tests.spec import Operation
from contract_tests.transport.interaction import Interaction


class Pairs(ChangeCalls):
    """Creates, changes and deletes two at a time, or three."""

    def __init__(self, api: Api, rng: random.Random) -> None:
        # Whatever else is chosen is sent beside an update.
        super().__init__(api, rng, needs_updates=api.selection.has(UPDATES_TOGETHER))

    def run(self, first: int, last: int) -> None:
        """Send requests at the same time, numbered: creates, changes of different properties, deletes."""
        ids: list[str] = []
        for number in range(first, last):
            if number % 4 == 0 or not ids:
                ids = self._pair_of_creates()
            if not ids:
                return
            found = ids[number % len(ids)]
            self._changes_at_once(found, number)
            self._api.list()
            if number % 4 == 3 or number == last - 1 or not self._updates:
                # One of them twice: which of its two responses is the 404 is open.
                if self._api.resource.is_deletable:
                    deletes = (functools.partial(self._api.delete, found) for found in (ids[0], *ids))
                    self._api.at_once(*deletes, valid=False)
                ids = []
            if not self._updates:
                return  # creates and deletes at the same time are all there is

    def _pair_of_creates(self) -> list[str]:
        # Each property has a value: one that is put back to nothing may not be noticed.
        create = self._create
        if create is None:
            return []
        self._api.make_room()
        full = [{**self._full(create), **self._flags(True)} for _ in range(2)]
        creates = self._api.at_once(*(functools.partial(self._api.call, create.id, body=body) for body in full))
        return [found for found in self._api.claim(*creates) if found]

    def _full(self, create: Operation) -> dict[str, Any]:
        texts = self._api.text_names(create) or self._api.carriers[:1]
        return self._api.body(create, **{name: self._api.fitting_name(create, name) for name in texts})

    def _changes_at_once(self, found: str, number: int) -> None:
        """Send two updates, or an update and what sets or replaces: no two of them change the same property."""
        if not self._updates:
            return
        operation = next(self._next_update)
        names = free_texts(self._api.resource, operation)
        calls: list[Callable[..., Interaction | None]] = [
            functools.partial(self._send_update, found, operation, {name: self._free_text(operation, name)})
            for name in _two_of(names, number)
        ]
        others = self._others_at_once(found, number)
        if others and (number % 2 or len(calls) < 2):
            calls = [*calls[:1], *others]
        if len(calls) > 1:
            self._api.at_once(*calls)

    def _others_at_once(self, found: str, number: int) -> list[Callable[..., Interaction | None]]:
        """Return calls of an operation that sets something, to another value than it has, and of one that replaces."""
        value = number % 4 > 1  # true at first
        setters = [functools.partial(self._set, found, value)] if self._setters else []
        return [*setters, *([functools.partial(self._replace, found)] if self._replacers else [])]


def _two_of(names: list[str], number: int) -> list[str]:
    """Return two names, beginning with another one for each number."""
    return [*names, *names][number % len(names) :][: min(2, len(names))] if names else []
