"""What a run would send, and to whom: told by a rehearsal against the mock in this process, sending nothing."""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from pathlib import Path

import httpx

from contract_tests.mock.application import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.reporting import words
from contract_tests.runner.phases.access import refused_keys
from contract_tests.runner.run import Run
from contract_tests.runner.selection import Selection
from contract_tests.settings import OPERATIONS, Settings
from contract_tests.spec import Spec
from contract_tests.transport.ownership import ALIVE_AT_MOST
from contract_tests.transport.redaction import Redactor

REHEARSAL = "http://rehearsal.invalid"


class _Counted(httpx.BaseTransport):
    """Counts what passes by kind, and answers as the mock does."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._mock = transport(App(spec, Store()))
        self.kinds: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        operation = self._spec.match(request.method, request.url.path)
        self.kinds[operation.id if operation else "methods that no path lists"] += 1
        return self._mock.handle_request(request)


def text(spec: Spec, settings: Settings, redactor: Redactor, selection: Selection | None = None) -> str:
    """Rehearse the run of these settings and say what it sent."""
    counted = _Counted(spec)
    with tempfile.TemporaryDirectory() as folder:
        rehearsed = dataclasses.replace(
            settings,
            reports=Path(folder),
            rate=0,
            settling=0,
            key=FULL_KEY,
            key_problem=None,
            read_only_key=READ_ONLY_KEY if settings.is_mock or settings.read_only_key else None,
        )
        most = settings.profile.requests_for(len(spec.operations))
        outcome = Run(spec, rehearsed, REHEARSAL, redactor, lambda *_: None, counted, selection).run()
    names = ", ".join(name for name, resource in spec.resources.items() if resource.creates)
    lines = [
        f"A run against {settings.target} with seed {settings.seed} and profile {settings.profile.name}",
        f"would send about {outcome.requests} requests, and {most} at most:",
        "",
        *(f"  {count:>5}  {kind}" for kind, count in counted.kinds.most_common()),
        "",
        f"It would create about {outcome.created} resources ({names}), at most {ALIVE_AT_MOST} of each at one time, "
        "and delete them all.",
        f"It would change nothing else. Up to {refused_keys(spec)} of the requests carry no key or a wrong one.",
    ]
    if settings.read_only:
        lines[-2:] = ["READ_ONLY=1: it would change nothing."]
    if len(spec.operations) > OPERATIONS:
        each = settings.profile.requests_each
        lines.append(
            f"The document has {len(spec.operations)} operations: {each} requests for each beyond {OPERATIONS}."
        )
    left_out = words.by_reason(outcome.results.left_out).items()
    lines += [f"Left out ({reason}): {words.named(reason, names)}" for reason, names in left_out]
    if settings.rate:
        lines.append(
            f"At {settings.rate:g} requests a second it would take about {outcome.requests / settings.rate:.0f} s."
        )
    lines.append("Nothing was sent.")
    return "\n".join(lines)
