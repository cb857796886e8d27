"""What a run found: for each check and operation how often it held and failed, with the plainest example."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.catalog import BY_ID, CHECKS
from contract_tests.transport.interaction import Interaction

FAILURES_KEPT = 30
"""Failures of a row that are kept."""


def is_refusal(status: int) -> bool:
    """Whether nothing was let through: a 5xx is no 4xx either, but a finding of its own."""
    return status >= 400


@dataclass
class Failure:
    """One time that a check failed."""

    expected: str
    seen: str
    interactions: tuple[Interaction, ...]
    """The requests that show it, in order."""
    shrinking: str | None = None
    """Whether a smaller example was looked for, and to what end."""
    shown_again: bool = False
    """Whether these requests, and no others, showed it in a replay."""
    judge_again: Callable[[Interaction], bool] | None = None
    """Judges the answer to a replay, where no observer of the transport does."""

    @property
    def size(self) -> tuple[bool, int, int, int]:
        """Smaller is plainer: what a replay showed, then fewer odd requests, then fewer requests and bytes of them."""
        odd = sum(not e.intent.valid for e in self.interactions)
        return not self.shown_again, odd, len(self.interactions), sum(len(e.request.content) for e in self.interactions)


@dataclass
class Row:
    """A check on an operation."""

    check_id: str
    operation: str | None
    held: int = 0
    failed: int = 0
    first: int | None = None
    """Number of the request at which it failed first."""
    failure: Failure | None = None
    """The smallest one."""
    failures: list[Failure] = field(default_factory=list)
    """The first ones, to tell what they have in common with those of other rows."""
    comes_and_goes: bool = False

    @property
    def share(self) -> float | None:
        """Part of the times that it failed, where it does not always fail."""
        return round(self.failed / (self.held + self.failed), 4) if self.comes_and_goes and self.failed else None


Replayed: TypeAlias = tuple[str, str | None, Failure]
"""What failed in a replay: check, operation, and how."""


@dataclass
class Results:
    """All rows of a run."""

    assumptions: Assumptions
    rows: dict[tuple[str, str | None], Row] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    """Check to the reason why it was switched off or had no means."""
    blocked: dict[str, str] = field(default_factory=dict)
    """Check to the refuted guess, or the like, that took away its means."""
    _replayed: list[Replayed] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def row(self, check_id: str, operation: str | None) -> Row:
        """Return the row of a check and operation, made on first use."""
        if check_id not in BY_ID:
            raise KeyError(check_id)
        return self.rows.setdefault((check_id, operation), Row(check_id, operation))

    def hold(self, check_id: str, operation: str | None) -> None:
        """Count a time that a promise was kept."""
        with self._lock:
            if self._replayed is not None:
                return
            self.row(check_id, operation).held += 1
            if BY_ID[check_id].provenance == "assumed":
                self.assumptions.checked(check_id, None)

    def fail(
        self,
        check_id: str,
        operation: str | None,
        expected: str,
        seen: str,
        interactions: Sequence[Interaction],
        judge_again: Callable[[Interaction], bool] | None = None,
    ) -> None:
        """Count a time that a promise was not kept; a guess is refuted instead."""
        shown = tuple({id(e): e for e in interactions}.values())
        failure = Failure(expected, seen, shown, judge_again=judge_again)
        with self._lock:
            if self._replayed is not None:
                self._replayed.append((check_id, operation, failure))
                return
            row = self.row(check_id, operation)
            if BY_ID[check_id].provenance == "assumed":
                self.assumptions.checked(check_id, f"{operation}: expected {expected}; seen {seen}")
                return
            row.failed += 1
            if row.first is None:
                row.first = max((interaction.number for interaction in interactions), default=0)
            row.failures += [failure] if len(row.failures) < FAILURES_KEPT else []
            if row.failure is None or failure.size < row.failure.size:
                row.failure = failure

    @contextlib.contextmanager
    def replaying(self) -> Iterator[list[Replayed]]:
        """Collect what fails in a replay; it does not count, for what is left out of one may look like a defect."""
        failures: list[Replayed] = []
        self._replayed = failures
        try:
            yield failures
        finally:
            self._replayed = None

    def judge(
        self,
        check_id: str,
        operation: str | None,
        ok: bool,
        expected: str,
        seen: str,
        interactions: Sequence[Interaction],
    ) -> bool:
        """Hold or fail; returns `ok`."""
        if ok:
            self.hold(check_id, operation)
        else:
            self.fail(check_id, operation, expected, seen, interactions)
        return ok

    def judge_status(
        self,
        check_id: str,
        operation: str | None,
        right: Callable[[int], bool],
        expected: str,
        interaction: Interaction,
    ) -> bool:
        """Judge an answer by its status alone; returns whether it is right."""
        request = interaction.request
        seen = str(interaction.status) if operation else f"{interaction.status} to {request.method} {request.url.path}"
        ok = right(interaction.status)
        if ok:
            self.hold(check_id, operation)
        else:
            again = functools.partial(self.judge_status, check_id, operation, right, expected)
            self.fail(check_id, operation, expected, seen, [interaction], again)
        return ok

    @property
    def first_finding(self) -> int | None:
        """Number of the request at which a promise was found broken for the first time; None for none."""
        return min((row.first for row in self.rows.values() if row.first is not None), default=None)

    @property
    def failures(self) -> list[Row]:
        """Rows of broken promises, in the order of the table."""
        order = {check.id: index for index, check in enumerate(CHECKS)}
        return sorted((row for row in self.rows.values() if row.failed), key=lambda row: order[row.check_id])

    @property
    def never_ran(self) -> list[str]:
        """Checks that neither held nor failed and were not left out on purpose; guesses aside."""
        ran = {row.check_id for row in self.rows.values() if row.held or row.failed}
        return [
            check.id
            for check in CHECKS
            if check.provenance != "assumed" and check.id not in ran and check.id not in self.left_out
        ]
