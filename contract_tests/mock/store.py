"""The whole state of the mock: channels, their credentials, and the keys of the store."""

from __future__ import annotations

import hmac
import random
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any, TypeAlias

READ = "messaging:read"
WRITE = "messaging:write"
FULL_KEY = "k7Rw2vQm9TzB4xNc.u3Yp8LhD6sFa1JgWe5KtXo0ViRb2MnZqC9dHyT4wEf"
READ_ONLY_KEY = "p4Ld8sXj1GhV6yKe.b9Zt5QnA2rUc7MwFo3PiDx8SyEk1LvHjB6gTqR0uN"

Channel: TypeAlias = dict[str, Any]


def _default_keys() -> dict[str, frozenset[str]]:
    return {FULL_KEY: frozenset({READ, WRITE}), READ_ONLY_KEY: frozenset({READ})}


@dataclass
class Store:
    """All state. `reset()` brings back what a new store has: the default keys and no channels."""

    keys: dict[str, frozenset[str]] = field(default_factory=_default_keys)
    """API key to its scopes."""
    channels: dict[str, Channel] = field(default_factory=dict)
    """By id, oldest first. A channel holds what was set; answers add the rest as null."""
    credentials: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By channel id: what may be sent, and is never shown."""
    seeded: int = 0
    """How many channels `seed` made: the next ones are other ones."""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while a request is served from the state."""

    def reset(self) -> None:
        """Forget all channels and credentials, and go back to the default keys."""
        with self.lock:
            self.keys = _default_keys()
            self.channels.clear()
            self.credentials.clear()
            self.seeded = 0

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

    def seed(self, count: int) -> list[Channel]:
        """Add channels of all known types in turn, the same after each reset; return them."""
        with self.lock:
            numbers = range(self.seeded, self.seeded + count)
            self.seeded += count
            return [self._seed(number) for number in numbers]

    def _seed(self, number: int) -> Channel:
        source = random.Random(number)
        channel_id = str(uuid.UUID(int=source.getrandbits(128), version=4))
        token = uuid.UUID(int=source.getrandbits(128), version=4).hex
        if number % 3 == 0:
            return self.add(channel_id, "Website", token, token, displayName=f"Website chat {number + 1}")
        messenger = ("WhatsApp", "Instagram")[number % 3 - 1]
        account = str(source.randrange(10**11, 10**12))
        name = f"{messenger} {number + 1}"
        self.credentials[channel_id] = {"accessToken": f"EXAMPLE-{token}"}
        return self.add(channel_id, messenger, account, None, displayName=name, tokenExpiresAt="2026-12-31T23:59:59Z")
