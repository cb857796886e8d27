"""A finding shows the fewest requests that show it again, or says that it comes and goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.catalog import NO_KEY
from contract_tests.checks.results import Evidence, Results
from contract_tests.runner.selection import Selection
from contract_tests.runner.shrink import smallest
from contract_tests.selftest.trial import Trial
from contract_tests.settings import Profile
from contract_tests.tests.support.suite import BRIEF, SPEC, choosing, interaction, reported


def finding(
    folder: Path, fault: str, *, profile: Profile | str = "default", chosen: Selection | None = None
) -> dict[str, Any]:
    found, _ = reported(folder, fault, profile=profile, chosen=chosen)
    assert found["requests"] <= 700
    return dict(found["findings"][0])


def meant(fault: str) -> Selection:
    """Choose the check that is to catch a fault: the run sends what that needs, and shrinks what it finds."""
    return choosing(*Trial("fault", fault).meant)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "methods"),
    [
        ("put-updates", ["POST", "PUT"]),
        ("put-on-list-served", ["PUT"]),
        ("number-accepted-as-text", ["POST"]),
        ("stack-trace-shown", ["POST"]),
        ("toggle-flips", ["POST", "POST"]),
        ("access-token-in-header", ["POST", "PATCH"]),
        # The channel that loses its name, the one that is updated, the update, and how they are then.
        ("update-renames-others", ["POST", "POST", "PATCH", "GET"]),
    ],
)
def test_what_is_always_wrong_is_shown_by_as_few_requests_as_it_takes(
    tmp_path: Path, fault: str, methods: list[str]
) -> None:
    found = finding(tmp_path, fault, profile=BRIEF, chosen=meant(fault))
    assert not found["comes_and_goes"]
    assert [methods_of(line)[0] for line in found["shell"]] == methods


def methods_of(line: str) -> list[str]:
    return [re.search(r"-X (\w+)", part + " -X GET").group(1) for part in line.split("curl ")[1:]]  # type: ignore[union-attr]


@pytest.mark.whole
def test_each_of_two_causes_under_one_check_is_shown_by_as_little_as_it_takes(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "emoji-crashes", "nul-crashes", profile="default", seed=2)
    emoji, nul = ("\n".join(finding["shell"]) for finding in found["findings"])
    assert '"\\u0000"' in nul
    assert re.search(r'"(\\ud8\w\w\\ud[c-f]\w\w)"', emoji)
    assert found["requests"] <= 700
    assert found["channels"]["left"] == []


@pytest.mark.whole
def test_what_an_earlier_request_has_to_do_with_is_shown_with_it(tmp_path: Path) -> None:
    """In a whole run, whose requests are to do for the shrinking too."""
    found = finding(tmp_path, "update-switches-agent-off")
    assert not found["comes_and_goes"]
    before, update = "\n".join(found["shell"][:-1]), found["shell"][-1]
    assert re.search(r'"(enabled|isAgentEnabled)": ?true', before)
    assert methods_of(update) == ["PATCH"]


@pytest.mark.whole
def test_what_is_lost_now_and_then_comes_and_goes(tmp_path: Path) -> None:
    fault = "update-forgotten-now-and-then"
    assert finding(tmp_path, fault, chosen=meant(fault))["comes_and_goes"]


@pytest.mark.whole
def test_requests_that_have_to_meet_are_shown_at_one_time(tmp_path: Path) -> None:
    found = finding(tmp_path, "lost-update", chosen=meant("lost-update"))
    (race,) = [line for line in found["shell"] if line.endswith(" & wait")]
    methods = methods_of(race)
    assert len(methods) > 1
    assert {"PATCH"} <= set(methods) <= {"PATCH", "POST"}
    assert "ThreadPoolExecutor() as pool" in found["python"]
    assert len(found["evidence"]) == len(methods) + 1  # all that met, and the list
    compile(found["python"], "finding", "exec")


def test_a_replay_counts_nothing() -> None:
    results = Results(Assumptions(SPEC))
    refused = interaction("listChannels", httpx.Response(200))
    with results.replaying() as failures:
        results.fail(NO_KEY, "listChannels", Evidence("401", "200", [refused]))
        results.hold(NO_KEY, "listChannels", Evidence("401", "401", [refused]))
    assert [key for *key, _ in failures] == [[NO_KEY, "listChannels"]]
    assert results.rows == {}


@pytest.mark.parametrize(
    ("body", "fails", "least"),
    [
        ({"a": "x" * 50, "b": "yyyXyyy"}, lambda body: "X" in str(body.get("b")), {"b": "X"}),
        ({"a": 1, "b": 2}, lambda body: len(body) == 2, {"a": 1, "b": 2}),
        ({"a": "long enough"}, lambda body: len(body["a"]) > 3, 4),
        ({"a": "contract-test-0123456789ab-1"}, lambda body: True, {"a": "contract-test-0123456789ab-1"}),
    ],
)
def test_a_body_gets_as_small_as_it_can_be(body: dict[str, Any], fails: Any, least: Any) -> None:
    found = smallest(body, fails)
    assert (len(found["a"]) if isinstance(least, int) else found) == least
