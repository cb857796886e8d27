"""The findings of the last run as annotations of GitHub's runner: one for each, and one for what a run left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.reporting import words


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield workflow commands. What a target said is in their data alone, with what could end it escaped."""
    for finding in report["findings"]:
        said = f"{finding['statement']} {words.where(finding)}. Expected {finding['expected']}; seen {finding['seen']}."
        kind, title = "error", finding["check"]
        if finding["known"] or finding["since"]:  # what is known breaks nothing
            kind, title = "warning" if finding["known"] else "error", f"{words.heading(finding)}: {title}"
        yield f"::{kind} title={_property(title)}::{_data(said)}"
    for guess in report["assumptions"]:
        if guess["status"] == "refuted":
            yield f"::warning title=Refuted guess::{_data(guess['statement'] + ' ' + guess['evidence'])}"
    for left in words.left_behind(report):
        yield f"::warning title=Left on the target::{_data(left)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
