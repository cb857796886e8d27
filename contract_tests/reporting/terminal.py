"""What a tester reads on the terminal at the end of a run, from what `contract.json` holds."""

from __future__ import annotations

import itertools
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.reporting.contract_json import FILE

WIDTH = 100
"""Columns of the terminal."""
ABOUT_THE_LINES = "The lines need $SENDYIQ_API_KEY. What they create is named contract-test-…; delete it afterwards."
LONGEST_STEP = 700
"""Characters of a shell line that the terminal shows."""


def _finding(number: int, finding: Mapping[str, Any]) -> list[str]:
    """Return a finding as lines for the terminal."""
    lines = ["", *_wrapped(f"{number}. {heading(finding)}  {finding['statement']}", "   ")]
    lines += _wrapped(f"   {where(finding)}", "   ")
    for name in ("expected", "seen"):
        lines += _wrapped(f"   {name:<9} {finding[name]}", " " * 13)
    if finding["also_seen_by"]:
        lines += _wrapped(f"   also seen by {', '.join(finding['also_seen_by'])}", "   ")
    lines.append(f"   {see_again(finding)}:")
    return [*lines, *(f"     {cut(step)}" for step in finding["shell"])]


def heading(finding: Mapping[str, Any]) -> str:
    """Say what kind of finding it is: known, changed since it was observed, or a broken promise."""
    if finding["known"] is not None:
        entry = finding["known"][0]
        ticket = f", {entry['ticket']}" if entry["ticket"] else ""
        return f"KNOWN until {entry['until']} ({entry['reason']}{ticket})"
    return f"CHANGED since {finding['since']}" if finding["since"] else "BROKEN"


def counted(report: Mapping[str, Any]) -> str:
    """Count the findings by what kind they are."""
    found = report["findings"]
    kinds = {"changed since they were observed": 0, "known": sum(each["known"] is not None for each in found)}
    kinds["changed since they were observed"] = sum(bool(each["since"]) for each in found if each["known"] is None)
    told = [f"{count} of them {kind}" for kind, count in kinds.items() if count]
    return ", ".join([f"findings: {len(found)}", *told])


def no_longer_seen(report: Mapping[str, Any]) -> list[str]:
    """Name the entries of known findings that may be deleted."""
    parts = ("check", "operation", "property", "cause")
    return [
        f"No longer seen, delete it from known_findings.yaml: {' · '.join(e[p] or '-' for p in parts if p in e)}"
        for e in report["no_longer_seen"]
    ]


def cut(step: str) -> str:
    """Cut a shell line that is too long to be read."""
    rest = f"… ({len(step)} characters, whole in contract.json)"
    return step if len(step) <= LONGEST_STEP else step[:LONGEST_STEP] + rest


def see_again(finding: Mapping[str, Any]) -> str:
    """Say whether replays showed a finding."""
    if not finding["replayed"]:
        return "see it again"
    return f"see it again (replays showed it {'now and then' if finding['comes_and_goes'] else 'each time'})"


def where(finding: Mapping[str, Any]) -> str:
    """Say on which operations it was found, how often, and what promises the opposite."""
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


def text(report: Mapping[str, Any], folder: Path) -> str:
    """Return what a tester reads at the end of a run."""
    if report["verdict"] == "unable":
        return f"\nUNABLE  {report['reason']}"
    lines = ["", f"{'check':<22} {'held':>6} {'failed':>6}  operations", "-" * WIDTH]
    lines += _table(report)
    lines += _assumptions(report)
    for number, finding in enumerate(report["findings"], 1):
        lines += _finding(number, finding)
    lines += ["", ABOUT_THE_LINES] if report["findings"] else []
    lines += no_longer_seen(report)
    lines += _not_tested(report)
    lines += _channels(report, folder)
    meaning = {
        "kept": "every promise that was checked held" + (f" ({counted(report)})" if report["findings"] else ""),
        "broken": f"promises of the contract are broken ({counted(report)})",
        "incomplete": "nothing broken was found, but not everything could be tested",
    }[report["verdict"]]
    lines += [
        "",
        f"{report['verdict'].upper()}  {meaning}",
        f"target {report['target']} · seed {report['seed']} · profile {report['profile']} · "
        f"{report['requests']} requests · {report['seconds']} s",
        f"report {folder / FILE} · once more: {report['again']}",
    ]
    if report["exit_code"] == 1 and report["verdict"] != "broken":
        lines.append("Refuted assumptions make the exit status 1.")
    return "\n".join(lines)


def _table(report: Mapping[str, Any]) -> list[str]:
    lines = []
    for check_id, group in itertools.groupby(report["checks"], key=lambda row: row["id"]):
        rows = list(group)
        held, failed = (sum(row[name] for row in rows) for name in ("held", "failed"))
        if rows[0]["provenance"] == "assumed" or not held + failed:
            continue
        names = [row["operation"] for row in rows if row["operation"]]
        where = ", ".join(names) if len(names) < 4 else f"{len(names)} operations"
        lines.append(f"{check_id:<22} {held:>6} {failed or '':>6}  {where}")
    return lines


def _assumptions(report: Mapping[str, Any]) -> list[str]:
    by_status = Counter(assumption["status"] for assumption in report["assumptions"])
    counts = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items()))
    lines = ["", f"Assumptions of ours about answers: {counts}"]
    for assumption in report["assumptions"]:
        if assumption["status"] == "refuted":
            lines.append(f"  REFUTED  {assumption['statement']}")
            lines.append(f"           {assumption['evidence']}  ({assumption['pointer']})")
    if by_status["refuted"]:
        lines.append("  A refuted assumption is no defect of the API: openapi.yaml guessed wrong and should be mended.")
    return lines


def _not_tested(report: Mapping[str, Any]) -> list[str]:
    lines = by_reason(report["left_out"])
    if report["reason"]:
        lines.append(f"Stopped early: {report['reason']}")
    if report["budget_spent_in"]:
        lines.append(
            f"The requests of the profile were used up in: {report['budget_spent_in']}; what follows was not sent"
        )
    lines += [f"Cut short: {phase} ({reason})" for phase, reason in report["cut_short"].items()]
    lines += [f"Never succeeded: {operation}" for operation in report["never_succeeded"]]
    if report["never_ran"]:
        reasons = dict.fromkeys(row["could_not_run"] for row in report["checks"] if row["could_not_run"])
        lines.append(f"Never ran: {', '.join(report['never_ran'])} (because: {', '.join(reasons)})")
    return ["", *lines] if lines else []


def _channels(report: Mapping[str, Any], folder: Path) -> list[str]:
    channels = report["channels"]
    lines = ["", f"Channels: {channels['created']} created, {channels['deleted']} deleted"]
    if channels["left"]:
        swept = f"make sweep TARGET={report['target']} REPORTS={folder}"
        lines.append(f"  LEFT BEHIND: {', '.join(channels['left'])}. Try: {swept}")
    return [*lines, *(f"  possibly left: {words}" for words in channels["possibly_left"])]
