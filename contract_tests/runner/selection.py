"""What a run is to try: all of the table, or chosen cells of it, and what these need."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from contract_tests.checks import catalog, coverage
from contract_tests.checks.catalog import CHECKS, Check
from contract_tests.checks.coverage import Cell
from contract_tests.spec import Operation, Spec

PHASES = ("access", "rounds", "pairs", "rejection", "schemathesis cases", "links", "sequences")
_OFTEN = frozenset({"rounds", "pairs", "schemathesis cases", "links", "sequences"})
_KEYS = (
    catalog.NO_KEY,
    catalog.WRONG_KEY,
    catalog.EMPTY_KEY,
    catalog.OTHER_SECRET,
    catalog.LETTER_CASE,
    catalog.QUERY_KEY,
    catalog.READ_ONLY_KEY_READS,
    catalog.READ_ONLY_KEY_WRITES,
    catalog.REJECTED_HAS_NO_EFFECT,
)
_BODIES = (catalog.NOT_JSON, catalog.WRONG_TOP_LEVEL, catalog.WRONG_TYPE)
_PROBES = (
    catalog.BAD_DATE_TIME,
    catalog.UNSUPPORTED_METHOD,
    catalog.UNKNOWN_ID,
    catalog.MALFORMED_ID,
    catalog.MEDIA_TYPE,
)
_NEEDS: Mapping[Check, frozenset[str]] = {
    **dict.fromkeys(_KEYS, frozenset({"access"})),
    **dict.fromkeys(_BODIES, frozenset({"rejection", "schemathesis cases"})),
    **dict.fromkeys(_PROBES, frozenset({"rejection"})),
    catalog.UPDATES_TOGETHER: frozenset({"pairs"}),
    catalog.DELETED_TWICE: frozenset({"rounds"}),
    catalog.USE_AFTER_DELETE: frozenset({"rounds"}),
}
"""Check to the phases that try it. What is judged of every response is tried by all, others by the frequent ones."""


def _phases_of(check: Check) -> frozenset[str]:
    return _NEEDS.get(check, frozenset(PHASES) if check.on is None else _OFTEN)


class Selection:
    """Says of phases, operations and checks whether a run needs them."""

    def __init__(self, spec: Spec, cells: Collection[Cell] | None = None, words: str = "") -> None:
        self.cells = None if cells is None else frozenset(cells)
        """None for the whole table."""
        self.table = coverage.cells(spec)
        self.words = words
        """How they were chosen."""
        self._checks = {cell.check for cell in cells or ()}
        self._phases = {phase for check in self._checks for phase in _phases_of(check)}
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

    def has_phase(self, phase: str) -> bool:
        """Whether a phase tries something of what was chosen."""
        if phase == "links" and not self._every_operation and not self.is_whole:
            return False  # they lead anywhere
        return self.is_whole or phase in self._phases

    @property
    def has_valid_calls(self) -> bool:
        """Whether a chosen operation is called as it should be, so that one which never succeeds is a lack."""
        return self.is_whole or not self._phases.isdisjoint(_OFTEN)

    @property
    def left_out(self) -> dict[str, str]:
        """Check to the reason why it is not tried."""
        return {check.id: f"not chosen: {self.words}" for check in CHECKS if not self.has(check)}
