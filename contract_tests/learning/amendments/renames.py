"""What a response has under another name than was guessed: the property is renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.checks.shapes import Shape
from contract_tests.learning.draft import Draft
from contract_tests.learning.holding import Held, Holding
from contract_tests.learning.infer import Inference, seen_types
from contract_tests.learning.lessons import ENOUGH, Lessons
from contract_tests.spec.pointers import at, pointer, tokens_of
from contract_tests.spec.schemas import applying, gathered

Kind = tuple[frozenset[str], frozenset[str]]
"""Types, null aside, and the resources that are referred to."""


def amend(draft: Draft, lessons: Lessons) -> None:
    """Rename properties that were never there, where one other has what they were to hold."""
    holding = Holding(draft.spec, lessons)
    for where in sorted(holding.concerned):
        owner, old = where.rpartition("/properties/")[0], tokens_of(where)[-1]
        objects = holding.placed.get(owner, Held()).shape.types["object"]
        if where in holding.placed or objects < ENOUGH or not draft.may_amend(where):
            continue
        names = list(dict.fromkeys(_candidates(draft, holding, owner, where)))
        if len(names) == 1:
            _rename(draft, owner, old, names[0])
            draft.sentences.append(f"{where}: never there in {objects} responses, {names[0]} has what it was to hold")
            draft.stale.update(_media_types(draft, holding, owner))
    draft.refresh()


def _candidates(draft: Draft, holding: Holding, owner: str, where: str) -> Iterator[str]:
    """Yield the unknown properties beside one that hold what it was to hold."""
    wanted = _kind_of_schema(draft.spec.document, {r.pointer for r in draft.spec.resources.values()}, where)
    for unknown in holding.unknown:
        beside = any(place == owner for place, _ in applying(draft.spec.document, unknown.root))
        if beside and _kind_of_shape(draft, unknown.shape) == wanted:
            yield unknown.name


def _kind_of_schema(document: Any, resources: set[str], where: str) -> Kind | None:
    """Return what a statement is about, where that is a resource, several of them, or nothing but null."""
    parts = [place for place, _ in applying(document, where)]
    items = [inner for place in parts for inner, _ in applying(document, place + "/items")]
    types = gathered(document, "", [where]).types
    found = frozenset(resources & {*parts, *items})
    only_null = at(document, where).get("type") == "null"
    return (types, found) if found or only_null else None


def _kind_of_shape(draft: Draft, shape: Shape) -> Kind:
    schema = Inference(draft.spec).schema(shape)
    resources = {resource.pointer for resource in draft.spec.resources.values()}
    targets = {str(value).removeprefix("#") for value in _references(schema)}
    found = {place for target in targets for place, _ in applying(draft.spec.document, target)}
    return frozenset(seen_types(shape)), frozenset(found & resources)


def _references(schema: Any) -> Iterator[str]:
    """Yield what a schema refers to, itself or with its items."""
    for each in (schema, *schema.get("oneOf", ()), schema.get("items") or {}):
        if "$ref" in each:
            yield each["$ref"]


def _rename(draft: Draft, owner: str, old: str, new: str) -> None:
    where = owner + pointer("properties", old)
    draft.editor.set(owner + pointer("properties", new), draft.editor.at(where), before=old)
    draft.editor.delete(where)
    required = draft.at(owner).get("required", [])
    if old in required:
        draft.editor.set(owner + "/required", [new if name == old else name for name in required])


def _media_types(draft: Draft, holding: Holding, owner: str) -> Iterator[str]:
    """Yield the media types whose bodies are such an object."""
    for root in set().union(*holding.roots.values()):
        if any(place == owner for place, _ in applying(draft.spec.document, root)):
            yield root.partition("/schema")[0]
