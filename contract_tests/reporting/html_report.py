"""Writes `contract.html`: the run as one page without any outside reference, to be sent to whoever has to read it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from contract_tests.reporting import chart, history
from contract_tests.reporting.highlighting import Room, breakable, cut, differences, highlighted, moment, with_code
from contract_tests.reporting.words import heading, noticed, see_again, sentence

FILE = "contract.html"
ASSETS = Path(__file__).parent / "assets"
FINDINGS = 100
"""Findings that the page shows; `contract.json` has them all."""
ROWS = 1000
"""Requests that the page lists; `contract.har` has them all."""
PROVENANCE = {
    "reference": "stands on the vendor's API reference page",
    "guide": "stands in another public guide of the vendor",
    "semantics": "is what the name of the operation or property promises",
    "observed": "is what earlier runs always saw, and a person accepted",
    "assumed": "is a guess of ours: nobody says so, and it never counts as a defect",
}


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write the page, whole or not at all."""
    part = folder / f".{FILE}.{os.getpid()}"
    part.write_text(page(report, folder), encoding="utf-8", errors="backslashreplace")
    part.replace(folder / FILE)


def page(report: Mapping[str, Any], folder: Path) -> str:
    """Return the page of a run; the history in the folder has it already."""
    environment = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        bytecode_cache=_compiled(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cut": cut, "code": with_code, "breakable": breakable, "moment": moment}
    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    findings = _findings(report)
    return environment.get_template("report.html.jinja").render(
        report=report,
        meaning=sentence(report),
        provenance=PROVENANCE,
        findings=findings,
        more=len(report["findings"]) - len(findings),
        matrix=_matrix(report, findings),
        operations=_operations(report),
        assumptions=sorted(report["assumptions"], key=lambda a: ("refuted", "confirmed", "unseen").index(a["status"])),
        statuses={name: sum(a["status"] == name for a in report["assumptions"]) for name in ("refuted", "confirmed")},
        counts=_counts(report),
        not_tested=_not_tested(report),
        noticed=noticed(report),
        trend=(trend := history.trend(report, folder)),
        trends=_trends(trend),
        chart=chart.scatter(report["timeline"]),
        latencies=chart.latencies(report["timeline"]),
        rows=report["timeline"][:ROWS],
        style=style,
        script=script,
        policy=f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )


def _compiled() -> FileSystemBytecodeCache | None:
    """Keep the compiled template where Python keeps its modules: to compile it takes longer than all else here."""
    folder = ASSETS / "__pycache__"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings as the page shows them, with as much of their requests as there is room for."""
    room = Room()
    shown = []
    for number, finding in enumerate(report["findings"][:FINDINGS], 1):
        said = set(re.findall(r"\w+", f"{finding['expected']} {finding['seen']}"))
        expected, seen = differences(finding["expected"], finding["seen"])
        names = _names(finding["interactions"])
        steps = [_step(interaction, said, names) for interaction in finding["interactions"]]
        lines = [cut(line, 2000) for line in finding["shell"]]
        shell, python = "\n".join(lines), cut(finding["python"], 6000)
        shown.append(
            {
                **finding,
                "number": number,
                "anchor": f"finding-{number}",
                "heading": heading(finding),
                "expected": expected,
                "seen": seen,
                "also": finding["also_seen_by"],
                "again": see_again(finding),
                "steps": steps if room.take(*(part for step in steps for part in step.values())) else [],
                "shell": shell if room.take(shell) else "",
                "python": python if room.take(python) else "",
                "is_cut": lines != finding["shell"] or python != finding["python"],
            }
        )
    return shown


def _names(interactions: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the ids, tokens and names of what a finding is about, for it may be one of many in a list."""
    said = [f"{one['request']['url']} {one['request']['body']}" for one in interactions]
    said += [one["response"]["body"] or "" for one in interactions if one["request"]["method"] != "GET"]
    return set(re.findall(r"[\w-]{16,}", " ".join(said)))


def _step(interaction: Mapping[str, Any], words: set[str], names: set[str]) -> dict[str, Any]:
    request, response = interaction["request"], interaction["response"]
    return {
        "method": request["method"],
        "path": cut(re.sub(r"^\w+://[^/]*", "", request["url"]), 300),
        "status": response["status"],
        "headers": cut("\n".join(f"{name}: {value}" for name, value in response["headers"].items()), 1000),
        "body": highlighted(request["body"] or "", words, names),
        "response": highlighted(response["body"] or "", words, names),
    }


def _operations(report: Mapping[str, Any]) -> list[str]:
    names = [row["operation"] for row in report["checks"]] + [sent["operation"] for sent in report["timeline"]]
    return sorted({name for name in names if name})


def _matrix(report: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each check, with what became of it on each operation."""
    anchors: dict[str, str] = {}
    for finding in findings:
        for check in (finding["check"], *finding["also"]):
            anchors.setdefault(check, finding["anchor"])
    lines = []
    for check_id, group in itertools.groupby(report["checks"], key=lambda row: row["id"]):
        rows = list(group)
        cells = {row["operation"] or "": row for row in rows if row["held"] or row["failed"]}
        why = rows[0]["left_out"] or rows[0]["could_not_run"] or "there was no occasion"
        lines.append(
            {
                "id": check_id,
                "statement": rows[0]["statement"],
                "provenance": rows[0]["provenance"],
                "cells": cells,
                "failed": sum(row["failed"] for row in rows),
                "why": "" if cells else why,
                "anchor": anchors.get(check_id),
            }
        )
    return lines


def _counts(report: Mapping[str, Any]) -> dict[str, int]:
    promises = [row for row in report["checks"] if row["provenance"] != "assumed"]
    ids = {row["id"] for row in promises}
    broken = {row["id"] for row in promises if row["failed"]}
    held = {row["id"] for row in promises if row["held"]} - broken
    return {"held": len(held), "broken": len(broken), "idle": len(ids - held - broken)}


def _trends(trend: history.Trend) -> list[dict[str, Any]]:
    """Return a line for each check, its operations together where the same has become of them; what is new first."""
    states = dict.fromkeys(trend.new, ("new", "")) | dict.fromkeys(trend.gone, ("gone", ""))
    states = {name: ("since", since) for name, since in trend.since.items()} | states
    lines: dict[tuple[str, str, str], list[str]] = {}
    for name, (state, since) in states.items():
        check, _, operation = name.partition(" on ")
        lines.setdefault((state, since, check), []).append(operation or "any operation")
    shown = sorted(lines.items(), key=lambda line: (("new", "gone", "since").index(line[0][0]), line[0]))
    return [
        {"state": state, "since": since, "check": check, "operations": operations}
        for (state, since, check), operations in shown
    ]


def _not_tested(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was not tested, each with the reason."""
    lines = [("The run", f"stopped early: {report['reason']}")] if report["reason"] else []
    if report["budget_spent_in"]:
        lines.append((f"What follows “{report['budget_spent_in']}”", "the requests of the profile were used up"))
    lines += [(f"The rest of “{phase}”", reason) for phase, reason in report["cut_short"].items()]
    lines += [(operation, "it never succeeded") for operation in report["never_succeeded"]]
    reasons: dict[str, list[str]] = {}
    for row in report["checks"]:
        if row["provenance"] != "assumed" and not row["held"] and not row["failed"]:
            why = row["left_out"] or row["could_not_run"] or "there was no occasion"
            reasons.setdefault(why, []).append(row["id"])
    return lines + [(", ".join(checks), why) for why, checks in reasons.items()]
