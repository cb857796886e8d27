"""The suite against a mock in this process, with a place in between where a test can meddle."""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from contract_tests import spec
from contract_tests.checks import coverage
from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.results import Results
from contract_tests.checks.state.model import Model
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.reporting import contract_json, terminal
from contract_tests.runner.api import Api
from contract_tests.runner.outcome import Outcome
from contract_tests.runner.run import Run
from contract_tests.runner.selection import Selection
from contract_tests.settings import PROFILES, Profile, Settings
from contract_tests.transport import clock
from contract_tests.transport.budget import Limits
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.interaction import Intent, Interaction
from contract_tests.transport.journal import Journal
from contract_tests.transport.redaction import Redactor

SPEC = spec.load(validate=False)
TARGET = "http://suite.invalid"
CHANNELS = SPEC.operations["listChannels"].path
WEBSITE = SPEC.operations["createWebsiteChannel"].path
EARLIER = 3
OWN = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
STRANGER = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
NAME = "contract-test-0123456789ab-1"
OTHER_NAME = "contract-test-0123456789ab-11"
KEYS = {"full": FULL_KEY, "read-only": READ_ONLY_KEY}
BRIEF = Profile(
    "brief", requests=700, requests_each=115, minutes=20, rounds=2, cases=1, pairs=1, sequences=1, links=1, probes=1
)
"""Every phase of a default run, each as short as can be: for what goes by the phases, and not by the values sent."""

Serve: TypeAlias = Callable[[httpx.Request], httpx.Response]
Change: TypeAlias = Callable[[dict[str, Any]], object]
Hook: TypeAlias = Callable[[int, httpx.Request, Serve], httpx.Response]


