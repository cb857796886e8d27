"""What a new item of a resource is like: derived once from the document, made for each create."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from contract_tests.mock.documented import Documented
from contract_tests.mock.store import Item
from contract_tests.spec import Property, Resource, Spec
from contract_tests.spec.ids import mint
from contract_tests.spec.sample_values import sample
from contract_tests.spec.schemas import applying

Maker: TypeAlias = Callable[[], Any]
_rng = random.Random()  # new ids have to differ, and need not be unguessable: the mock is in a hurry


class Blueprint:
    """Makes items. What nobody can send is as the documented example of the create has it."""

    def __init__(self, spec: Spec, documented: Documented, resource: Resource) -> None:
        self._document = spec.document
        self._resource = resource
        self._required = {name for _, s in applying(spec.document, resource.pointer) for name in s.get("required", ())}
        settable = {name for operation in resource.operations for name in resource.roundtrip(operation)}
        self._settable = settable | resource.sets.keys()
        self._sent = frozenset(resource.roundtrip(resource.creates)) if resource.creates else frozenset[str]()
        listed = documented.example_item(resource.lists) if resource.lists else {}
        example = (documented.example_item(resource.creates) if resource.creates else {}) or listed
        self._plain: Item = {}
        self._made: dict[str, Maker] = {}
        self._once: dict[str, Maker] = {}
        for name in (name for name in resource.properties if name in (resource.id_property, *resource.shown)):
            is_restricted = resource.properties[name].shown_by is not None
            if listed and name in example and name not in listed and not is_restricted:
                self._once[name] = self.maker(name) if self._is_random(name) else _constant(example[name])
            else:
                self._plan(name, {**listed, **example} if is_restricted else example)

    def make(self, body: Mapping[str, Any]) -> Item:
        """Return a new item with what the body of a create sends."""
        item = {**self._plain, **{name: make() for name, make in self._made.items()}}
        item.update({name: value for name, value in body.items() if name in self._sent})
        return item

    def shown_once(self) -> Item:
        """Return what the response of the create shows, and no list."""
        return {name: make() for name, make in self._once.items()}

    def is_shown_once(self, name: str) -> bool:
        """Whether no list shows a property."""
        return name in self._once

    def maker(self, name: str) -> Maker:
        """Return what makes a new value for a property."""
        described = self._resource.properties[name]
        return lambda: mint(described, _rng)

    def _is_random(self, name: str) -> bool:
        return name in (self._resource.id_property, *self._resource.unique, *self._resource.replaced)

    def _plan(self, name: str, example: Item) -> None:
        described = self._resource.properties[name]
        if self._is_random(name):
            self._plain[name] = None  # here for the order of the properties
            self._made[name] = self.maker(name)
        elif name in self._settable:
            self._set_plain(described, _unsent(described))
        elif described.is_date_time and example.get(name) is not None:
            self._plain[name] = None
            self._made[name] = _now
        else:
            self._set_plain(described, example.get(name))

    def _set_plain(self, described: Property, value: Any) -> None:
        """Set what may be null to null; leave out what may be neither null nor missing, unless it has to be there."""
        if value is not None or _may_be_null(described):
            self._plain[described.name] = value
        elif described.name in self._required:
            self._plain[described.name] = sample(self._document, described.pointers[0])


def _constant(value: Any) -> Maker:
    return lambda: value


def _unsent(described: Property) -> Any:
    if "default" in described.definition:
        return described.definition["default"]
    return False if described.is_flag else None


def _may_be_null(described: Property) -> bool:
    types = described.definition.get("type", "null")
    return "null" in ([types] if isinstance(types, str) else types)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
