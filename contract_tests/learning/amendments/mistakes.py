"""Which status a mistake gets, and statuses that the document does not list."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import Any, cast

from contract_tests.checks.observations import Responses
from contract_tests.checks.shapes import Shape
from contract_tests.learning.amendments.contents import content_of
from contract_tests.learning.draft import OPEN_TO_US, Draft
from contract_tests.learning.lessons import ENOUGH_REFUSALS, Lessons
from contract_tests.spec import Mistake, Operation, Response
from contract_tests.spec.effects import MISTAKES, mistakes_of
from contract_tests.spec.pointers import pointer, tokens_of

OF_KEY_OR_TIME = (401, 403, 408, 425, 429)
"""Statuses that say nothing of a mistake."""
SERVED = {"deleted-twice", "wrong-media-type"}
"""Mistakes that a server may as well serve; an unknown id may be when something is deleted."""
NAMES = {413: "ContentTooLarge", 422: "UnprocessableContent"}
"""Where versions of Python name a status otherwise."""


def amend(draft: Draft, lessons: Lessons) -> None:
    """Add the statuses that were seen, and move each mistake to the response that it gets."""
    _add_statuses(draft, lessons)
    wrong = {
        (name, mistake)
        for name, mistakes in lessons.mistakes.items()
        for mistake, found in mistakes.items()
        if (operation := draft.spec.operations.get(name)) and _is_wrong(draft, operation, mistake, found)
    }
    for mistake in dict.fromkeys(mistake for _, mistake in sorted(wrong)):
        _move(draft, lessons, mistake)
    if wrong:
        _drop_unused(draft, lessons)


def _is_wrong(draft: Draft, operation: Operation, mistake: str, found: Counter[int]) -> bool:
    due = draft.spec.statuses_for(operation, cast("Mistake", mistake))
    return bool(due) and any(status not in due for status in _teaching(operation, mistake, found))


def _teaching(operation: Operation, mistake: str, found: Counter[int]) -> list[int]:
    """Return the statuses that a mistake may have: refusals, and a success where serving it does no harm."""
    deletes = operation.effect is not None and operation.effect.kind == "deletes"
    served = mistake in SERVED or deletes
    return [
        status
        for status in found
        if status not in OF_KEY_OR_TIME and (400 <= status < 500 or (served and 200 <= status < 300))
    ]


def _move(draft: Draft, lessons: Lessons, mistake: str) -> None:
    """Have the responses whose statuses it got name a mistake, and those that never answered it not."""
    got: dict[str, set[int]] = {}
    for name, mistakes in lessons.mistakes.items():
        if mistake in mistakes and name in draft.spec.operations:
            got[name] = set(_teaching(draft.spec.operations[name], mistake, mistakes[mistake]))
    by_response: dict[str, tuple[Response, list[str]]] = {}
    for name, operation in draft.spec.operations.items():
        for response in operation.responses.values():
            by_response.setdefault(response.pointer, (response, []))[1].append(name)
    for response, names in by_response.values():
        seen = [name for name in names if name in got]
        owed = [name for name in seen if response.status in got[name]]
        named = mistakes_of(response.definition)
        if owed and mistake not in named:
            times = sum(lessons.mistakes[name][mistake][response.status] for name in owed)
            _name(draft, response, sorted([*named, mistake], key=MISTAKES.index), times)
            draft.sentences.append(f"{response.pointer}: {mistake} got {response.status}, {times} times")
        elif seen and not owed and mistake in named:
            _name(draft, response, [each for each in named if each != mistake], ENOUGH_REFUSALS)
            draft.sentences.append(f"{response.pointer}: {mistake} never got {response.status}")
    draft.refresh()


def _name(draft: Draft, response: Response, named: list[str], times: int) -> None:
    """Write which mistakes a response answers, with marks of their own where the response is promised."""
    where = response.pointer + "/x-when"
    written = draft.editor.at(where)
    if not named:
        draft.editor.delete(where)
    elif draft.spec.provenance(response.pointer) in OPEN_TO_US and not isinstance(written, dict):
        draft.editor.set(where, named, before="content")
    else:
        marks = draft.marks(times, "assumed", ENOUGH_REFUSALS) or {"x-provenance": "assumed"}
        draft.editor.set(where, {"mistakes": named, **marks}, before="content")


def _drop_unused(draft: Draft, lessons: Lessons) -> None:
    """Take away responses that were there for mistakes, which get another status."""
    for name, operation in draft.spec.operations.items():
        for status, response in operation.responses.items():
            is_guess = draft.spec.provenance(response.pointer) in OPEN_TO_US and status not in OF_KEY_OR_TIME
            made = lessons.mistakes.get(name, {})
            owed = any(status in draft.spec.statuses_for(operation, _as_mistake(each)) for each in made)
            answered = lessons.responses.get(name, {})
            meant = mistakes_of(response.definition)
            others = meant and not any(each in made for each in meant)
            if is_guess and answered and status not in answered and (not meant or others) and not owed:
                draft.editor.delete(operation.pointer + pointer("responses", status))
                draft.sentences.append(f"{operation.id}: {status} was never seen, and no mistake gets it")
    spec = draft.refresh()
    used = {response.pointer for operation in spec.operations.values() for response in operation.responses.values()}
    for name in list(spec.document["components"].get("responses", {})):
        where = pointer("components", "responses", name)
        if where not in used:
            draft.editor.delete(where)
    draft.refresh()


def _as_mistake(text: str) -> Mistake:
    return cast("Mistake", text)


def _add_statuses(draft: Draft, lessons: Lessons) -> None:
    """Add the refusals that were seen and that an operation does not list."""
    new: dict[int, list[str]] = {}
    for name, statuses in lessons.responses.items():
        for status in statuses:
            if 400 <= status < 500 and name in draft.spec.operations:
                listed = status in draft.spec.operations[name].responses
                new.setdefault(status, []).extend([] if listed else [name])
    for status, names in sorted((status, names) for status, names in new.items() if names):
        responses = [lessons.responses[name][status] for name in names]
        where = _component(draft, lessons, status, responses)
        for operation in _alike(draft, names):
            place = operation.pointer + pointer("responses", status)
            if draft.editor.at(place) is None:
                later = sorted(other for other in operation.responses if other > status)
                before = str(later[0]) if later else None
                draft.editor.set(place, {"$ref": "#" + where}, before=before)
        times = sum(each.count for each in responses)
        draft.sentences.append(f"{where}: {status} was seen {times} times on {', '.join(names)}; nothing lists it")
        draft.refresh()


def _alike(draft: Draft, names: list[str]) -> list[Operation]:
    """Return the operations that may answer so: those that did, and where all of them take a body, all that do."""
    operations = draft.spec.operations
    if all(operations[name].body_pointer for name in names):
        return [operation for operation in operations.values() if operation.body_pointer]
    return [operations[name] for name in names]


def _component(draft: Draft, lessons: Lessons, status: int, responses: list[Responses]) -> str:
    """Return the response of the components for a status, written if there is none."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else f"Status {status}"
    name = NAMES.get(status) or "".join(word.capitalize() for word in phrase.replace("-", " ").split())
    where = pointer("components", "responses", name)
    if draft.editor.at(where) is not None:
        return where
    media_types: Counter[str] = Counter()
    shapes: dict[str, Shape] = {}
    for each in responses:
        media_types += each.media_types
        for media_type, shape in each.bodies.items():
            shapes.setdefault(media_type, Shape()).merge(shape)
    marks = draft.marks(sum(each.count for each in responses), draft.spec.provenance(""), ENOUGH_REFUSALS)
    before = _predecessor(draft, lessons, status)
    described = str(draft.at(before).get("description", "")) if before else f"{phrase}."
    response: dict[str, Any] = {"description": described, **marks}
    if media_types and not media_types[""]:
        response["content"] = {m: content_of(draft, m, shapes.get(m)) for m in sorted(media_types)}
        contents = list((draft.at(before) or {}).get("content", {}).values()) if before else []
        for content in response["content"].values() if contents and "examples" in contents[0] else ():
            content["examples"] = contents[0]["examples"]
    draft.editor.set(where, response, before=tokens_of(before)[-1] if before else None)
    draft.amended.add(where)
    draft.refresh()
    return where


def _predecessor(draft: Draft, lessons: Lessons, status: int) -> str | None:
    """Return the response of the components that a new one takes the place of: its mistakes all get the new status."""
    answered = {seen for statuses in lessons.responses.values() for seen in statuses}
    for operation in draft.spec.operations.values():
        for response in operation.responses.values():
            meant = mistakes_of(response.definition)
            found = [found[each] for found in lessons.mistakes.values() for each in meant if each in found]
            if response.status not in answered and found and all(set(each) == {status} for each in found):
                return response.pointer if response.pointer.startswith("/components/") else None
    return None
