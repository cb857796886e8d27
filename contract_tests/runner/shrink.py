"""Finds the smallest requests that show a failure again, with the requests that are left, and what comes and goes.

A replay passes the transport like everything else: its observers record the failure anew.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import json
from collections.abc import Callable
from typing import Any

from contract_tests.checks.catalog import NO_CREDENTIAL
from contract_tests.checks.findings import findings
from contract_tests.checks.results import Failure, Replayed, Results, Row
from contract_tests.checks.splitting import split
from contract_tests.runner.api import Api
from contract_tests.runner.replay import Replay, Step
from contract_tests.transport.identity import NAME, name_in
from contract_tests.transport.interaction import Interaction, loads
from contract_tests.transport.policy import RequestBlocked

RACES = 4
"""Times that requests which were sent at one time are sent so again."""
CONFIRMED = 2
"""A failure that so many replays in a row show does not come and go."""
TRIES = 24
"""Smaller bodies that are tried for one failure."""


class _Enough(Exception):  # noqa: N818
    """No more can be tried: for want of requests, or of room for channels."""


class Shrinker:
    """Replays failures: of each finding the plainest one first."""

    def __init__(self, api: Api, results: Results, replay: Replay) -> None:
        self._api = api
        self._results = results
        self._replay = replay

    def run(self) -> None:
        """Show each finding again, in as few steps as will do; then with smaller bodies; then its other failures."""
        found = split(findings(self._results, self._api.spec))
        plainest = [(row, row.failure) for row in (finding.plainest for finding in found)]
        shown = [(row, self._show_again(row)) for row, _ in plainest]
        for row, steps in shown:
            self._shrink_body(row, steps)
        for row, before in plainest:
            self._results.row(row.check, row.operation).take_plainer(before, row)
        leading = {(row.check, row.operation) for row, _ in plainest}
        for row in self._results.failures:
            if (row.check, row.operation) not in leading:
                self._shrink_body(row, self._show_again(row, candidates=1))

    def _show_again(self, row: Row, candidates: int | None = None) -> list[Step] | None:
        """Return the fewest steps that show a failure again; None where none did, or not all could be tried."""
        failure = row.failure
        if failure is None or not _may_be_sent_again(failure):
            return None
        for steps in itertools.islice(self._replay.candidates(failure), candidates):
            for _ in range(RACES if any(step.group for step in steps) else 1):
                try:
                    if self._fails(row, failure, steps):
                        steps = self._reduced(row, failure, steps)
                        row.comes_and_goes = row.held > 0 and not self._is_confirmed(row, failure, steps)
                        return steps
                except _Enough:
                    return None
        row.comes_and_goes = row.held > 0
        return None

    def _fails(self, row: Row, failure: Failure, steps: list[Step]) -> bool:
        """Send steps; where they show the failure, keep that as the one to report. Raises _Enough."""
        if self._api.transport.remaining < self._replay.cost(steps):
            raise _Enough
        with self._results.replaying() as failures:
            if not self._replay.make_room(steps):
                raise _Enough
            failures.clear()
            try:
                sent = self._replay.play(steps, lambda sent: _shown(row, failures, sent) is not None)
            except RequestBlocked:
                raise _Enough from None
            if failure.judge_again and len(sent) == len(steps):
                failure.judge_again(sent[-1])
        again = _shown(row, failures, sent)
        if again is None:
            return False
        row.failure = dataclasses.replace(again, interactions=tuple(sent), shown_again=True)
        return True

    def _reduced(self, row: Row, failure: Failure, steps: list[Step]) -> list[Step]:
        """Leave out what is not needed, and what other creates say."""
        with contextlib.suppress(_Enough):
            for index in reversed(range(len(steps) - 1)):
                fewer = self._replay.without(steps, index)
                if fewer and self._fails(row, failure, fewer):
                    steps = fewer
            for index, step in enumerate(steps[:-1]):
                body = loads(step.content)
                carriers = self._carriers(step)
                if carriers is None or not isinstance(body, dict) or body.keys() <= set(carriers[:1]):
                    continue
                for plainer in ({}, *({name: value} for name, value in body.items())):
                    fewer = self._with(steps, index, plainer)
                    if self._fails(row, failure, fewer):
                        steps = fewer
                        break
        return steps

    def _with(self, steps: list[Step], index: int, body: dict[str, Any]) -> list[Step]:
        """Give a step another body."""
        carriers = self._carriers(steps[index])
        if carriers and name_in(json.dumps(body).encode()) is None:
            # By its name it is found and deleted: here, should it fail, and by whoever repeats it.
            free = [name for name in carriers if name not in body] or carriers
            body = {**body, free[0]: self._api.name()}
        step = dataclasses.replace(steps[index], content=json.dumps(body).encode())
        return [*steps[:index], step, *steps[index + 1 :]]

    def _carriers(self, step: Step) -> list[str] | None:
        """Return the properties in which a create can carry its name; None for what is no create."""
        interaction = step.interaction
        if interaction is None or interaction.resource is None or not interaction.does("creates"):
            return None
        return self._api.of(interaction.resource).carriers

    def _is_confirmed(self, row: Row, failure: Failure, steps: list[Step]) -> bool:
        return all(self._fails(row, failure, steps) for _ in range(CONFIRMED))

    def _shrink_body(self, row: Row, steps: list[Step] | None) -> None:
        """Try smaller bodies of the last change, as long as there is budget."""
        failure = row.failure
        if not steps or failure is None or failure.judge_again:
            return  # what is wrong about a body of the last kind would be cut out of it
        index = max((i for i, step in enumerate(steps) if step.content and _has_operation(step)), default=0)
        body = loads(steps[index].content)
        if not isinstance(body, dict) or not body:
            return
        tries = iter(range(TRIES))

        def fails(smaller: dict[str, Any]) -> bool:
            if next(tries, None) is None:
                raise _Enough
            return self._fails(row, failure, self._with(steps, index, smaller))

        try:
            smallest(body, fails, cut_texts=row.check != NO_CREDENTIAL)  # half a credential is none
            outcome = "the smallest that was found"
        except _Enough:
            outcome = "cut: the requests for it were used up"
        row.failure = dataclasses.replace(row.failure or failure, shrinking=outcome)


def _shown(row: Row, failures: list[Replayed], sent: list[Interaction]) -> Failure | None:
    """Return a failure of this row that is about nothing but what was sent: other channels may still be in disorder."""
    there = {id(interaction) for interaction in sent}
    mine = (failure for *key, failure in failures if key == [row.check, row.operation])
    return next((failure for failure in mine if {id(e) for e in failure.interactions} <= there), None)


def _has_operation(step: Step) -> bool:
    return step.interaction is not None and step.interaction.operation is not None


def _may_be_sent_again(failure: Failure) -> bool:
    """Whether no bad key is part of it: so many requests with one could get a key locked."""
    return all(e.intent.key in ("full", "read-only") and not e.intent.key_in_query for e in failure.interactions)


def smallest(
    body: dict[str, Any], fails: Callable[[dict[str, Any]], bool], *, cut_texts: bool = True
) -> dict[str, Any]:
    """Return a smaller body that still fails: one property if that will do, and of a text as little as will do."""
    if len(body) > 1:
        body = next(({name: value} for name, value in body.items() if fails({name: value})), body)
    for name, value in list(body.items()):
        # A channel's name stays whole: by it whoever repeats this knows what to delete.
        if cut_texts and isinstance(value, str) and not NAME.search(value):
            body = {**body, name: smallest_text(value, functools.partial(_with_text, fails, body, name))}
    return body


def _with_text(fails: Callable[[dict[str, Any]], bool], body: dict[str, Any], name: str, text: str) -> bool:
    return fails({**body, name: text})


def smallest_text(text: str, fails: Callable[[str], bool]) -> str:
    """Cut out pieces, half of the text at first and single characters at last, for as long as it still fails."""
    size = max(1, len(text) // 2)
    while size and text:
        for start in range(0, len(text), size):
            shorter = text[:start] + text[start + size :]
            if shorter != text and fails(shorter):
                text = shorter
                break
        else:
            size //= 2
        size = min(size, len(text))
    return text
