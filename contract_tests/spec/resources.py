"""A resource: all that the document says of it, derived once."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.spec.identifying import id_links, id_parameter, id_property
from contract_tests.spec.ids import IdType, mint
from contract_tests.spec.operations import Operation
from contract_tests.spec.places import Place, fill_by_name, find_places
from contract_tests.spec.pointers import at, pointer, tokens_of
from contract_tests.spec.schemas import Property, properties_of


class Resource:
    """What the operations whose effect names one schema have in common.

    Ids are texts throughout, as a path has them; `key_of` says which two are the same.
    """

    def __init__(
        self, document: dict[str, Any], name: str, operations: Sequence[Operation], others: frozenset[str] = frozenset()
    ) -> None:
        self.name = name
        """Name of its schema in the components."""
        self.pointer = pointer("components", "schemas", name)
        self.operations = tuple(operations)
        """Those whose effect names it, in the order of the document."""
        self.properties: Mapping[str, Property] = properties_of(document, self.pointer)
        self._find_operations()
        self._find_id(document)
        self._find_properties()
        self._places = {op.id: _places(document, op, self.pointer, others) for op in self.operations}

    def _find_operations(self) -> None:
        by_kind: dict[str, list[Operation]] = {}
        for operation in self.operations:
            if operation.effect:
                by_kind.setdefault(operation.effect.kind, []).append(operation)
        first = {kind: found[0] for kind, found in by_kind.items()}
        self.lists: Operation | None = first.get("lists")
        self.reads: Operation | None = first.get("reads")
        self.creates: Operation | None = first.get("creates")
        self.deletes: Operation | None = first.get("deletes")
        self.updates: tuple[Operation, ...] = tuple(by_kind.get("updates", ()))
        self.changes: tuple[Operation, ...] = tuple(by_kind.get("changes", ()))

    def _find_id(self, document: dict[str, Any]) -> None:
        self._links = id_links(self.operations)
        self.id_parameters: Mapping[str, str] = {
            op.id: name for op in self.operations if (name := id_parameter(op, self._links))
        }
        """By operation id, the path parameter that takes the id; for those that take one."""
        shown = id_property(document, self.operations, self.properties)
        # `load` refuses a resource without an id.
        self.id_property: str = shown.name if shown else "id"
        self.id_type = IdType(shown or Property("id", (), {}, frozenset()))

    def _find_properties(self) -> None:
        shown = [item for item in self.properties.values() if item.name != self.id_property and not item.is_write_only]
        effects = [op.effect for op in self.operations if op.effect]
        self.shown: tuple[str, ...] = tuple(item.name for item in shown)
        """All that a response may show, the id aside."""
        self.kept = tuple(item.name for item in shown if item.is_sent)
        """Those that change only if somebody changes them: the server writes the read-only ones as it likes."""
        self._shown_by = {item.name: item.shown_by for item in shown if item.shown_by is not None}
        self.texts = tuple(item.name for item in shown if item.is_text)
        self.date_times = tuple(item.name for item in shown if item.is_date_time)
        self.flags = tuple(item.name for item in shown if item.is_flag)
        self.unique = tuple(item.name for item in shown if item.is_unique)
        """Those of which no two resources share a value, the id aside."""
        self.replaced = tuple(dict.fromkeys(name for effect in effects for name in effect.replaces))
        """Those that some operation gives a new value."""
        self.sets: Mapping[str, str] = {name: sent for effect in effects for name, sent in effect.sets.items()}
        """Those that some operation sets, to the property of its body."""
        everything = [self.properties, *(op.body_properties for op in self.operations)]
        self.write_only: frozenset[str] = frozenset(
            item.name for properties in everything for item in properties.values() if item.is_write_only
        )
        """Names that a body may have and no response shows."""

    @property
    def is_deletable(self) -> bool:
        """Whether something deletes it: one that nothing deletes is created on the mock alone."""
        return self.deletes is not None

    def roundtrip(self, operation: Operation) -> tuple[str, ...]:
        """Name what comes back: the properties that the body of an operation and the resource both have."""
        sent = (item.name for item in operation.body_properties.values() if item.is_sent and not item.is_write_only)
        return tuple(name for name in sent if name in self.shown and self.properties[name].is_sent)

    # Ids

    def id_of(self, item: Any) -> str | None:
        """Return the id of a resource that a response shows."""
        return self.id_type.text(item.get(self.id_property)) if isinstance(item, dict) else None

    def created_id(self, body: Any) -> str | None:
        """Return the id that the response of the create shows: where its links point, or in the one resource there."""
        for link in self._links:
            if (linked := self.id_type.text(at(body, link.pointer))) is not None:
                return linked
        items = self.items_in(self.creates, body) if self.creates else []
        return self.id_of(items[0]) if len(items) == 1 else None

    def key_of(self, id_text: str) -> str:
        """Write an id the one way in which two spellings of it are the same."""
        return self.id_type.key(id_text)

    def is_id(self, id_text: str) -> bool:
        """Whether a text has the form of an id."""
        return self.id_type.is_id(id_text)

    def mint_id(self, rng: random.Random) -> str:
        """Return an id that nothing has, as chance would have it."""
        return self.id_type.mint(rng)

    def mint(self, name: str, rng: random.Random) -> str | int:
        """Return a new value for a property that is replaced or unique."""
        return mint(self.properties[name], rng)

    # Responses

    def places(self, operation: Operation) -> tuple[Place, ...]:
        """Return where it stands in the successful response of an operation; nothing where that shows none."""
        return self._places.get(operation.id, ())

    def hidden_by(self, operation: Operation) -> frozenset[str]:
        """Name the properties of which the responses of an operation show no value, by their `x-shown-by`."""
        return frozenset(name for name, by in self._shown_by.items() if operation.id not in by)

    def shows(self, operation: Operation, *names: str) -> bool:
        """Whether the response of an operation shows values of all of some properties."""
        return bool(self.places(operation)) and self.hidden_by(operation).isdisjoint(names)

    def tells(self, operation: Operation, name: str) -> bool:
        """Whether something tells what an operation did to a property: its response, or a list or read after it."""
        return any(self.shows(each, name) for each in (operation, self.lists, self.reads) if each)

    def with_all_shown(self) -> Resource:
        """Return the same without `x-shown-by`: as if each response showed all of it."""
        same = copy.copy(self)
        same._shown_by = {}
        return same

    def items_in(self, operation: Operation, body: Any) -> list[dict[str, Any]]:
        """Return the resources that a successful response shows, as they stand in it."""
        return [item for place in self.places(operation) for item in place.find(body) if isinstance(item, dict)]

    def is_shown_in(self, operation: Operation, body: Any) -> bool:
        """Whether a body has the place where the document shows resources: an empty list is one."""
        return any(place.is_in(body) for place in self.places(operation))

    def put_in(self, operation: Operation, example: Any, items: Sequence[Mapping[str, Any]]) -> Any:
        """Return the example of a response with these resources where the schema has them, and all else as it is.

        Totals and counts beside a list follow. Of several places those are filled that the example has, of several
        lists the first. Where the schema has no resource, the example may show some properties of one, or the new id
        that links point at.
        """
        places = self.places(operation)
        for number, place in enumerate([place for place in places if place.is_in(example)] or places[:1]):
            # Of several lists each resource stands in one.
            example = place.put(example, [] if number and place.is_list else items)
        if places or len(items) != 1:
            return example
        example = fill_by_name(example, items[0], self.properties.keys())
        for link in self._links if operation is self.creates else ():
            steps = tuple(tokens_of(link.pointer))
            if steps and at(example, link.pointer) is not None:
                example = Place(steps).put(example, [items[0][self.id_property]])
        return example


def _places(document: dict[str, Any], operation: Operation, target: str, others: frozenset[str]) -> tuple[Place, ...]:
    """Return the places in all successful responses; of a list those in arrays, of others those outside of any."""
    found: dict[Place, None] = {}
    for response in operation.responses.values():
        for media_type in response.media_types.values() if response.is_success else ():
            found.update(dict.fromkeys(find_places(document, media_type + "/schema", target, others)))
    lists = operation.effect is not None and operation.effect.kind == "lists"
    fitting = tuple(place for place in found if place.is_list is lists)
    return fitting or tuple(found)
