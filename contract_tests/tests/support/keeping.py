"""A small server over a document: it keeps what the document says, so that a suite has another world to be tried in."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.spec import Operation, Resource, Spec, Validators, at
from contract_tests.spec.pointers import pointer

Item = dict[str, Any]


class Keeping(httpx.BaseTransport):
    """Keeps every resource of a document, and answers with its examples in which what is stored stands.

    A test makes it faulty by overriding one of the methods that are named after an effect.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.stored: dict[str, dict[str, Item]] = {name: {} for name in spec.resources}
        self.requests: list[httpx.Request] = []
        self._rng = random.Random(7)
        self._next = 1
        self._validators = Validators(spec.document)
        self._lock = threading.RLock()
        for resource in spec.resources.values():
            for _ in range(3):
                self.create(resource, {})
        self.earlier = json.dumps(self.stored)

    @property
    def harmed(self) -> bool:
        """Whether something that was there before is not as it was."""
        before = json.loads(self.earlier)
        return any(self.stored[name].get(key) != item for name, items in before.items() for key, item in items.items())

    @property
    def left(self) -> int:
        """How much more there is than before."""
        before = json.loads(self.earlier)
        return sum(key not in before[name] for name, items in self.stored.items() for key in items)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._lock:
            self.requests.append(request)
            return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        found = self.spec.routes.find(request.url.raw_path.decode("ascii").partition("?")[0])
        key = request.headers.get(self.spec.key_header, "")
        if key not in (FULL_KEY, READ_ONLY_KEY):
            return self._refuse(401)
        if found is None or request.method not in found[0]:
            return self._refuse(405 if found else 404)
        operation, parameters = found[0][request.method], found[1]
        resource = self.spec.resource_of(operation)
        assert resource is not None
        if operation.changes and key == READ_ONLY_KEY:
            return self._refuse(403)
        if (wrong := self._wrong(operation, request)) is not None:
            return self._refuse(wrong)
        body = json.loads(request.content) if operation.body_pointer and request.content else {}
        return self._act(operation, resource, parameters, body)

    def _wrong(self, operation: Operation, request: httpx.Request) -> int | None:
        if operation.body_pointer is None:
            return None
        if request.headers.get("content-type") != "application/json":
            return 415
        try:
            body = json.loads(request.content, parse_constant=float)
        except (ValueError, RecursionError):
            return 400
        validator = self._validators.at(operation.body_pointer)
        try:
            return None if isinstance(body, dict) and validator.is_valid(body) else 400
        except (ValueError, RecursionError):
            return 400

    def _act(
        self, operation: Operation, resource: Resource, parameters: Mapping[str, str], body: Item
    ) -> httpx.Response:
        stored, effect = self.stored[resource.name], operation.effect
        assert effect is not None
        known = {name: body[name] for name in body if name in operation.body_properties}
        if effect.kind == "lists":
            return self._show(operation, resource, self.listed(resource))
        if effect.kind == "creates":
            return self._show(operation, resource, [self.create(resource, known)], status=True)
        key = resource.key_of(parameters[resource.id_parameters[operation.id]])
        item = stored.get(key)
        if item is None:
            return self._refuse(404)
        if effect.kind == "deletes":
            self.delete(resource, key)
        elif effect.kind == "updates":
            self.update(resource, item, known)
        elif effect.kind == "changes":
            self.set(item, {name: known[sent] for name, sent in effect.sets.items() if sent in known})
            self.replace(resource, item, effect.replaces)
        return self._show(operation, resource, [item])

    # What it does

    def listed(self, resource: Resource) -> list[Item]:
        return list(self.stored[resource.name].values())

    def create(self, resource: Resource, given: Item) -> Item:
        self._next += 1
        integer = resource.id_type.kind == "integer"
        made: Any = self._next if integer else resource.mint_id(self._rng)
        shown = {name: value for name, value in given.items() if name in resource.shown}
        item = {**self.defaults(resource), **shown, resource.id_property: made}
        for name in dict.fromkeys((*resource.unique, *resource.replaced)):
            item[name] = resource.mint(name, self._rng)
        self._follow(item, resource)
        self.stored[resource.name][resource.key_of(str(made))] = item
        return item

    def update(self, resource: Resource, item: Item, given: Item) -> None:
        item.update({name: value for name, value in given.items() if name in resource.shown})

    def delete(self, resource: Resource, key: str) -> None:
        del self.stored[resource.name][key]

    def set(self, item: Item, given: Item) -> None:
        item.update(given)

    def replace(self, resource: Resource, item: Item, names: tuple[str, ...]) -> None:
        item.update({name: resource.mint(name, self._rng) for name in names})
        if names:
            self._follow(item, resource)

    def defaults(self, resource: Resource) -> Item:
        values: Item = dict.fromkeys(resource.shown)
        if "channelType" in values:
            values["channelType"] = "Website"
        return {**values, **dict.fromkeys(resource.flags, False)}

    def _follow(self, item: Item, resource: Resource) -> None:
        if "externalAccountId" in item:
            item[resource.replaced[0]] = self._rng.randbytes(16).hex()
            item["externalAccountId"] = item[resource.replaced[0]]

    # What it answers

    def _show(
        self, operation: Operation, resource: Resource, items: list[Item], status: bool = False
    ) -> httpx.Response:
        response = next(response for response in operation.responses.values() if response.is_success)
        if not response.media_types:
            return httpx.Response(response.status)
        media = next(iter(response.media_types.values()))
        named = at(self.spec.document, media + "/examples") or {}
        example = next((self.spec.deref(media + pointer("examples", name))[1]["value"] for name in named), None)
        example = at(self.spec.document, media + "/example") if example is None else example
        content = json.dumps(resource.put_in(operation, example, items)).encode()
        return httpx.Response(response.status, headers={"content-type": "application/json"}, content=content)

    @staticmethod
    def _refuse(status: int) -> httpx.Response:
        return httpx.Response(status, json={"success": False, "message": "No.", "data": None, "errors": []})


def changed(document: str, *changes: tuple[str, str]) -> str:
    """Change the text of a document; each piece is there once or more."""
    for old, new in changes:
        assert re.search(re.escape(old), document), old
        document = document.replace(old, new)
    return document


Faulty = Callable[[Spec], Keeping]
