"""What is known of one channel of the run, and which check speaks of which operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contract_tests.transport.interaction import Interaction

CHANNEL = "/components/schemas/Channel/properties"
TOKEN, AGENT, TYPE, ACCOUNT = "channelToken", "isAgentEnabled", "channelType", "externalAccountId"
LIST, CREATE, UPDATE, DELETE = "listChannels", "createWebsiteChannel", "updateChannel", "deleteChannel"
ROTATE, TOGGLE = "rotateChannelToken", "toggleChannelAgent"
KEPT = {CREATE: "create-kept", UPDATE: "update-kept", TOGGLE: "toggle-sets", ROTATE: "rotate-replaces"}
ONLY = {UPDATE: "update-partial", TOGGLE: "toggle-only", ROTATE: "rotate-only"}


@dataclass
class Sent:
    """A value that was accepted and has not been seen in a list yet."""

    value: Any
    interaction: Interaction
    together: bool = False
    """Whether it was one of two updates sent at the same time."""


@dataclass
class Own:
    """A channel of the run."""

    id: str
    created: Interaction
    name: str = ""
    """The name that its create carried."""
    sent: dict[str, Sent] = field(default_factory=dict)
    listed: dict[str, Any] | None = None
    """As the last list showed it; None before the first."""
    since: list[Interaction] = field(default_factory=list)
    """What was sent to it since then, refused requests included."""
    unknown: set[str] = field(default_factory=set)
    """Properties that something undocumented may have changed since then."""
    tokens: list[str] = field(default_factory=list)
    rotated: bool = False
    rotation: Interaction | None = None
    """The last rotate since the last list."""
    gone: Interaction | None = None
    confirmed_gone: bool = False
