"""The whole state of the mock: the items of each resource, what they hide, and the API keys."""

from __future__ import annotations

import functools
import hmac
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contract_tests.mock import website_channels
from contract_tests.mock.website_channels import WebsiteChannels
from contract_tests.spec import Spec, load
from contract_tests.spec.errors import UserError

READ = "messaging:read"
WRITE = "messaging:write"
FULL_KEY = "k7Rw2vQm9TzB4xNc.u3Yp8LhD6sFa1JgWe5KtXo0ViRb2MnZqC9dHyT4wEf"
READ_ONLY_KEY = "p4Ld8sXj1GhV6yKe.b9Zt5QnA2rUc7MwFo3PiDx8SyEk1LvHjB6gTqR0uN"
_SEEDED_AT_ONCE = 1000

Item: TypeAlias = dict[str, Any]
Channel: TypeAlias = Item


def _default_keys() -> dict[str, frozenset[str]]:
    return {FULL_KEY: frozenset({READ, WRITE}), READ_ONLY_KEY: frozenset({READ})}


def _collections() -> dict[str, dict[str, Item]]:
    return defaultdict(dict)


@dataclass
class Store:
    """All state. `reset()` brings back what a new store has: the default keys and no items."""

    spec: Spec = field(default_factory=lambda: load(validate=False), repr=False)
    """The document that says what there can be."""
    keys: dict[str, frozenset[str]] = field(default_factory=_default_keys, repr=False)
    """API key to its scopes."""
    collections: dict[str, dict[str, Item]] = field(default_factory=_collections)
    """By the name of a resource, then by the key of an id, oldest first: items as responses show them."""
    hidden: dict[str, dict[str, Item]] = field(default_factory=_collections, repr=False)
    """By the name of a resource, then by the key of an id: what may be sent, and is never shown."""
    deleted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By the name of a resource: the keys of the ids that once were."""
    seeded: int = 0
    """How many channels `seed` made: the next ones are other ones."""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while a request is served from the state."""

    @property
    def channels(self) -> dict[str, Item]:
        """The channels by id."""
        return self.collections[website_channels.NAME]

    @property
    def credentials(self) -> dict[str, Item]:
        """The credentials of the channels by id."""
        return self.hidden[website_channels.NAME]

    def reset(self, channels: int = 0) -> None:
        """Go back to the default keys and so many channels."""
        new = Store(self.spec)
        new.seed(channels)  # without the lock: a million take seconds
        with self.lock:
            self.keys, self.seeded = new.keys, new.seeded
            self.collections, self.hidden, self.deleted = new.collections, new.hidden, new.deleted

    def scopes(self, key: str) -> frozenset[str] | None:
        """Return the scopes of a key; None for a wrong one. Takes as long wherever the keys differ."""
        found = None
        for known, scopes in self.keys.items():
            if hmac.compare_digest(known.encode(), key.encode()):
                found = scopes
        return found

    def add(self, channel_id: str, channel_type: str, account: str, token: str | None, /, **properties: Any) -> Item:
        """Add a channel, with an agent that is off unless the properties say otherwise."""
        channel = self._made.of(channel_id, channel_type, account, token, **properties)
        with self.lock:
            self.channels[channel_id] = channel
        return channel

    def remove(self, key: str, resource: str = website_channels.NAME) -> None:
        """Remove an item and what it hides."""
        with self.lock:
            del self.collections[resource][key]
            self.hidden[resource].pop(key, None)
            self.deleted[resource].add(key)

    def seed(self, count: int) -> list[Item]:
        """Add channels of all known types in turn, the same after each reset; return them."""
        with self.lock:
            numbers = range(self.seeded, self.seeded + count)
            self.seeded += count
        channels: list[Item] = []
        for start in range(0, count, _SEEDED_AT_ONCE):  # so that other requests come in between
            made = self._made.seeds(numbers[start : start + _SEEDED_AT_ONCE])
            with self.lock:
                self._add(made)
            channels += [channel for channel, _ in made.values()]
        return channels

    def _add(self, made: dict[str, tuple[Item, Item]]) -> None:
        self.channels.update({name: channel for name, (channel, _) in made.items()})
        self.credentials.update({name: hidden for name, (_, hidden) in made.items() if hidden})

    @functools.cached_property
    def _made(self) -> WebsiteChannels:
        resource = self.spec.resources.get(website_channels.NAME)
        if resource is None:
            raise UserError(f"openapi.yaml has no resource {website_channels.NAME}: the mock begins with no other.")
        return WebsiteChannels(resource)
