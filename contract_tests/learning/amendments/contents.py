"""The media types of refusals: what was seen takes the place of what was guessed."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from contract_tests.checks.shapes import Shape
from contract_tests.learning.draft import Draft
from contract_tests.learning.infer import Inference
from contract_tests.learning.lessons import ENOUGH_REFUSALS, Lessons
from contract_tests.spec import Response
from contract_tests.spec.pointers import at, pointer
from contract_tests.spec.schemas import properties_of


@dataclass
class Bodies:
    """All bodies that one response of the document had."""

    count: int = 0
    media_types: Counter[str] = field(default_factory=Counter)
    shapes: dict[str, Shape] = field(default_factory=dict)


def gather(draft: Draft, lessons: Lessons) -> dict[str, tuple[Response, Bodies]]:
    """Return the bodies that were seen, by the response that they belong to."""
    found: dict[str, tuple[Response, Bodies]] = {}
    for _, response, seen in lessons.documented(draft.spec):
        _, bodies = found.setdefault(response.pointer, (response, Bodies()))
        bodies.count += seen.count
        bodies.media_types += seen.media_types
        for media_type, shape in seen.bodies.items():
            bodies.shapes.setdefault(media_type, Shape()).merge(shape)
    return found


def amend(draft: Draft, lessons: Lessons) -> None:
    """Amend what the bodies of refusals are, where that is a guess."""
    for response, bodies in gather(draft, lessons).values():
        places = response.media_types.values()
        if not response.is_success and places and all(map(draft.may_amend, places)):
            _amend(draft, lessons, response, bodies)
        for media_type in sorted(bodies.shapes.keys() - response.media_types.keys()) if response.is_success else ():
            lessons.open[f"{response.pointer}: its bodies are JSON as promised, declared as {media_type}."] = None
    draft.refresh()


def _amend(draft: Draft, lessons: Lessons, response: Response, bodies: Bodies) -> None:
    seen, documented = set(bodies.media_types) - {""}, set(response.media_types)
    empty, where = bodies.media_types[""], response.pointer + "/content"
    if not bodies.media_types or (not empty and seen <= documented):
        return
    words = ", ".join(f"{count} {name or 'without a body'}" for name, count in bodies.media_types.items())
    draft.sentences.append(f"{response.pointer}: seen {words}, not always {' or '.join(documented)}")
    if empty:
        draft.editor.delete(where)
        if seen:
            lessons.open[f"{response.pointer}: it comes with a body and without, so the document says of neither."] = (
                None
            )
        return
    for media_type in sorted(seen - documented):
        times = bodies.media_types[media_type]
        content = content_of(draft, media_type, bodies.shapes.get(media_type))
        marks = draft.marks(times, draft.spec.provenance(response.pointer), ENOUGH_REFUSALS)
        place = where + pointer(media_type)
        if media_type in bodies.shapes and documented:
            old = draft.at(where + pointer(min(documented))).get("examples", {})
            content["examples"] = {name: {"summary": "A refusal", **each} for name, each in old.items()}
        draft.editor.set(place, {**marks, **content})
        draft.amended.add(place)
    for media_type in documented - seen:
        draft.editor.delete(where + pointer(media_type))


def content_of(draft: Draft, media_type: str, shape: Shape | None) -> dict[str, Any]:
    """Return a Media Type Object for what was seen; the example comes later."""
    if shape is None:
        return {"schema": {"type": "string"}, "example": "text"}
    known = _known_schema(draft, shape)
    if known is None:
        known = _free(draft, "Problem" if "problem" in media_type else "Refusal")
        schema = Inference(draft.spec).schema(shape, nullable=False)
        marks = draft.marks(shape.seen, draft.spec.provenance(""), ENOUGH_REFUSALS)
        typed = {"type": schema.pop("type", "object")}
        described = {**typed, **marks, "description": "What a refusal says.", **schema}
        draft.editor.set(known, described)
        draft.refresh()
    return {"schema": {"$ref": "#" + known}}


def _free(draft: Draft, name: str) -> str:
    """Return the place of a new schema: under its name, or that with a number."""
    numbered = (name + (str(number) if number > 1 else "") for number in itertools.count(1))
    places = (pointer("components", "schemas", each) for each in numbered)
    return next(place for place in places if draft.editor.at(place) is None)


def _known_schema(draft: Draft, shape: Shape) -> str | None:
    """Return the schema that other refusals have, where it has most of what was seen."""
    for operation in draft.spec.operations.values():
        for response in operation.responses.values():
            for place in () if response.is_success else response.media_types.values():
                reference = at(draft.spec.document, place + "/schema/$ref")
                if isinstance(reference, str):
                    known = properties_of(draft.spec.document, reference.removeprefix("#")).keys()
                    if 2 * len(known & shape.properties.keys()) > len(shape.properties):
                        return reference.removeprefix("#")
    return None
