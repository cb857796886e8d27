"""Proves the suite on the mock: each seeded fault is caught by the check meant for it, no legal variant by any."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import multiprocessing
import os
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from contract_tests.reporting.progress import ProgressBar
from contract_tests.selftest.trial import Trial, run_trial, trials
from contract_tests.settings import Settings
from contract_tests.spec.errors import UserError

TRIALS_PER_PROCESS = 30
SHARES = {"quick": 0.75}
"""Part of the faults that a profile must find; all of them where it is not named here."""


def seeds_of(environment: Mapping[str, str]) -> int:
    """Read SEEDS: how many seeds a drill takes, 1 unless told otherwise. Raises UserError for what is no number."""
    text = environment.get("SEEDS", "").strip() or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1000):
        raise UserError(f"SEEDS={text} is not a number from 1 to 1000.")
    return int(text)


def drill(settings: Settings, seeds: int = 1) -> int:
    """Run all trials, print the matrix, write it as `drill.json` and `drill.txt`; return the exit status."""
    results = _run_all(list(trials(settings.seed, seeds)), settings)
    text = "\n".join([*matrix(results), "", *verdict(results, settings)])
    print(text)
    settings.reports.mkdir(parents=True, exist_ok=True)
    (settings.reports / "drill.txt").write_text(text + "\n", encoding="utf-8")
    path = settings.reports / "drill.json"
    rows = [{**dataclasses.asdict(r), "meant": r.meant, "passed": r.passed} for r in results]
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"report {path}")
    return 0 if proven(results, settings.profile.name) else 1


def proven(results: Sequence[Trial], profile: str) -> bool:
    """Whether no variant was blamed, and as many faults were caught as the profile must catch."""
    faults = [r.passed for r in results if r.kind == "fault"]
    return all(r.passed for r in results if r.kind != "fault") and sum(faults) >= SHARES.get(profile, 1) * len(faults)


def _run_all(planned: list[Trial], settings: Settings) -> list[Trial]:
    # Processes are replaced now and then: what hypothesis remembers grows. One more than cores: some trials wait.
    workers, context = (os.cpu_count() or 1) + 1, multiprocessing.get_context("spawn")
    done: dict[tuple[str, str, int], Trial] = {}
    with context.Pool(workers, maxtasksperchild=TRIALS_PER_PROCESS) as pool, ProgressBar() as progress:
        for result in pool.imap_unordered(functools.partial(run_trial, settings=settings), planned):
            done[result.kind, result.name, result.seed] = result
            progress.count("trials", len(done), len(planned))
    return [done[trial.kind, trial.name, trial.seed] for trial in planned]


def matrix(results: Sequence[Trial]) -> list[str]:
    """Draw a row for each fault: the check meant, whether it caught it, and the request of the first finding, by seed.

    Of what is no fault only the rows that are not as they should be are drawn.
    """
    lines = [f"{'fault':<34}{'check meant':<28}{'caught':<10}requests until the first finding"]
    for name, group in itertools.groupby(results, key=lambda r: r.name):
        row = list(group)
        caught = sum(r.passed for r in row)
        if row[0].kind != "fault":
            lines += [f"FALSE ALARM  {r.kind} {name}, seed {r.seed}: {_told(r)}" for r in row if not r.passed]
            continue
        said = "yes" if caught == len(row) else f"{caught} of {len(row)}" if caught else "NO"
        requests = " ".join(f"{r.first_finding or '-':>5}" for r in row)
        lines.append(f"{name:<34}{' or '.join(row[0].meant):<28}{said:<10}{requests}")
        lines += [f"    seed {r.seed}: {_told(r)}" for r in row if not r.passed]
    return lines


def _told(result: Trial) -> str:
    harm = f"{result.harmed} changes to channels that are not the run's" if result.harmed else ""
    left = f"{result.left} channels left, {result.untold} untold" if result.left else ""
    said = [result.verdict, ", ".join(result.failed), result.reason, harm, left]
    return "; ".join(part for part in said if part)


def verdict(results: Sequence[Trial], settings: Settings) -> list[str]:
    """Say what the matrix comes to."""
    faults = [r for r in results if r.kind == "fault"]
    firsts = [r.first_finding for r in faults if r.first_finding]
    caught = sum(r.passed for r in faults)
    seeds = ", ".join(str(seed) for seed in sorted({r.seed for r in faults}))
    lines = [
        f"profile {settings.profile.name} · seeds {seeds} · requests at most {max(r.requests for r in results)}",
        f"faults caught by the check meant: {caught} of {len(faults)} trials",
    ]
    if firsts:
        median = statistics.median(firsts)
        lines.append(f"requests until the first finding: median {median:.0f}, worst {max(firsts)}")
    for kind, name in (("variant", "legal variants"), ("healthy", "runs of the mock as it is")):
        told = Counter(r.passed for r in results if r.kind == kind)
        lines += [f"{name} blamed: {told[False]} of {told.total()}"]
    hostile = sum(r.kind == "hostile" for r in results)
    harm, left, untold = (sum(getattr(r, name) for r in results) for name in ("harmed", "left", "untold"))
    lines += [
        f"{len(results)} runs, {hostile} of them against hostile servers: {harm} changes to what they had not created,",
        f"{left} channels left, {untold} of them untold",
    ]
    return lines
