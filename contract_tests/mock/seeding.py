"""Puts items into the store that no request made: how WhatsApp and Instagram channels come about here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.mock import website_channels
from contract_tests.mock.actions import key_of
from contract_tests.mock.blueprint import Blueprint
from contract_tests.mock.documented import Documented
from contract_tests.mock.options import MOST_CHANNELS, nearest
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
        is_count = isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted <= MOST_CHANNELS
        if is_count and name == website_channels.NAME:
            return self._store.seed(wanted)  # type: ignore[arg-type]  # it is a number
        if not isinstance(wanted, Sequence) or not all(isinstance(item, Mapping) for item in wanted):
            raise UserError(f"channels: a whole number from 0 to {MOST_CHANNELS}, or a list of objects is wanted.")
        resource = self._spec.resources[name]
        known = sorted({resource.id_property, *resource.shown, *resource.write_only})
        with self._store.lock:
            items = [self._complete(resource, known, item) for item in wanted]
            keys = [key_of(resource, str(item[resource.id_property])) for item, _ in items]
            stored = self._store.collections[name]
            if len({*keys, *stored}) < len(keys) + len(stored):
                raise UserError("channels: two of them would have the same id.")
            stored.update({key: item for key, (item, _) in zip(keys, items, strict=True)})
            self._store.hidden[name].update({key: hid for key, (_, hid) in zip(keys, items, strict=True) if hid})
        return [item for item, _ in items]

    def _complete(self, resource: Resource, known: list[str], given: Mapping[str, Any]) -> tuple[Item, Item]:
        for name in given:
            if name not in known:
                hint = nearest(name, known, f"It has {', '.join(known)}.")
                raise UserError(f"channels: a channel has no property {str(name)[:80]!r}. {hint}")
        hidden = {name: given[name] for name in given if name in resource.write_only}
        shown = {name: given[name] for name in given if name not in resource.write_only}
        if resource.name == website_channels.NAME:
            item = WebsiteChannels(resource).completed(shown)
        else:
            item = {**Blueprint(self._spec, self._documented, resource).make({}), **shown}
        problems = remarks(self._validators.at(resource.pointer), item)
        if problems:
            raise UserError(f"channels: {problems[0]}")
        item[resource.id_property] = resource.id_type.value(key_of(resource, str(item[resource.id_property])))
        return item, hidden
