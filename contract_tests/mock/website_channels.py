"""What the document cannot say of channels: how they come about, and what a website widget needs."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from typing import Any, TypeAlias

NAME = "Channel"
"""The schema of a channel."""
Properties: TypeAlias = dict[str, Any]


def seeds(numbers: Iterable[int]) -> dict[str, tuple[Properties, Properties]]:
    """Make channels by id, each with its credentials: the same for the same numbers, of all known types in turn."""
    made = map(_seed, numbers)
    return {channel["id"]: (channel, credentials) for channel, credentials in made}


def _seed(number: int) -> tuple[Properties, Properties]:
    source = random.Random(number)
    channel_id = str(uuid.UUID(int=source.getrandbits(128), version=4))
    token = uuid.UUID(int=source.getrandbits(128), version=4).hex
    plain = {"id": channel_id, "isEnabled": True, "isAgentEnabled": False}
    if number % 3 == 0:
        website = {"channelType": "Website", "externalAccountId": token, "channelToken": token}
        return {**plain, **website, "displayName": f"Website chat {number + 1}"}, {}
    messenger = ("WhatsApp", "Instagram")[number % 3 - 1]
    account = str(source.randrange(10**11, 10**12))
    connected = {"channelType": messenger, "externalAccountId": account, "channelToken": None}
    more = {"displayName": f"{messenger} {number + 1}", "tokenExpiresAt": "2026-12-31T23:59:59Z"}
    return {**plain, **connected, **more}, {"accessToken": f"EXAMPLE-{token}"}
