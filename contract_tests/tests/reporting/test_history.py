"""The trend: what is new, what is gone, and since when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contract_tests.reporting import history
from contract_tests.reporting.history import Trend

CHECKS = ("update-kept", "deleted-gone", "no-key")


def report(
    day: int, *broken: str, ran: Sequence[str] = CHECKS, target: str = "staging", **changed: Any
) -> dict[str, Any]:
    """Make as much of a report as the history reads."""
    checks = [
        {
            "id": check,
            "operation": "updateChannel",
            "provenance": "semantics",
            "held": int(check not in broken),
            "failed": int(check in broken),
        }
        for check in ran
    ]
    plain = {"verdict": "broken" if broken else "kept", "seed": 1, "profile": "quick", "seconds": 1.0, "requests": 9}
    about = {"started": f"2026-11-{day:02}T00:00:00Z", "target_name": target}
    return {**plain, **about, "checks": checks, "assumptions": [], **changed}


def after(folder: Path, *reports: dict[str, Any]) -> Trend:
    for each in reports:
        history.write(each, folder)
    return history.trend(reports[-1], folder)


def test_the_first_run_has_nothing_new(tmp_path: Path) -> None:
    trend = after(tmp_path, report(1, "no-key"))
    assert (trend.new, trend.gone, len(trend.runs)) == ([], [], 1)


def test_what_breaks_is_new_and_what_holds_again_is_gone(tmp_path: Path) -> None:
    trend = after(tmp_path, report(1, "no-key"), report(2, "update-kept"))
    assert trend.new == ["update-kept on updateChannel"]
    assert trend.gone == ["no-key on updateChannel"]


def test_what_stays_broken_says_since_when(tmp_path: Path) -> None:
    trend = after(tmp_path, report(1), report(2, "no-key"), report(3, "no-key"))
    assert trend.since == {"no-key on updateChannel": "2026-11-02T00:00:00Z"}
    assert trend.new == []


def test_a_run_that_did_not_look_tells_nothing(tmp_path: Path) -> None:
    unseen = report(2, ran=("update-kept",))
    trend = after(tmp_path, report(1, "no-key"), unseen)
    assert trend.gone == []
    trend = after(tmp_path, report(3, "no-key"))
    assert trend.since == {"no-key on updateChannel": "2026-11-01T00:00:00Z"}
    assert trend.new == []


def test_another_target_has_a_trend_of_its_own(tmp_path: Path) -> None:
    trend = after(tmp_path, report(1, "no-key", target="mock"), report(2))
    assert (len(trend.runs), trend.gone) == (1, [])


def test_thirty_runs_are_shown_of_a_long_history(tmp_path: Path) -> None:
    trend = after(tmp_path, *(report(day % 28 + 1, seed=day) for day in range(40)))
    assert [run["seed"] for run in trend.runs] == list(range(10, 40))


def test_a_line_that_was_cut_short_costs_that_run_alone(tmp_path: Path) -> None:
    history.write(report(1, "no-key"), tmp_path)
    with (tmp_path / history.FILE).open("a") as file:
        file.write('{"started": "2026-11\n[1]\n{}\n' + json.dumps({"broken": 3}) + "\n")
    trend = after(tmp_path, report(2))
    assert (len(trend.runs), trend.gone) == (2, ["no-key on updateChannel"])


def test_an_assumption_is_no_broken_promise(tmp_path: Path) -> None:
    guess = report(1, "no-key")
    guess["checks"][2]["provenance"] = "assumed"
    assert after(tmp_path, guess).since == {}
