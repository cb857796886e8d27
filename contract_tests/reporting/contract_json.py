"""`contract.json`: all that a run found, from which the other writers take what they show."""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.checks.catalog import CHECKS, ORDER
from contract_tests.checks.findings import Finding
from contract_tests.checks.results import Row
from contract_tests.checks.state.own import Own
from contract_tests.reporting import evidence, interactions, observations_json, samples, scripts, table
from contract_tests.runner.outcome import Outcome
from contract_tests.settings import KEY, READ_ONLY_KEY
from contract_tests.spec.errors import UserError
from contract_tests.transport.escaping import visible, visible_value
from contract_tests.transport.interaction import Key
from contract_tests.transport.redaction import Redactor

FILE = "contract.json"
SHOWN = 8
"""Interactions of a finding that are shown, the last ones."""
IN_HAR_ALONE = ("url", "request", "response")
FROM_OUTSIDE = (
    "target",
    "target_name",
    "reason",
    "cut_short",
    "findings",
    "channels",
    "refusals",
    "coverage",
    "table",
)
"""What a target or a user may have put a credential into; examples and evidence too. All else is our own text."""


def of(outcome: Outcome, key_header: str, redactor: Redactor) -> dict[str, Any]:
    """Return the report of a run, without credentials, and with nothing in its texts that is more than text."""
    report = as_json(outcome, key_header)
    for name in FROM_OUTSIDE:
        report[name] = visible_value(redactor.value(report[name]))
    for finding in report["findings"]:
        for shown in finding["interactions"]:
            headers = shown["response"]["headers"]
            shown["response"]["headers"] = {visible(redactor.text(name)): text for name, text in headers.items()}
    report["timeline"] = interactions.of(outcome, redactor)
    for row in report["checks"]:
        row["could_not_run"] = visible_value(redactor.value(row["could_not_run"]))
        row["example"] = example = visible_value(redactor.value(row["example"]))
        if example:  # names of headers come from outside too
            headers = example["response"]["headers"]
            example["response"]["headers"] = {redactor.text(name): text for name, text in headers.items()}
    for assumption in report["assumptions"]:
        assumption["evidence"] = visible_value(redactor.value(assumption["evidence"]))
    return report


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write the file, whole or not at all; what was said in each interaction is in `contract.har` alone."""
    timeline = [{k: v for k, v in sent.items() if k not in IN_HAR_ALONE} for sent in report["timeline"]]
    part = folder / f".{FILE}.{os.getpid()}"
    told = {name: value for name, value in report.items() if name != observations_json.PART}
    part.write_text(json.dumps({**told, "timeline": timeline}, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    part.replace(folder / FILE)


def last_run(folder: Path) -> dict[str, Any]:
    """Return the report of the last run in a folder. Raises UserError where there is none."""
    try:
        report: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise UserError(f"{folder} holds no {FILE} of a run. Is REPORTS right?") from None
    return report


def as_json(outcome: Outcome, key_header: str) -> dict[str, Any]:
    """Return the report; a check that never ran has one row without an operation."""
    settings, results = outcome.settings, outcome.results
    names = {own.id: own.name for own in outcome.channels.values()}
    rows = list(results.rows.values())
    ran = {row.check for row in rows}
    missing = [Row(check, None) for check in CHECKS if check not in ran]
    return {
        "verdict": outcome.verdict,
        "target": outcome.target,
        "target_name": settings.target,
        "is_mock": outcome.is_of_the_mock,
        "seed": settings.seed,
        "profile": settings.profile.name,
        "started": outcome.started,
        "seconds": outcome.seconds,
        "requests": outcome.requests,
        "first_finding": results.first_finding,
        "exit_code": outcome.exit_code,
        "again": again(outcome),
        "reason": outcome.unable or outcome.stopped,
        "chosen": outcome.selection.words or None,
        "read_only": settings.read_only,
        "strict": settings.strict,
        "of_the_mock": dict(settings.of_the_mock),
        "never_succeeded": outcome.never_succeeded,
        "never_ran": results.never_ran,
        "left_out": results.left_out,
        "cut_short": outcome.cut_short,
        "budget_spent_in": outcome.budget_spent_in,
        "checks": [
            _check(row, outcome, key_header) for row in sorted([*rows, *missing], key=lambda row: ORDER[row.check])
        ],
        "findings": [
            {
                **render_finding(number, finding, key_header, _keys(outcome), outcome.channels),
                "known": _known(outcome, finding),
            }
            for number, finding in enumerate(outcome.findings, 1)
        ],
        "table": table.of(outcome, outcome.findings),
        "coverage": _coverage(outcome),
        "refusals": [
            {"operation": said.operation, "status": said.status, "message": said.message, "times": times}
            for said, times in outcome.traffic.refusals.most_common()
        ],
        "known": [entry for f in outcome.findings for entry in _known(outcome, f) or ()],
        "no_longer_seen": [each.as_json() for each in outcome.known.unseen(outcome.findings, _ran(outcome))],
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
        "observations": results.observations.as_json(),
        "channels": {
            "created": outcome.created,
            "deleted": outcome.deleted,
            "left": outcome.left,
            "left_named": [f"{each} ({names.get(each, 'its name is not known')})" for each in outcome.left],
            "possibly_left": outcome.possibly_left,
        },
    }


def _known(outcome: Outcome, finding: Finding) -> list[dict[str, Any]] | None:
    """Return the entries that a finding is known by; None where it is not known."""
    entries = outcome.known.of(finding)
    return None if entries is None else [entry.as_json() for entry in entries]


def _ran(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(row.check.id, row.operation) for row in outcome.results.rows.values() if row.held]


def _is_known(outcome: Outcome, row: Row) -> bool:
    return outcome.accepted_until(row.check, row.operation) is not None


def _coverage(outcome: Outcome) -> list[dict[str, Any]]:
    """Return a row for each operation: what was sent to it and answered, and how often its checks held and failed."""
    traffic, rows = outcome.traffic, outcome.results.rows.values()
    return [
        {
            "operation": operation,
            "requests": sum(traffic.statuses.get(operation, {}).values()),
            "statuses": {str(status): count for status, count in sorted(traffic.statuses.get(operation, {}).items())},
            "held": sum(row.held for row in rows if row.operation == operation),
            "failed": sum(row.failed for row in rows if row.operation == operation),
            "without_data": traffic.without_data[operation],
            "unknown_properties": sorted(traffic.unknown.get(operation, ())),
        }
        for operation in traffic.spec.operations
    ]


def _check(row: Row, outcome: Outcome, key_header: str) -> dict[str, Any]:
    check = row.check
    since = row.failure.since if row.failure else outcome.results.assumptions.observed_since(check, row.operation)
    return {
        "id": check.id,
        "statement": check.statement,
        "provenance": "observed" if since else check.provenance,
        "since": since,
        "source": check.source,
        "operation": row.operation,
        "held": row.held,
        "failed": row.failed,
        "known": _is_known(outcome, row),
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
        "curl": samples.curl(last, key_header, keys),
        "steps": samples.shell(samples.whole(failure.interactions, outcome.channels), key_header, keys),
        "python": samples.python(failure.interactions),
        **samples.as_json(last, key_header, failure.shown),
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
    parts += [f"{name}={value}" for name, value in settings.of_the_mock.items()]
    parts += _chosen(outcome)
    return "make contract " + " ".join(shlex.quote(part) for part in parts)


def _chosen(outcome: Outcome) -> list[str]:
    """Return the variables that choose what a run tried."""
    cells, settings = outcome.selection.cells, outcome.settings
    operations, checks = settings.operations, settings.checks
    if cells is not None and not operations and not checks:
        operations = tuple(sorted({cell.operation or "any" for cell in cells}))
        checks = tuple(sorted({cell.check.id for cell in cells}))
    named = {"OPERATION": operations, "CHECK": checks}
    return [f"{name}={','.join(names)}" for name, names in named.items() if names]


def render_finding(
    number: int, finding: Finding, key_header: str, keys: Mapping[str, str], channels: Mapping[Key, Own]
) -> dict[str, Any]:
    """Return a finding as `contract.json` has it. `channels` holds what the run created."""
    row, check = finding.plainest, finding.check
    rows = [r for r in finding.rows if r.check == check]
    failure = row.failure
    since = failure.since if failure else None
    interactions = samples.whole(failure.interactions, channels) if failure else ()
    shell = samples.shell(interactions, key_header, keys)
    return {
        "number": number,
        "check": check.id,
        "statement": check.statement,
        "provenance": "observed" if since else check.provenance,
        "since": since,
        "source": check.source,
        "operations": finding.operations,
        "failed": sum(r.failed for r in rows),
        "of": sum(r.failed + r.held for r in rows),
        "comes_and_goes": row.comes_and_goes,
        "replayed": bool(failure and failure.shown_again),
        "fingerprint": str(finding.fingerprint),
        "fingerprints": [dataclasses.asdict(each) for each in finding.fingerprints],
        "first": min((r.first or 0 for r in finding.rows), default=0),
        "expected": failure.expected if failure else "",
        "seen": failure.seen if failure else "",
        "also_seen_by": finding.also,
        "evidence": evidence.of(failure),
        "shell": shell,
        "script": scripts.name_for(number, shell),
        "python": samples.python(interactions),
        "interactions": [
            samples.as_json(each, key_header, failure.shown if failure and each is interactions[-1] else None)
            for each in interactions[-SHOWN:]
        ],
    }
