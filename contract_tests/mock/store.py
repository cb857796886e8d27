"""The whole state of the mock: the items of each resource, their credentials, and the API keys."""

from __future__ import annotations

import hmac
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contract_tests.mock import website_channels

READ = "messaging:read"
WRITE = "messaging:write"
FULL_KEY = "k7Rw2vQm9TzB4xNc.u3Yp8LhD6sFa1JgWe5KtXo0ViRb2MnZqC9dHyT4wEf"
READ_ONLY_KEY = "p4Ld8sXj1GhV6yKe.b9Zt5QnA2rUc7MwFo3PiDx8SyEk1LvHjB6gTqR0uN"

Item: TypeAlias = dict[str, Any]
Channel: TypeAlias = Item


def _default_keys() -> dict[str, frozenset[str]]:
    return {FULL_KEY: frozenset({READ, WRITE}), READ_ONLY_KEY: frozenset({READ})}


@dataclass
class Store:
    """All state. `reset()` brings back what a new store has: the default keys and nothing else."""

    keys: dict[str, frozenset[str]] = field(default_factory=_default_keys)
    """API key to its scopes."""
    collections: dict[str, dict[str, Item]] = field(default_factory=lambda: defaultdict(dict))
    """By the name of a resource, then by id, oldest first. An item holds what was set; responses add the rest."""
    hidden: dict[str, dict[str, Item]] = field(default_factory=lambda: defaultdict(dict))
    """By the name of a resource, then by id: what may be sent, and is never shown."""
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
        made = website_channels.seeds(range(channels))  # without the lock: a million take seconds
        with self.lock:
            self.keys = _default_keys()
            self.collections.clear()
            self.hidden.clear()
            self.seeded = channels
            self._add(made)

    def scopes(self, key: str) -> frozenset[str] | None:
        """Return the scopes of a key; None for a wrong one. Takes as long wherever the keys differ."""
        found = None
        for known, scopes in self.keys.items():
            if hmac.compare_digest(known.encode(), key.encode()):
                found = scopes
        return found

    def add(self, channel_id: str, channel_type: str, account: str, token: str | None, /, **properties: Any) -> Channel:
        """Add a channel, with an agent that is off unless the properties say otherwise."""
        channel = {
            "id": channel_id,
            "channelType": channel_type,
            "externalAccountId": account,
            "channelToken": token,
            "isEnabled": True,
            "isAgentEnabled": False,
            **properties,
        }
        with self.lock:
            self.channels[channel_id] = channel
        return channel

    def remove(self, channel_id: str) -> None:
        """Remove a channel and its credentials."""
        with self.lock:
            del self.channels[channel_id]
            self.credentials.pop(channel_id, None)

    def seed(self, count: int) -> list[Item]:
        """Add channels of all known types in turn, the same after each reset; return them."""
        with self.lock:
            numbers = range(self.seeded, self.seeded + count)
            self.seeded += count
        made = website_channels.seeds(numbers)
        with self.lock:
            self._add(made)
        return [channel for channel, _ in made.values()]

    def _add(self, made: dict[str, tuple[Item, Item]]) -> None:
        self.channels.update({name: channel for name, (channel, _) in made.items()})
        self.credentials.update({name: credentials for name, (_, credentials) in made.items() if credentials})
