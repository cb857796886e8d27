"""What the effects of the document do to a store: one class for each kind of effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from contract_tests.mock import website_channels
from contract_tests.mock.blueprint import Blueprint
from contract_tests.mock.documented import Documented
from contract_tests.mock.messages import RefusedError
from contract_tests.mock.store import Item, Store
from contract_tests.mock.website_channels import WebsiteChannels
from contract_tests.spec import Mistake, Operation, Resource, Spec

Body: TypeAlias = Mapping[str, Any]


def key_of(resource: Resource, id_text: str) -> str:
    """Return what the store has an item under: its id, in the letter case that the mock writes."""
    if resource.id_type.kind != "uuid" or id_text.islower():
        return id_text  # the text itself, and no copy: a store may have a million
    return id_text.lower()


class Action:
    """Serves a valid request; returns the items that the response shows. The caller holds the lock of the store."""

    def __init__(self, spec: Spec, documented: Documented, operation: Operation, resource: Resource) -> None:
        self.resource, self.operation = resource, operation
        self._spec = spec
        self._parameter = resource.id_parameters.get(operation.id, "")
        self._hidden = resource.hidden_by(operation)
        example = documented.example_item(operation)
        self._extras = {name: value for name, value in example.items() if name not in resource.properties}
        self._channels = WebsiteChannels(resource) if resource.name == website_channels.NAME else None
        snippet = example.get(website_channels.SNIPPET, False)
        self._shows_snippet = self._channels is not None and (snippet is None or isinstance(snippet, str))
        if self._shows_snippet:
            self._extras.pop(website_channels.SNIPPET, None)

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        raise NotImplementedError

    def _stored(self, store: Store, parameters: Mapping[str, str]) -> Item:
        """Return the item that the path names; refused where there is none."""
        key = key_of(self.resource, parameters[self._parameter])
        item = store.collections[self.resource.name].get(key)
        if item is None:
            is_repeated = self.operation is self.resource.deletes and key in store.deleted[self.resource.name]
            mistake: Mistake = "deleted-twice" if is_repeated else "unknown-id"
            status = min(self._spec.statuses_for(self.operation, mistake), default=404)
            raise RefusedError(status, f"There is no such {self.resource.name.lower()}.")
        return item

    def _shown(self, item: Item, **more: Any) -> Item:
        """Return an item as the response shows it: with what the example has besides."""
        snippet = self._channels.snippet(item) if self._channels and self._shows_snippet else {}
        shown = {**self._extras, **item, **more, **snippet} if self._extras or more or snippet else item
        return {name: value for name, value in shown.items() if name not in self._hidden} if self._hidden else shown


class Lists(Action):
    """All items, oldest first."""

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        items = list(store.collections[self.resource.name].values())
        differs = self._extras or self._shows_snippet or self._hidden
        return [self._shown(item) for item in items] if differs else items


class Reads(Action):
    """One item."""

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        return [self._shown(self._stored(store, parameters))]


class Creates(Action):
    """A new item, as its blueprint has it."""

    def __init__(self, spec: Spec, documented: Documented, operation: Operation, resource: Resource) -> None:
        super().__init__(spec, documented, operation, resource)
        self._blueprint = Blueprint(spec, documented, resource)

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        item = self._blueprint.make(body)
        if self._channels:
            self._channels.follow_token(item)
        key = key_of(self.resource, str(item[self.resource.id_property]))
        store.collections[self.resource.name][key] = item
        _hide(store, self.resource, key, body)
        return [self._shown(item, **self._blueprint.shown_once())]


class Updates(Action):
    """What the body sends, and nothing else."""

    def __init__(self, spec: Spec, documented: Documented, operation: Operation, resource: Resource) -> None:
        super().__init__(spec, documented, operation, resource)
        self._kept = frozenset(resource.roundtrip(operation))

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        item = self._stored(store, parameters)
        item.update({name: value for name, value in body.items() if name in self._kept})
        _hide(store, self.resource, key_of(self.resource, str(item[self.resource.id_property])), body)
        return [self._shown(item)]


class Changes(Action):
    """What the effect sets and replaces."""

    def __init__(self, spec: Spec, documented: Documented, operation: Operation, resource: Resource) -> None:
        super().__init__(spec, documented, operation, resource)
        effect = operation.effect
        self._sets = dict(effect.sets) if effect else {}
        self._blueprint = Blueprint(spec, documented, resource)
        self._replaces = {name: self._blueprint.maker(name) for name in effect.replaces} if effect else {}

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        item = self._stored(store, parameters)
        item.update({name: body[sent] for name, sent in self._sets.items() if sent in body})
        made = {name: make() for name, make in self._replaces.items()}
        item.update({name: value for name, value in made.items() if not self._blueprint.is_shown_once(name)})
        if self._channels and made:
            self._channels.follow_token(item)
        return [self._shown(item, **made)]


class Deletes(Action):
    """One item less; the response may show what it was."""

    def __call__(self, store: Store, parameters: Mapping[str, str], body: Body) -> Sequence[Item]:
        item = self._stored(store, parameters)
        store.remove(key_of(self.resource, str(item[self.resource.id_property])), self.resource.name)
        return [self._shown(item)]


def _hide(store: Store, resource: Resource, key: str, body: Body) -> None:
    hidden = {name: body[name] for name in body if name in resource.write_only}
    if hidden:
        store.hidden[resource.name].setdefault(key, {}).update(hidden)


KINDS: Mapping[str, type[Action]] = {
    "lists": Lists,
    "reads": Reads,
    "creates": Creates,
    "updates": Updates,
    "deletes": Deletes,
    "changes": Changes,
}


def action_for(spec: Spec, documented: Documented, operation: Operation) -> Action | None:
    """Return what an operation does; None for one without an effect."""
    resource = spec.resource_of(operation)
    if operation.effect is None or resource is None:
        return None
    return KINDS[operation.effect.kind](spec, documented, operation, resource)
