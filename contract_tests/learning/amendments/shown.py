"""Properties of which some responses never show a value: `x-shown-by` names the operations that do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.learning.draft import Draft
from contract_tests.learning.holding import Held, Holding
from contract_tests.learning.infer import says_nothing
from contract_tests.learning.lessons import ENOUGH, Lessons
from contract_tests.spec import EACH, Operation, Place, Resource
from contract_tests.spec.pointers import pointer, tokens_of
from contract_tests.spec.schemas import applying, gathered

KEY = "x-shown-by"
LIKE_AT_MOST = 3
"""New properties that are named as what one may be called now."""


def amend(draft: Draft, lessons: Lessons) -> None:
    """Name the operations that show a property, where others had one to show often enough and never did."""
    for resource in draft.spec.resources.values():
        _Seen(draft, lessons, resource).amend()
    draft.refresh()


class _Seen:
    """What a run saw of the properties of one resource."""

    def __init__(self, draft: Draft, lessons: Lessons, resource: Resource) -> None:
        self._draft = draft
        self._lessons = lessons
        self._resource = resource
        self._holding = Holding(draft.spec, lessons)
        self._shows = {op.id: set(self._properties(op)) for op in resource.operations if resource.places(op)}
        """By operation, the places of the properties that it shows by the document."""

    def amend(self) -> None:
        """Write the names, and take from the examples what they do not show."""
        found: dict[tuple[str, ...], list[str]] = {}
        for where in dict.fromkeys(where for places in self._shows.values() for where in sorted(places)):
            before = self._draft.at(where).get(KEY)
            named = self._named(where, before)
            if named == before:
                continue
            if named is None:
                self._draft.editor.delete(f"{where}/{KEY}")
                self._draft.sentences.append(f"{where}: all that could show it do now")
                continue
            self._draft.editor.set(f"{where}/{KEY}", named, before="description")
            found.setdefault(tuple(named), []).append(where)
            self._strip_examples(where, named)
        for names, places in found.items():
            self._tell(names, places)

    def _tell(self, names: tuple[str, ...], places: list[str]) -> None:
        hidden = [name for name in self._shows if name not in names]
        times = min(
            (self._objects(where, name) for where in places for name in hidden if where in self._shows[name]), default=0
        )
        about = ", ".join(tokens_of(where)[-1] for where in places)
        where = places[0].rpartition("/properties/")[0]
        self._draft.sentences.append(
            f"{where} ({about}): no value in {times} responses or more of {', '.join(hidden)}; "
            + (f"{', '.join(names)} show one" if names else "no response shows one")
        )
        for place in () if names else places:
            self._ask(place)

    def _ask(self, where: str) -> None:
        """Name what may be a property that no response shows, under another name: a person decides."""
        document = self._draft.spec.document
        owner, types = where.rpartition("/properties/")[0], gathered(document, "", [where]).types
        beside = [owner + pointer("properties", name) for name in self._draft.at(owner)["properties"]]
        new = [place for place in beside if place in self._draft.amended]
        like = [tokens_of(place)[-1] for place in new if gathered(document, "", [place]).types == types]
        if 0 < len(like) <= LIKE_AT_MOST:
            words = f"{where}: no response shows it; {' or '.join(like)} may be it, under another name."
            self._lessons.open[words] = None

    def _properties(self, operation: Operation) -> Iterator[str]:
        """Yield the places of the properties that a response of an operation may show, the id aside."""
        document = self._draft.spec.document
        for root in self._holding.roots.get(operation.id, ()):
            schemas = dict(applying(document, root))
            if self._resource.pointer not in schemas:
                continue
            for place, schema in schemas.items():
                for name, described in schema.get("properties", {}).items():
                    where = place + pointer("properties", name)
                    is_hidden = (
                        name == self._resource.id_property
                        or described.get("writeOnly") is True
                        or says_nothing(described)
                    )
                    if where in self._holding.concerned and not is_hidden:
                        yield where

    def _named(self, where: str, before: list[str] | None) -> list[str] | None:
        """Return the operations that show a property; None for all that could."""
        possible = [name for name, places in self._shows.items() if where in places]
        values = self._holding.placed.get(where, Held()).operations
        shown = {name for name in possible if values[name]}
        mute = {name for name in possible if name not in shown and self._is_mute(where, name)}
        if not shown:
            if not mute:
                return before
            mute |= {name for name in possible if not self._has_one(tokens_of(where)[-1], name)}
            if mute != set(possible):
                return before
        elif not mute and before is None:
            return None
        named = [name for name in possible if name in shown or (name not in mute and name in (before or possible))]
        return None if named == possible else named

    def _is_mute(self, where: str, name: str) -> bool:
        """Whether an operation had a value to show often enough."""
        return self._has_one(tokens_of(where)[-1], name) and self._objects(where, name) >= ENOUGH

    def _objects(self, where: str, name: str) -> int:
        owner = where.rpartition("/properties/")[0]
        return self._holding.placed.get(owner, Held()).operations[name]

    def _has_one(self, name: str, operation_id: str) -> bool:
        """Whether what an operation shows has a value: it was sent, or the server makes it for each new one."""
        resource = self._resource
        givers = [op.id for op in resource.operations if name in (*resource.roundtrip(op), *_sets(op))]
        if not givers:
            return resource.creates is not None and self._succeeded(resource.creates.id) >= ENOUGH
        often = [giver for giver in givers if self._succeeded(giver) >= ENOUGH]
        looks = [op.id for op in (resource.lists, resource.reads) if op]
        return operation_id in often or (operation_id in looks and bool(often))

    def _succeeded(self, operation_id: str) -> int:
        responses = self._lessons.responses.get(operation_id, {})
        return sum(each.count for status, each in responses.items() if 200 <= status < 300)

    def _strip_examples(self, where: str, named: list[str]) -> None:
        """Take a property from the examples of the responses that do not show it."""
        name = tokens_of(where)[-1]
        for operation in self._resource.operations:
            if operation.id in named or operation.id not in self._shows:
                continue
            for response in operation.responses.values():
                for media_type in response.media_types.values() if response.is_success else ():
                    for place in self._resource.places(operation):
                        for item in self._items(media_type, place):
                            if name in self._draft.editor.at(item):
                                self._draft.editor.delete(item + pointer(name))

    def _items(self, media_type: str, place: Place) -> Iterator[str]:
        """Yield the places of the resources that the examples of a media type show."""
        content = self._draft.editor.at(media_type)
        examples = [media_type + pointer("examples", each, "value") for each in content.get("examples", {})]
        for example in [*examples, media_type + "/example"]:
            for item in _steps(self._draft.editor.at(example), place.steps):
                yield example + pointer(*item)


def _sets(operation: Operation) -> tuple[str, ...]:
    return tuple(operation.effect.sets) if operation.effect else ()


def _steps(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield the ways to the objects that stand at the end of some steps."""
    if not steps:
        if isinstance(value, dict):
            yield ()
        return
    if steps[0] == EACH:
        keys: list[Any] = list(range(len(value))) if isinstance(value, list) else []
    else:
        keys = [steps[0]] if isinstance(value, dict) and steps[0] in value else []
    for key in keys:
        for rest in _steps(value[key], steps[1:]):
            yield key, *rest
