"""JUnit: a case for each check and operation, one failure a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from junitparser import JUnitXml

from contract_tests.checks.coverage import cells
from contract_tests.reporting import junit
from contract_tests.tests.support.suite import SPEC, Serve, json_answer, reported, run


def xml_of(found: dict[str, Any], folder: Path) -> JUnitXml:
    junit.write(found, folder)
    return JUnitXml.fromfile(str(folder / junit.FILE))


@pytest.mark.whole
def test_junit_has_a_case_for_each_check_and_operation(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "missing-key-accepted", query_key=False)
    cases = {(case.classname, case.name): case for suite in xml_of(found, tmp_path) for case in suite}
    assert len(cases) == len(cells(SPEC)) + 1
    assert cases["contract.wrong-key", "listChannels"].is_passed
    skipped = cases["contract.query-key", "listChannels"]
    assert (skipped.is_skipped, skipped.result[0].message) == (True, "QUERY_KEY=0")
    assert sum(case.is_failure for case in cases.values()) == len(found["findings"])
    others = [entry for entry in found["table"] if entry["failed"] and not entry["leads"]]
    assert others
    for entry in others:
        case = cases[f"contract.{entry['check']}", entry["operation"] or "any"]
        assert case.result[0].message.startswith(f"the same as finding {entry['finding']}")


@pytest.mark.whole
def test_junit_has_the_seconds_of_what_each_case_was_judged_by_however_large(tmp_path: Path) -> None:
    found = run(tmp_path, _large).report
    cases = {
        f"{case.name}-{case.classname.removeprefix('contract.')}": case
        for suite in xml_of(found, tmp_path)
        for case in suite
    }
    for entry in found["table"]:
        tried = bool(entry["held"] or entry["failed"])
        assert (cases[entry["id"]].time > 0) == tried
    listed = cases["listChannels-schema-reference"].time
    sent = [each for each in found["timeline"] if each["operation"] == "listChannels" and each["status"] == 200]
    assert listed == pytest.approx(sum(each["milliseconds"] for each in sent) / 1000, abs=0.001)


def _large(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    response = serve(request)
    if response.status_code != 200:
        return response
    body = response.json() | {"padding": "x" * 20_000}
    return json_answer(200, body)


@pytest.mark.whole
def test_junit_names_stay_the_same_from_seed_to_seed(tmp_path: Path) -> None:
    runs = [run(tmp_path / str(seed), seed=seed).report for seed in (1, 2)]
    names = [[entry["id"] for entry in found["table"]] for found in runs]
    assert names[0] == names[1] == [cell.id for cell in cells(SPEC)]


@pytest.mark.whole
def test_a_refuted_guess_is_no_failure_in_junit(tmp_path: Path) -> None:
    found = run(tmp_path, lambda _, request, serve: _teapot(serve(request))).report
    assert any(assumption["status"] == "refuted" for assumption in found["assumptions"])
    assert xml_of(found, tmp_path).failures == 0


def _teapot(response: httpx.Response) -> httpx.Response:
    if response.status_code != 404:
        return response
    return httpx.Response(418, headers={"content-type": "application/json"}, content=response.content)


def test_a_run_that_could_not_test_is_an_error_in_junit(tmp_path: Path) -> None:
    found = run(tmp_path, key="", key_problem="No key: set it.").report
    assert xml_of(found, tmp_path).errors == 1


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path: Path) -> None:
    found = run(tmp_path).report
    found["table"][0] |= {"result": "skipped", "reason": "Expected \x00\x1b; seen \ud800\ufffe]]>."}
    failure = next(iter(next(iter(xml_of(found, tmp_path)))))
    assert "Expected \ufffd\ufffd; seen \ufffd\ufffd]]>." in failure.result[0].message
