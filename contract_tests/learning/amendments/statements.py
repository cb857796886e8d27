"""Statements about values: types that were seen otherwise, new properties, and required ones that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from contract_tests.checks.shapes import Shape
from contract_tests.learning.amendments.contents import content_of
from contract_tests.learning.draft import UNDOCUMENTED, Draft
from contract_tests.learning.holding import Held, Holding, Unknown
from contract_tests.learning.infer import Inference, Schema, looks_like, says_nothing, seen_types
from contract_tests.learning.lessons import ENOUGH_TO_TELL, Lessons
from contract_tests.spec import Resource
from contract_tests.spec.naming import MODEL_MEMBERS, snake
from contract_tests.spec.pointers import pointer, tokens_of
from contract_tests.spec.schemas import applying

SCALARS = {"string", "integer", "number", "boolean"}
KEPT = ("x-provenance", "x-observed", "description", "x-unique", "writeOnly", "readOnly")
"""Keywords that stay where a statement is written anew."""
NEW_AT_MOST = 200
"""Properties that are added from one run, at any depth: a page of them nobody reads."""
LEADING = ("type", "format", "$ref")
"""Keywords that stand first."""


def amend(draft: Draft, lessons: Lessons) -> None:
    """Amend what was seen otherwise; what refers to another schema than the one that was seen comes first."""
    while _amend_misfit(draft, lessons, Holding(draft.spec, lessons)):
        draft.refresh()
    holding = Holding(draft.spec, lessons)
    for where, held in holding.placed.items():
        _amend_type(draft, lessons, where, held)
    draft.refresh()
    for where, held in Holding(draft.spec, lessons).placed.items():
        _amend_required(draft, where, held)
    draft.refresh()
    _add_properties(draft, lessons)
    draft.refresh()


def _amend_misfit(draft: Draft, lessons: Lessons, holding: Holding) -> bool:
    lost: list[Resource] = []
    for resource in draft.spec.resources.values():
        for shape in _listed_without_id(resource, holding):
            _ask_for_the_id(resource, shape, lessons)
            lost.append(resource)
    return any(
        _rewrite_reference(draft, where, held)
        for where, held in holding.misfits.items()
        if not any(looks_like(resource, held.shape) for resource in lost)
    )


def _listed_without_id(resource: Resource, holding: Holding) -> list[Shape]:
    """Return what the list shows that looks like a resource, and has no id."""
    listed = resource.lists.id if resource.lists else ""
    return [h.shape for h in holding.misfits.values() if h.operations[listed] and looks_like(resource, h.shape)]


def _ask_for_the_id(resource: Resource, shape: Shape, lessons: Lessons) -> None:
    """Name what may be the id: a person decides."""
    like = [name for name, each in shape.properties.items() if each.seen and each.formats == {"uuid": each.seen}]
    words = f"; {' or '.join(like)} may be it, under another name" if like else ""
    lessons.open[f"{resource.pointer}: the list shows no {resource.id_property}{words}."] = None


def _rewrite_reference(draft: Draft, where: str, held: Held) -> bool:
    """Write what was seen at a place instead of the schema that it refers to; returns whether that is ours to do."""
    node = draft.at(where)
    key = next((name for name in ("$ref", "oneOf", "anyOf") if name in node), "$ref")
    target = str(node.get("$ref", "")).removeprefix("#")
    alone = set(node) == {"$ref"}
    refusal = _refusal_at(draft, where)
    if not (draft.may_amend(f"{where}/{key}") or (target and draft.may_amend(target))):
        return False
    if refusal and alone:
        draft.editor.set(where, content_of(draft, tokens_of(refusal)[-1], held.shape)["schema"])
    elif key == "$ref" and not alone:  # what is promised beside it stays
        marks = draft.marks(held.shape.seen)
        schema = Inference(draft.spec).schema(held.shape, nullable=False)
        draft.editor.set(f"{where}/allOf", [{**marks, **schema}], before="$ref")
        draft.editor.delete(f"{where}/$ref")
    else:
        _write(draft, where, Inference(draft.spec).schema(held.shape), held)
    draft.sentences.append(f"{where}: {_seen(held.shape)}, not what it refers to")
    draft.amended.add(where)
    draft.stale |= {refusal} if refusal else set()
    return True


def _refusal_at(draft: Draft, where: str) -> str | None:
    """Return the media type of a refusal whose body a place describes; None where it describes something else."""
    for operation in draft.spec.operations.values():
        for response in operation.responses.values():
            for place in () if response.is_success else response.media_types.values():
                if place + "/schema" == where:
                    return place
    return None


def _amend_type(draft: Draft, lessons: Lessons, where: str, held: Held) -> None:
    """Write the types that were seen, where the document has others."""
    node = draft.at(where)
    if not isinstance(node, dict) or not draft.may_amend(where + "/type"):
        return
    if node.get("description") == UNDOCUMENTED and says_nothing(node) and seen_types(held.shape):
        _write(draft, where, Inference(draft.spec).schema(held.shape, resources=False), held)
        draft.sentences.append(f"{where}: {_seen(held.shape)}; the document did not say what it is")
        draft.amended.add(where)
    elif "type" in node:
        _amend_types(draft, lessons, where, held)


def _amend_types(draft: Draft, lessons: Lessons, where: str, held: Held) -> None:
    node = draft.at(where)
    declared = [node["type"]] if isinstance(node["type"], str) else list(node["type"])
    allowed = {*declared, *({"integer"} if "number" in declared else ())}
    seen = [name for name, count in held.shape.types.items() if count]
    if set(seen) <= allowed or any(where.startswith(above + "/") for above in draft.amended):
        return
    nullable = "null" in (*declared, *seen)
    types = seen_types(held.shape)
    if {*types, *declared} - {"null"} <= SCALARS:
        kept = [name for name in declared if name in types]
        new = [*kept, *(name for name in types if name not in kept), *(["null"] if nullable else [])]
        draft.editor.set(where + "/type", new[0] if len(new) == 1 else new)
        for keyword in ("format", "pattern", "enum", "const", "minLength", "maxLength", "default"):
            if keyword in node and not kept:
                draft.editor.delete(f"{where}/{keyword}")
        _mark(draft, where, held)
        if "boolean" in declared and "string" in types:
            lessons.open[f"{where}: it is a text, and no run tells all the texts that it may be."] = None
    else:
        _write(draft, where, Inference(draft.spec).schema(held.shape, nullable=nullable), held)
    draft.sentences.append(f"{where}: {_seen(held.shape)}, not {' or '.join(declared)}")
    draft.amended.add(where)


def _write(draft: Draft, where: str, schema: Schema, held: Held) -> None:
    """Write a statement anew, in the place of the keywords that made it."""
    node = draft.editor.at(where)
    old = [key for key in node if key not in KEPT]
    for key, value in schema.items():
        first = next((name for name in node if name in KEPT), None) if key in LEADING else None
        draft.editor.set(f"{where}/{key}", value, before=first)
    for key in old:
        if key not in schema:
            draft.editor.delete(f"{where}/{key}")
    _mark(draft, where, held)


def _mark(draft: Draft, where: str, held: Held) -> None:
    inherited = draft.spec.provenance(where)
    marks = draft.marks(held.shape.seen, inherited)
    if marks:
        draft.mark(where, marks)


def _amend_required(draft: Draft, where: str, held: Held) -> None:
    """Take from `required` what was not always there."""
    node = draft.at(where)
    required = node.get("required") if isinstance(node, dict) else None
    if not isinstance(required, list) or not draft.may_amend(where + "/required"):
        return
    objects = held.shape.types["object"]
    lacking = [name for name in required if _count(held.shape, name) < objects]
    if not lacking:
        return
    remaining = [name for name in required if name not in lacking]
    if remaining:
        draft.editor.set(where + "/required", remaining)
    else:
        draft.editor.delete(where + "/required")
    for name in lacking:
        draft.sentences.append(f"{where}: {name} was there {_count(held.shape, name)} times of {objects}, not always")


def _count(shape: Shape, name: str) -> int:
    return shape.properties[name].seen if name in shape.properties else 0


def _add_properties(draft: Draft, lessons: Lessons) -> None:
    """Add the properties that the document does not know, each where the objects that have it are described."""
    holding = Holding(draft.spec, lessons)
    found: dict[tuple[str, str], Shape] = {}
    by_name: dict[str, list[Unknown]] = {}
    for unknown in holding.unknown:
        by_name.setdefault(unknown.name, []).append(unknown)
    for name, seen in by_name.items():
        for unknown in seen:
            owner = _owner(draft, unknown.root, {each.root for each in seen}, holding)
            if owner:
                found.setdefault((owner, name), Shape()).merge(unknown.shape)
    _write_properties(draft, lessons, found)


def _write_properties(draft: Draft, lessons: Lessons, found: Mapping[tuple[str, str], Shape]) -> None:
    added: dict[tuple[str, str], list[str]] = {}
    room, left_out = NEW_AT_MOST, Counter[str]()
    for (owner, name), shape in found.items():
        if shape.seen < ENOUGH_TO_TELL:
            lessons.open[f"{owner}: a property {name} was seen {shape.seen} times."] = None
            continue
        if snake(name) in MODEL_MEMBERS:
            lessons.open[f"{owner}: a property {name} was seen, which each model of the client has already."] = None
            continue
        room -= 1 + Inference(draft.spec).size(shape)
        if room < 0:
            left_out[owner] += 1
            continue
        _add_property(draft, owner, name, shape)
        added.setdefault((owner, _seen(shape)), []).append(name)
    for (owner, words), names in added.items():
        them = "it" if len(names) == 1 else "them"
        draft.sentences.append(f"{owner}: {', '.join(names)} {words}; the document does not know {them}")
    for owner, count in left_out.items():
        lessons.open[f"{owner}: {count} more properties that the document does not know; they are too many."] = None


def _owner(draft: Draft, root: str, with_it: set[str], holding: Holding) -> str | None:
    """Return the schema of an object that is to have a property: shared by all that have it, and by no others."""
    document = draft.spec.document
    roots = set().union(*holding.roots.values())

    def score(candidate: str) -> int:
        shared = {each for each in roots if any(place == candidate for place, _ in applying(document, each))}
        return len(shared & with_it) - len(shared - with_it)

    candidates = [
        place
        for place, schema in applying(document, root)
        if "properties" in schema and not {"then", "else"} & set(tokens_of(place))
    ]
    return max(candidates, key=score, default=None)


def _add_property(draft: Draft, owner: str, name: str, shape: Shape) -> None:
    where = owner + pointer("properties", name)
    schema: dict[str, Any] = Inference(draft.spec).schema(shape, resources=False)
    marks = draft.marks(shape.seen, draft.spec.provenance(owner))
    typed = {key: schema.pop(key) for key in LEADING if key in schema}
    if not seen_types(shape):  # that it was null says nothing of the values that it may have
        typed, marks = {}, {}
    if _is_of_a_resource(draft, owner):  # nobody sends it, so it is the server's
        typed["readOnly"] = True
    draft.editor.set(where, {**typed, **marks, "description": UNDOCUMENTED, **schema})
    draft.amended.add(where)


def _is_of_a_resource(draft: Draft, owner: str) -> bool:
    """Whether an object is a resource, or has a part that is one."""
    resources = {resource.pointer for resource in draft.spec.resources.values()}
    document = draft.spec.document
    named = (pointer("components", "schemas", name) for name in document["components"]["schemas"])
    objects = ({place for place, _ in applying(document, where)} for where in named)
    return any(owner in places and places & resources for places in objects)


def _seen(shape: Shape) -> str:
    """Say in words what was seen."""
    counts = [f"{count} {name}" for name, count in shape.types.items() if count]
    return "seen " + ", ".join(counts)
