"""The coverage table of a document: each check on each operation that gives an occasion for it.

It is the same for every run of a document, whatever the seed: reports and pytest name what they show by it.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.checks.applicability import operations_of
from contract_tests.checks.catalog import CHECKS, Check
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError


@dataclass(frozen=True)
class Cell:
    """A check on an operation; None for what is about no single one."""

    check: Check
    operation: str | None

    @property
    def id(self) -> str:
        """What it is called in pytest and JUnit."""
        return f"{self.operation or 'any'}-{self.check.id}"


def cells(spec: Spec) -> list[Cell]:
    """Return the table, in the order of checks; a check without an occasion has one cell all the same."""
    found: list[Cell] = []
    for check in CHECKS:
        named = [Cell(check, operation.id) for operation in operations_of(check, spec)]
        found += [*named, *([Cell(check, None)] if check.anywhere or not named else [])]
    return found


def chosen(spec: Spec, operation_ids: Collection[str], check_ids: Collection[str]) -> frozenset[Cell]:
    """Return the cells of some operations (all where none is named) and some checks (likewise). Raises UserError."""
    table = cells(spec)
    _refuse_unknown("OPERATION", operation_ids, [*spec.operations, "any"])
    _refuse_unknown("CHECK", check_ids, [check.id for check in CHECKS])
    found = frozenset(
        cell
        for cell in table
        if (not operation_ids or (cell.operation or "any") in operation_ids)
        and (not check_ids or cell.check.id in check_ids)
    )
    if not found:
        where = f"OPERATION={','.join(operation_ids)} and CHECK={','.join(check_ids)}"
        raise UserError(f"{where} have nothing in common: `make checks` prints the operations of each check.")
    return found


def failed(spec: Spec, rows: Iterable[Mapping[str, Any]]) -> frozenset[Cell]:
    """Return the cells that failed, by the rows of a report; one that the table lacks counts as about no operation."""
    table = {cell.id: cell for cell in cells(spec)}
    found = set()
    for row in rows:
        if row["failed"]:
            names = (f"{row['operation'] or 'any'}-{row['id']}", f"any-{row['id']}")
            found |= set(filter(None, [next((table[name] for name in names if name in table), None)]))
    return frozenset(found)


def _refuse_unknown(variable: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
            raise UserError(f"{variable}={name[:80]} is unknown. {hint}")
