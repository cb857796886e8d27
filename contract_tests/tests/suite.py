"""The suite against a mock in this process, with a place in between where a test can meddle."""

from __future__ import annotations

import dataclasses
import json
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from contract_tests import report, spec
from contract_tests.api import Api
from contract_tests.exchange import Exchange, Intent
from contract_tests.gate import Gate, Limits
from contract_tests.journal import Journal
from contract_tests.ledger import Ledger
from contract_tests.mock.app import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.model import Model
from contract_tests.redaction import Redactor
from contract_tests.results import Results
from contract_tests.run import Outcome, Run
from contract_tests.settings import PROFILES, Settings

SPEC = spec.load(validate=False)
TARGET = "http://suite.invalid"
CHANNELS = SPEC.operations["listChannels"].path
WEBSITE = SPEC.operations["createWebsiteChannel"].path
EARLIER = 3
KEYS = {"full": FULL_KEY, "read-only": READ_ONLY_KEY}

Serve: TypeAlias = Callable[[httpx.Request], httpx.Response]
Hook: TypeAlias = Callable[[int, httpx.Request, Serve], httpx.Response]


def honest(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    """Answer as the mock does."""
    return serve(request)


class Server(httpx.BaseTransport):
    """A mock with some channels in it. A hook may answer in its stead, before or after the mock was asked."""

    def __init__(self, hook: Hook = honest) -> None:
        self.store = Store()
        self.store.seed(EARLIER)
        self.earlier = list(self.store.channels)
        self.before = json.dumps(self.store.channels)
        self.requests: list[httpx.Request] = []
        self.hook = hook
        self._mock = transport(App(SPEC, self.store))
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
        return self.hook(number, request, self._mock.handle_request)

    @property
    def left(self) -> list[str]:
        """What a run left in the store."""
        return [name for name in self.store.channels if name not in self.earlier]

    @property
    def harmed(self) -> bool:
        """Whether a channel that was there before is not as it was."""
        return json.dumps({name: self.store.channels.get(name) for name in self.earlier}) != self.before


class World:
    """A gate with all that serves it, for tests of single calls."""

    def __init__(self, folder: Path, hook: Hook = honest, **limits: Any) -> None:
        self.server = Server(hook)
        self.folder = folder
        journal = Journal(folder, TARGET, "2026-01-01T00:00:00Z")
        self.gate = Gate(SPEC, TARGET, KEYS, Limits(**limits), journal, Redactor(), self.server)
        self.api = Api(SPEC, self.gate, random.Random(1))
        self.results = Results(Ledger(SPEC))
        self.model = Model(SPEC, self.results, self.gate.ownership)
        self.gate.observers.append(self.model)
        self.other = self.server.earlier[0]
        """A channel that is somebody else's."""

    def create(self, **properties: Any) -> str:
        channel_id = self.api.create({"displayName": self.api.name(), **properties})
        assert channel_id is not None
        return channel_id

    @property
    def sent(self) -> list[str]:
        """Method and path of what went out."""
        return [f"{request.method} {request.url.path}" for request in self.server.requests]

    @property
    def failed(self) -> set[tuple[str, str | None]]:
        """Check and operation of every broken promise."""
        return {(row.check_id, row.operation) for row in self.results.failures}


class Clock:
    """Stands in for the module `time`: a sleep takes no time, and is written down."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def json_answer(status: int, value: Any, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=value, headers={name.replace("_", "-"): text for name, text in headers.items()})


def exchange(
    operation_id: str,
    response: httpx.Response,
    *,
    body: Any = None,
    intent: Intent = Intent(valid=True),  # noqa: B008 (immutable)
) -> Exchange:
    """Make an exchange that no one had."""
    operation = SPEC.operations[operation_id]
    request = httpx.Request(operation.method, TARGET + operation.path, json=body)
    return Exchange(1, operation, request, response, intent)


def settings(folder: Path, **changes: Any) -> Settings:
    profile = PROFILES[changes.pop("profile", "quick")]
    plain = Settings(
        target=TARGET,
        reports=folder,
        profile=profile,
        seed=1,
        rate=0,
        read_only=False,
        strict=False,
        query_key=True,
        key=FULL_KEY,
        read_only_key=READ_ONLY_KEY,
    )
    return dataclasses.replace(plain, **changes)


@dataclasses.dataclass
class Finished:
    """A run that came to its end, whatever the end was."""

    outcome: Outcome
    report: dict[str, Any]
    summary: str
    server: Server

    @property
    def broken(self) -> set[str]:
        return {row.check_id for row in self.outcome.results.failures}


def run(folder: Path, hook: Hook = honest, **changes: Any) -> Finished:
    """Run the suite as the command line does, but for the server."""
    server, redactor = Server(hook), Redactor()
    outcome = Run(SPEC, settings(folder, **changes), TARGET, redactor, lambda *_: None, server).run()
    path = report.write(outcome, SPEC.key_header, redactor)
    written = json.loads(path.read_text(encoding="ascii"))
    return Finished(outcome, written, report.summary(outcome, SPEC.key_header, path), server)
