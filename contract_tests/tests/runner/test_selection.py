"""A chosen run sends what it needs, says what it left out, and is never taken for a whole one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from contract_tests.checks import catalog, coverage
from contract_tests.checks.catalog import CHECKS
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.reporting import contract_json
from contract_tests.runner.outcome import Outcome
from contract_tests.runner.run import Run
from contract_tests.runner.selection import Selection
from contract_tests.settings import PROFILES, Settings
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.suite import SPEC
from contract_tests.transport.redaction import Redactor

TARGET = "http://selection.invalid"


class Sent(httpx.BaseTransport):
    """Counts requests by operation."""

    def __init__(self, fault: str | None = None) -> None:
        store = Store()
        self._mock = transport(wrapped(store, App(SPEC, store), [FAULTS[fault]] if fault else []))
        self.operations: Counter[str] = Counter()
        self.keys: Counter[tuple[str, str]] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        operation = SPEC.match(request.method, request.url.path)
        self.operations[operation.id if operation else "none"] += 1
        key = request.headers.get(SPEC.key_header)
        kinds = {"": "empty", FULL_KEY.swapcase(): "case", None: "none", FULL_KEY: "full", READ_ONLY_KEY: "read-only"}
        if operation:
            self.keys[
                operation.id, kinds.get(key, "other" if key and key.startswith(FULL_KEY.partition(".")[0]) else "")
            ] += 1
        return self._mock.handle_request(request)


def chosen(
    folder: Path,
    *,
    seed: int = 1,
    profile: str = "quick",
    operations: tuple[str, ...] = (),
    checks: tuple[str, ...] = (),
    fault: str | None = None,
) -> tuple[Outcome, Sent]:
    whole = not operations and not checks
    cells = None if whole else coverage.chosen(SPEC, operations, checks)
    settings = Settings(
        target=TARGET,
        reports=folder,
        profile=PROFILES[profile],
        seed=seed,
        rate=0,
        read_only=False,
        strict=False,
        query_key=True,
        settling=0,
        key=FULL_KEY,
        read_only_key=READ_ONLY_KEY,
        operations=operations,
        checks=checks,
    )
    sent = Sent(fault)
    selection = Selection(SPEC, cells, "" if whole else "CHECK=…")
    return Run(SPEC, settings, TARGET, Redactor(), lambda *_: None, sent, selection).run(), sent


@pytest.mark.whole
def test_a_check_sends_what_it_needs_and_no_more(tmp_path: Path) -> None:
    outcome, sent = chosen(tmp_path, checks=("toggle-only",))
    assert outcome.verdict == "kept"
    assert sent.operations["toggleChannelAgent"] > 0
    assert sent.operations["updateChannel"] == sent.operations["rotateChannelToken"] == 0
    assert outcome.results.rows[catalog.TOGGLE_ONLY, "toggleChannelAgent"].held


@pytest.mark.whole
@pytest.mark.parametrize(
    ("check", "requests"), [("toggle-only", 24), ("website-token", 18), ("use-after-delete", 34), ("no-key", 14)]
)
def test_a_check_that_goes_by_no_values_is_tried_in_one_round(tmp_path: Path, check: str, requests: int) -> None:
    outcome, _ = chosen(tmp_path, profile="default", checks=(check,))
    assert outcome.verdict == "kept"
    assert outcome.requests <= requests


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("toggle-clears-prompt", "toggle-only"),
        ("create-forgets-prompt", "create-kept"),  # an update shows the property first
        ("toggle-loses-update", "updates-together"),
        ("lost-create", "listed-once"),
        ("text-cut", "text-exact"),
    ],
)
def test_a_check_alone_finds_what_it_finds_in_a_whole_run(tmp_path: Path, fault: str, check: str) -> None:
    outcome, _ = chosen(tmp_path, profile="default", checks=(check,), fault=fault)
    assert check in {row.check.id for row in outcome.results.failures}


@pytest.mark.whole
@pytest.mark.parametrize("operation", ["toggleChannelAgent", "rotateChannelToken"])
def test_an_operation_alone_lacks_nothing(tmp_path: Path, operation: str) -> None:
    outcome, _ = chosen(tmp_path, operations=(operation,))
    assert (outcome.verdict, outcome.results.never_ran) == ("kept", [])


def test_a_rerun_repeats_the_phases_that_found_something() -> None:
    cells = coverage.chosen(SPEC, (), ("toggle-only",))
    assert not Selection(SPEC, cells).has_phase("sequences")
    assert Selection(SPEC, cells, "RERUN=failed", ["sequences"]).has_phase("sequences")


@pytest.mark.whole
def test_an_operation_is_tried_alone(tmp_path: Path) -> None:
    outcome, sent = chosen(tmp_path, operations=("updateChannel",))
    assert outcome.verdict == "kept"
    assert sent.operations["updateChannel"] > 0
    assert sent.operations["toggleChannelAgent"] == sent.operations["rotateChannelToken"] == 0


@pytest.mark.whole
def test_a_chosen_run_says_what_it_left_out(tmp_path: Path) -> None:
    outcome, _ = chosen(tmp_path, checks=("no-key",))
    report = contract_json.of(outcome, SPEC.key_header, Redactor())
    assert report["chosen"] == "CHECK=…"
    assert "CHECK=no-key" in report["again"]
    assert set(report["left_out"]) == {check.id for check in CHECKS} - {"no-key"}
    assert report["verdict"] == "kept"


@pytest.mark.parametrize(
    ("operations", "checks", "said"),
    [
        (("updateChanel",), (), "Did you mean updateChannel?"),
        ((), ("togle-only",), "Did you mean toggle-only?"),
        (("listChannels",), ("toggle-only",), "nothing in common"),
    ],
)
def test_what_nobody_knows_is_told_with_the_nearest_name(
    operations: tuple[str, ...], checks: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        coverage.chosen(SPEC, operations, checks)


@pytest.mark.whole
def test_any_three_seeds_in_a_row_try_every_variant_of_the_key_on_every_operation(tmp_path: Path) -> None:
    keys = ("no-key", "wrong-key", "empty-key", "other-secret", "letter-case", "query-key")
    nights = [chosen(tmp_path / str(seed), seed=seed, checks=keys)[1].keys for seed in range(20_783, 20_789)]
    for night in nights:
        assert sum(count for (_, kind), count in night.items() if kind not in ("full", "read-only")) <= 20
    variants = {(name, kind) for name in SPEC.operations for kind in ("empty", "case", "other")}
    for three in zip(nights, nights[1:], nights[2:], strict=False):
        assert variants <= set().union(*three)


@pytest.mark.whole
def test_the_table_has_every_row_of_a_run(tmp_path: Path) -> None:
    outcome, _ = chosen(tmp_path)
    table = {(cell.check, cell.operation) for cell in coverage.cells(SPEC)}
    assert {(row.check, row.operation) for row in outcome.results.rows.values() if row.held} <= table
