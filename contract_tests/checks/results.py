"""What a run found: for each check and operation how often it held and failed, with the plainest example."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.catalog import CHECKS, ORDER, Check
from contract_tests.checks.causes import Feature, about
from contract_tests.checks.listed_items import Shown, shown_by
from contract_tests.checks.observations import Observations
from contract_tests.spec import Operation, Spec
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.redaction import Redactor

FAILURES_KEPT = 30
"""Failures of a row that are kept."""
FEATURES_KEPT = 200
"""Sets of features of failures that are kept for a row."""


def is_refusal(status: int) -> bool:
    """Whether nothing was let through: a 5xx is no 4xx either, but a finding of its own."""
    return status >= 400


@dataclass(frozen=True)
class Evidence:
    """What was due, what came, and the requests that show it, in order."""

    expected: str
    seen: str
    interactions: Sequence[Interaction]
    cause: Feature | None = None
    """What is known to be the cause; None where it is to be found in what was sent."""
    since: str | None = None
    """The day since which it was observed to be otherwise."""
    items: Sequence[Any] = ()
    """What it is about of a list, where no request names it."""
    suspect: Interaction | None = None
    """The request that may be the cause; None for the last one that was not there to look alone."""

    @property
    def features(self) -> frozenset[Feature]:
        """What may be the cause."""
        if self.cause:
            return frozenset({self.cause})
        if self.suspect:
            return about(self.expected, self.suspect)
        changing = [e for e in self.interactions if e.request.method != "GET"]
        return about(self.expected, [*self.interactions, *changing][-1]) if self.interactions else frozenset()


@dataclass(frozen=True)
class Due:
    """The status that a request is owed."""

    words: str
    is_met: Callable[[int], bool]


REFUSAL = Due("a 4xx", is_refusal)


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
    """Judges the response to a replay, where no observer of the transport does."""
    features: frozenset[Feature] = frozenset()
    """What may be the cause."""
    since: str | None = None
    """The day since which it was observed to be otherwise; None for a promise."""
    shown: Shown | None = None
    """What a list showed of what it is about."""

    @property
    def size(self) -> tuple[bool, int, int, int]:
        """Smaller is plainer: what a replay showed, then fewer odd requests, then fewer requests and bytes of them."""
        odd = sum(not e.intent.valid for e in self.interactions)
        return not self.shown_again, odd, len(self.interactions), sum(len(e.request.content) for e in self.interactions)


@dataclass
class Row:
    """A check on an operation."""

    check: Check
    operation: str | None
    held: int = 0
    failed: int = 0
    first: int | None = None
    """Number of the request at which it failed first."""
    failure: Failure | None = None
    """The smallest one."""
    failures: list[Failure] = field(default_factory=list)
    """The first ones, to tell what they have in common with those of other rows."""
    refuted: str | None = None
    """What was seen instead first, of a guess."""
    comes_and_goes: bool = False
    met: set[Feature] = field(default_factory=set)
    """What was about the requests for which it held: none of these is the cause by itself."""
    failed_with: set[frozenset[Feature]] = field(default_factory=set)
    """What was about those for which it failed."""
    took: dict[int, float] = field(default_factory=dict)
    """Seconds of each request that it was judged by, by number: one that is judged twice is counted once."""

    def judged_by(self, interactions: Iterable[Interaction]) -> None:
        """Note how long the requests took."""
        self.took.update((interaction.number, interaction.seconds) for interaction in interactions)

    def take_plainer(self, before: Failure | None, part: Row) -> None:
        """Take over what a part of this row was shrunk to, in the place of what it was shrunk from."""
        if part is self or before is None or part.failure is None:
            return
        self.failure = part.failure if self.failure is before else self.failure
        self.failures = [part.failure if failure is before else failure for failure in self.failures]
        self.comes_and_goes = self.comes_and_goes or part.comes_and_goes

    @property
    def share(self) -> float | None:
        """Part of the times that it failed, where it does not always fail."""
        return round(self.failed / (self.held + self.failed), 4) if self.comes_and_goes and self.failed else None


Replayed: TypeAlias = tuple[Check, str | None, Failure]
"""What failed in a replay: check, operation, and how."""


@dataclass
class Results:
    """All rows of a run."""

    assumptions: Assumptions
    observations: Observations = field(default_factory=lambda: Observations(Redactor()))
    rows: dict[tuple[Check, str | None], Row] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    """Check to the reason why it was switched off or had no means."""
    taking_turns: dict[tuple[Check, str | None], str] = field(default_factory=dict)
    """Check and operation to the reason why this seed does not try it, and another one does."""
    blocked: dict[str, str] = field(default_factory=dict)
    """Check to the refuted guess, or the like, that took away its means."""
    _replayed: list[Replayed] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def row(self, check: Check, operation: str | None) -> Row:
        """Return the row of a check and operation, made on first use."""
        return self.rows.setdefault((check, operation), Row(check, operation))

    def hold(self, check: Check, operation: str | None, evidence: Evidence) -> None:
        """Count a time that a promise was kept."""
        with self._lock:
            if self._replayed is not None:
                return
            row = self.row(check, operation)
            row.held += 1
            row.met |= {feature for feature in evidence.features if not feature.is_cause}
            row.judged_by(evidence.interactions)
            if self.assumptions.is_guess(check, operation):
                self.assumptions.checked(check, None)

    def fail(
        self,
        check: Check,
        operation: str | None,
        evidence: Evidence,
        judge_again: Callable[[Interaction], bool] | None = None,
    ) -> None:
        """Count a time that a promise was not kept; a guess is refuted instead."""
        shown = tuple({id(e): e for e in evidence.interactions}.values())
        since = evidence.since or self.assumptions.observed_since(check, operation)
        failure = Failure(
            evidence.expected, evidence.seen, shown, judge_again=judge_again, features=evidence.features, since=since
        )
        with self._lock:
            if self._replayed is not None:
                failure.shown = shown_by(shown, evidence.items)
                self._replayed.append((check, operation, failure))
                return
            row = self.row(check, operation)
            row.judged_by(shown)
            if self.assumptions.is_guess(check, operation):
                words = f"{operation}: expected {evidence.expected}; seen {evidence.seen}"
                row.refuted = row.refuted or words
                self.assumptions.checked(check, words)
                return
            row.failed += 1
            if row.first is None:
                row.first = max((interaction.number for interaction in shown), default=0)
            row.failed_with |= {failure.features} if len(row.failed_with) < FEATURES_KEPT else set()
            is_plainer = row.failure is None or failure.size < row.failure.size
            if is_plainer or len(row.failures) < FAILURES_KEPT:
                failure.shown = shown_by(shown, evidence.items)
            row.failures += [failure] if len(row.failures) < FAILURES_KEPT else []
            row.failure = failure if is_plainer else row.failure

    @contextlib.contextmanager
    def replaying(self) -> Iterator[list[Replayed]]:
        """Collect what fails in a replay; it does not count, for what is left out of one may look like a defect."""
        failures: list[Replayed] = []
        self._replayed = failures
        try:
            yield failures
        finally:
            self._replayed = None

    def judge(self, check: Check, operation: str | None, ok: bool, evidence: Evidence) -> bool:
        """Hold or fail; returns `ok`."""
        if ok:
            self.hold(check, operation, evidence)
        else:
            self.fail(check, operation, evidence)
        return ok

    def judge_status(self, check: Check, operation: str | None, due: Due, interaction: Interaction) -> bool:
        """Judge a response by its status alone; returns whether it is right."""
        request = interaction.request
        seen = str(interaction.status) if operation else f"{interaction.status} to {request.method} {request.url.path}"
        ok, evidence = due.is_met(interaction.status), Evidence(due.words, seen, [interaction])
        if ok:
            self.hold(check, operation, evidence)
        else:
            again = functools.partial(self.judge_status, check, operation, due)
            self.fail(check, operation, evidence, again)
        return ok

    def judge_mistake(self, spec: Spec, check: Check, operation: Operation, interaction: Interaction) -> None:
        """Judge the status that a mistake gets by what the document says; where it says nothing, nothing is."""
        if check.mistake is None:
            return
        self.observations.see_mistake(operation, check.mistake, interaction.status)
        statuses = spec.statuses_for(operation, check.mistake)
        if statuses:
            words = " or ".join(map(str, sorted(statuses)))
            self.judge_status(check, operation.id, Due(words, statuses.__contains__), interaction)

    @property
    def first_finding(self) -> int | None:
        """Number of the request at which a promise was found broken for the first time; None for none."""
        return min((row.first for row in self.rows.values() if row.first is not None), default=None)

    @property
    def failures(self) -> list[Row]:
        """Rows of broken promises, in the order of the table."""
        return sorted((row for row in self.rows.values() if row.failed), key=lambda row: ORDER[row.check])

    @property
    def never_ran(self) -> list[str]:
        """Checks that neither held nor failed and were not left out on purpose; guesses aside."""
        ran = {row.check for row in self.rows.values() if row.held or row.failed}
        return [
            check.id
            for check in CHECKS
            if check.provenance != "assumed" and check not in ran and check.id not in self.left_out
        ]
