"""What a run is to try: all of the table, or chosen cells of it, and what these need."""

from __future__ import annotations

from collections.abc import Collection

from contract_tests.checks import catalog, coverage
from contract_tests.checks.catalog import CHECKS, Check
from contract_tests.checks.coverage import Cell
from contract_tests.checks.phase_names import MORE_ROUNDS, MORE_VALUES, VALID_CALLS, Phase, Phases
from contract_tests.spec import Operation, Spec


class Selection:
    """Says of phases, operations and checks whether a run needs them."""

    def __init__(
        self, spec: Spec, cells: Collection[Cell] | None = None, words: str = "", phases: Collection[str] = ()
    ) -> None:
        """Choose cells. `phases` are tried too, whatever the cells need: an earlier run found something there."""
        self.cells = None if cells is None else frozenset(cells)
        """None for the whole table."""
        self.table = coverage.cells(spec)
        self.words = words
        """How they were chosen."""
        self._checks = {cell.check for cell in cells or ()}
        self._phases = {*phases, *(phase for cell in cells or () for phase in _phases_of(cell, spec))}
        named = {cell.operation for cell in cells or () if cell.operation}
        anywhere = any(cell.operation is None and cell.check != catalog.UNSUPPORTED_METHOD for cell in cells or ())
        self._operations = set(spec.operations) if anywhere else named
        self._every_operation = self._operations >= set(spec.operations)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out by choice."""
        return self.cells is None

    def wants(self, operation: Operation) -> bool:
        """Whether an operation is to be tried; it may be called all the same, to try another one."""
        return self.is_whole or operation.id in self._operations

    def has(self, *checks: Check) -> bool:
        """Whether one of some checks is to be tried."""
        return self.is_whole or not self._checks.isdisjoint(checks)

    @property
    def has_every_response(self) -> bool:
        """Whether something is chosen that is judged of every response: then every request may tell."""
        return self.has(*(check for check in CHECKS if check.on is None))

    def has_phase(self, phase: Phase) -> bool:
        """Whether a phase tries something of what was chosen."""
        if phase == "links" and not self._every_operation and not self.is_whole:
            return False  # they lead anywhere
        return self.is_whole or phase in self._phases

    @property
    def has_valid_calls(self) -> bool:
        """Whether a chosen operation is called as it should be, so that one which never succeeds is a lack."""
        return self.is_whole or not self._phases.isdisjoint(VALID_CALLS)

    @property
    def left_out(self) -> dict[str, str]:
        """Check to the reason why it is not tried."""
        return {check.id: f"not chosen: {self.words}" for check in CHECKS if not self.has(check)}


def _phases_of(cell: Cell, spec: Spec) -> Phases:
    """Return the phases that try a check on an operation: one that takes no free values needs no more rounds."""
    operation = spec.operations.get(cell.operation or "")
    if operation is None or not operation.changes:
        return cell.check.tried_in  # what a list shows goes by all that was sent
    if not operation.body_properties:
        return cell.check.tried_in - MORE_VALUES
    has_flags_alone = all(sent.is_flag for sent in operation.body_properties.values())
    return cell.check.tried_in - MORE_ROUNDS if has_flags_alone else cell.check.tried_in
