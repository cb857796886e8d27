"""Property-based cases from the document, made by schemathesis: positive, negative, and sequences along its links."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import hypothesis
import schemathesis
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from contract_tests.checks.catalog import NOT_JSON, WRONG_TOP_LEVEL, WRONG_TYPE, Check
from contract_tests.checks.results import REFUSAL, Results
from contract_tests.runner.api import Api, path_of
from contract_tests.spec import Operation, Spec, Validators
from contract_tests.transport.interaction import Intent, Interaction, loads
from contract_tests.transport.policy import RequestBlocked


class _Enough(Exception):  # noqa: N818
    """As many bodies were made as are to be sent."""


class Properties:
    """Sends schemathesis' cases through the transport. The ids in their paths are replaced by the run's own."""

    def __init__(self, api: Api, results: Results, seed: int) -> None:
        self._api = api
        self._results = results
        self._seed = seed
        self._validators = Validators(api.spec.document)
        self._schema = schemathesis.openapi.from_dict(plain(api.spec))

    def run(self, cases: int) -> None:
        """Try each operation with so many positive and so many negative cases."""
        resource_id: str | None = None
        for index, operation in enumerate(self._operations):
            if operation.path_parameters and resource_id not in self._api.ownership.alive:
                resource_id = self._api.create()
                if resource_id is None:
                    return
                self._api.in_use.add(resource_id)
            self._try(operation, resource_id, cases, self._seed + index)
            if operation.changes:
                self._api.list()

    def _try(self, operation: Operation, resource_id: str | None, cases: int, seed: int) -> None:
        """Send the cases of one operation."""
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and not operation.body_pointer:
                continue
            bodies = self._bodies(operation, mode, cases, seed)
            for content in bodies[:1] if operation == self._api.resource.deletes else bodies:
                self._send(operation, resource_id, content, valid=mode is GenerationMode.POSITIVE)

    @property
    def _operations(self) -> list[Operation]:
        """The operations whose cases may be let through, deletes last: a create of what nothing deletes may not."""
        resource = self._api.resource
        may_create = resource.is_deletable or self._api.transport.limits.is_mock
        chosen = [operation for operation in resource.operations if self._api.selection.wants(operation)]
        allowed = [operation for operation in chosen if may_create or operation != resource.creates]
        return sorted(allowed, key=lambda operation: operation == resource.deletes)

    def _send(self, operation: Operation, resource_id: str | None, content: bytes | None, valid: bool) -> None:
        if not operation.path_parameters and operation.body_pointer:
            self._api.make_room()
            content = named(self._api, operation, content)
            if content is None:
                return  # what it makes could not be told from somebody else's
        elif valid and isinstance(body := loads(content or b""), dict):
            content = json.dumps(self._api.keep_name(resource_id or "", body)).encode()
        interaction = self._api.send(
            operation.method, path_of(operation, resource_id), content, intent=Intent(valid=valid)
        )
        check = None if valid or content is None else self._promised(operation, content)
        if check:
            self._results.judge_status(check, operation.id, REFUSAL, interaction)

    def _promised(self, operation: Operation, content: bytes) -> Check | None:
        """Name the promise that this body be refused: a wrong type is one, null or an unknown property is none."""
        validator = self._validators.at(operation.body_pointer or "")
        try:
            body = json.loads(content)
        except ValueError:
            return NOT_JSON
        wrong = [e for e in validator.iter_errors(body) if e.schema_path[-1:] == ["type"] and e.instance is not None]
        if not wrong:
            return None
        return WRONG_TYPE if isinstance(body, dict) else WRONG_TOP_LEVEL

    def _bodies(self, operation: Operation, mode: GenerationMode, count: int, seed: int) -> list[bytes | None]:
        """Return so many different bodies, or as many as there are; so many times none where none is taken."""
        if operation.body_pointer is None:
            return [None] * count
        found: list[bytes | None] = []
        strategy = self._schema[operation.path][operation.method].as_strategy(generation_mode=mode)

        @hypothesis.seed(seed)
        @hypothesis.settings(**settings(max_examples=count * 2, report_multiple_bugs=False))
        @hypothesis.given(strategy)
        def collect(case: Any) -> None:
            body = _encode(case.body)
            if body not in found and len(found) < count:
                found.append(body)
            if len(found) == count:
                raise _Enough  # Hypothesis would go on to `max_examples`

        with contextlib.suppress(_Enough):
            collect()
        return found

    def links(self, sequences: int) -> None:
        """Follow the links of the document: schemathesis picks the way, the transport guards it."""
        own = [operation.id for operation in self._api.resource.operations]
        machine = self._schema.include(operation_id=own).as_state_machine()

        class Along(machine):  # type: ignore[misc, valid-type]
            """Sends through the transport and answers with what came back."""

            api: Api

            def setup(self) -> None:
                self.created: list[str] = []

            def call(self, case: Any, **_: Any) -> Any:
                try:
                    interaction = send_case(self.api, case)
                except RequestBlocked:
                    hypothesis.reject()
                if interaction.made is not None and interaction.resource is self.api.resource:
                    self.created += filter(None, self.api.claim(interaction))
                return schemathesis.Response.from_any(interaction.response)

            def validate_response(self, *_: Any, **__: Any) -> None:
                """Leave it at what the transport's observers have judged."""

            def teardown(self) -> None:
                alive = self.api.ownership.alive if self.api.resource.is_deletable else ()
                for resource_id in set(self.created).intersection(alive):
                    self.api.delete(resource_id)

        with contextlib.suppress(schemathesis.errors.NoLinksFound):  # then there is nothing to follow
            run_machine(self._api, Along, self._seed, sequences, steps=4)


