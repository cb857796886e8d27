"""Proof by example: seeded faults turn a run red by the check that is meant, and legal variants do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.checks import BY_ID
from contract_tests.drill import HEALTHY, Trial, matrix, run_trial, trials
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.variants import VARIANTS
from contract_tests.tests.suite import settings

# One fault of each family, what must catch it, and the smallest profile that does; `make drill` runs them all.
CAUGHT_BY = {
    "agent-flag-as-text": ("shape-reference", "quick"),
    "success-missing": ("shape-guide", "quick"),
    "create-answers-created": ("success-status", "quick"),
    "malformed-id-crashes": ("no-server-error", "default"),
    "secret-not-compared": ("other-secret", "quick"),
    "delete-acts-unauthorized": ("refused-unchanged", "default"),
    "wrong-types-ignored": ("wrong-type", "default"),
    "update-wipes-unsent": ("update-partial", "quick"),
    "text-normalised": ("text-exact", "default"),
    "lost-update": ("updates-together", "quick"),
    "racing-deletes-crash": ("no-server-error", "default"),
    "app-secret-listed": ("no-credential", "quick"),
    "put-updates": ("unlisted-method", "default"),
    "crash-now-and-then": ("no-server-error", "quick"),
}
LEGAL = (
    "nulls-left-out",
    "dates-in-utc",
    "list-in-page",
    "empty-errors",
    "second-delete-served",
    "five-channels",
    "null-refused",
    "others-at-work",
)


def trial(folder: Path, kind: str, name: str, profile: str = "default", seed: int = 1) -> Trial:
    result = run_trial(Trial(kind, name), settings(folder, profile=profile, seed=seed))
    assert result.requests <= {"quick": 120, "default": 700}[profile]
    assert not result.harmed
    assert result.left == 0
    return result


@pytest.mark.parametrize("seed", [1, 2])
def test_a_healthy_server_is_not_blamed(tmp_path: Path, seed: int) -> None:
    result = trial(tmp_path, "healthy", HEALTHY, seed=seed)
    assert (result.verdict, result.caught_by, result.passed) == ("kept", (), True)


@pytest.mark.parametrize("name", LEGAL)
def test_a_legal_variant_is_not_blamed(tmp_path: Path, name: str) -> None:
    result = trial(tmp_path, "variant", name)
    assert (result.caught_by, result.passed) == ((), True)


@pytest.mark.parametrize("name", CAUGHT_BY)
def test_a_fault_is_caught_by_the_check_that_is_meant(tmp_path: Path, name: str) -> None:
    check, profile = CAUGHT_BY[name]
    result = trial(tmp_path, "fault", name, profile)
    assert (result.verdict, result.passed) == ("broken", True)
    assert check in result.caught_by


def test_every_family_of_faults_is_tried_here() -> None:
    assert {FAULTS[name].family for name in CAUGHT_BY} == {fault.family for fault in FAULTS.values()}
    assert {check for check, _ in CAUGHT_BY.values()} <= BY_ID.keys()


def test_the_drill_runs_every_fault_and_every_variant_once() -> None:
    planned = list(trials())
    assert len(planned) == len(set(planned)) == 1 + len(FAULTS) + len(VARIANTS)


@pytest.mark.parametrize(
    ("result", "passed"),
    [
        (Trial("fault", "a", "broken", harmed=True, left=1), True),  # a broken server may do what it likes
        (Trial("fault", "a", "kept"), False),
        (Trial("fault", "a", "incomplete"), False),
        (Trial("fault", "a", "unable"), False),
        (Trial("variant", "a", "kept"), True),
        (Trial("variant", "a", "incomplete"), True),
        (Trial("variant", "a", "broken"), False),
        (Trial("healthy", "a", "kept", harmed=True), False),
        (Trial("healthy", "a", "kept", left=1), False),
    ],
)
def test_a_trial_passes_if_the_suite_said_what_it_should(result: Trial, passed: bool) -> None:
    assert result.passed is passed


def test_the_matrix_marks_which_check_caught_which_fault() -> None:
    drawn = matrix(
        [Trial("fault", "one", "broken", ("no-key",), 5), Trial("fault", "two", "broken", ("text-exact",), 6)]
    )
    assert drawn.splitlines()[:2] == ["    1 no-key", "    2 text-exact"]
    assert drawn.splitlines()[-2:] == ["one  broken            5  x  .", "two  broken            6  .  x"]
