"""Puts items into the store that no request made: how WhatsApp and Instagram channels come about here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contract_tests.mock import website_channels
from contract_tests.mock.actions import key_of
from contract_tests.mock.blueprint import Blueprint
from contract_tests.mock.configuration import MOST_CHANNELS, check_names
from contract_tests.mock.documented import Documented
from contract_tests.mock.store import Item, Store
from contract_tests.mock.validation import MASK, remarks
from contract_tests.mock.website_channels import WebsiteChannels
from contract_tests.spec import Resource, Spec, Validators
from contract_tests.spec.errors import UserError


class Seeder:
    """Adds items to a store: so many channels of all known types, or items with given properties."""

    def __init__(self, spec: Spec, store: Store) -> None:
        self._spec = spec
        self._store = store
        self._validators = Validators(spec.document, mask=MASK)
        self._documented = Documented(spec, self._validators)

    def __call__(self, wanted: object, name: str = website_channels.NAME) -> list[Item]:
        """Add items of a resource, all or none, and return them. Raises UserError for what cannot be."""
        if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted <= MOST_CHANNELS:
            if name == website_channels.NAME:
                return self._store.seed(wanted)
            wanted = [{}] * wanted
        if not isinstance(wanted, Sequence) or not all(isinstance(item, Mapping) for item in wanted):
            raise UserError(f"{name}: a whole number from 0 to {MOST_CHANNELS}, or a list of objects is wanted.")
        check_names("resource", [name], list(self._spec.resources))
        resource = self._spec.resources[name]
        complete = self._completer(resource)
        made = [complete(item) for item in wanted]
        keys = [key_of(resource, str(item[resource.id_property])) for item, _ in made]
        with self._store.lock:
            stored = self._store.collections[name]
            if len({*keys, *stored}) < len(keys) + len(stored):
                raise UserError(f"{name}: two of them would have the same id.")
            stored.update({key: item for key, (item, _) in zip(keys, made, strict=True)})
            self._store.hidden[name].update({key: hid for key, (_, hid) in zip(keys, made, strict=True) if hid})
        return [item for item, _ in made]

    def _completer(self, resource: Resource) -> Callable[[Mapping[str, Any]], tuple[Item, Item]]:
        """Return what makes a whole item of some properties, and what it hides."""
        known = sorted({resource.id_property, *resource.shown, *resource.write_only})
        blank = self._maker(resource)
        validator = self._validators.at(resource.pointer)

        def complete(given: Mapping[str, Any]) -> tuple[Item, Item]:
            check_names(f"property of {resource.name}", given, known)
            item = blank({name: given[name] for name in given if name not in resource.write_only})
            problems = remarks(validator, item)
            if problems:
                raise UserError(f"{resource.name}: {problems[0]}")
            item[resource.id_property] = resource.id_type.value(key_of(resource, str(item[resource.id_property])))
            return item, {name: given[name] for name in given if name in resource.write_only}

        return complete

    def _maker(self, resource: Resource) -> Callable[[Item], Item]:
        if resource.name == website_channels.NAME:
            return WebsiteChannels(resource).completed
        blueprint = Blueprint(self._spec, self._documented, resource)
        return lambda shown: {**blueprint.make({}), **shown}
