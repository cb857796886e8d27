"""Whether what was sent is kept: compares it with what responses show, and knows which properties are shown at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.checks.catalog import CREATE_KEPT, SAME_INSTANT, TEXT_EXACT, UPDATE_KEPT, UPDATES_TOGETHER, Check
from contract_tests.checks.causes import MET
from contract_tests.checks.results import Evidence, Results
from contract_tests.checks.state.own import Own, Sent, kept_check
from contract_tests.checks.values import in_words, same
from contract_tests.spec import Operation
from contract_tests.transport.interaction import Interaction


class RoundTrip:
    """A property that is shown for some resource, but null or missing where a value was sent, is a lost value.

    Until it is shown for the first time, such findings wait; one that is never shown is unchecked.
    """

    def __init__(self, results: Results, dates: set[str]) -> None:
        self._results = results
        self.dates = dates
        self._shown: set[tuple[str, str]] = set()
        """By the operation that shows it."""
        self._pending: dict[tuple[str, str], list[tuple[Sent, Interaction]]] = {}

    def judge(
        self, own: Own, shows: Operation, name: str, sent: Sent, shown: Any, history: Sequence[Interaction]
    ) -> None:
        """Hold a value that an operation shows against what was sent; null counts once it is shown anywhere."""
        operation = sent.operation
        check = self._kept_check(name, sent)
        if sent.value is None:
            return
        if shown is None:
            if (shows.id, name) in self._shown:
                self._lost(name, sent, history)
            else:
                self._pending.setdefault((shows.id, name), []).append((sent, history[-1]))
            return
        self.show(shows, name)
        one, other = (in_words(value, name in self.dates) for value in (sent.value, shown))
        evidence = Evidence(f"{name} {one}", f"{name} {other}", history, MET if sent.together else None)
        ok = same(sent.value, shown, name in self.dates)
        before = (own.listed or {}).get(name)
        if not ok and not sent.together and (before is not None and same(before, shown)):
            check = kept_check(operation, name)  # not another value: the old one
        elif ok and not shows.changes and check != UPDATES_TOGETHER:
            kept = kept_check(operation, name)
            if kept != check and kept in (CREATE_KEPT, UPDATE_KEPT):
                self._results.hold(kept, operation.id, evidence)
        self._results.judge(check, operation.id, ok, evidence)

    def _kept_check(self, name: str, sent: Sent) -> Check:
        if sent.together:
            return UPDATES_TOGETHER
        if isinstance(sent.value, str):
            return SAME_INSTANT if name in self.dates else TEXT_EXACT
        return kept_check(sent.operation, name)

    def _lost(self, name: str, sent: Sent, history: Sequence[Interaction]) -> None:
        check = UPDATES_TOGETHER if sent.together else kept_check(sent.operation, name)
        cause = MET if sent.together else None
        evidence = Evidence(f"{name} {in_words(sent.value)}", f"{name} null or missing", history, cause)
        self._results.judge(check, sent.operation.id, False, evidence)

    def show(self, shows: Operation, name: str) -> None:
        """Note that an operation shows a property: where it was null although a value was sent, it was lost."""
        if (shows.id, name) in self._shown:
            return
        self._shown.add((shows.id, name))
        for sent, shown in self._pending.pop((shows.id, name), []):
            self._lost(name, sent, [sent.interaction, shown])
