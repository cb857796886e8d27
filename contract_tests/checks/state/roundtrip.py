"""Whether what was sent is kept: compares it with what answers show, and knows which properties are shown at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.checks.results import Results
from contract_tests.checks.state.own import KEPT, LIST, UPDATE, Own, Sent
from contract_tests.checks.values import in_words, same
from contract_tests.transport.interaction import Interaction


class RoundTrip:
    """A property that is shown for some channel, but null or missing where a value was sent, is a lost value.

    Until it is shown for the first time, such findings wait; one that is never shown is unchecked.
    """

    def __init__(self, results: Results, dates: set[str]) -> None:
        self._results = results
        self.dates = dates
        self._shown: set[tuple[str, str]] = set()
        self._pending: dict[tuple[str, str], list[tuple[Sent, Interaction]]] = {}

    def judge(self, own: Own, kind: str, name: str, sent: Sent, shown: Any, history: Sequence[Interaction]) -> None:
        """Hold a value that is shown against what was sent; null counts once the property is shown anywhere."""
        operation = sent.interaction.operation.id if sent.interaction.operation else UPDATE
        check = self._kept_check(operation, name, sent)
        if sent.value is None:
            return
        if shown is None:
            if (kind, name) in self._shown:
                self._lost(operation, name, sent, history)
            else:
                self._pending.setdefault((kind, name), []).append((sent, history[-1]))
            return
        self.show(kind, name)
        ok = same(sent.value, shown, name in self.dates)
        before = (own.listed or {}).get(name)
        if not ok and not sent.together and (before is not None and same(before, shown)):
            check = KEPT[operation]  # not another value: the old one
        elif ok and kind == LIST and operation == UPDATE and check != "updates-together":
            self._results.hold("update-kept", UPDATE)
        one, other = (in_words(value, name in self.dates) for value in (sent.value, shown))
        self._results.judge(check, operation, ok, f"{name} {one}", f"{name} {other}", history)

    def _kept_check(self, operation: str, name: str, sent: Sent) -> str:
        if sent.together:
            return "updates-together"
        if isinstance(sent.value, str):
            return "same-instant" if name in self.dates else "text-exact"
        return KEPT.get(operation, "update-kept")

    def _lost(self, operation: str, name: str, sent: Sent, history: Sequence[Interaction]) -> None:
        check = "updates-together" if sent.together else KEPT.get(operation, "update-kept")
        self._results.judge(
            check, operation, False, f"{name} {in_words(sent.value)}", f"{name} null or missing", history
        )

    def show(self, kind: str, name: str) -> None:
        """Note that answers of a kind show a property: where it was null although a value was sent, it was lost."""
        if (kind, name) in self._shown:
            return
        self._shown.add((kind, name))
        for sent, shown in self._pending.pop((kind, name), []):
            operation = sent.interaction.operation.id if sent.interaction.operation else UPDATE
            self._lost(operation, name, sent, [sent.interaction, shown])
