"""What is said of values: types that were seen otherwise, properties that are new, what is required in vain."""

from __future__ import annotations

from typing import Any

from contract_tests.checks.shapes import Shape
from contract_tests.learning.draft import UNDOCUMENTED, Draft
from contract_tests.learning.holding import Held, Holding, Unknown
from contract_tests.learning.infer import Inference, Schema, seen_types
from contract_tests.learning.lessons import ENOUGH_TO_TELL, Lessons
from contract_tests.spec.pointers import pointer, tokens_of
from contract_tests.spec.schemas import applying

SCALARS = {"string", "integer", "number", "boolean"}
KEPT = ("x-provenance", "x-observed", "description", "x-unique", "writeOnly", "readOnly")
"""Keywords that stay where a statement is written anew."""
LEADING = ("type", "format", "$ref")
"""Keywords that stand first."""


def amend(draft: Draft, lessons: Lessons) -> None:
    """Amend what was seen otherwise; what refers to another schema than the one that was seen comes first."""
    while _amend_misfit(draft, Holding(draft.spec, lessons)):
        draft.refresh()
    holding = Holding(draft.spec, lessons)
    for where, held in holding.placed.items():
        _amend_type(draft, where, held)
    draft.refresh()
    for where, held in Holding(draft.spec, lessons).placed.items():
        _amend_required(draft, where, held)
    draft.refresh()
    _add_properties(draft, lessons)
    draft.refresh()


def _amend_misfit(draft: Draft, holding: Holding) -> bool:
    return any(_rewrite_reference(draft, where, held) for where, held in holding.misfits.items())


def _rewrite_reference(draft: Draft, where: str, held: Held) -> bool:
    """Write what was seen at a place instead of the schema that it refers to; returns whether that is ours to do."""
    node = draft.at(where)
    key = next((name for name in ("$ref", "oneOf", "anyOf") if name in node), "$ref")
    target = str(node.get("$ref", "")).removeprefix("#")
    alone = set(node) == {"$ref"}
    if not (draft.may_amend(f"{where}/{key}") or (target and draft.may_amend(target))):
        return False
    if key == "$ref" and not alone:  # what is promised beside it stays
        marks = draft.marks(held.shape.seen)
        schema = Inference(draft.spec).schema(held.shape, nullable=False)
        draft.editor.set(f"{where}/allOf", [{**marks, **schema}], before="$ref")
        draft.editor.delete(f"{where}/$ref")
    else:
        _write(draft, where, Inference(draft.spec).schema(held.shape), held)
    draft.sentences.append(f"{where}: {_seen(held.shape)}, not what it refers to")
    draft.amended.add(where)
    return True


def _amend_type(draft: Draft, where: str, held: Held) -> None:
    """Write the types that were seen, where the document has others."""
    node = draft.at(where)
    if not isinstance(node, dict) or "type" not in node or not draft.may_amend(where + "/type"):
        return
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
    for (owner, name), shape in found.items():
        _add_property(draft, lessons, owner, name, shape)


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


def _add_property(draft: Draft, lessons: Lessons, owner: str, name: str, shape: Shape) -> None:
    if shape.seen < ENOUGH_TO_TELL:
        lessons.open[f"{owner}: a property {name} was seen {shape.seen} times."] = None
        return
    where = owner + pointer("properties", name)
    schema: dict[str, Any] = Inference(draft.spec).schema(shape, resources=False)
    marks = draft.marks(shape.seen, draft.spec.provenance(owner))
    typed = {key: schema.pop(key) for key in ("type", "format", "oneOf") if key in schema}
    draft.editor.set(where, {**typed, **marks, "description": UNDOCUMENTED, **schema})
    draft.sentences.append(f"{where}: seen {shape.seen} times, {_seen(shape)}; the document does not know it")
    draft.amended.add(where)


def _seen(shape: Shape) -> str:
    """Say in words what was seen."""
    counts = [f"{count} {name}" for name, count in shape.types.items() if count]
    return "seen " + ", ".join(counts)
