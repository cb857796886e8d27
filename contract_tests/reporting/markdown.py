"""The run as Markdown, for the summary page of a CI: enough to know what is wrong, with whom, and what to attach."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from contract_tests.reporting import words

LONGEST = 700
"""Characters of a text from outside; evidence is shortened before."""


def text(report: Mapping[str, Any]) -> str:
    """Return the whole run as Markdown, from what `contract.json` holds, which is redacted."""
    counts = f"{words.count(report['requests'], 'request')} in {report['seconds']} s, started {report['started']}"
    run = f"{_code(report['target'])}, seed {report['seed']}, profile {report['profile']}, {counts}"
    if report["channels"]["created"]:
        run += f"; {report['channels']['created']} channels created, {report['channels']['deleted']} deleted"
    lines = [
        f"## Contract: {report['verdict']}",
        "",
        words.sentence(report),
        "",
        run,
        "",
    ]
    if report["reason"]:
        lines += [_code(report["reason"]), ""]
    if said := words.strictness(report):
        lines += [said, ""]
    lines += [line for said in words.what_to_do(report, _code) for line in (said, "")]
    lines += _left_behind(report)
    lines += [] if report["verdict"] == "unable" else _found(report)
    return "\n".join([*lines, "Once more:", "", *_fenced([report["again"]]), ""])


def _found(report: Mapping[str, Any]) -> list[str]:
    """Return what was found, and what was not tested: what somebody has to act on comes first."""
    lines = [line for finding in report["findings"] for line in _finding(finding)]
    lines += [words.about_the_lines(report), ""] if report["findings"] else []
    lines += _listed("Not tested", words.not_tested(report))
    lines += _guesses(report)
    lines += _listed("Known findings", words.no_longer_seen(report))
    lines += [line for title, said in words.noticed(report).items() for line in _listed(title, said)]
    return lines + _coverage(report)


def _finding(finding: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"### {finding['number']}. {_title(finding)}: {finding['statement']}", "")
    for label, said in words.facts(finding):
        yield f"- {label}: {said if label in ('where', 'promised') else _code(said)}"
    yield from ("", f"{words.see_again(finding).capitalize()}:", "", *_fenced(words.to_copy(finding)), "")
    if finding["script"]:
        yield from (
            f"Its lines are too long for this page: {_code(finding['script'])} lies beside `contract.json`.",
            "",
        )


def _title(finding: Mapping[str, Any]) -> str:
    return _code(words.heading(finding)) if finding["known"] else words.heading(finding)


def _guesses(report: Mapping[str, Any]) -> list[str]:
    refuted = [guess for guess in report["assumptions"] if guess["status"] == "refuted"]
    lines = [f"### Guesses: {words.guess_counts(report)}", "", "What openapi.yaml says and nobody has promised.", ""]
    if refuted:
        lines += ["Refuted assumptions:", ""]
        lines += [f"- {a['statement']} {_code(a['evidence'])} ({_code(a['pointer'])})" for a in refuted] + [""]
    unseen = [f"- {statement}" for statement in words.unseen(report)]
    return lines + (["Unseen:", "", *unseen, ""] if unseen else [])


def _listed(title: str, said: Sequence[str]) -> list[str]:
    return [f"### {title}", "", *(f"- {_code(line)}" for line in said), ""] if said else []


def _coverage(report: Mapping[str, Any]) -> list[str]:
    if not any(row["requests"] for row in report["coverage"]):
        return []
    rows = [
        f"| {row['operation']} | {row['requests']} | {row['held']} | {row['failed']} | {words.statuses(row)} |"
        for row in report["coverage"]
    ]
    head = ["| operation | requests | held | failed | answered |", "| --- | ---: | ---: | ---: | --- |"]
    return ["### Coverage", "", *head, *rows, ""]


def _left_behind(report: Mapping[str, Any]) -> list[str]:
    channels = report["channels"]
    left, perhaps = channels["left_named"], channels["possibly_left"]
    lines = [f"**Channels left behind**: {', '.join(map(_code, left))}", ""] if left else []
    lines += ["**Possibly left behind**, look for them by id or name:", ""] if perhaps else []
    return lines + ([*(f"- {_code(said)}" for said in perhaps), ""] if perhaps else [])


def _code(text: str) -> str:
    """Write a text so that nothing in it is markup."""
    text = " ".join(str(text).split())
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
    fence = "`" * (max((len(run) for run in "".join(c if c == "`" else " " for c in text).split()), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _fenced(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    fence = "~~~~" if "```" in text else "```"
    return [f"{fence}sh", text, fence]


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write `contract.md`, and append it to the file that a CI names in GITHUB_STEP_SUMMARY, if it does."""
    whole = text(report)
    (folder / "contract.md").write_text(whole, encoding="utf-8", errors="backslashreplace")
    if name := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(whole)
