"""What a user gets: exit statuses, one line for a mistake, a plan that sends nothing, and the report."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests import __main__ as command_line
from contract_tests.mock.configuration import VARIABLES as MOCK_VARIABLES
from contract_tests.mock.store import FULL_KEY
from contract_tests.reporting import plan, words
from contract_tests.settings import KEY, VARIABLES
from contract_tests.spec import SPEC_PATH
from contract_tests.tests.support.suite import SPEC, reported, run, settings, with_gone_as_404
from contract_tests.transport.redaction import Redactor

SECRET = "keyId.S3cretPart-of-a-real-key"
NAMES = set(command_line.KNOWN)


def told(tmp_path: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command; return its exit status and what it said."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    finished = subprocess.run(
        [sys.executable, "-m", "contract_tests", *arguments],
        cwd=SPEC_PATH.parent,
        env={**clean, "REPORTS": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return finished.returncode, finished.stdout, finished.stderr


def test_the_help_explains_every_command_and_every_option(
    in_process: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_process.setattr(sys, "argv", ["contract_tests", "--help"])
    with pytest.raises(SystemExit):
        command_line.main()
    shown = " ".join(capsys.readouterr().out.split())
    for name, command in command_line.COMMANDS.items():
        assert f" {name} {command.__doc__}" in shown
    for name, meaning in {**command_line.OPTIONS, **MOCK_VARIABLES}.items():
        assert f"--{name.lower().replace('_', '-')} VALUE {meaning}" in shown


def test_make_explains_every_variable() -> None:
    shown = subprocess.run(["make", "help"], cwd=SPEC_PATH.parent, capture_output=True, text=True, check=True).stdout
    for name, variable in VARIABLES.items():
        assert re.search(rf"^  {name} +{re.escape(variable.meaning.replace('`', ''))}", shown, re.MULTILINE)
    for name in MOCK_VARIABLES:
        assert f"{name}=" in shown.partition("Variables of the mock:")[2]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REPORTS", str(tmp_path))
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # the command wraps these, and they are to be as before
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    return monkeypatch


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["plan"], {"TARGET": "production"}, "TARGET is production"),
        (["sweep"], {"TARGET": "https://api%2Esendyiq.com.:443/"}, "TARGET is production"),
        (["plan"], {"TARGET": "https://API.sendyiq.com"}, "TARGET is production"),
        (["sweep"], {"TARGET": "api"}, "TARGET=api is unknown"),
        (["plan", "--profile", "fast"], {}, "PROFILE=fast is unknown"),
        (["plan", "--seed", "x"], {}, "SEED=x is not a number"),
        (["sweep"], {"TARGET": "http://two words", KEY: SECRET}, "TARGET is not a URL"),
        (["sweep"], {"TARGET": "http://127.0.0.1:1", KEY: SECRET}, "holds no journal"),
        (["sweep"], {"TARGET": "mock"}, "TARGET=mock leaves nothing"),
        (["mock", "--port", "99999"], {}, "PORT=99999 is not a port"),
        (["mock", "--port", "²"], {}, "PORT=² is not a port"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    in_process: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    environment: dict[str, str],
    words: str,
) -> None:
    for name, value in environment.items():
        in_process.setenv(name, value)
    in_process.setattr(sys, "argv", ["contract_tests", *arguments])
    assert command_line.main() == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_mistake_leaves_no_traceback_in_a_process_of_its_own(tmp_path: Path) -> None:
    status, out, err = told(tmp_path, TARGET="production", SENDYIQ_API_KEY=SECRET)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "TARGET is production" in err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_is_told_with_the_known_ones(tmp_path: Path) -> None:
    status, _, err = told(tmp_path, "destroy")
    assert status == 2
    assert "contract" in err
    assert "Traceback" not in err


@pytest.mark.whole
def test_a_target_that_nobody_serves_is_unable_with_a_report(tmp_path: Path) -> None:
    """A port that nothing listens on: the connection is refused by this machine itself."""
    status, out, err = told(tmp_path, TARGET="http://127.0.0.1:1", SENDYIQ_API_KEY=SECRET, RATE="0", NO_PROXY="*")
    assert status == 2
    assert "UNABLE" in out
    assert "Traceback" not in err
    report = json.loads((tmp_path / "contract.json").read_text())
    assert report["verdict"] == "unable"
    assert SECRET not in out + err + json.dumps(report)


@pytest.mark.whole
def test_no_key_is_unable_with_a_report_and_nothing_is_sent(tmp_path: Path) -> None:
    status, out, _ = told(tmp_path, TARGET="staging")
    assert status == 2
    assert f"UNABLE  No key: set {KEY}" in out
    assert json.loads((tmp_path / "contract.json").read_text())["requests"] == 0


@pytest.mark.whole
def test_a_run_against_the_mock_says_what_it_hits_and_ends_well(tmp_path: Path) -> None:
    status, out, err = told(tmp_path, "--profile", "quick", "--seed", "3", TARGET="mock", SENDYIQ_API_KEY=SECRET)
    assert status == 0
    assert re.match(r"contract suite against http://127\.0\.0\.1:\d+ · seed 3 · profile quick\n", out)
    assert "\nKEPT  " in out
    assert "make contract TARGET=mock SEED=3 PROFILE=quick" in out
    assert all(line.startswith("  ") and "requests sent" in line for line in err.splitlines())
    assert FULL_KEY not in out + err + (tmp_path / "contract.json").read_text()


@pytest.mark.parametrize("target", ["staging", "mock", "http://127.0.0.1:1"])
def test_a_plan_sends_nothing_and_needs_no_key(
    in_process: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, target: str
) -> None:
    """The tests' guard lets no socket be opened."""
    in_process.setenv("TARGET", target)
    in_process.setattr(sys, "argv", ["contract_tests", "plan", "--profile", "quick"])
    assert command_line.main() == 0
    said = capsys.readouterr().out
    assert said.endswith("Nothing was sent.\n")
    assert all(operation_id in said for operation_id in SPEC.operations)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.whole
