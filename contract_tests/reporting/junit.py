"""Writes `contract.xml`, the run as JUnit has it: a test case for each check and operation, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from contract_tests.reporting import items

FILE = "contract.xml"
NO_XML = {code: "\ufffd" for code in (*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (9, 10, 13)}
"""Characters that XML cannot hold."""
PROPERTIES = ("target", "seed", "profile", "verdict", "requests", "chosen", "read_only", "strict", "again")


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write what `contract.json` holds, which is redacted."""
    suite = TestSuite("contract")
    for name in PROPERTIES:
        suite.add_property(name, _text(report[name]))
    suite.timestamp = report["started"]
    cases = [_case(report, entry) for entry in report["table"]]
    suite.add_testcases([*cases, _verdict(report)])
    suite.time = report["seconds"]
    whole = JUnitXml("contract")
    whole.add_testsuite(suite)
    whole.write(str(folder / FILE), pretty=True)


def _case(report: Mapping[str, Any], entry: Mapping[str, Any]) -> TestCase:
    """Write one entry of the table. A finding is one failure, and what else saw it points there."""
    case = TestCase(_text(entry["operation"] or "any"), classname=f"contract.{entry['check']}", time=entry["seconds"])
    if entry["result"] == "failed" and entry["leads"]:
        case.result = [_finding(report["findings"][number - 1]) for number in entry["leads"]]
    elif entry["result"] == "failed":
        case.result = [Skipped(_text(items.failure(report, entry)))]
    elif entry["result"] == "refuted":
        said = f"Refuted guess: {entry['reason']}"
        case.result = [_failure(said, "assumed", said) if report["strict"] else Skipped(_text(said))]
    elif entry["result"] == "skipped":
        case.result = [Skipped(_text(entry["reason"]))]
    return case


def _finding(finding: Mapping[str, Any]) -> Failure:
    said = f"{finding['statement']} Expected {finding['expected']}; seen {finding['seen']}."
    return _failure(said, finding["provenance"], items.told(finding))


def _failure(message: str, kind: str, text: str) -> Failure:
    failure = Failure(_text(message), type_=kind)
    failure.text = _text(text)
    return failure


def _verdict(report: Mapping[str, Any]) -> TestCase:
    """Make a case of the run itself: where not everything could be tested, nothing else would be red."""
    case = TestCase("verdict", classname="contract.run", time=report["seconds"])
    if report["verdict"] in ("unable", "incomplete"):
        lacking = [*report["never_succeeded"], *report["never_ran"], *report["cut_short"].values()]
        said = report["reason"] or f"not everything could be tested: {', '.join(lacking)}"
        case.result = [Error(_text(said), type_=report["verdict"])]
    refuted = [guess for guess in report["assumptions"] if guess["status"] == "refuted"]
    if report["strict"] and refuted and not case.result:  # guesses of the document belong to no check
        said = "; ".join(f"{guess['statement']} {guess['evidence']}" for guess in refuted)
        case.result = [_failure(f"STRICT=1: {len(refuted)} guesses are refuted", "assumed", said)]
    return case


def _text(value: Any) -> str:
    return ("" if value is None else str(value)).translate(NO_XML)
