"""The run as Markdown, for the summary page of a CI."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.reporting.terminal import ABOUT_THE_LINES, heading, no_longer_seen, see_again, where


def text(report: Mapping[str, Any]) -> str:
    """Return the whole run as Markdown, from what `contract.json` holds, which is redacted."""
    counts = f"{report['requests']} requests in {report['seconds']} s"
    run = f"{_code(report['target'])}, seed {report['seed']}, profile {report['profile']}, {counts}"
    lines = [f"## Contract: {report['verdict']}", "", run, ""]
    lines += [f"Cut short: {phase}: {_code(why)}" for phase, why in report["cut_short"].items()]
    lines += [""] if report["cut_short"] else []
    if report["reason"]:
        lines += [_code(report["reason"]), ""]
    for number, finding in enumerate(report["findings"], 1):
        title = _code(heading(finding)) if finding["known"] else heading(finding).capitalize()
        lines += [f"### {number}. {title}: {finding['statement']}", "", where(finding), ""]
        lines += [f"- expected: {_code(finding['expected'])}", f"- seen: {_code(finding['seen'])}"]
        lines += [f"- also seen by: {', '.join(finding['also_seen_by'])}"] if finding["also_seen_by"] else []
        lines += ["", f"{see_again(finding).capitalize()}:", "", *_fenced("\n".join(finding["shell"])), ""]
    lines += [ABOUT_THE_LINES, ""] if report["findings"] else []
    lines += [*no_longer_seen(report), ""] if report["no_longer_seen"] else []
    refuted = [a for a in report["assumptions"] if a["status"] == "refuted"]
    if refuted:
        lines += ["### Refuted assumptions", "", "These are guesses of `openapi.yaml`, no defects of the API.", ""]
        lines += [f"- {a['statement']} {_code(a['evidence'])}" for a in refuted] + [""]
    left = report["channels"]["left"]
    lines += [f"**Channels left behind**: {', '.join(map(_code, left))}", ""] if left else []
    perhaps = report["channels"]["possibly_left"]
    lines += ["**Possibly left behind**, look for them by id or name:", ""] if perhaps else []
    lines += [*(f"- {_code(words)}" for words in perhaps), ""] if perhaps else []
    return "\n".join([*lines, "Once more:", "", *_fenced(report["again"]), ""])


def _code(text: str) -> str:
    """Write a text so that nothing in it is markup."""
    text = " ".join(str(text).split())[:400]
    fence = "`" * (max((len(run) for run in "".join(c if c == "`" else " " for c in text).split()), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _fenced(text: str) -> list[str]:
    fence = "~~~~" if "```" in text else "```"
    return [f"{fence}sh", text, fence]


def write(report: Mapping[str, Any], folder: Path) -> None:  # noqa: ARG001 (a writer as the others)
    """Append it to the file that a CI names in GITHUB_STEP_SUMMARY, if it does."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if name:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text(report))
