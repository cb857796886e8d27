"""What a person reads: one finding a cause, lines that can be run, JUnit and Markdown, and no secret in any of them."""

from __future__ import annotations

import copy
import functools
import itertools
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from junitparser import JUnitXml

from contract_tests.checks.coverage import cells
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.server import running
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.reporting import junit, markdown, scripts, terminal
from contract_tests.selftest.trial import Trial
from contract_tests.tests.support.suite import BRIEF, SPEC, Serve, choosing, json_answer, reported, run


@functools.cache
def _told_once(*faults: str) -> tuple[dict[str, Any], str]:
    with tempfile.TemporaryDirectory() as folder:
        return reported(Path(folder), *faults)


def of(*faults: str) -> tuple[dict[str, Any], str]:
    """What a quick run tells of some faults: run once, for all tests that look at it."""
    return copy.deepcopy(_told_once(*faults))


def xml_of(found: dict[str, Any], folder: Path) -> JUnitXml:
    junit.write(found, folder)
    return JUnitXml.fromfile(str(folder / junit.FILE))


def told(found: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(finding["check"], finding["also_seen_by"]) for finding in found["findings"]]


@pytest.mark.whole
@pytest.mark.parametrize(
    "fault",
    [
        "agent-flag-as-text",
        "success-missing",
        "toggle-flips",
        "update-renames-others",
        "delete-acts-unauthorized",
        "delete-keeps-channel",
        "any-key-accepted",
        "toggle-open-to-all",
        "number-accepted-as-text",
        "put-updates",
        "create-not-listed",
    ],
)
def test_one_cause_is_one_finding_led_by_the_plainest_evidence(fault: str) -> None:
    found, _ = of(fault)
    assert [check for check, _ in told(found)] == list(Trial("fault", fault).meant)


def test_two_causes_are_two_findings() -> None:
    found, _ = of("toggle-clears-prompt", "update-drops-model")
    assert sorted(check for check, _ in told(found)) == ["toggle-only", "update-kept"]


@pytest.mark.whole
def test_every_check_that_failed_is_named_in_a_finding() -> None:
    found, _ = of("agent-flag-as-text", "delete-acts-unauthorized", "key-in-header")
    named = {name for check, also in told(found) for name in (check, *also)}
    assert named == {check["id"] for check in found["checks"] if check["failed"]}


def test_the_terminal_shows_findings_within_its_width_but_for_lines_to_run() -> None:
    found, shown = of("agent-flag-as-text")
    assert f"1. BROKEN  {found['findings'][0]['statement']}" in shown
    assert "   also seen " in shown
    lines = shown.partition("\nreport ")[0].splitlines()
    assert max(len(line) for line in lines if not line.startswith("     ")) <= terminal.WIDTH


@pytest.mark.whole
@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_terminal_is_as_wide_as_it_is_but_for_lines_to_copy(tmp_path: Path, width: int) -> None:
    found, _ = of("agent-flag-as-text", "emoji-crashes")
    to_copy = {line.strip() for finding in found["findings"] for line in finding["shell"]}
    shown = terminal.text(found, tmp_path, width)
    lines = shown.partition("\nreport ")[0].splitlines()
    long = [line.strip() for line in lines if len(line) > width]
    assert all(line in to_copy or line.startswith(f"sh {tmp_path}") for line in long)
    assert "\x1b" not in shown
    assert "\x1b[" in terminal.text(found, tmp_path, width, colour=True)


def test_findings_come_before_the_tables() -> None:
    _, shown = of("agent-flag-as-text")
    assert (
        shown.index("1. BROKEN") < shown.index("Guesses of ours") < shown.index(" check ") < shown.index(" operation ")
    )


@pytest.mark.whole
def test_a_line_to_copy_is_never_cut(tmp_path: Path) -> None:
    found, shown = reported(tmp_path, "long-text-crashes")
    long = [finding for finding in found["findings"] if max(map(len, finding["shell"])) > scripts.LONGEST_LINE]
    assert long
    scripts.write(found, tmp_path)
    for finding in found["findings"]:
        copied = [f"sh {tmp_path / finding['script']}"] if finding["script"] else finding["shell"]
        assert all(line in shown for line in copied)
        if finding["script"]:
            assert (tmp_path / finding["script"]).read_text().splitlines()[2:] == finding["shell"]


@pytest.mark.whole
def test_evidence_has_the_response_and_the_time() -> None:
    found, shown = of("emoji-crashes")
    answer = found["findings"][0]["evidence"][0]
    assert answer["status"] == 500
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", answer["sent_at"])
    assert answer["sent_at"] in shown
    assert answer["sent_at"] in markdown.text(found)


@pytest.mark.whole
def test_what_is_left_out_is_grouped_by_reason(tmp_path: Path) -> None:
    shown = run(tmp_path, read_only=True).summary
    assert shown.count("READ_ONLY=1)") == 1


@pytest.mark.whole
def test_a_report_tells_when_the_first_promise_was_found_broken(tmp_path: Path) -> None:
    assert of("key-in-header")[0]["first_finding"] == 1
    assert run(tmp_path).report["first_finding"] is None


