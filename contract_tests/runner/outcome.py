"""The outcome of a run: its verdict, its findings, and what may be left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from contract_tests.checks.catalog import DOCUMENTED_REFUSAL, Check
from contract_tests.checks.findings import Finding
from contract_tests.checks.known import KnownFindings
from contract_tests.checks.results import Results
from contract_tests.checks.state.own import Own
from contract_tests.checks.traffic import Traffic
from contract_tests.runner.selection import Selection
from contract_tests.runner.timeline import Sent
from contract_tests.settings import Settings
from contract_tests.transport.interaction import Key

EXIT_CODES = {"kept": 0, "broken": 1, "unable": 2, "incomplete": 3}


@dataclass
class Outcome:
    """All that a report tells of a run."""

    settings: Settings
    target: str
    results: Results
    started: str
    selection: Selection
    traffic: Traffic
    seconds: float = 0.0
    requests: int = 0
    created: int = 0
    deleted: int = 0
    left: list[str] = field(default_factory=list)
    possibly_left: list[str] = field(default_factory=list)
    """In words, each with the id and the name by which to look for it."""
    stopped: str | None = None
    """Why the run ended before its plan did."""
    unable: str | None = None
    never_succeeded: list[str] = field(default_factory=list)
    budget_spent_in: str | None = None
    """The phase in which the profile's requests were used up, if they were."""
    cut_short: dict[str, str] = field(default_factory=dict)
    """Phase to why it ended before its plan did."""
    findings: list[Finding] = field(default_factory=list)
    known: KnownFindings = field(default_factory=KnownFindings)
    channels: dict[Key, Own] = field(default_factory=dict)
    """All that the run created."""
    timeline: Iterable[Sent] = ()
    says_mock: bool = False
    """Whether some response said that the mock sent it."""

    @property
    def verdict(self) -> str:
        """`unable`, `broken`, `incomplete` or `kept`, in this order."""
        if self.unable:
            return "unable"
        if self.unknown:
            return "broken"
        if self.never_succeeded or self.results.never_ran or self.stopped or self.cut_short:
            return "incomplete"
        return "kept"

    @property
    def is_of_the_mock(self) -> bool:
        """Whether the target was the mock: the run's own, or one that says so and answers as the document does."""
        return self.settings.is_mock or (self.says_mock and not self.results.assumptions.refuted)

    @property
    def unknown(self) -> bool:
        """Whether a promise is broken that nobody has accepted."""
        if not self.findings:
            return bool(self.results.failures)
        return any(self.known.of(finding) is None for finding in self.findings)

    def accepted_until(self, check: Check, operation: str | None) -> str | None:
        """Say until when what a check found is known; None where some of it is not."""
        found = [f for f in self.findings if any((r.check, r.operation) == (check, operation) for r in f.rows)]
        entries = [self.known.of(finding) for finding in found]
        if not found or None in entries:
            return None
        until = min(entry.until for known in entries for entry in known or ())
        return f"a known finding, accepted until {until}"

    @property
    def exit_code(self) -> int:
        """What the process exits with."""
        if self.verdict in ("kept", "incomplete") and self._counts_refuted:
            return 1
        return EXIT_CODES[self.verdict]

    @property
    def _counts_refuted(self) -> bool:
        """Whether refuted guesses fail the run: the mock makes up what the document leaves out, such as a 400."""
        refuted = self.results.assumptions.refuted
        ours = any(DOCUMENTED_REFUSAL not in assumption.checks for assumption in refuted)
        return bool(refuted) if self.settings.strict else self.settings.is_mock and ours
