"""What a run leaves for people and machines: the summary on the terminal and `contract.json`."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

from contract_tests.checks.catalog import CHECKS, ORDER
from contract_tests.checks.results import Row
from contract_tests.reporting import reproduce
from contract_tests.reporting.summary import ABOUT_THE_LINES, WIDTH, by_reason, render_finding, terminal
from contract_tests.runner.run import Outcome
from contract_tests.settings import KEY, READ_ONLY_KEY
from contract_tests.transport.escaping import visible_value
from contract_tests.transport.redaction import Redactor

FROM_OUTSIDE = ("target", "reason", "cut_short", "findings", "channels")
"""What a target or a user may have put a credential into; examples and evidence too. All else is our own text."""


def write(outcome: Outcome, key_header: str, redactor: Redactor) -> Path:
    """Write `contract.json` into the reports folder, whole or not at all."""
    folder = outcome.settings.reports
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "contract.json"
    report = as_json(outcome, key_header)
    for name in FROM_OUTSIDE:
        report[name] = visible_value(redactor.value(report[name]))
    for row in report["checks"]:
        row["could_not_run"] = visible_value(redactor.value(row["could_not_run"]))
        row["example"] = example = visible_value(redactor.value(row["example"]))
        if example:  # names of headers come from outside too
            headers = example["response"]["headers"]
            example["response"]["headers"] = {redactor.text(name): text for name, text in headers.items()}
    for assumption in report["assumptions"]:
        assumption["evidence"] = visible_value(redactor.value(assumption["evidence"]))
    part = folder / f".contract.json.{os.getpid()}"
    part.write_text(json.dumps(report, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    part.replace(path)
    return path


def as_json(outcome: Outcome, key_header: str) -> dict[str, Any]:
    """Return the report; a check that never ran has one row without an operation."""
    settings, results = outcome.settings, outcome.results
    rows = list(results.rows.values())
    ran = {row.check for row in rows}
    missing = [Row(check, None) for check in CHECKS if check not in ran]
    return {
        "verdict": outcome.verdict,
        "target": outcome.target,
        "seed": settings.seed,
        "profile": settings.profile.name,
        "started": outcome.started,
        "seconds": outcome.seconds,
        "requests": outcome.requests,
        "first_finding": results.first_finding,
        "reason": outcome.unable or outcome.stopped,
        "never_succeeded": outcome.never_succeeded,
        "never_ran": results.never_ran,
        "cut_short": outcome.cut_short,
        "budget_spent_in": outcome.budget_spent_in,
        "checks": [
            _check(row, outcome, key_header) for row in sorted([*rows, *missing], key=lambda row: ORDER[row.check])
        ],
        "findings": _findings(outcome, key_header),
        "assumptions": [
            {
                "pointer": a.pointer,
                "statement": a.statement,
                "status": a.status,
                "seen": a.seen,
                "evidence": a.evidence,
            }
            for a in results.assumptions.all
        ],
        "channels": {
            "created": outcome.created,
            "deleted": outcome.deleted,
            "left": outcome.left,
            "possibly_left": outcome.possibly_left,
        },
    }


def _check(row: Row, outcome: Outcome, key_header: str) -> dict[str, Any]:
    check = row.check
    return {
        "id": check.id,
        "statement": check.statement,
        "provenance": check.provenance,
        "source": check.source,
        "operation": row.operation,
        "held": row.held,
        "failed": row.failed,
        "share": row.share,
        "left_out": outcome.results.left_out.get(check.id),
        "could_not_run": outcome.results.blocked.get(check.id),
        "example": _example(row, outcome, key_header),
    }


def _example(row: Row, outcome: Outcome, key_header: str) -> dict[str, Any] | None:
    failure = row.failure
    if failure is None or not failure.interactions:
        return None
    last = failure.interactions[-1]
    keys = _keys(outcome)
    return {
        "expected": failure.expected,
        "seen": failure.seen,
        "shrinking": failure.shrinking,
        "curl": reproduce.curl(last, key_header, keys),
        "steps": reproduce.shell(reproduce.whole(failure.interactions, outcome.channels), key_header, keys),
        "python": reproduce.python(failure.interactions),
        **reproduce.as_json(last, key_header),
    }


def _keys(outcome: Outcome) -> dict[str, str]:
    settings = outcome.settings
    keys = {settings.key: f"${KEY}", settings.read_only_key or "": f"${READ_ONLY_KEY}"}
    return {key: variable for key, variable in keys.items() if key}


def again(outcome: Outcome) -> str:
    """Return the line that runs the same once more."""
    settings = outcome.settings
    parts = [f"TARGET={settings.target}", f"SEED={settings.seed}", f"PROFILE={settings.profile.name}"]
    parts += [] if settings.reports == Path("reports") else [f"REPORTS={settings.reports}"]
    parts += [] if settings.rate == (0 if settings.is_mock else 5) else [f"RATE={settings.rate:g}"]
    parts += ["READ_ONLY=1"] if settings.read_only else []
    parts += ["STRICT=1"] if settings.strict else []
    parts += [] if settings.query_key else ["QUERY_KEY=0"]
    return "make contract " + " ".join(shlex.quote(part) for part in parts)


def summary(outcome: Outcome, key_header: str, path: Path | str) -> str:
    """Return what a tester reads at the end of a run."""
    if outcome.unable:
        return f"\nUNABLE  {outcome.unable}"
    settings = outcome.settings
    lines = ["", f"{'check':<22} {'held':>6} {'failed':>6}  operations", "-" * WIDTH]
    lines += _table(outcome)
    lines += _assumptions(outcome)
    for number, finding in enumerate(_findings(outcome, key_header), 1):
        lines += terminal(number, finding)
    lines += ["", ABOUT_THE_LINES] if outcome.findings else []
    lines += _not_tested(outcome)
    lines += _channels(outcome)
    meaning = {
        "kept": "every promise that was checked held",
        "broken": f"promises of the contract are broken (findings: {len(outcome.findings)})",
        "incomplete": "nothing broken was found, but not everything could be tested",
    }[outcome.verdict]
    lines += [
        "",
        f"{outcome.verdict.upper()}  {meaning}",
        f"target {outcome.target} · seed {settings.seed} · profile {settings.profile.name} · "
        f"{outcome.requests} requests · {outcome.seconds} s",
        f"report {path} · once more: {again(outcome)}",
    ]
    if outcome.exit_code == 1 and outcome.verdict != "broken":
        reason = "the mock contradicts openapi.yaml where it says REFUTED" if settings.is_mock else "STRICT=1"
        lines.append(f"{reason}: refuted assumptions make the exit status 1")
    return "\n".join(lines)


def _table(outcome: Outcome) -> list[str]:
    lines = []
    for check in CHECKS:
        rows = [row for row in outcome.results.rows.values() if row.check == check]
        if check.provenance == "assumed" or not rows:
            continue
        held, failed = sum(row.held for row in rows), sum(row.failed for row in rows)
        names = [row.operation for row in rows if row.operation]
        where = ", ".join(names) if len(names) < 4 else f"{len(names)} operations"
        lines.append(f"{check.id:<22} {held:>6} {failed or '':>6}  {where}")
    return lines


def _assumptions(outcome: Outcome) -> list[str]:
    assumptions = outcome.results.assumptions
    by_status: dict[str, int] = {}
    for assumption in assumptions.all:
        by_status[assumption.status] = by_status.get(assumption.status, 0) + 1
    counts = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items()))
    lines = ["", f"Assumptions of ours about answers: {counts}"]
    for assumption in assumptions.refuted:
        lines += [
            f"  REFUTED  {assumption.statement}",
            f"           {assumption.evidence}  ({assumption.pointer})",
        ]
    if assumptions.refuted:
        lines.append("  A refuted assumption is no defect of the API: openapi.yaml guessed wrong and should be mended.")
    return lines


def _findings(outcome: Outcome, key_header: str) -> list[dict[str, Any]]:
    return [render_finding(finding, key_header, _keys(outcome), outcome.channels) for finding in outcome.findings]


def _not_tested(outcome: Outcome) -> list[str]:
    lines = by_reason(outcome.results.left_out)
    if outcome.stopped:
        lines.append(f"Stopped early: {outcome.stopped}")
    if outcome.budget_spent_in:
        lines.append(
            f"The requests of the profile were used up in: {outcome.budget_spent_in}; what follows was not sent"
        )
    lines += [f"Cut short: {phase} ({reason})" for phase, reason in outcome.cut_short.items()]
    lines += [f"Never succeeded: {operation}" for operation in outcome.never_succeeded]
    if outcome.results.never_ran:
        reasons = ", ".join(dict.fromkeys(outcome.results.blocked.values()))
        lines.append(f"Never ran: {', '.join(outcome.results.never_ran)} (because: {reasons})")
    return ["", *lines] if lines else []


def _channels(outcome: Outcome) -> list[str]:
    lines = ["", f"Channels: {outcome.created} created, {outcome.deleted} deleted"]
    if outcome.left:
        swept = f"make sweep TARGET={outcome.settings.target} REPORTS={outcome.settings.reports}"
        lines.append(f"  LEFT BEHIND: {', '.join(outcome.left)}. Try: {swept}")
    lines += [f"  possibly left: {name}" for name in outcome.possibly_left]
    return lines
