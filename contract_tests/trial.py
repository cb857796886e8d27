"""One run of the suite in this process against a mock with one fault, one legal variant or some together, or none."""

from __future__ import annotations

import dataclasses
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract_tests import spec as spec_module
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import Middleware, wrapped
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.mock.variants import TOGETHER, VARIANTS
from contract_tests.redaction import Redactor
from contract_tests.run import Run
from contract_tests.settings import Settings

EARLIER = 3
"""Channels that are there before each run, and must be as they were after it."""
TARGET = "http://drill.invalid"
HEALTHY = "(healthy)"
HEALTHY_SEEDS = 20
"""Seeds for the mock as it is, in a drill with several seeds."""


@dataclass(frozen=True)
class Trial:
    """A run against one fault, one variant or some together, or the mock as it is."""

    kind: str
    """`fault`, `variant` or `healthy`."""
    name: str
    seed: int = 1
    verdict: str = ""
    failed: tuple[str, ...] = ()
    """The checks that failed."""
    first_finding: int | None = None
    """Number of the request at which the first of them did."""
    requests: int = 0
    seconds: float = 0.0
    harmed: bool = False
    """Whether an earlier channel is not as it was."""
    left: int = 0
    """Channels of the run that are still there."""
    reason: str = ""
    refuted: tuple[str, ...] = ()
    """The guesses that were."""

    @property
    def meant(self) -> tuple[str, ...]:
        """The check that is meant to catch it; one of several."""
        meant = FAULTS[self.name].caught_by if self.kind == "fault" else ()
        return (meant,) if isinstance(meant, str) else meant

    @property
    def passed(self) -> bool:
        """Whether the suite said what it should, and did no harm where the server is honest."""
        if self.kind == "fault":
            return self.verdict == "broken" and not set(self.meant).isdisjoint(self.failed)
        return self.verdict in ("kept", "incomplete") and not self.harmed and not self.left


def wrappers(trial: Trial) -> list[type[Middleware]]:
    """Return what is put around the mock for a trial."""
    if trial.kind == "healthy":
        return []
    return [FAULTS[trial.name]] if trial.kind == "fault" else [VARIANTS[name] for name in trial.name.split(" + ")]


def run_trial(trial: Trial, settings: Settings) -> Trial:
    """Run the suite in this process against a mock of its own."""
    spec = spec_module.load(validate=False)
    store = Store()
    store.seed(EARLIER)
    before = json.dumps(store.channels)
    names = set(store.channels)
    handler = wrapped(store, App(spec, store), wrappers(trial))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        mine = dataclasses.replace(
            settings,
            reports=Path(folder),
            seed=trial.seed,
            rate=0,
            key=FULL_KEY,
            read_only_key=READ_ONLY_KEY,
            target=TARGET,
        )
        outcome = Run(spec, mine, TARGET, Redactor(), lambda *_: None, transport(handler)).run()
    after = json.dumps({name: store.channels.get(name) for name in json.loads(before)})
    return dataclasses.replace(
        trial,
        verdict=outcome.verdict,
        failed=tuple(dict.fromkeys(row.check_id for row in outcome.results.failures)),
        refuted=tuple(guess.statement for guess in outcome.results.ledger.refuted),
        first_finding=outcome.results.first_finding,
        requests=outcome.requests,
        seconds=round(time.monotonic() - started, 1),
        harmed=before != after,
        left=len([name for name in store.channels if name not in names and _is_ours(store, name)]),
        reason=outcome.unable or outcome.stopped or "",
    )


def _is_ours(store: Store, name: str) -> bool:
    return "contract-test-" in json.dumps(store.channels[name])


def trials(first: int = 1, seeds: int = 1) -> Iterator[Trial]:
    """Yield the mock as it is, all variants, some of them together, and all faults, each with so many seeds."""
    chosen = range(first, first + seeds)
    yield from (Trial("healthy", HEALTHY, first + n) for n in range(HEALTHY_SEEDS if seeds > 1 else 1))
    combined = (" + ".join(names) for names in TOGETHER)
    yield from (Trial("variant", name, seed) for name in itertools.chain(VARIANTS, combined) for seed in chosen)
    yield from (Trial("fault", name, seed) for name in FAULTS for seed in chosen)
