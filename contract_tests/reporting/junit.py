"""Writes `contract.xml`, the run as JUnit has it: a test case for each check and operation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from contract_tests.reporting.terminal import cut

FILE = "contract.xml"
NO_XML = {code: "\ufffd" for code in (*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (9, 10, 13)}
"""Characters that XML cannot hold."""


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write what `contract.json` holds, which is redacted. A refuted guess is no failure."""
    suite = TestSuite("contract")
    for name in ("target", "seed", "profile", "verdict"):
        suite.add_property(name, _text(report[name]))
    suite.timestamp = report["started"]
    suite.add_testcases([_case(check) for check in report["checks"]])
    if report["verdict"] in ("unable", "incomplete"):
        suite.add_testcase(_verdict(report))
    suite.time = report["seconds"]
    whole = JUnitXml("contract")
    whole.add_testsuite(suite)
    whole.write(str(folder / FILE), pretty=True)


def _case(check: Mapping[str, Any]) -> TestCase:
    case = TestCase(_text(check["operation"] or "any operation"), classname=f"contract.{check['id']}")
    if check["provenance"] == "assumed":
        case.system_out = f"{_text(check['statement'])} A guess: it never fails."
    elif check["failed"] and check["known"]:
        case.result = [Skipped(_text(f"a known finding: {check['statement']}"))]
    elif check["failed"]:
        example = check["example"] or {"expected": "", "seen": "", "steps": []}
        said = f"{check['statement']} Expected {example['expected']}; seen {example['seen']}."
        failure = Failure(_text(said), type_=check["provenance"])
        failure.text = _text(
            "\n".join([f"failed {check['failed']} times, held {check['held']}", *map(cut, example["steps"])])
        )
        case.result = [failure]
    elif not check["held"]:
        case.result = [Skipped(_text(check["left_out"] or check["could_not_run"] or "there was no occasion"))]
    return case


def _verdict(report: Mapping[str, Any]) -> TestCase:
    """Make a case of a run that could not test everything: without it, nothing would be red."""
    case = TestCase("verdict", classname="contract.run")
    lacking = [*report["never_succeeded"], *report["never_ran"], *report["cut_short"].values()]
    case.result = [Error(_text(report["reason"] or f"not everything could be tested: {', '.join(lacking)}"))]
    return case


def _text(value: Any) -> str:
    return str(value).translate(NO_XML)