@pytest.mark.whole
@pytest.mark.network("curl talks to a mock of this test")
@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("update-wipes-unsent", '"displayName":null'),
        ("wrong-type-crashes", "HTTP/1.1 500"),
        ("missing-key-accepted", "HTTP/1.1 200"),
        ("rotate-keeps-token", '"channelToken"'),
        ("toggle-flips", '"isAgentEnabled":'),
        ("put-updates", "HTTP/1.1 200"),
        ("unknown-id-crashes", "HTTP/1.1 500"),
        ("stack-trace-shown", "System.FormatException"),
    ],
)
def test_the_lines_of_a_finding_show_it_again(tmp_path: Path, fault: str, seen: str) -> None:
    store = Store()
    with running(wrapped(store, App(SPEC, store), [FAULTS[fault]])) as url:
        found, _ = reported(tmp_path, fault, target=url, chosen=choosing(*Trial("fault", fault).meant))
        script = "\n".join(found["findings"][0]["shell"])
        environment = {"SENDYIQ_API_KEY": FULL_KEY, "PATH": "/usr/bin:/bin", "NO_PROXY": "*"}
        done = subprocess.run(["bash", "-euc", script], env=environment, capture_output=True, text=True, check=True)
    assert seen in done.stdout


# JUnit


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


# Markdown


def test_the_markdown_summary_goes_where_a_ci_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = of("key-in-header")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    markdown.write(found, tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    for _ in range(2):
        markdown.write(found, tmp_path)
    said = (tmp_path / "step.md").read_text()
    assert said.count("## Contract: broken") == 2
    assert found["findings"][0]["statement"] in said


def test_what_a_server_says_is_no_markup() -> None:
    found, _ = of("key-in-header")
    found["findings"][0] |= {"seen": "`</code><img src=x> ``", "shell": ["```", "~"]}
    said = markdown.text(found)
    assert "- seen: ``` `</code><img src=x> `` ```\n" in said
    assert "~~~~sh\n```\n~\n~~~~" in said


@pytest.mark.whole
def test_no_credential_is_in_any_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = ("key-in-header", "app-secret-listed", "credentials-in-error", "missing-key-accepted")
    found, shown = reported(tmp_path, *faults)
    junit.write(found, tmp_path)
    xml = (tmp_path / junit.FILE).read_text()
    said = markdown.text(found)
    secrets = re.compile("|".join(re.escape(key.partition(".")[2]) for key in (FULL_KEY, READ_ONLY_KEY)))
    for text in (json.dumps(found), shown, xml, said):
        assert not secrets.search(text)
    assert len(found["findings"]) >= 2
    hexadecimal = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{40}")  # as the run's credentials are
    assert not list(itertools.chain.from_iterable(map(hexadecimal.findall, (shown, xml, said))))


# Fingerprints


def prints_of(found: dict[str, Any]) -> list[str]:
    return [finding["fingerprint"] for finding in found["findings"]]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        ("agent-flag-as-text", "schema-reference · listChannels · isAgentEnabled · type of text"),
        ("update-drops-model", "update-kept · updateChannel · aiModelCode · any value"),
        ("toggle-clears-prompt", "toggle-only · toggleChannelAgent · systemPromptOverride · changed"),
        ("wrong-type-crashes", "no-server-error · toggleChannelAgent · enabled · number"),
        ("missing-key-accepted", "no-key · listChannels · - · always"),
        ("malformed-id-crashes", "no-server-error · deleteChannel · - · malformed id"),
    ],
)
def test_a_finding_is_known_by_check_operation_property_and_cause_whatever_the_seed(
    tmp_path: Path, fault: str, fingerprint: str
) -> None:
    check = choosing(fingerprint.partition(" · ")[0])
    for found, _ in (of(fault), reported(tmp_path, fault, seed=2, chosen=check)):
        assert fingerprint in prints_of(found)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        ("lost-update", "updates-together · updateChannel · - · at the same time"),
        ("creates-mixed-up", "unique-id · createWebsiteChannel · - · at the same time"),
    ],
)
def test_a_race_has_the_same_fingerprint_whatever_the_seed(tmp_path: Path, fault: str, fingerprint: str) -> None:
    check = choosing(fingerprint.partition(" · ")[0])
    others = (reported(tmp_path / str(seed), fault, seed=seed, chosen=check) for seed in (2, 3))
    for found, _ in (of(fault), *others):
        assert prints_of(found) == [fingerprint]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        ("emoji-crashes", "no-server-error · updateChannel · - · emoji or rare script"),
        ("create-listed-twice", "listed-once · createWebsiteChannel · - · always"),
    ],
)
def test_what_fails_in_any_property_or_order_has_one_fingerprint_whatever_the_seed(
    tmp_path: Path, fault: str, fingerprint: str
) -> None:
    for seed in (1, 2):
        assert prints_of(reported(tmp_path / str(seed), fault, profile="default", seed=seed)[0]) == [fingerprint]


def test_a_second_cause_under_the_same_check_has_a_fingerprint_of_its_own(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "emoji-crashes", "nul-crashes", profile=BRIEF)
    causes = {each["cause"] for finding in found["findings"] for each in finding["fingerprints"]}
    assert {"emoji or rare script", "NUL"} <= causes


@pytest.mark.whole
@pytest.mark.parametrize(("fault", "place"), [("key-in-header", "header "), ("app-secret-listed", "property data.")])
def test_a_credential_is_told_with_its_place_and_its_encoding(fault: str, place: str) -> None:
    found, _ = of(fault)
    seen = next(finding["seen"] for finding in found["findings"] if finding["check"] == "no-credential")
    assert place in seen
    assert seen.endswith((", as it is", ", in Base64", ", in hexadecimal"))