def test_a_plan_says_what_a_run_then_does(tmp_path: Path) -> None:
    said = plan.text(SPEC, settings(tmp_path), Redactor())
    outcome = run(tmp_path).outcome
    assert f"would send about {outcome.requests} requests, and 120 at most" in said
    assert f"create about {outcome.created} resources (Channel)" in said


@pytest.mark.whole
def test_what_a_mock_was_set_to_is_told_with_its_run(tmp_path: Path) -> None:
    report, said = reported(tmp_path, "missing-key-accepted", of_the_mock={"FAULT": "missing-key-accepted"})
    assert report["again"].endswith(" FAULT=missing-key-accepted")
    assert "The mock of this run" not in said
    told = words.about_the_lines({**report, "target_name": "mock"})
    assert "`make mock FAULT=missing-key-accepted` serves another one" in told


def test_a_plan_of_a_read_only_run_changes_nothing(tmp_path: Path) -> None:
    said = plan.text(SPEC, settings(tmp_path, read_only=True), Redactor())
    assert "READ_ONLY=1: it would change nothing." in said
    assert "createWebsiteChannel" not in said


@pytest.mark.whole
def test_strict_fails_on_refuted_guesses_and_the_verdict_stays(tmp_path: Path) -> None:
    plain, strict = run(tmp_path, with_gone_as_404), run(tmp_path, with_gone_as_404, strict=True)
    assert (plain.report["verdict"], plain.outcome.exit_code) == ("kept", 0)
    assert (strict.report["verdict"], strict.outcome.exit_code) == ("kept", 1)
    assert run(tmp_path, strict=True).outcome.exit_code == 0


@pytest.mark.whole
def test_a_read_only_run_sends_only_get_and_says_what_it_left_out(tmp_path: Path) -> None:
    finished = run(tmp_path, read_only=True)
    assert {request.method for request in finished.server.requests} == {"GET"}
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("kept", 0)
    left_out = {check["id"] for check in finished.report["checks"] if check["left_out"] == "READ_ONLY=1"}
    assert {"create-kept", "update-kept", "deleted-gone", "not-json"} <= left_out
    assert "no-key" not in left_out


@pytest.mark.whole
def test_what_is_switched_off_is_left_out_with_the_reason(tmp_path: Path) -> None:
    finished = run(tmp_path, query_key=False, read_only_key=None)
    left_out = {check["id"]: check["left_out"] for check in finished.report["checks"] if check["left_out"]}
    assert left_out == {
        "query-key": "QUERY_KEY=0",
        "schema-observed": "nothing in the document is observed yet",
        "read-only-key-reads": "no SENDYIQ_READONLY_API_KEY",
        "read-only-key-writes": "no SENDYIQ_READONLY_API_KEY",
    }
    assert all(FULL_KEY.encode() not in request.url.query for request in finished.server.requests)
    assert finished.report["verdict"] == "kept"


def test_a_mistake_of_the_suite_itself_is_not_told_as_a_broken_promise(
    in_process: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def mistaken(_: Redactor) -> int:
        raise ZeroDivisionError

    in_process.setitem(command_line.COMMANDS, "plan", mistaken)
    in_process.setattr(sys, "argv", ["contract_tests", "plan"])
    assert command_line.main() == 3
    assert "a mistake in the suite itself" in capsys.readouterr().err


@pytest.mark.network("starts a mock and runs the suite against it")
@pytest.mark.parametrize("redirection", ["| head -c 1", "> /dev/full", ">&- 2>&-"])
def test_a_run_that_no_one_listens_to_exits_as_ever(tmp_path: Path, redirection: str) -> None:
    command = f"set -o pipefail; {sys.executable} -m contract_tests contract --profile quick {redirection}"
    finished = subprocess.run(
        ["bash", "-c", command],
        cwd=SPEC_PATH.parent,
        env={**os.environ, "REPORTS": str(tmp_path), "TARGET": "mock", "SEED": "1"},
        capture_output=True,
        timeout=120,
    )
    assert (finished.returncode, finished.stderr.count(b"Traceback")) == (0, 0)
    assert json.loads((tmp_path / "contract.json").read_text())["verdict"] == "kept"


@pytest.mark.whole
def test_a_journal_that_cannot_be_written_ends_the_run_before_anything_is_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    finished = run(tmp_path)
    assert finished.report["verdict"] == "incomplete"
    assert re.fullmatch(r"the journal .* cannot be written: No space left on device", finished.report["reason"])
    assert not any(request.method == "POST" for request in finished.server.requests)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.whole
def test_a_sweep_that_may_only_read_is_refused(tmp_path: Path) -> None:
    status, _, error = told(tmp_path, "sweep", TARGET="http://127.0.0.1:1", READ_ONLY="1", SENDYIQ_API_KEY=SECRET)
    assert (status, error.count("\n")) == (2, 1)
    assert "contradict" in error
