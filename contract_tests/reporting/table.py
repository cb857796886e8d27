"""The table of a run: what became of each check on each operation, for JUnit and pytest alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from contract_tests.checks.catalog import Check
from contract_tests.checks.coverage import Cell
from contract_tests.checks.findings import Finding
from contract_tests.checks.results import Row
from contract_tests.runner.outcome import Outcome

_Key: TypeAlias = tuple[Check, str | None]
NO_OCCASION = "this run gave no occasion for it"


def of(outcome: Outcome, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return an entry for each cell; a row about an operation that the table lacks counts as about none."""
    table = dict.fromkeys(outcome.selection.table)
    rows: dict[Cell, list[Row]] = {cell: [] for cell in table}
    for row in outcome.results.rows.values():
        cell = Cell(row.check, row.operation)
        rows.setdefault(cell if cell in table else Cell(row.check, None), []).append(row)
    numbered = list(enumerate(findings, 1))
    seen = {_key(row): number for number, finding in reversed(numbered) for row in finding.rows}
    leads: dict[_Key, list[int]] = {}
    for number, finding in numbered:
        leads.setdefault(_key(finding.plainest), []).append(number)
    return [_entry(outcome, cell, found, seen, leads) for cell, found in rows.items()]


def _key(row: Row) -> _Key:
    return row.check, row.operation


def _entry(
    outcome: Outcome, cell: Cell, rows: Sequence[Row], seen: dict[_Key, int], leads: dict[_Key, list[int]]
) -> dict[str, Any]:
    held, failed = sum(row.held for row in rows), sum(row.failed for row in rows)
    refuted = next((row.refuted for row in rows if row.refuted), None)
    known = outcome.accepted_until(cell.check, cell.operation) if failed else None
    result = "skipped" if known else "failed" if failed else "refuted" if refuted else "held" if held else "skipped"
    return {
        "id": cell.id,
        "check": cell.check.id,
        "operation": cell.operation,
        "result": result,
        "held": held,
        "failed": failed,
        "seconds": round(sum(dict(pair for row in rows for pair in row.took.items()).values()), 4),
        "finding": next((seen[_key(row)] for row in rows if _key(row) in seen), None),
        "leads": [number for row in rows for number in leads.get(_key(row), ())],
        "reason": known or (_reason(outcome, cell) if result == "skipped" else refuted),
        "could_not_run": result == "skipped" and not known and _could_not_run(outcome, cell),
    }


def _could_not_run(outcome: Outcome, cell: Cell) -> bool:
    """Whether it was to be tried and could not: then the run is not whole."""
    if outcome.results.left_out.get(cell.check.id) or _is_not_chosen(outcome, cell):
        return False
    return bool(outcome.unable) or cell.check.id in outcome.results.blocked or cell.operation in outcome.never_succeeded


def _is_not_chosen(outcome: Outcome, cell: Cell) -> bool:
    chosen = outcome.selection.cells
    return chosen is not None and cell not in chosen


def _reason(outcome: Outcome, cell: Cell) -> str:
    results = outcome.results
    if outcome.unable:
        return outcome.unable
    if why := results.left_out.get(cell.check.id) or results.blocked.get(cell.check.id):
        return why
    if _is_not_chosen(outcome, cell):
        return f"not chosen: {outcome.selection.words}"
    if why := results.taking_turns.get((cell.check, cell.operation)):
        return why
    if cell.operation and (why := results.left_out.get(cell.operation)):
        return why
    if cell.operation in outcome.never_succeeded:
        return f"{cell.operation} never succeeded"
    return outcome.stopped or NO_OCCASION
