"""Stubs: how the next requests are answered, whatever the mock would say of itself."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.mock.configuration import MOST_SECONDS, check_names
from contract_tests.mock.documented import Documented
from contract_tests.mock.messages import JSON_TYPE, Handler, Request, Response, encode
from contract_tests.spec import Operation, Spec, Validators
from contract_tests.spec.errors import UserError


@dataclass
class Stub:
    """A change of some responses. With a status or a body the mock does nothing but respond so."""

    operation: str | None = None
    """The `operationId`; None for every operation."""
    status: int | None = None
    example: str | None = None
    """The name of an example that the document has for this status."""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    body: str | None = None
    delay: float = 0.0
    """Seconds to wait before responding."""
    cut: int | None = None
    """Bytes of the body after which the connection breaks."""
    drop: bool = False
    """Whether the connection breaks at once; nothing is done then."""
    times: int | None = 1
    """How many requests it is for; None for all."""
    used: int = 0
    """How many requests met it."""

    @property
    def is_unused(self) -> bool:
        """Whether fewer requests met it than it was for; one for all requests has to be met once."""
        return self.used < (self.times or 1)

    def respond(self, request: Request, operation: Operation | None, documented: Documented, app: Handler) -> Response:
        """Respond to a request that met it."""
        if self.drop:
            return Response(503, b"", drop=True)
        response = self._made(operation, documented) or app(request)
        headers = {**response.headers, **{name.lower(): value for name, value in self.headers.items()}}
        return dataclasses.replace(response, headers=headers, delay=self.delay, cut=self.cut)

    def _made(self, operation: Operation | None, documented: Documented) -> Response | None:
        if self.body is not None:
            return Response(self.status or 200, self.body.encode(), {"content-type": "text/plain; charset=utf-8"})
        if self.json is not None:
            return Response(self.status or 200, encode(self.json), {"content-type": JSON_TYPE})
        return documented.response(operation, self.status, self.example) if self.status is not None else None


class Stubs:
    """The stubs of a mock; the oldest that fits is met."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._documented = Documented(spec, Validators(spec.document))
        self._stubs: list[Stub] = []
        self._lock = threading.Lock()

    def __call__(self) -> list[Stub]:
        """Return all stubs, used up or not, oldest first."""
        with self._lock:
            return list(self._stubs)

    def add(self, **given: Any) -> Stub:
        """Add a stub. Raises UserError for what cannot be."""
        check_names("keyword of a stub", given, [f.name for f in dataclasses.fields(Stub) if f.name != "used"])
        stub = Stub(**given)
        self._check(stub)
        with self._lock:
            self._stubs.append(stub)
        return stub

    def clear(self) -> None:
        """Forget all stubs."""
        with self._lock:
            self._stubs.clear()

    def respond(self, request: Request, app: Handler) -> Response | None:
        """Respond to a request that meets a stub, or that says by `Prefer` what it wants; None for all others."""
        preference = request.headers.get("prefer")
        if not self._stubs and preference is None:
            return None
        operation = self._spec.match(request.method, request.path)
        stub = self._take(operation) or self._preferred(operation, preference or "")
        return stub.respond(request, operation, self._documented, app) if stub else None

    def _take(self, operation: Operation | None) -> Stub | None:
        with self._lock:
            for stub in self._stubs:
                fits = stub.operation in (None, operation.id if operation else "")
                if fits and (stub.times is None or stub.used < stub.times):
                    stub.used += 1
                    return stub
        return None

    def _preferred(self, operation: Operation | None, preference: str) -> Stub | None:
        """Read `Prefer: code=503, example=slowDown` as Prism does."""
        wanted = dict(re.findall(r'(code|example)\s*=\s*"?([^",;\s]+)', preference))
        if operation is None or not wanted:
            return None
        served = min((status for status in operation.responses if 200 <= status < 300), default=200)
        code, example = wanted.get("code", ""), wanted.get("example")
        stub = Stub(operation.id, int(code) if re.fullmatch("[1-5][0-9][0-9]", code) else served, example)
        try:
            self._check(stub)
        except UserError as error:
            return Stub(status=400, json={"error": f"Prefer: {error}"})
        return stub

    def _check(self, stub: Stub) -> None:
        operations = self._spec.operations
        check_names("operation", [stub.operation] if stub.operation is not None else [], list(operations))
        chosen = [operations[stub.operation]] if stub.operation else list(operations.values())
        if stub.example is not None:
            status = stub.status or 200
            names = [name for operation in chosen for name in self._documented.examples(operation, status)]
            check_names(f"example for the status {status} called", [stub.example], names)
        for problem, wanted in (
            (not _is_number(stub.status, 200, 599, whole=True), "status: a number from 200 to 599"),
            (not _is_number(stub.times, 1, 1_000_000, whole=True), "times: a number from 1, or null for all"),
            (not _is_number(stub.cut, 0, 2**31, whole=True), "cut: a number of bytes"),
            (stub.delay is None or not _is_number(stub.delay, 0, MOST_SECONDS), f"delay: up to {MOST_SECONDS:.0f} s"),
            (not isinstance(stub.drop, bool), "drop: true or false"),
            (not isinstance(stub.body, str | None), "body: a text"),
            (stub.body is not None and stub.json is not None, "either body or json"),
            (not _are_headers(stub.headers), "headers: an object of texts"),
        ):
            if problem:
                raise UserError(f"A stub wants {wanted}.")


def _is_number(value: object, least: float, most: float, *, whole: bool = False) -> bool:
    kinds = int if whole else (int, float)
    return value is None or (isinstance(value, kinds) and not isinstance(value, bool) and least <= value <= most)


def _are_headers(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for pair in value.items() for text in pair)
