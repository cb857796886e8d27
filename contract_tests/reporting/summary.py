"""What a person reads of a run's findings: as data for `contract.json`, on the terminal, and as Markdown."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.checks.findings import Finding
from contract_tests.checks.state.own import Own
from contract_tests.reporting import reproduce
from contract_tests.transport.interaction import Key

WIDTH = 100
"""Columns of the terminal."""
ABOUT_THE_LINES = "The lines need $SENDYIQ_API_KEY. What they create is named contract-test-…; delete it afterwards."
LONGEST_STEP = 700
"""Characters of a shell line that the terminal shows."""


def render_finding(
    finding: Finding, key_header: str, keys: Mapping[str, str], channels: Mapping[Key, Own]
) -> dict[str, Any]:
    """Return a finding as `contract.json` has it. `channels` holds those of the run, by normalised id."""
    row, check = finding.plainest, finding.check
    rows = [r for r in finding.rows if r.check == check]
    failure = row.failure
    interactions = reproduce.whole(failure.interactions, channels) if failure else ()
    return {
        "check": check.id,
        "statement": check.statement,
        "provenance": check.provenance,
        "source": check.source,
        "operations": finding.operations,
        "failed": sum(r.failed for r in rows),
        "of": sum(r.failed + r.held for r in rows),
        "comes_and_goes": row.comes_and_goes,
        "replayed": bool(failure and failure.shown_again),
        "first": min((r.first or 0 for r in finding.rows), default=0),
        "expected": failure.expected if failure else "",
        "seen": failure.seen if failure else "",
        "also_seen_by": finding.also,
        "shell": reproduce.shell(interactions, key_header, keys),
        "python": reproduce.python(interactions),
    }


def terminal(number: int, finding: Mapping[str, Any]) -> list[str]:
    """Return a finding as lines for the terminal."""
    lines = ["", *_wrapped(f"{number}. BROKEN  {finding['statement']}", "   ")]
    lines += _wrapped(f"   {_where(finding)}", "   ")
    for name in ("expected", "seen"):
        lines += _wrapped(f"   {name:<9} {finding[name]}", " " * 13)
    if finding["also_seen_by"]:
        lines += _wrapped(f"   also seen by {', '.join(finding['also_seen_by'])}", "   ")
    lines.append(f"   {_see_again(finding)}:")
    return [*lines, *(f"     {cut(step)}" for step in finding["shell"])]


def cut(step: str) -> str:
    """Cut a shell line that is too long to be read."""
    rest = f"… ({len(step)} characters, whole in contract.json)"
    return step if len(step) <= LONGEST_STEP else step[:LONGEST_STEP] + rest


def _see_again(finding: Mapping[str, Any]) -> str:
    if not finding["replayed"]:
        return "see it again"
    return f"see it again (replays showed it {'now and then' if finding['comes_and_goes'] else 'each time'})"


def _where(finding: Mapping[str, Any]) -> str:
    where = ", ".join(finding["operations"]) or "any operation"
    comes = ", comes and goes" if finding["comes_and_goes"] else ""
    times = f"failed {finding['failed']} of {finding['of']} times{comes}"
    return f"{where}: {times}  [{finding['check']}; {finding['provenance']}: {finding['source']}]"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True) or [text]


def by_reason(left_out: Mapping[str, str]) -> list[str]:
    """Return what was left out, a line for each reason."""
    reasons: dict[str, list[str]] = {}
    for check_id, reason in left_out.items():
        reasons.setdefault(reason, []).append(check_id)
    return [
        line
        for reason, checks in reasons.items()
        for line in _wrapped(f"Left out ({reason}): {', '.join(checks)}", "  ")
    ]


# Markdown


def markdown(report: Mapping[str, Any], again: str) -> str:
    """Return the whole run as Markdown, from what `contract.json` holds, which is redacted."""
    counts = f"{report['requests']} requests in {report['seconds']} s"
    run = f"{_code(report['target'])}, seed {report['seed']}, profile {report['profile']}, {counts}"
    lines = [f"## Contract: {report['verdict']}", "", run, ""]
    lines += [f"Cut short: {phase}: {_code(why)}" for phase, why in report["cut_short"].items()]
    lines += [""] if report["cut_short"] else []
    if report["reason"]:
        lines += [_code(report["reason"]), ""]
    for number, finding in enumerate(report["findings"], 1):
        lines += [f"### {number}. Broken: {finding['statement']}", "", _where(finding), ""]
        lines += [f"- expected: {_code(finding['expected'])}", f"- seen: {_code(finding['seen'])}"]
        lines += [f"- also seen by: {', '.join(finding['also_seen_by'])}"] if finding["also_seen_by"] else []
        lines += ["", f"{_see_again(finding).capitalize()}:", "", *_fenced("\n".join(finding["shell"])), ""]
    lines += [ABOUT_THE_LINES, ""] if report["findings"] else []
    refuted = [a for a in report["assumptions"] if a["status"] == "refuted"]
    if refuted:
        lines += ["### Refuted assumptions", "", "These are guesses of `openapi.yaml`, no defects of the API.", ""]
        lines += [f"- {a['statement']} {_code(a['evidence'])}" for a in refuted] + [""]
    left = report["channels"]["left"]
    lines += [f"**Channels left behind**: {', '.join(map(_code, left))}", ""] if left else []
    perhaps = report["channels"]["possibly_left"]
    lines += ["**Possibly left behind**, look for them by id or name:", ""] if perhaps else []
    lines += [*(f"- {_code(words)}" for words in perhaps), ""] if perhaps else []
    return "\n".join([*lines, "Once more:", "", *_fenced(again), ""])


def _code(text: str) -> str:
    """Write a text so that nothing in it is markup."""
    text = " ".join(str(text).split())[:400]
    fence = "`" * (max((len(run) for run in "".join(c if c == "`" else " " for c in text).split()), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _fenced(text: str) -> list[str]:
    fence = "~~~~" if "```" in text else "```"
    return [f"{fence}sh", text, fence]


def append(report: Mapping[str, Any], again: str) -> None:
    """Append the Markdown to the file that a CI names in GITHUB_STEP_SUMMARY, if it does."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if name:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(markdown(report, again))
