"""The contract as pytest tests: one run, chosen by what pytest chooses, and told as pytest tells."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_tests import spec
from contract_tests.checks.coverage import cells
from contract_tests.mock.launch import running
from contract_tests.tests.support.suite import SPEC

ROOT = spec.SPEC_PATH.parent
AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
pytestmark = [pytest.mark.network("a run talks to a mock of its own"), pytest.mark.whole]


def pytest_(folder: Path, *arguments: str, key: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own, without the plugins of libraries, which take longer than all else."""
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist"]
    line.append("contract_tests/test_contract.py")
    environment = {"PATH": "/usr/bin:/bin", "SENDYIQ_API_KEY": key, "NO_PROXY": "*", AUTOLOAD: "1", **more}
    everything = [*line, f"--reports={folder}", f"--basetemp={folder / 'temp'}", *arguments]
    return subprocess.run(everything, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def report(folder: Path) -> dict[str, Any]:
    written: dict[str, Any] = json.loads((folder / "contract.json").read_text())
    return written


def test_collecting_sends_nothing_and_is_the_same_for_any_seed(tmp_path: Path) -> None:
    listed = pytest_(tmp_path, "--collect-only", "--seed=2").stdout
    ids = [line.partition("[")[2].rstrip("]") for line in listed.splitlines() if "[" in line]
    assert ids == [cell.id for cell in cells(SPEC)]
    assert not (tmp_path / "contract.json").exists()


def test_what_is_chosen_is_run_and_nothing_more(tmp_path: Path) -> None:
    """Whatever plugins are installed."""
    done = pytest_(tmp_path, "-k", "updateChannel and not race", "--seed=1", "--profile=quick", **{AUTOLOAD: ""})
    found = report(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "updates-together" in found["left_out"]
    assert found["chosen"]
    assert "no whole run" in done.stdout
    assert found["requests"] < 116


def test_workers_share_one_run(tmp_path: Path) -> None:
    with running() as mock:
        done = pytest_(tmp_path, f"--target={mock.url}", "--rate=0", "--profile=quick", "-n", "2", key=mock.key)
        assert done.returncode == 0, done.stdout
        assert len((tmp_path / "history.jsonl").read_text().splitlines()) == 1


def test_a_broken_promise_fails_with_its_evidence_and_others_point_to_it(tmp_path: Path) -> None:
    with running(faults=["missing-key-accepted"]) as mock:
        done = pytest_(tmp_path, f"--target={mock.url}", "--rate=0", "--profile=quick", key=mock.key)
    assert done.returncode == 1
    assert "Finding 1. A request without a key gets 401 or 403." in done.stdout
    assert "the same as finding 1 (no-key)" in done.stdout
    assert mock.key not in done.stdout


def test_a_refuted_guess_is_an_xfail_with_its_evidence(tmp_path: Path) -> None:
    with running(variants=["any-media-type"]) as mock:
        at = f"--target={mock.url}", "--rate=0", "--profile=quick", "-k", "media-type"
        done, strict = (pytest_(tmp_path / name, *at, *more, key=mock.key) for name, *more in STRICTNESS)
    assert (done.returncode, strict.returncode) == (0, 1)
    assert "xfailed" in done.stdout
    assert "expected 415; seen 200" in done.stdout


STRICTNESS = (("loose",), ("strict", "--strict-guesses"))


@pytest.mark.parametrize(
    ("target", "key", "said", "workers"),
    [
        ("http://127.0.0.1:9", "", "No key: set SENDYIQ_API_KEY", 0),
        ("http://127.0.0.1:9", "keyId.inNoOutput", "does not answer", 2),
        ("mock", "keyId.inNoOutput", "401", 0),
    ],
    ids=["no key", "dead host", "wrong key"],
)
def test_where_nothing_can_be_tested_one_item_says_why(
    tmp_path: Path, target: str, key: str, said: str, workers: int
) -> None:
    with running() as mock:
        done = pytest_(tmp_path, f"--target={mock.url if target == 'mock' else target}", f"-n{workers}", key=key)
    assert done.returncode == 1
    assert re.search(rf"\n{len(cells(SPEC)) - 1} skipped, 1 error in ", done.stdout)
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("nothing could be tested: ")]
    assert said in told
    assert "inNoOutput" not in done.stdout


def test_the_mock_of_a_run_is_as_the_environment_says(tmp_path: Path) -> None:
    at = "--profile=quick", "--seed=1", "-k", "no-key"
    assert pytest_(tmp_path, *at, FAULT="missing-key-accepted").returncode == 1
    assert "FAULT=missing-key-accepted" in report(tmp_path)["again"]
    refused = pytest_(tmp_path, "--target=http://127.0.0.1:9", FAULT="missing-key-accepted")
    assert (refused.returncode, refused.stderr.count("\n")) == (4, 2)
    assert "FAULT is of the mock" in refused.stderr
