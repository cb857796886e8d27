"""Who gets in: keys that must be refused, and the read-only key."""

from __future__ import annotations

import functools
import json
from typing import Any

from contract_tests.checks.results import Results
from contract_tests.checks.state.own import AGENT, CREATE, DELETE, LIST, ROTATE, TOGGLE, UPDATE
from contract_tests.runner.api import Api, path_of
from contract_tests.transport.budget import REFUSED_KEYS_AT_MOST
from contract_tests.transport.interaction import Intent, Interaction

OTHERS = 8
"""Requests with a bad key other than those that each operation gets: variants, the query, and one of the preflight."""
WRONG_KEY = "key_00000000000000000000.notASecretOfAnyStore000000000000"
WRONG_BODIES = {UPDATE: b'{"displayName": 5}', CREATE: b'{"displayName": "cut'}
"""Bodies with which a wrong key comes."""


def other_secret(key: str) -> str | None:
    """Return the key's id with another secret; None for a key that is not `<keyId>.<secret>`."""
    key_id, dot, secret = key.partition(".")
    changed = "".join("x" if c != "x" else "y" for c in secret)  # nothing of the real one: it is shown in reports
    return key_id + dot + changed if dot and secret else None


def other_case(key: str) -> str | None:
    """Return the key in another letter case; None where it has no letters."""
    swapped = key.swapcase()
    return swapped if swapped != key else None


class Access:
    """Sends up to 20 requests with bad keys to a channel of the run. They change nothing: the model sees to that."""

    def __init__(self, api: Api, results: Results, read_only: bool) -> None:
        self._api = api
        self._results = results
        self._read_only = read_only

    def run(self, key: str, query_key: bool, read_only_key: bool, channel_id: str | None = None) -> None:
        """Try every kind of bad key; a kind that cannot be made of this key is left out with the reason."""
        if channel_id is None and not self._read_only:
            channel_id = self._api.create()
            self._api.in_use.update([channel_id] if channel_id else [])
        targets = {o: self._target(o, channel_id) for o in self._operations()}
        no_key = [functools.partial(self._refused, "no-key", o, target, None) for o, target in targets.items()]
        wrong_else = channel_id is not None
        wrong_key = [
            functools.partial(self._refused, "wrong-key", o, target, WRONG_KEY, wrong_else)
            for o, target in targets.items()
        ]
        room = REFUSED_KEYS_AT_MOST - OTHERS
        if len(targets) * 2 > room:
            reason = f"at most {REFUSED_KEYS_AT_MOST} requests with a bad key"
            self._results.left_out[f"wrong-key on {', '.join(list(targets)[max(0, room - len(targets)) :])}"] = reason
        self._api.side_by_side(*[*no_key, *wrong_key][:room])
        self._variants(key, channel_id)
        if query_key:
            intent = Intent(key="full", key_in_query=True)
            self._judge("query-key", LIST, self._send(LIST, None, None, intent))
        else:
            self._results.left_out["query-key"] = "QUERY_KEY=0"
        self._read_only_key(read_only_key, channel_id)
        self._api.list()

    def _operations(self) -> list[str]:
        """Return the operations to try; what might delete the channel comes last."""
        every = sorted(self._api.spec.operations.values(), key=lambda operation: operation.method == "DELETE")
        return [operation.id for operation in every if not (self._read_only and operation.changes)]

    def _target(self, operation_id: str, channel_id: str | None) -> str | None:
        """Return the channel that a request names: where there is none of the run's own, one that no one has."""
        if not self._api.spec.operations[operation_id].path_parameters:
            return None
        return channel_id or self._api.mint()

    def _variants(self, key: str, channel_id: str | None) -> None:
        # Which write goes with which key is left to chance: by and by, nightly runs try them all.
        writes = self._api.rng.sample([UPDATE, TOGGLE, ROTATE, CREATE], 3)
        for check, bad_key, write in (
            ("empty-key", "", writes[0]),
            ("other-secret", other_secret(key), writes[1]),
            ("letter-case", other_case(key), writes[2]),
        ):
            if bad_key is None:
                self._results.left_out[check] = "the key has no such variant"
                continue
            self._refused(check, LIST, None, bad_key)
            if not self._read_only:
                self._refused(check, write, self._target(write, channel_id), bad_key)

    def _refused(
        self, check: str, operation_id: str, channel_id: str | None, key: str | None, wrong_else: bool = False
    ) -> None:
        if operation_id == CREATE:
            self._api.make_room()
        content = self._content(operation_id)
        media_type = "application/json"
        if wrong_else:  # one thing on each operation: a second one may be what is judged first
            content = WRONG_BODIES.get(operation_id, content)
            media_type = "text/plain" if operation_id == TOGGLE else media_type
            if operation_id == ROTATE:
                channel_id = self._api.transport.ownership.mint("not-a-uuid")
            elif operation_id == DELETE:
                channel_id = self._api.mint()
        sent = self._send(operation_id, channel_id, content, Intent(key=key), media_type)
        self._judge(check, operation_id, sent)

    def _content(self, operation_id: str) -> bytes | None:
        """Return a valid body that would change something, if it were let through."""
        bodies: dict[str, dict[str, Any]] = {
            UPDATE: {"displayName": self._api.name()},
            TOGGLE: {"enabled": True},
            CREATE: {"displayName": self._api.name(), AGENT: True},
        }
        operation = self._api.spec.operations[operation_id]
        return json.dumps(bodies.get(operation_id, {})).encode() if operation.body_pointer else None

    def _send(
        self,
        operation_id: str,
        channel_id: str | None,
        content: bytes | None,
        intent: Intent,
        media_type: str = "application/json",
    ) -> Interaction:
        operation = self._api.spec.operations[operation_id]
        return self._api.send(operation.method, path_of(operation, channel_id), content, media_type, intent)

    def _judge(self, check: str, operation_id: str, interaction: Interaction) -> None:
        self._results.judge_status(check, operation_id, lambda status: status in (401, 403), "401 or 403", interaction)

    def _read_only_key(self, given: bool, channel_id: str | None) -> None:
        if not given:
            for check in ("read-only-key-reads", "read-only-key-writes"):
                self._results.left_out[check] = "no SENDYIQ_READONLY_API_KEY"
            return
        intent = Intent(key="read-only")
        read = self._send(LIST, None, None, intent)
        self._results.judge_status("read-only-key-reads", LIST, lambda status: 200 <= status < 300, "200", read)
        for operation_id in self._operations():
            if self._api.spec.operations[operation_id].changes:
                target = self._target(operation_id, channel_id)
                written = self._send(operation_id, target, self._content(operation_id), intent)
                self._results.judge_status(
                    "read-only-key-writes", operation_id, lambda status: status == 403, "403", written
                )
