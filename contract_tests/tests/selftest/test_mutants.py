"""What mutation testing says of a mutant is read rightly, and no survivor goes without a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.selftest import mutants
from contract_tests.selftest.trial import HEALTHY, Trial

DIFF = "--- a/app.py\n+++ b/app.py\n@@ -1 +1 @@\n     if a:\n-        return 200\n+        return 201\n"


def dumped(output: str, outcome: str = "normal", diff: str = DIFF) -> str:
    mutation = {
        "module_path": "contract_tests/mock/app.py",
        "operator_name": "core/NumberReplacer",
        "start_pos": [7, 4],
        "definition_name": "answer",
    }
    return json.dumps([{"mutations": [mutation]}, {"worker_outcome": outcome, "output": output, "diff": diff}])


def test_the_verdict_on_a_mutant_is_read() -> None:
    assert list(mutants._read(dumped("noise\nVERDICT broken no-key, wrong-key\n"))) == [
        {
            "module": "app",
            "line": 7,
            "definition": "answer",
            "operator": "NumberReplacer",
            "was": "return 200",
            "is": "return 201",
            "verdict": "broken",
            "evidence": "no-key, wrong-key",
        }
    ]


@pytest.mark.parametrize("output", ["", "Traceback (most recent call last):"])
def test_a_mutant_that_says_nothing_did_not_run(output: str) -> None:
    assert next(mutants._read(dumped(output)))["verdict"] == "did not run"


def test_what_was_filtered_is_no_mutant() -> None:
    assert list(mutants._read(dumped("Filtered operator", "skipped"))) == []


@pytest.mark.parametrize(
    ("result", "said", "status"),
    [
        (Trial("healthy", HEALTHY, verdict="kept"), "VERDICT kept", 0),
        (Trial("healthy", HEALTHY, verdict="kept", refuted=("A guess.",)), "VERDICT refuted A guess.", 0),
        (Trial("healthy", HEALTHY, verdict="incomplete", reason="gone"), "VERDICT incomplete gone", 0),
        (Trial("healthy", HEALTHY, verdict="broken", failed=("no-key",)), "VERDICT broken no-key", 1),
    ],
)
def test_a_mutant_is_killed_by_broken_alone(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    result: Trial,
    said: str,
    status: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("contract_tests.selftest.trial.run_trial", lambda *_: result)
    assert mutants.judge() == status
    assert capsys.readouterr().out.strip() == said


def test_a_mutant_is_named_by_all_that_its_entry_says() -> None:
    named = [
        {"module": "app", "definition": "f", "reason": "one"},
        {"module": "app", "was": "x = 1", "reason": "other"},
    ]
    assert mutants.reason({"module": "app", "definition": "f", "was": "y = 2"}, named) == "one"
    assert mutants.reason({"module": "app", "definition": "g", "was": "x = 1"}, named) == "other"
    assert mutants.reason({"module": "app", "definition": "g", "was": "y = 2"}, named) is None


@pytest.mark.parametrize("entry", mutants.known(), ids=lambda e: f"{e['module']} {e.get('definition', '')}".strip())
def test_every_named_mutant_has_a_reason_and_stands_in_the_code(entry: dict[str, str]) -> None:
    code = (mutants.ROOT / "contract_tests" / "mock" / f"{entry['module']}.py").read_text()
    assert entry.keys() & {"definition", "was"}
    assert f"def {entry.get('definition', '')}" in code
    assert " ".join(entry.get("was", "").split()) in " ".join(code.split())
    assert entry["reason"]
