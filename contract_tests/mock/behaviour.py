"""What the operations do to the store, by `operationId`."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.mock.messages import RefusedError
from contract_tests.mock.store import Channel, Store
from contract_tests.spec import Spec

SNIPPET = "embedSnippet"


@dataclass(frozen=True)
class Call:
    """A request that was found valid."""

    store: Store
    parameters: Mapping[str, str]
    body: Mapping[str, Any]
    """Only the properties that the document knows; others are ignored."""
    write_only: frozenset[str]
    """The properties of the body that are never shown."""
    blank: Channel
    """A channel of which nothing is set."""

    @property
    def channel(self) -> Channel:
        """The stored channel that the path names; refused with 404 where there is none."""
        channel = self.store.channels.get(self.parameters["channelId"].lower())
        if channel is None:
            raise RefusedError(404, "There is no such channel.")
        return channel

    def show(self, channel: Channel, **more: Any) -> Channel:
        """Return a channel as answers show it."""
        return {**self.blank, **channel, **more}


def blank_channel(spec: Spec) -> Channel:
    """Return what answers show of a channel of which nothing is set."""
    properties = spec.document["components"]["schemas"]["Channel"]["properties"]
    return {name: None for name, schema in properties.items() if name != SNIPPET and _may_be_null(schema)}


def _may_be_null(schema: Any) -> bool:
    """Whether null meets a schema; what may not be null is left out of an answer instead."""
    types = schema.get("type", "null")
    return types == "null" or "null" in types


def _list(call: Call) -> list[Channel]:
    return [call.show(channel) for channel in call.store.channels.values()]


def _create(call: Call) -> Channel:
    token = uuid.uuid4().hex
    channel = call.store.add(str(uuid.uuid4()), "Website", token, token, **call.body)
    return call.show(channel, **{SNIPPET: _snippet(token)})


def _update(call: Call) -> Channel:
    channel = call.channel
    for name, value in call.body.items():
        if name in call.write_only:
            call.store.credentials.setdefault(channel["id"], {})[name] = value
        else:
            channel[name] = value
    return call.show(channel)


def _delete(call: Call) -> None:
    call.store.remove(call.channel["id"])


def _rotate(call: Call) -> Channel:
    channel = call.channel
    channel["channelToken"] = token = uuid.uuid4().hex
    if channel["channelType"] != "Website":
        return call.show(channel)
    channel["externalAccountId"] = token  # a widget has no other identity
    return call.show(channel, **{SNIPPET: _snippet(token)})


def _toggle(call: Call) -> Channel:
    channel = call.channel
    channel["isAgentEnabled"] = call.body.get("enabled", channel["isAgentEnabled"])
    return call.show(channel)


def _snippet(token: str) -> str:
    source = "https://cdn.example.com/widget.js"
    return f'<script src="{source}" data-channel-token="{html.escape(token)}" async></script>'


BEHAVIOURS: Mapping[str, Callable[[Call], Any]] = {
    "listChannels": _list,
    "createWebsiteChannel": _create,
    "updateChannel": _update,
    "deleteChannel": _delete,
    "rotateChannelToken": _rotate,
    "toggleChannelAgent": _toggle,
}
"""An operation of the document that is missing here answers from its example."""