def honest(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    """Answer as the mock does."""
    return serve(request)


def breaking(*numbers: int, error: type[httpx.HTTPError] = httpx.ReadError, served: bool = False) -> Hook:
    """Break the connection at some requests, before or after they were served."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number not in numbers:
            return serve(request)
        if served:
            serve(request)
        raise error("the connection broke")

    return hook


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
    """A guarded transport with all that serves it, for tests of single calls."""

    def __init__(self, folder: Path, hook: Hook = honest, server: Server | None = None, **limits: Any) -> None:
        self.server = server or Server(hook)
        journal = Journal(folder, TARGET, "2026-01-01T00:00:00Z")
        self.transport = GuardedTransport(SPEC, TARGET, KEYS, Limits(**limits), journal, Redactor(), self.server)
        self.api = Api(SPEC, self.transport, random.Random(1))
        self.results = Results(Assumptions(SPEC))
        self.model = Model(SPEC, self.results, self.api.ownership)
        self.transport.observers.append(self.model)
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
        return {(row.check.id, row.operation) for row in self.results.failures}


class Tampered(World):
    """A world whose answers are changed on the way, by the operation: each channel of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self._tamper)
        self.shown: dict[str, Change] = {}
        self.api.list()

    def _tamper(self, number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        operation = SPEC.match(request.method, request.url.path)
        change = self.shown.get(operation.id) if operation else None
        if change is None or response.status_code != 200:
            return response
        body = response.json()
        for channel in body["data"] if isinstance(body["data"], list) else [body["data"]]:
            change(channel)
        return json_answer(200, body)

    def stored(self, channel_id: str) -> dict[str, Any]:
        """Return the channel as the server has it, to be changed behind its back."""
        return self.server.store.channels[channel_id]

    def failed_after_list(self) -> set[tuple[str, str | None]]:
        self.api.list()
        return self.failed


class FakeClock(clock.Clock):
    """Counts down in a time of its own: a sleep takes none, and is written down."""

    def __init__(self, seconds: float = 3600.0) -> None:
        super().__init__(seconds)
        self.moment = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.moment

    monotonic = now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += seconds


def json_answer(status: int, value: Any, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=value, headers={name.replace("_", "-"): text for name, text in headers.items()})


def interaction(
    operation_id: str,
    response: httpx.Response,
    *,
    body: Any = None,
    intent: Intent = Intent(valid=True),  # noqa: B008 (immutable)
) -> Interaction:
    """Make an interaction that no one had."""
    operation = SPEC.operations[operation_id]
    request = httpx.Request(operation.method, TARGET + operation.path, json=body)
    return Interaction(1, operation, request, response, intent, SPEC.resource_of(operation))


def settings(folder: Path, **changes: Any) -> Settings:
    profile = changes.pop("profile", "quick")
    if isinstance(profile, str):
        profile = {**PROFILES, BRIEF.name: BRIEF}[profile]
    plain = Settings(
        target=TARGET,
        reports=folder,
        profile=profile,
        seed=1,
        rate=0,
        settling=0,
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
    server: Server
    _folder: Path
    _redactor: Redactor

    @functools.cached_property
    def summary(self) -> str:
        """What the streams of the command show."""
        return self._redactor.text(terminal.text(self.report, self._folder))

    @property
    def broken(self) -> set[str]:
        return {row.check.id for row in self.outcome.results.failures}


def run(folder: Path, hook: Hook = honest, *, chosen: Selection | None = None, **changes: Any) -> Finished:
    """Run the suite as the command line does, but for the server."""
    server, redactor = Server(hook), Redactor()
    mine = settings(folder, **changes)
    outcome = Run(SPEC, mine, TARGET, redactor, lambda *_: None, server, chosen).run()
    return Finished(outcome, _report(outcome, folder, redactor), server, folder, redactor)


def reported(
    folder: Path, *faults: str, target: str = TARGET, chosen: Selection | None = None, **changes: Any
) -> tuple[dict[str, Any], str]:
    """Run against a mock with some faults; return the report and what the terminal shows."""
    store, redactor = Store(), Redactor()
    handler = wrapped(store, App(SPEC, store), [FAULTS[name] for name in faults])
    mine = settings(folder, **changes)
    outcome = Run(SPEC, mine, target, redactor, lambda *_: None, transport(handler), chosen).run()
    written = _report(outcome, folder, redactor)
    return written, redactor.text(terminal.text(written, folder))


def choosing(*check_ids: str, spec: spec.Spec = SPEC) -> Selection:
    """Choose some checks, on every operation."""
    return Selection(spec, coverage.chosen(spec, (), check_ids), "CHECK=…")


def _report(outcome: Outcome, folder: Path, redactor: Redactor) -> dict[str, Any]:
    """Write the report and read it again, as machines do."""
    report = contract_json.of(outcome, SPEC.key_header, redactor)
    contract_json.write(report, folder)
    written: dict[str, Any] = json.loads((folder / contract_json.FILE).read_text(encoding="ascii"))
    # What other files alone hold: each request whole, and what was observed.
    return {**report, **written, "timeline": report["timeline"]}


JSON = {"content-type": "application/json"}
NESTED = [b'{"success": true, "data": ' + b"[" * depth + b"]" * depth + b"}" for depth in (200, 400, 900, 5000)]
HOSTILE: dict[str, httpx.Response] = {
    "cut JSON": httpx.Response(200, headers=JSON, content=b'{"success": tr'),
    **{f"nested {len(body)}": httpx.Response(200, headers=JSON, content=body) for body in NESTED},
    "random bytes": httpx.Response(200, headers=JSON, content=random.Random(1).randbytes(999)),
    "lone surrogates": httpx.Response(200, headers=JSON, content=rb'{"success": true, "\udead": {"id": "\udead"}}'),
    "odd numbers": httpx.Response(200, headers=JSON, content=b'{"success": NaN, "data": [{"id": 1e999}]}'),
    "odd items": json_answer(200, {"success": True, "data": [None, 5, [], {}, {"id": {}}, {"id": "../.."}]}),
    "a made-up id": json_answer(200, {"success": True, "data": {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}}),
    "an unknown charset": httpx.Response(200, headers={"content-type": "application/json; charset=hex"}, content=b"{"),
    "a charset of its own": httpx.Response(200, headers={"content-type": "text/html; charset=idna"}, content=b"<"),
    "a redirect to nowhere": httpx.Response(302, headers={"location": "mailto:someone"}),
    "a header that is no ASCII": httpx.Response(200, headers=[(b"x-shop", b"caf\xc3\xa9")]),
    "an odd status": httpx.Response(599),
    "an odd pause": httpx.Response(429, headers={"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}),
}


def with_gone_as_404(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    response = serve(request)
    return json_answer(410, response.json()) if response.status_code == 404 else response
