"""Property-based cases from the document, made by schemathesis: positive, negative, and sequences along its links."""

from __future__ import annotations

import json
from typing import Any

import hypothesis
import schemathesis
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from contract_tests.api import Api, path_of
from contract_tests.exchange import Exchange, Intent, loads
from contract_tests.guard import RefusedByGate
from contract_tests.results import Results, is_refusal
from contract_tests.spec import Operation, Spec, Validators
from contract_tests.spec.pointers import at


class Properties:
    """Sends schemathesis' cases through the gate. The ids in their paths are replaced by the run's own."""

    def __init__(self, api: Api, results: Results, seed: int) -> None:
        self._api = api
        self._results = results
        self._seed = seed
        self._validators = Validators(api.spec.document)
        self._schema = schemathesis.openapi.from_dict(plain(api.spec))

    def run(self, cases: int) -> None:
        """Try each operation with so many positive and so many negative cases."""
        for index, operation in enumerate(self._api.spec.operations.values()):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode is GenerationMode.NEGATIVE and not operation.body_pointer:
                    continue
                bodies = self._bodies(operation, mode, cases, self._seed + index)
                channel_id = self._api.create() if operation.path_parameters else None
                if operation.path_parameters and channel_id is None:
                    return
                for content in bodies:
                    if operation.method == "DELETE" and content is not bodies[0]:
                        break
                    self._send(operation, channel_id, content, valid=mode is GenerationMode.POSITIVE)
                if channel_id and channel_id in self._api.gate.ownership.alive:
                    self._api.delete(channel_id)
        self._api.list()

    def _send(self, operation: Operation, channel_id: str | None, content: bytes | None, valid: bool) -> None:
        content = named(self._api, operation, content)
        exchange = self._api.send(operation.method, path_of(operation, channel_id), content, intent=Intent(valid=valid))
        check = None if valid or content is None else self._promised(operation, content)
        if check:
            self._results.judge_status(check, operation.id, is_refusal, "a 4xx", exchange)
        created = self._api.created_id(exchange)
        if created:
            self._api.delete(created)

    def _promised(self, operation: Operation, content: bytes) -> str | None:
        """Name the promise that this body be refused: a wrong type is one, null or an unknown property is none."""
        validator = self._validators.at(operation.body_pointer or "")
        try:
            body = json.loads(content)
        except ValueError:
            return "not-json"
        wrong = [e for e in validator.iter_errors(body) if e.schema_path[-1:] == ["type"] and e.instance is not None]
        if not wrong:
            return None
        return "wrong-type" if isinstance(body, dict) else "wrong-top-level"

    def _bodies(self, operation: Operation, mode: GenerationMode, count: int, seed: int) -> list[bytes | None]:
        found: list[bytes | None] = []
        strategy = self._schema[operation.path][operation.method].as_strategy(generation_mode=mode)

        @hypothesis.seed(seed)
        @hypothesis.settings(**settings(max_examples=count * 2))
        @hypothesis.given(strategy)
        def collect(case: Any) -> None:
            body = _encode(case.body)
            if len(found) < count and (body not in found or operation.body_pointer is None):
                found.append(body)

        collect()
        return found

    def links(self, sequences: int) -> None:
        """Follow the links of the document: schemathesis picks the way, the gate guards it."""
        machine = self._schema.as_state_machine()
        api = self._api

        class Along(machine):  # type: ignore[misc, valid-type]
            """Sends through the gate and answers with what came back."""

            def setup(self) -> None:
                self.created: list[str] = []

            def call(self, case: Any, **_: Any) -> Any:
                try:
                    exchange = send_case(api, case)
                except RefusedByGate:
                    hypothesis.reject()
                channel_id = api.created_id(exchange)
                self.created += [channel_id] if channel_id else []
                return schemathesis.Response.from_any(exchange.response)

            def validate_response(self, *_: Any, **__: Any) -> None:
                """Leave it at what the gate's observers have judged."""

            def teardown(self) -> None:
                for channel_id in set(self.created) & set(api.gate.ownership.alive):
                    api.delete(channel_id)

        run_machine(api, Along, self._seed, sequences, steps=4)


def run_machine(api: Api, machine: Any, seed: int, sequences: int, steps: int) -> None:
    """Run a state machine for so many sequences of so many steps.

    What the gate raises goes through Hypothesis, which may call it flaky: the gate knows better.
    """
    machine._hypothesis_internal_use_seed = seed
    chosen = hypothesis.settings(**settings(max_examples=sequences, stateful_step_count=steps))
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except hypothesis.errors.HypothesisException:
        if api.gate.ended is not None:
            raise api.gate.ended from None


def send_case(api: Api, case: Any) -> Exchange:
    """Send a case of schemathesis; an id that is not the run's own becomes a minted one."""
    operation = next(o for o in api.spec.operations.values() if (o.path, o.method) == (case.path, case.method.upper()))
    channel_id = None
    if operation.path_parameters:
        channel_id = str(case.path_parameters[operation.path_parameters[0]])
        if not api.gate.ownership.may_change(channel_id):
            channel_id = api.mint()
    return api.send(operation.method, path_of(operation, channel_id), named(api, operation, _encode(case.body)))


def settings(**more: Any) -> dict[str, Any]:
    """Return settings under which the same seed gives the same run."""
    return {
        "database": None,
        "deadline": None,
        "derandomize": False,
        "suppress_health_check": list(hypothesis.HealthCheck),
        "phases": [hypothesis.Phase.explicit, hypothesis.Phase.generate],
        "print_blob": False,
        **more,
    }


def plain(spec: Spec) -> dict[str, Any]:
    """Return a copy of the document for schemathesis, which writes into what it is given."""
    copied: dict[str, Any] = json.loads(json.dumps(spec.document))
    return copied


def named(api: Api, operation: Operation, content: bytes | None) -> bytes | None:
    """Give a body that may create a channel the run's name, in a property that the case left out if there is one."""
    body = loads(content or b"")
    if operation.path_parameters or not isinstance(body, dict):
        return content
    properties = at(api.spec.document, operation.body_pointer or "").get("properties", {})
    texts = [name for name, schema in properties.items() if schema.get("type") == "string"]
    free = [name for name in texts if name not in body] or texts
    return json.dumps({**body, free[0]: api.name()}).encode() if free else content


def _encode(body: Any) -> bytes | None:
    if isinstance(body, NotSet):
        return None
    return body if isinstance(body, bytes) else json.dumps(body).encode()
