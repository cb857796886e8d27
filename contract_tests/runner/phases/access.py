"""Who gets in: keys that must be refused, and the read-only key."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract_tests.checks.catalog import (
    EMPTY_KEY,
    LETTER_CASE,
    NO_KEY,
    OTHER_SECRET,
    QUERY_KEY,
    READ_ONLY_KEY_READS,
    READ_ONLY_KEY_WRITES,
    REJECTED_HAS_NO_EFFECT,
    WRONG_KEY,
    Check,
)
from contract_tests.checks.results import Due, Results
from contract_tests.checks.values import malformed_ids
from contract_tests.runner.api import Api, path_of
from contract_tests.settings import OPERATIONS, REFUSED_KEYS_EACH
from contract_tests.spec import Operation, Spec
from contract_tests.transport.budget import REFUSED_KEYS_AT_MOST
from contract_tests.transport.interaction import Intent, Interaction

OTHERS = 2
"""Requests with a bad key other than those of operations: the query, and one of the preflight."""
VARIANTS = 6
"""Variants of a key that a run tries, each on one operation: the next seed goes on with the others."""
NO_ENTRY = Due("401 or 403", (401, 403).__contains__)
STRANGER = "key_00000000000000000000.notASecretOfAnyStore000000000000"
"""A key that no store has."""


def refused_keys(spec: Spec) -> int:
    """Return how many requests of a run may come without a good key."""
    return REFUSED_KEYS_AT_MOST + REFUSED_KEYS_EACH * max(0, len(spec.operations) - OPERATIONS)


def other_secret(key: str) -> str | None:
    """Return the key's id with another secret; None for a key that is not `<keyId>.<secret>`."""
    key_id, dot, secret = key.partition(".")
    changed = "".join("x" if c != "x" else "y" for c in secret)  # nothing of the real one: it is shown in reports
    return key_id + dot + changed if dot and secret else None


def other_case(key: str) -> str | None:
    """Return the key in another letter case; None where it has no letters."""
    swapped = key.swapcase()
    return swapped if swapped != key else None


@dataclass(frozen=True)
class _Target:
    """An operation, and what a request to it names."""

    api: Api
    operation: Operation
    id: str | None


