"""Finds what is wrong with our extensions of the document: a mistake there would mislead suite and mock alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contract_tests.spec.effects import KINDS, MISTAKES, Effect
from contract_tests.spec.identifying import BY_ID, id_property
from contract_tests.spec.operations import Operation
from contract_tests.spec.pointers import at, pointer, tokens_of, walk
from contract_tests.spec.schemas import properties_of

Problem = tuple[str, str]
"""A pointer, and words."""


def extension_problem(document: dict[str, Any], operations: Iterable[Operation]) -> Problem | None:
    """Return the first mistake."""
    listed = list(operations)
    return next(
        (
            problem
            for problems in (
                _misplaced(document, listed),
                *(_in_effect(document, operation) for operation in listed),
                _created_twice(listed),
                _without_id(document, listed),
                _in_unique(document),
                _in_shown_by(document, listed),
                _in_when(document, listed),
            )
            for problem in problems
        ),
        None,
    )


def _misplaced(document: dict[str, Any], operations: list[Operation]) -> Iterator[Problem]:
    right = {operation.pointer for operation in operations}
    for place, value in walk(document):
        if "x-effect" in value and place not in right:
            yield place + "/x-effect", "`x-effect` belongs on an operation"


def _in_effect(document: dict[str, Any], operation: Operation) -> Iterator[Problem]:
    if "x-effect" not in operation.definition:
        return
    place, written = operation.pointer + "/x-effect", operation.definition["x-effect"]
    if not isinstance(written, dict):
        yield place, f"an effect is an object with one of {', '.join(KINDS)}"
        return
    unknown = [str(key) for key in written if key not in (*KINDS, "sets", "replaces")]
    if unknown:
        yield place + pointer(unknown[0]), f"{unknown[0]!r} is no kind of effect; known are {', '.join(KINDS)}"
    if len([key for key in written if key in KINDS]) != 1:
        yield place, f"an effect holds exactly one of {', '.join(KINDS)}"
    for key, kind, words in (("sets", dict, "an object"), ("replaces", list, "an array")):
        if key in written and "changes" not in written:
            yield place + pointer(key), f"{key!r} belongs to an effect that changes something"
        if key in written and not isinstance(written[key], kind):
            yield place + pointer(key), f"{key!r} is {words}"
    if operation.effect:
        yield from _in_names(document, operation, operation.effect, place)


def _in_names(document: dict[str, Any], operation: Operation, effect: Effect, place: str) -> Iterator[Problem]:
    where = pointer("components", "schemas", effect.resource)
    if at(document, where) is None:
        yield place + pointer(effect.kind), f"there is no schema {effect.resource!r} in the components"
        return
    shown = properties_of(document, where)
    names = [("sets", name) for name in effect.sets] + [("replaces", str(i)) for i in range(len(effect.replaces))]
    for key, token in names:
        name = token if key == "sets" else effect.replaces[int(token)]
        if name not in shown:
            yield place + pointer(key, token), f"the schema {effect.resource!r} has no property {name!r}"
    for name, sent in effect.sets.items():
        if sent not in operation.body_properties:
            yield place + pointer("sets", name), f"the body has no property {sent!r}"
    if effect.kind == "updates" and operation.body_pointer is None:
        yield place, "an operation without a body updates nothing"
    if effect.kind in BY_ID and not operation.path_parameters:
        yield place, f"the path has no parameter for the id of the {effect.resource!r} that it {effect.kind}"


def _created_twice(operations: list[Operation]) -> Iterator[Problem]:
    creates: dict[str, str] = {}
    for operation in operations:
        if operation.effect and operation.effect.kind == "creates":
            other = creates.setdefault(operation.effect.resource, operation.id)
            if other != operation.id:
                words = f"{other!r} creates {operation.effect.resource!r} already"
                yield operation.pointer + "/x-effect/creates", words


def _without_id(document: dict[str, Any], operations: list[Operation]) -> Iterator[Problem]:
    for name in dict.fromkeys(operation.effect.resource for operation in operations if operation.effect):
        where = pointer("components", "schemas", name)
        affecting = [operation for operation in operations if operation.effect and operation.effect.resource == name]
        if id_property(document, affecting, properties_of(document, where)) is None:
            yield where, f"no property of {name!r} is its id: none is linked to, none is like the path parameter"


def _in_unique(document: dict[str, Any]) -> Iterator[Problem]:
    for place, value in walk(document):
        written = value.get("x-unique", False)
        if not isinstance(written, bool) and tokens_of(place)[-1:] != ["properties"]:
            yield place + "/x-unique", f"{written!r} is neither true nor false"


def _in_shown_by(document: dict[str, Any], operations: list[Operation]) -> Iterator[Problem]:
    known = [operation.id for operation in operations]
    for place, value in walk(document):
        if "x-shown-by" not in value or tokens_of(place)[-1:] == ["properties"]:
            continue
        written = value["x-shown-by"]
        if tokens_of(place)[-2:-1] != ["properties"] or not isinstance(written, list):
            yield place + "/x-shown-by", "`x-shown-by` is an array of operationIds, on a property"
            continue
        for index, name in enumerate(written):
            if name not in known:
                yield place + pointer("x-shown-by", index), f"there is no operation {name!r}"


def _in_when(document: dict[str, Any], operations: list[Operation]) -> Iterator[Problem]:
    right = {response.pointer for operation in operations for response in operation.responses.values()}
    for place, value in walk(document):
        if "x-when" not in value:
            continue
        written, inside = value["x-when"], place + "/x-when"
        if isinstance(written, dict):
            written, inside = written.get("mistakes"), inside + "/mistakes"
        if place not in right and tokens_of(place)[:2] != ["components", "responses"]:
            yield place + "/x-when", "`x-when` belongs on a response of an operation"
        elif not isinstance(written, list):
            yield place + "/x-when", f"`x-when` is an array of {', '.join(MISTAKES)}, or an object with `mistakes`"
        else:
            for index, mistake in enumerate(written):
                if mistake not in MISTAKES:
                    words = f"{mistake!r} is no mistake that is known; known are {', '.join(MISTAKES)}"
                    yield inside + pointer(index), words
