"""Proof by example: seeded faults turn a run red by the check that is meant, and legal variants do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.mock.faults import FAULTS
from contract_tests.mock.hostile import HOSTILE
from contract_tests.mock.variants import TOGETHER, VARIANTS
from contract_tests.selftest.drill import drill, matrix, proven, seeds_of, verdict
from contract_tests.selftest.trial import HEALTHY, HEALTHY_SEEDS, Trial, run_trial, trials
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import BRIEF, settings
from contract_tests.tests.support.vocabulary import BY_ID

# One or two faults of each family, and the smallest profile that finds it; `make drill` runs them all.
TRIED = {
    "agent-flag-as-text": "quick",
    "success-missing": "quick",
    "create-answers-created": "quick",
    "malformed-id-crashes": "quick",
    "secret-not-compared": "quick",
    "delete-acts-unauthorized": "quick",
    "wrong-types-ignored": "quick",
    "update-wipes-unsent": "quick",
    "text-escaped": "quick",
    "lost-update": "quick",
    "racing-deletes-crash": "quick",
    "app-secret-listed": "quick",
    "put-updates": "quick",
    "crash-now-and-then": "quick",
    "infinity-in-list": "quick",
}


def trial(folder: Path, kind: str, name: str, profile: str = "default", seed: int = 1) -> Trial:
    mine = settings(folder, profile=profile)
    result = run_trial(Trial(kind, name, seed), mine)
    assert result.requests <= mine.profile.requests
    assert not result.harmed
    assert result.left == 0
    return result


@pytest.mark.whole
@pytest.mark.parametrize(("profile", "seed"), [(BRIEF.name, 1), *more(("default", 2))])
def test_a_healthy_server_is_not_blamed(tmp_path: Path, profile: str, seed: int) -> None:
    result = trial(tmp_path, "healthy", HEALTHY, profile, seed)
    assert (result.verdict, result.failed, result.passed) == ("kept", (), True)


@pytest.mark.whole
@pytest.mark.parametrize("profile", [BRIEF.name, *more("default")])
@pytest.mark.parametrize("names", [" + ".join(names) for names in TOGETHER])
def test_legal_variants_together_are_not_blamed(tmp_path: Path, names: str, profile: str) -> None:
    """Each alone is a matter of the drill."""
    result = trial(tmp_path, "variant", names, profile)
    assert (result.failed, result.passed) == ((), True)


@pytest.mark.whole
@pytest.mark.parametrize("name", TRIED)
def test_a_fault_is_caught_by_the_check_that_is_meant(tmp_path: Path, name: str) -> None:
    result = trial(tmp_path, "fault", name, TRIED[name])
    assert (result.verdict, result.passed) == ("broken", True)
    assert 0 < (result.first_finding or 0) <= result.requests


def test_every_family_of_faults_is_tried_here() -> None:
    assert {FAULTS[name].family for name in TRIED} == {fault.family for fault in FAULTS.values()}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_names_a_promise_that_it_breaks(name: str) -> None:
    meant = Trial("fault", name).meant
    assert meant
    assert all(BY_ID[check].provenance != "assumed" for check in meant)


@pytest.mark.parametrize("seeds", [1, 3])
def test_the_drill_runs_every_fault_and_every_variant_once_with_every_seed(seeds: int) -> None:
    planned = list(trials(5, seeds))
    healthy = HEALTHY_SEEDS if seeds > 1 else 1
    each = len(FAULTS) + len(VARIANTS) + len(TOGETHER) + len(HOSTILE)
    assert len(planned) == len(set(planned)) == healthy + seeds * each
    assert {result.seed for result in planned if result.kind == "fault"} == set(range(5, 5 + seeds))


NO_KEY = "missing-key-accepted"


@pytest.mark.parametrize(
    ("result", "passed"),
    [
        (Trial("fault", NO_KEY, verdict="broken", failed=("no-key",), changed=True, left=1), True),  # its own doing
        (Trial("fault", NO_KEY, verdict="broken", failed=("no-key",), harmed=1), False),
        (Trial("fault", NO_KEY, verdict="broken", failed=("no-key",), left=1, untold=1), False),
        (Trial("fault", NO_KEY, verdict="broken", failed=("wrong-key",)), False),  # by accident
        (Trial("fault", NO_KEY, verdict="kept"), False),
        (Trial("fault", NO_KEY, verdict="incomplete"), False),
        (Trial("fault", NO_KEY, verdict="unable"), False),
        (Trial("variant", "a", verdict="kept"), True),
        (Trial("variant", "a", verdict="incomplete"), True),
        (Trial("variant", "a", verdict="broken"), False),
        (Trial("healthy", "a", verdict="kept", changed=True), False),
        (Trial("hostile", "a", verdict="incomplete", changed=True, left=3), True),
        (Trial("hostile", "a", verdict="broken", harmed=1), False),
        (Trial("hostile", "a", verdict="broken", left=1, untold=1), False),
        (Trial("healthy", "a", verdict="kept", left=1), False),
    ],
)
def test_a_trial_passes_if_the_suite_said_what_it_should(result: Trial, passed: bool) -> None:
    assert result.passed is passed


FOUND = Trial("fault", NO_KEY, 1, "broken", ("no-key",), 40)
MISSED = Trial("fault", NO_KEY, 2, "broken", ("wrong-key",), 60)
BLAMED = Trial("variant", "null-ignored", 1, "broken", ("update-kept",), 7)


def test_the_matrix_tells_which_check_caught_which_fault_and_when() -> None:
    assert matrix([BLAMED, FOUND, MISSED])[1:] == [
        "FALSE ALARM  variant null-ignored, seed 1: broken; update-kept",
        f"{NO_KEY:<34}{'no-key':<28}1 of 2       40    60",
        "    seed 2: broken; wrong-key",
    ]


def test_the_drill_tells_how_soon_faults_are_found(tmp_path: Path) -> None:
    said = "\n".join(verdict([FOUND, MISSED, BLAMED], settings(tmp_path)))
    assert "caught by the check meant: 1 of 2" in said
    assert "median 50, worst 60" in said
    assert "legal variants blamed: 1 of 1" in said


@pytest.mark.parametrize(
    ("results", "profile", "is_proven"),
    [
        ([FOUND], "default", True),
        ([FOUND, BLAMED], "default", False),
        ([FOUND, FOUND, FOUND, MISSED], "default", False),
        ([FOUND, FOUND, FOUND, MISSED], "quick", True),
        ([FOUND, FOUND, MISSED], "quick", False),
    ],
)
def test_a_profile_has_to_find_its_share(results: list[Trial], profile: str, is_proven: bool) -> None:
    assert proven(results, profile) is is_proven


@pytest.mark.whole
def test_a_drill_writes_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "contract_tests.selftest.drill.trials", lambda *_: [Trial("fault", NO_KEY), Trial("healthy", HEALTHY)]
    )
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert drill(settings(tmp_path)) == 0
    written = json.loads((tmp_path / "drill.json").read_text())
    assert [(row["name"], row["meant"], row["passed"]) for row in written] == [
        (NO_KEY, ["no-key"], True),
        (HEALTHY, [], True),
    ]
    assert (tmp_path / "drill.txt").read_text() in capsys.readouterr().out


@pytest.mark.parametrize(("text", "seeds"), [("", 1), (" 3 ", 3)])
def test_seeds_are_counted(text: str, seeds: int) -> None:
    assert seeds_of({"SEEDS": text}) == seeds


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "²"])
def test_a_wrong_number_of_seeds_is_one_clear_line(text: str) -> None:
    with pytest.raises(UserError, match="SEEDS="):
        seeds_of({"SEEDS": text})
