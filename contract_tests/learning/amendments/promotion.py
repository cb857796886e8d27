"""Promotes guesses to `observed`: those that held often enough, on every operation they concern, and never failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from contract_tests.checks.assumptions import ASSERTIONS
from contract_tests.learning.draft import Draft
from contract_tests.learning.holding import Held, Holding
from contract_tests.learning.lessons import ENOUGH, ENOUGH_REFUSALS, Lessons
from contract_tests.spec import Mistake, Operation, Response
from contract_tests.spec.effects import mistakes_of
from contract_tests.spec.pointers import tokens_of, walk

BESIDE_TYPES = ("format", "pattern", "const", "enum", "not", "minProperties")
"""Keywords whose contradictions no shape tells."""

UNSHOWN = "no response shows it"
"""The reason of what is told by `x-shown-by`, and is not open."""


@dataclass(frozen=True)
class _Guess:
    """A statement that is assumed."""

    where: str
    held: int
    reason: str | None
    """Why it stays a guess; None where it is none any more."""


def promote(draft: Draft, lessons: Lessons) -> None:
    """Mark as observed what is none of our guesses any more."""
    guesses = {guess.where: guess for guess in _guesses(draft, lessons)}
    for owner in [where for where, value in walk(draft.spec.document) if value.get("x-provenance") == "assumed"]:
        governed = {w: g for w, g in guesses.items() if _mark_of(draft, w) == owner}
        if governed:
            _mark_all(draft, owner, governed)
    _drop_repeated(draft)
    for guess in guesses.values():
        if guess.reason and guess.reason != UNSHOWN:
            lessons.open[f"{guess.where}: {guess.reason}."] = None


def _drop_repeated(draft: Draft) -> None:
    """Take away the marks of amendments that say what the marks above them say."""
    spec = draft.refresh()
    for where in sorted(draft.amended):
        node, above = draft.at(where), where.rpartition("/")[0]
        if not isinstance(node, dict) or node.get("x-provenance") not in ("assumed", "observed"):
            continue
        same_day = node.get("x-observed") == spec.observed_since(above)
        if spec.provenance(above) == node["x-provenance"] and same_day:
            draft.editor.delete(where + "/x-provenance")
            if "x-observed" in node:
                draft.editor.delete(where + "/x-observed")


def _mark_all(draft: Draft, owner: str, governed: dict[str, _Guess]) -> None:
    """Mark what one mark speaks of: all at once where all of it held, each by itself where not."""
    learnt = {where for where, guess in governed.items() if guess.reason is None}
    if not learnt:
        return
    state = {owner: owner in learnt or len(learnt) == len(governed)}
    observed = {"x-provenance": "observed", "x-observed": draft.day}
    if state[owner]:
        draft.mark(owner, observed)
    for where in sorted(governed, key=lambda each: each.count("/")):
        if where == owner:
            continue
        above = max((each for each in state if where.startswith(each + "/")), key=len)
        state[where] = where in learnt
        if state[where] != state[above]:
            draft.mark(where, observed if state[where] else {"x-provenance": "assumed"})
    times = min(governed[where].held for where in learnt)
    names = "" if len(learnt) == len(governed) else f" ({', '.join(map(_short, sorted(learnt)))})"
    draft.sentences.append(f"{owner}{names}: held {times} times or more, on every operation, and never failed")


def _short(where: str) -> str:
    return tokens_of(where)[-1]


def _mark_of(draft: Draft, where: str) -> str:
    """Return the nearest object at or above a place that carries `x-provenance`."""
    while where and "x-provenance" not in (draft.at(where) or {}):
        where = where.rpartition("/")[0]
    return where


def _guesses(draft: Draft, lessons: Lessons) -> Iterator[_Guess]:
    spec, holding = draft.spec, Holding(draft.spec, lessons)
    responses = {r.pointer: r for op in spec.operations.values() for r in op.responses.values()}
    reachable = holding.placed.keys() | holding.concerned.keys()
    for where in sorted(reachable):
        node = draft.at(where)
        if isinstance(node, dict) and _is_statement(node) and spec.provenance(where) == "assumed":
            yield _of_values(draft, lessons, holding, where)
    for response in responses.values():
        for media_type, place in response.media_types.items():
            if spec.provenance(place) == "assumed":
                yield _of_body(draft, lessons, response, media_type, place)
        if mistakes_of(response.definition):
            inside = isinstance(response.definition["x-when"], dict)
            where = response.pointer + ("/x-when" if inside else "")
            if spec.provenance(where) == "assumed":
                yield _of_mistakes(draft, lessons, response, where)


def _is_statement(node: dict[str, object]) -> bool:
    alone_null = node.get("type") == "null" and set(node) == {"type"}
    marked = "x-provenance" in node and bool(node.keys() & {"oneOf", "anyOf", "$ref"})
    return marked or (any(key in node for key in ASSERTIONS) and not alone_null)


def _of_values(draft: Draft, lessons: Lessons, holding: Holding, where: str) -> _Guess:
    held = holding.placed.get(where, Held())
    only_null = draft.at(where).get("type") == "null"
    total = held.shape.seen if only_null else held.operations.total()
    shown_by = draft.at(where).get("x-shown-by")
    concerned = holding.concerned.get(where, set()).intersection(*([shown_by] if isinstance(shown_by, list) else []))
    missing = [] if only_null else sorted(concerned - set(+held.operations))
    failed = any(f"{where}/{keyword}" in lessons.contradicted for keyword in BESIDE_TYPES)
    reason = None
    if (failed and where not in draft.amended) or where in holding.misfits:
        reason = "seen both ways" if total else "seen otherwise"
    elif shown_by == [] and not total:
        reason = UNSHOWN
    elif not total and held.shape.types["null"] >= ENOUGH:
        reason = f"null in all {held.shape.types['null']} responses; should it stay so, say `type: 'null'` here"
    elif total < ENOUGH:
        reason = f"seen {total} times; {ENOUGH} are enough"
    elif missing:
        reason = f"never had a value on {', '.join(missing)}"
    return _Guess(where, total, reason)


def _of_body(draft: Draft, lessons: Lessons, response: Response, media_type: str, place: str) -> _Guess:
    found = [
        (operation.id, seen)
        for operation, each, seen in lessons.documented(draft.spec)
        if each.pointer == response.pointer
    ]
    total = sum(seen.media_types[media_type] for _, seen in found)
    missing = _referring(draft, response).keys() - {name for name, _ in found}
    reason = None
    if sum(seen.count for _, seen in found) != total:
        reason = "seen both ways"
    elif total < ENOUGH_REFUSALS:
        reason = f"seen {total} times; {ENOUGH_REFUSALS} are enough"
    elif missing:
        reason = f"never seen on {', '.join(sorted(missing))}"
    return _Guess(place, total, reason)


def _of_mistakes(draft: Draft, lessons: Lessons, response: Response, where: str) -> _Guess:
    total, reason = 0, None
    for name, operation in _referring(draft, response).items():
        for mistake in mistakes_of(response.definition):
            if not _may_make(draft, operation, mistake):
                continue
            found = lessons.mistakes.get(name, {}).get(mistake, Counter())
            right = sum(found[status] for status in draft.spec.statuses_for(operation, cast("Mistake", mistake)))
            total += right
            if not right:
                reason = reason or f"{mistake} never got it on {name}"
            elif right != sum(found.values()):
                reason = f"{mistake} got it on {name}, and other statuses"
    if reason is None and total < ENOUGH_REFUSALS:
        reason = f"seen {total} times; {ENOUGH_REFUSALS} are enough"
    return _Guess(where, total, reason)


def _may_make(draft: Draft, operation: Operation, mistake: str) -> bool:
    """Whether a request of an operation can make a mistake at all."""
    resource = draft.spec.resource_of(operation)
    if mistake == "wrong-media-type":
        return operation.body_pointer is not None
    if resource is None:
        return False
    return operation == resource.deletes if mistake == "deleted-twice" else operation.id in resource.id_parameters


def _referring(draft: Draft, response: Response) -> dict[str, Operation]:
    """Return the operations that have a response, by name."""
    operations = draft.spec.operations.items()
    return {
        name: operation
        for name, operation in operations
        if any(each.pointer == response.pointer for each in operation.responses.values())
    }
