"""The contract as pytest tests: an item for each check on each operation, all of them from one run of the suite.

    pytest contract_tests/test_contract.py --target=staging -k "update-kept and not race"

`-k`, `-m` and node ids choose what the run sends, not only what is shown. Without `--target` it runs against a mock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from contract_tests import spec
from contract_tests.checks.catalog import UPDATES_TOGETHER
from contract_tests.checks.coverage import Cell, cells
from contract_tests.reporting import items


def _parameters() -> list[Any]:
    marks = {UPDATES_TOGETHER: [pytest.mark.race]}
    return [
        pytest.param(cell, id=cell.id, marks=marks.get(cell.check, ())) for cell in cells(spec.load(validate=False))
    ]


@pytest.mark.contract
@pytest.mark.parametrize("cell", _parameters())
def test_contract(cell: Cell, contract: Mapping[str, Any], request: pytest.FixtureRequest) -> None:
    strict = bool(request.config.getoption("--strict-guesses"))
    outcome = items.outcome(contract, cell.operation, cell.check.id)
    if outcome.result == "failed" or (outcome.result == "refuted" and strict):
        pytest.fail(outcome.words, pytrace=False)
    if outcome.result == "refuted":
        pytest.xfail(outcome.words)
    if outcome.result == "skipped":
        pytest.skip(outcome.words)