def run_machine(api: Api, machine: Any, seed: int, sequences: int, steps: int) -> None:
    """Run a state machine for so many sequences of so many steps.

    What the transport raises goes through Hypothesis, which may call it flaky: the transport knows better.
    It finds the API in `api` while it runs: Hypothesis keeps the class for good, and would keep the run with it.
    """
    machine.api = api
    machine._hypothesis_internal_use_seed = seed
    chosen = hypothesis.settings(**settings(max_examples=sequences, stateful_step_count=steps))
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except hypothesis.errors.HypothesisException:
        if api.transport.ended is not None:
            raise api.transport.ended from None
    finally:
        del machine.api


def send_case(api: Api, case: Any) -> Interaction:
    """Send a case of schemathesis; an id that is not the run's own becomes a minted one."""
    operation = next(o for o in api.spec.operations.values() if (o.path, o.method) == (case.path, case.method.upper()))
    if operation not in api.resource.operations:
        raise RequestBlocked("it belongs to another resource")
    content = _encode(case.body)
    if not operation.path_parameters:
        if operation.body_pointer and (content := named(api, operation, content)) is None:
            raise RequestBlocked("what it makes could not be told from somebody else's")
        api.make_room()
        return api.send(operation.method, operation.path, content)
    resource_id = str(case.path_parameters[operation.path_parameters[-1]])
    if not api.ownership.may_change(resource_id):
        resource_id = api.mint()
    if isinstance(case.body, dict):
        content = _encode(api.keep_name(resource_id, case.body))
    return api.send(operation.method, path_of(operation, resource_id), content)


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
    """Give a body that may create a channel the run's name, in a property that the case left out if there is one.

    Returns None for one that cannot carry a name.
    """
    body = loads(content or b"")
    if not isinstance(body, dict):
        return None
    carriers = [name for name in api.carriers if name in operation.body_properties]
    free = [name for name in carriers if name not in body] or carriers
    return json.dumps({**body, api.rng.choice(free): api.name()}).encode() if free else None


def _encode(body: Any) -> bytes | None:
    if isinstance(body, NotSet):
        return None
    return body if isinstance(body, bytes) else json.dumps(body).encode()
