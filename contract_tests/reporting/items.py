"""What pytest says of one check on one operation, from what `contract.json` holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.reporting import words


@dataclass(frozen=True)
class ItemOutcome:
    """A result, and what there is to say about it."""

    result: Literal["held", "failed", "refuted", "skipped"]
    words: str


def outcome(report: Mapping[str, Any], operation: str | None, check_id: str) -> ItemOutcome:
    """Return what became of a check on an operation; what could not be tried has failed, since no one chose that."""
    entry = next(e for e in report["table"] if (e["operation"], e["check"]) == (operation, check_id))
    if entry["result"] == "failed":
        return ItemOutcome("failed", failure(report, entry))
    if entry["could_not_run"]:
        return ItemOutcome("failed", f"could not be tested: {entry['reason']}")
    return ItemOutcome(entry["result"], entry["reason"] or "")


def failure(report: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """Return the findings at the entry that leads them; the others that saw one point there."""
    if entry["leads"]:
        return "\n\n".join(told(report["findings"][number - 1]) for number in entry["leads"])
    number = entry["finding"]
    return f"the same as finding {number} ({report['findings'][number - 1]['check']}): failed {entry['failed']} times"


def told(finding: Mapping[str, Any]) -> str:
    """Return all that there is to say of a finding."""
    facts = [f"{label:<9} {text}" for label, text in words.facts(finding)]
    again = [f"{words.see_again(finding)}:", *words.to_copy(finding)]
    return "\n".join([f"Finding {finding['number']}. {finding['statement']}", *facts, *again])
