"""Proves the suite against the mock: every seeded fault must turn it red, and no legal variant may."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from contract_tests import spec as spec_module
from contract_tests.checks import CHECKS
from contract_tests.mock.app import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.mock.variants import VARIANTS
from contract_tests.mock.wrapping import Wrapper, wrapped
from contract_tests.redaction import Redactor
from contract_tests.run import Run
from contract_tests.settings import Settings

EARLIER = 3
"""Channels that are there before each run, and must be as they were after it."""
TARGET = "http://drill.invalid"
HEALTHY = "(healthy)"


@dataclass(frozen=True)
class Trial:
    """A run against one fault, one variant, or the mock as it is."""

    kind: str
    """`fault`, `variant` or `healthy`."""
    name: str
    verdict: str = ""
    caught_by: tuple[str, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    harmed: bool = False
    """Whether an earlier channel is not as it was."""
    left: int = 0
    """Channels of the run that are still there."""
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether the suite said what it should, and did no harm where the server is honest."""
        if self.kind == "fault":
            return self.verdict == "broken"
        return self.verdict in ("kept", "incomplete") and not self.harmed and not self.left


def wrappers(trial: Trial) -> list[type[Wrapper]]:
    """Return what is put around the mock for a trial."""
    if trial.kind == "healthy":
        return []
    return [FAULTS[trial.name] if trial.kind == "fault" else VARIANTS[trial.name]]


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
            settings, reports=Path(folder), rate=0, key=FULL_KEY, read_only_key=READ_ONLY_KEY, target=TARGET
        )
        outcome = Run(spec, mine, TARGET, Redactor(), lambda *_: None, transport(handler)).run()
    after = json.dumps({name: store.channels.get(name) for name in json.loads(before)})
    return dataclasses.replace(
        trial,
        verdict=outcome.verdict,
        caught_by=tuple(dict.fromkeys(row.check_id for row in outcome.results.failures)),
        requests=outcome.requests,
        seconds=round(time.monotonic() - started, 1),
        harmed=before != after,
        left=len([name for name in store.channels if name not in names and _is_ours(store, name)]),
        reason=outcome.unable or outcome.stopped or "",
    )


def _is_ours(store: Store, name: str) -> bool:
    return "contract-test-" in json.dumps(store.channels[name])


def trials() -> Iterator[Trial]:
    """Yield the mock as it is, all variants and all faults."""
    yield Trial("healthy", HEALTHY)
    yield from (Trial("variant", name) for name in VARIANTS)
    yield from (Trial("fault", name) for name in FAULTS)


def drill(settings: Settings) -> int:
    """Run all trials, print the matrix of fault by check, write `drill.json`; return the exit status."""
    planned = list(trials())
    done: dict[Trial, Trial] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(run_trial, trial, settings): trial for trial in planned}
        for job in as_completed(jobs):
            done[jobs[job]] = job.result()
            print(f"  {len(done)} of {len(planned)}: {jobs[job].name} {done[jobs[job]].verdict}", flush=True)
    results = [done[trial] for trial in planned]
    print(matrix(results))
    settings.reports.mkdir(parents=True, exist_ok=True)
    path = settings.reports / "drill.json"
    path.write_text(json.dumps([dataclasses.asdict(r) for r in results], indent=1) + "\n", encoding="utf-8")
    missed = [r for r in results if not r.passed]
    caught = sum(r.passed for r in results if r.kind == "fault")
    legal = [r for r in results if r.kind != "fault"]
    print(f"\nseed {settings.seed} · profile {settings.profile.name} · {path}")
    print(
        f"faults caught: {caught} of {len(FAULTS)} · false alarms: {sum(not r.passed for r in legal)} of {len(legal)}"
    )
    for result in missed:
        print(f"  NOT AS IT SHOULD BE: {result.kind} {result.name}: {result.verdict} {result.reason}")
    return 1 if missed else 0


def matrix(results: list[Trial]) -> str:
    """Draw the faults by the checks that caught them; a column for each check that caught one."""
    columns = [check.id for check in CHECKS if any(check.id in r.caught_by for r in results)]
    width = max(len(result.name) for result in results)
    lines = [f"  {index + 1:>3} {name}" for index, name in enumerate(columns)]
    heads = "".join(f"{index + 1:>3}" for index in range(len(columns)))
    lines += ["", f"{'':<{width}}  {'verdict':<10} {'requests':>8}{heads}"]
    for result in results:
        marks = "".join("  x" if name in result.caught_by else "  ." for name in columns)
        lines.append(f"{result.name:<{width}}  {result.verdict:<10} {result.requests:>8}{marks}")
    return "\n".join(lines)