class Access:
    """Sends bad keys to what the run has of each resource. They change nothing: the model sees to that."""

    def __init__(self, apis: Sequence[Api], results: Results, seed: int, read_only: bool) -> None:
        self._apis = apis
        self._results = results
        self._seed = seed
        self._selection = apis[0].selection
        self._read_only = read_only

    def run(self, key: str, query_key: bool, read_only_key: bool, watched: Mapping[str, str | None]) -> None:
        """Try every kind of bad key; a kind that cannot be made of this key is left out with the reason.

        `watched` has, by each resource that may be changed, an id that requests name.
        """
        targets = [target for api in self._apis for target in self._targets(api, watched)]
        targets.sort(key=lambda target: target.operation == target.api.resource.deletes)  # what might delete comes last
        listing = next(target for target in targets if target.operation == target.api.resource.lists)
        targets = [target for target in targets if self._selection.wants(target.operation)]
        no_key = [functools.partial(self._refused, NO_KEY, target, None) for target in self._for(NO_KEY, targets)]
        wrong_key = [
            functools.partial(self._refused, WRONG_KEY, target, STRANGER, True)
            for target in self._for(WRONG_KEY, targets)
        ]
        most = self._apis[0].transport.limits.refused_keys
        room = most - OTHERS - VARIANTS
        if left_out := [target.operation.id for target in targets[max(0, room - len(targets)) :]]:
            self._results.left_out[f"wrong-key on {', '.join(left_out)}"] = f"at most {most} requests with a bad key"
        self._apis[0].side_by_side(*[*no_key, *wrong_key][:room])
        self._variants(key, targets)
        if query_key and self._for(QUERY_KEY, [listing]):
            self._judge(QUERY_KEY, listing, self._send(listing, None, Intent(key="full", key_in_query=True)))
        elif not query_key:
            self._results.left_out[QUERY_KEY.id] = "QUERY_KEY=0"
        self._read_only_key(read_only_key, listing, targets)
        for api in self._apis:
            api.list()

    def _targets(self, api: Api, watched: Mapping[str, str | None]) -> list[_Target]:
        """Return the operations to try; what they name is the run's own, or nobody's where there is none."""
        found = watched.get(api.resource.name)
        may_write = not self._read_only and api.resource.name in watched
        if found is None and may_write:
            api.make_room()
            found = api.create()
            api.in_use.update([found] if found else [])
        return [
            _Target(api, operation, (found or api.mint()) if operation.id in api.resource.id_parameters else None)
            for operation in api.resource.operations
            if may_write or not operation.changes
        ]

    def _needs(self, check: Check) -> bool:
        return self._selection.has(check, REJECTED_HAS_NO_EFFECT) or self._selection.has_every_response

    def _for(self, check: Check, targets: Sequence[_Target]) -> Sequence[_Target]:
        """Return the targets, if a check is to be tried."""
        return targets if self._needs(check) else ()

    def _variants(self, key: str, targets: Sequence[_Target]) -> None:
        """Try variants of the key: of all that there are on all operations, another part with each seed.

        Each on each would be more requests with a bad key than a real key may stand.
        """
        keys = {EMPTY_KEY: "", OTHER_SECRET: other_secret(key), LETTER_CASE: other_case(key)}
        for check in [check for check, bad_key in keys.items() if bad_key is None]:
            self._results.left_out[check.id] = "the key has no such variant"
        there = [(check, bad_key) for check, bad_key in keys.items() if bad_key is not None and self._needs(check)]
        # Each operation, and each variant, as often as the others.
        pairs = [
            (target, *there[(shift + index) % len(there)])
            for shift in range(len(there))
            for index, target in enumerate(targets)
        ]
        start = self._seed * VARIANTS
        chosen = [pairs[(start + number) % len(pairs)] for number in range(min(VARIANTS, len(pairs)))]
        seeds = math.ceil(len(pairs) / VARIANTS)
        for target, check, _ in pairs:
            why = f"variants of the key take turns: {seeds} seeds in a row try each on each operation"
            self._results.taking_turns[check, target.operation.id] = why
        for target, check, bad_key in sorted(chosen, key=lambda pair: targets.index(pair[0])):
            self._refused(check, target, bad_key)

    def _refused(self, check: Check, target: _Target, key: str | None, wrong_else: bool = False) -> None:
        api, operation = target.api, target.operation
        if operation == api.resource.creates:
            api.make_room()
        content, media_type = self._content(target), "application/json"
        if wrong_else:
            target, content, media_type = self._with_another_mistake(target, content)
        self._judge(check, target, self._send(target, content, Intent(key=key), media_type))

    @staticmethod
    def _with_another_mistake(target: _Target, content: bytes | None) -> tuple[_Target, bytes | None, str]:
        """Add one mistake to an operation, which may be what is judged first: another one for each kind."""
        api, operation, media_type = target.api, target.operation, "application/json"
        resource = api.resource
        if operation == resource.creates and content:
            return target, b'{"%s": "cut' % next(iter(operation.body_properties), "name").encode(), media_type
        if operation in resource.updates and operation.body_properties:
            return target, json.dumps({next(iter(operation.body_properties)): 5}).encode(), media_type
        if content is not None:
            return target, content, "text/plain"
        malformed = malformed_ids(resource)
        if operation in resource.changes and malformed:
            return _Target(api, operation, api.ownership.mint(malformed[0])), content, media_type
        if operation == resource.deletes:
            return _Target(api, operation, api.mint()), content, media_type
        return target, content, media_type

    @staticmethod
    def _content(target: _Target) -> bytes | None:
        """Return a valid body that would change something, if it were let through."""
        api, operation = target.api, target.operation
        if operation.body_pointer is None:
            return None
        flags = api.resource.roundtrip(operation) if operation == api.resource.creates else ()
        more = {name: True for name in flags if name in api.resource.flags}
        return json.dumps({**api.valid_body(operation), **more}).encode()

    @staticmethod
    def _send(
        target: _Target, content: bytes | None, intent: Intent, media_type: str = "application/json"
    ) -> Interaction:
        operation = target.operation
        return target.api.send(operation.method, path_of(operation, target.id), content, media_type, intent)

    def _judge(self, check: Check, target: _Target, interaction: Interaction) -> None:
        self._results.judge_status(check, target.operation.id, NO_ENTRY, interaction)

    def _read_only_key(self, given: bool, listing: _Target, targets: Sequence[_Target]) -> None:
        if not given:
            for check in (READ_ONLY_KEY_READS, READ_ONLY_KEY_WRITES):
                self._results.left_out[check.id] = "no SENDYIQ_READONLY_API_KEY"
            return
        intent = Intent(key="read-only")
        for target in self._for(READ_ONLY_KEY_READS, [listing]):
            due = Due("200", lambda status: 200 <= status < 300)
            read = self._send(target, None, intent)
            self._results.judge_status(READ_ONLY_KEY_READS, target.operation.id, due, read)
        for target in self._for(READ_ONLY_KEY_WRITES, targets):
            if target.operation.changes:
                if target.operation == target.api.resource.creates:
                    target.api.make_room()
                written = self._send(target, self._content(target), intent)
                due = Due("403", (403).__eq__)
                self._results.judge_status(READ_ONLY_KEY_WRITES, target.operation.id, due, written)
