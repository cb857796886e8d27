"""Calls that change a resource of the run: update, set and replace, by the document's operations in turn."""

from __future__ import annotations

import itertools
import random
from typing import Any

from contract_tests.checks.values import valid_value
from contract_tests.runner.api import VALID, Api
from contract_tests.spec import Operation
from contract_tests.transport.interaction import Intent, Interaction


class ChangeCalls:
    """Calls the operations that change one resource."""

    def __init__(self, api: Api, rng: random.Random, *, needs_updates: bool) -> None:
        self._api = api
        self._rng = rng
        self._create = api.resource.creates
        self._updates = [op for op in api.resource.updates if needs_updates or api.selection.wants(op)]
        changes = [op for op in api.resource.changes if api.selection.wants(op)]
        self._setters = [op for op in changes if op.effect and op.effect.sets]
        self._replacers = [op for op in changes if op.effect and not op.effect.sets]
        """Those that replace something, or say only that they change it."""
        self._next_update = itertools.cycle(self._updates)
        self._next_setter = itertools.cycle(self._setters)
        self._next_replacer = itertools.cycle(self._replacers)

    def _set(self, found: str, value: bool, intent: Intent = VALID) -> Interaction | None:
        """Call the next operation that sets something."""
        if not self._setters:
            return None
        operation = next(self._next_setter)
        names = operation.effect.sets.values() if operation.effect else ()
        sent = {name: operation.body_properties[name] for name in names}
        given = {n: value if p.is_flag else valid_value(self._api.spec, p, self._api.name) for n, p in sent.items()}
        return self._api.call(operation.id, found, self._api.body(operation, **given), intent)

    def _replace(self, found: str, intent: Intent = VALID) -> Interaction | None:
        """Call the next operation that replaces something."""
        if not self._replacers:
            return None
        operation = next(self._next_replacer)
        body = self._api.body(operation) if operation.body_pointer else None
        return self._api.call(operation.id, found, body, intent)

    def _flags(self, value: bool) -> dict[str, bool]:
        """Return the flags of a create that come back."""
        names = self._api.resource.roundtrip(self._create) if self._create else ()
        return {name: value for name in names if name in self._api.resource.flags}

    def _send_update(
        self, found: str, operation: Operation, body: dict[str, Any], intent: Intent = VALID
    ) -> Interaction:
        """Update with the text as it is: a model of the client would rewrite a date-time."""
        body = self._api.keep_name(found, self._api.body(operation, **body))
        return self._api.send_json(operation.id, found, body, intent)

    def _free_text(self, operation: Operation, name: str, words: str = "") -> str:
        return operation.body_properties[name].end_of(f"{name}{words} {self._rng.random()}")
