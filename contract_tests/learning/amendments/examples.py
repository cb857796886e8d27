"""Examples of responses that are not valid any more, written anew with made-up values alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.learning.draft import Draft
from contract_tests.spec import Response, Validators
from contract_tests.spec.naming import snake
from contract_tests.spec.pointers import pointer, tokens_of
from contract_tests.spec.schemas import applying, gathered, properties_of

MADE_UP: Mapping[str, Any] = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "string": "text",
    "null": None,
}
"""A value for each format and type."""
DEEPEST = 8


def amend(draft: Draft) -> None:
    """Write anew each example that its schema does not take, and one where there is none."""
    checker = Validators(draft.spec.document)
    made_up: dict[str, None] = {}
    responses = {r.pointer: r for op in draft.spec.operations.values() for r in op.responses.values()}
    for response in responses.values():
        for place in response.media_types.values():
            schema = place + "/schema"
            for where, old in _examples(draft, place):
                if old is None or place in draft.amended | draft.stale or not checker.at(schema).is_valid(old):
                    new = _Maker(draft, old, response).value(schema)
                    draft.editor.set(where, new)
                    if old is not None:
                        made_up[tokens_of(response.pointer)[-1]] = None
    if made_up:
        draft.sentences.append(f"the examples of {', '.join(made_up)}: not what was seen; they are made up anew")
    draft.refresh()


def _examples(draft: Draft, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the examples of a media type with their places; one that is to be, where there is none."""
    content = draft.at(place)
    for name, example in content.get("examples", {}).items():
        if "value" in example:
            yield place + pointer("examples", name, "value"), example["value"]
    if "example" in content:
        yield place + "/example", content["example"]
    elif "examples" not in content:
        yield place + "/example", None


class _Maker:
    """Makes values of schemas; what an earlier example showed of a resource is made up already, and is shown again."""

    def __init__(self, draft: Draft, old: Any, response: Response) -> None:
        self._response = response
        self._draft = draft
        self._document = draft.spec.document
        self._checker = Validators(self._document)
        self._old = old
        self._resources = {resource.pointer: resource for resource in draft.spec.resources.values()}

    def value(self, where: str, old: Any = None, depth: int = 0) -> Any:
        """Return a value of a schema: the old one where it is valid."""
        old = self._old if depth == 0 else old
        if depth > DEEPEST:
            return None
        parts = [place for place, _ in applying(self._document, where)]
        resource = next((self._resources[place] for place in parts if place in self._resources), None)
        if resource is not None and not isinstance(old, dict):
            old = next(self._shown(resource.id_property, self._old), None) or self._anywhere(resource.id_property)
        types = gathered(self._document, "", [where]).types
        if "object" in types:
            return self._object(where, old if isinstance(old, dict) else {}, depth)
        if "array" in types:
            return self._array(where, depth)
        if old is not None and self._checker.at(where).is_valid(old):
            return old
        known = gathered(self._document, "", [where]).definition
        if "const" in known or known.get("enum"):
            return known.get("const", (known.get("enum") or [None])[0])
        return MADE_UP.get(known.get("format", "")) or next((MADE_UP[name] for name in sorted(types)), None)

    def _object(self, where: str, old: dict[str, Any], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, described in properties_of(self._document, where).items():
            if described.is_write_only or (old and name not in old and depth and self._is_plain(described.types)):
                continue
            made[name] = self._named(name, self.value(described.pointers[0], old.get(name), depth + 1), old)
            if name in old and old[name] is None and self._checker.at(described.pointers[0]).is_valid(None):
                made[name] = None
        lists = [item for item in made.values() if isinstance(item, list)]
        for name, item in made.items():
            if item and any(item == other and item is not other for other in lists[:1]):
                made[name] = []  # what is grouped stands in one of the groups
        for name, item in made.items():
            if lists and isinstance(item, int) and not isinstance(item, bool):
                made[name] = len(lists[0]) if {"total", "count"} & set(snake(name).split("_")) else item
        return {name: made[name] for name in sorted(made, key=lambda each: [*old, each].index(each))}

    def _named(self, name: str, value: Any, old: dict[str, Any]) -> Any:
        """Return what a refusal says under some names."""
        if name in old or self._response.is_success:
            return value
        if value is True:
            return False
        if name in ("status", "code", "statusCode") and isinstance(value, int) and not isinstance(value, bool):
            return self._response.status
        if name in ("title", "message", "detail", "error") and isinstance(value, str):
            return str(self._response.definition.get("description", "Refused."))
        return value

    def _array(self, where: str, depth: int) -> list[Any]:
        items = next((place + "/items" for place, s in applying(self._document, where) if s.get("items")), None)
        if items is None:
            return []
        parts = [place for place, _ in applying(self._document, items)]
        resource = next((self._resources[place] for place in parts if place in self._resources), None)
        shown = list(self._shown(resource.id_property, self._old)) if resource else []
        return [self.value(items, each, depth + 1) for each in shown] or [self.value(items, None, depth + 1)]

    def _shown(self, id_property: str, value: Any) -> Iterator[dict[str, Any]]:
        """Yield the resources that an example shows, wherever they stand."""
        if isinstance(value, dict):
            if id_property in value and len(value) > 1:
                yield value
                return
            for item in value.values():
                yield from self._shown(id_property, item)
        elif isinstance(value, list):
            for item in value:
                yield from self._shown(id_property, item)

    def _anywhere(self, id_property: str) -> dict[str, Any] | None:
        responses = self._document["components"].get("responses", {})
        return next((each for response in responses.values() for each in self._shown(id_property, response)), None)

    @staticmethod
    def _is_plain(types: frozenset[str]) -> bool:
        return not types & {"object", "array"}
