"""What a person reads: one finding a cause, lines that can be run, and no secret in any of them."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from contract_tests.checks.results import Failure
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.server import running
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.reporting import evidence, junit, markdown, scripts, terminal
from contract_tests.selftest.trial import Trial
from contract_tests.tests.support.suite import SPEC, choosing, interaction, json_answer, reported, run
from contract_tests.tests.support.written import reported_once
from contract_tests.transport.identity import NAME


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
    found, _ = reported_once(fault)
    assert [check for check, _ in told(found)] == list(Trial("fault", fault).meant)


def test_two_causes_are_two_findings() -> None:
    found, _ = reported_once("toggle-clears-prompt", "update-drops-model")
    assert sorted(check for check, _ in told(found)) == ["toggle-only", "update-kept"]


@pytest.mark.whole
def test_every_check_that_failed_is_named_in_a_finding() -> None:
    found, _ = reported_once("agent-flag-as-text", "delete-acts-unauthorized", "key-in-header")
    named = {name for check, also in told(found) for name in (check, *also)}
    assert named == {check["id"] for check in found["checks"] if check["failed"]}


def test_the_terminal_shows_findings_within_its_width_but_for_lines_to_run() -> None:
    found, shown = reported_once("agent-flag-as-text")
    assert f"1. BROKEN  {found['findings'][0]['statement']}" in shown
    assert "   also seen " in shown
    lines = shown.partition("\nreport ")[0].splitlines()
    assert max(len(line) for line in lines if not line.startswith("     ")) <= terminal.WIDTH


@pytest.mark.whole
@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_terminal_is_as_wide_as_it_is_but_for_lines_to_copy(tmp_path: Path, width: int) -> None:
    found, _ = reported_once("agent-flag-as-text", "emoji-crashes")
    to_copy = {line.strip() for finding in found["findings"] for line in finding["shell"]}
    shown = terminal.text(found, tmp_path, width)
    lines = shown.partition("\nreport ")[0].splitlines()
    long = [line.strip() for line in lines if len(line) > width]
    assert all(line in to_copy or line.startswith(f"sh {tmp_path}") for line in long)
    assert "\x1b" not in shown
    assert "\x1b[" in terminal.text(found, tmp_path, width, colour=True)


def test_findings_come_before_the_tables() -> None:
    _, shown = reported_once("agent-flag-as-text")
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
    found, shown = reported_once("emoji-crashes")
    answer = found["findings"][0]["evidence"][0]
    assert answer["status"] == 500
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", answer["sent_at"])
    assert answer["sent_at"] in shown
    assert answer["sent_at"] in markdown.text(found)


@pytest.mark.parametrize(
    ("header", "told"),
    [("X-Request-Id", True), ("x-amzn-trace-id", True), ("CF-Ray", True), ("x-account-id", False), ("etag", False)],
)
def test_what_names_a_request_to_those_who_run_the_server_is_told(header: str, told: bool) -> None:
    sent = interaction("listChannels", json_answer(500, {}, **{header: "7f" * 99}))
    (answer,) = evidence.of(Failure("", "", (sent,)))
    assert answer["request_id"] == (f"{header.lower()}: {'7f' * 50}" if told else None)


@pytest.mark.whole
def test_a_finding_about_keys_says_which_key_was_sent_and_which_keys_its_lines_need(tmp_path: Path) -> None:
    found, shown = reported(tmp_path, "delete-acts-unauthorized")
    assert ", read-only key, at " in markdown.text(found)
    assert "The lines need $SENDYIQ_API_KEY and $SENDYIQ_READONLY_API_KEY." in " ".join(shown.split())


def test_where_a_body_has_no_room_its_long_texts_are_cut_and_what_stands_beside_them_is_shown() -> None:
    body = {"data": {"displayName": "x" * 5000, "systemPromptOverride": None}}
    sent = interaction("toggleChannelAgent", json_answer(200, body))
    (answer,) = evidence.of(Failure("", "", (sent,)))
    assert json.loads(answer["body"]) == {
        "data": {"displayName": f"{'x' * 80}… (5000 characters)", "systemPromptOverride": None}
    }


@pytest.mark.whole
def test_what_is_left_out_is_grouped_by_reason(tmp_path: Path) -> None:
    shown = run(tmp_path, read_only=True).summary
    assert shown.count("READ_ONLY=1)") == 1


@pytest.mark.whole
def test_a_report_tells_when_the_first_promise_was_found_broken(tmp_path: Path) -> None:
    assert reported_once("key-in-header")[0]["first_finding"] == 1
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
        assert not NAME.search(script + found["findings"][0]["python"])  # a sweep takes nothing of it for the run's own
        environment = {"SENDYIQ_API_KEY": FULL_KEY, "PATH": "/usr/bin:/bin", "NO_PROXY": "*"}
        done = subprocess.run(["bash", "-euc", script], env=environment, capture_output=True, text=True, check=True)
    assert seen in done.stdout


def test_the_markdown_summary_goes_where_a_ci_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reported_once("key-in-header")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    markdown.write(found, tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    for _ in range(2):
        markdown.write(found, tmp_path)
    said = (tmp_path / "step.md").read_text()
    assert said.count("## Contract: broken") == 2
    assert found["findings"][0]["statement"] in said


def test_what_a_server_says_is_no_markup() -> None:
    found, _ = reported_once("key-in-header")
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


@pytest.mark.whole
@pytest.mark.parametrize(("fault", "place"), [("key-in-header", "header "), ("app-secret-listed", "property data.")])
def test_a_credential_is_told_with_its_place_and_its_encoding(fault: str, place: str) -> None:
    found, _ = reported_once(fault)
    seen = next(finding["seen"] for finding in found["findings"] if finding["check"] == "no-credential")
    assert place in seen
    assert seen.endswith((", as it is", ", in Base64", ", in hexadecimal"))
