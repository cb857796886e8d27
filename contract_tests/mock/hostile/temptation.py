"""What all tempting servers have in common."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.mock.middleware import Middleware, key_of, operation_of, with_data
from contract_tests.mock.store import Channel, Store

LIST, CREATE, UPDATE, DELETE = "listChannels", "createWebsiteChannel", "updateChannel", "deleteChannel"
ROTATE, TOGGLE = "rotateChannelToken", "toggleChannelAgent"
NAMES = ("displayName", "aiProviderCode", "aiModelCode", "systemPromptOverride")


class Hostile(Middleware):
    """A server that tempts."""

    def __init__(self) -> None:
        self.others: set[str] = set()
        """Ids of channels that somebody else made during the run."""

    def wrap(self, store: Store, app: Handler) -> Handler:
        """Remember which channels were there before."""
        self.earlier = list(store.channels)
        return super().wrap(store, app)

    def _add_other(self, **properties: Any) -> Channel:
        token = uuid.uuid4().hex
        channel = self.store.add(str(uuid.uuid4()), "Website", token, token, **properties)
        self.others.add(channel["id"])
        return channel

    def _add_copy(self, channel: Channel) -> Channel:
        """Add a channel of the run's that it did not ask for."""
        twin: Channel = {**copy.deepcopy(channel), "id": str(uuid.uuid4())}
        self.store.channels[twin["id"]] = twin
        return twin

    def _created(self, response: Response) -> Channel:
        return self.store.channels[response.json()["data"]["id"]]


class HostileList(Hostile):
    """Shows other channels than there are."""

    def _shown(self, channels: list[Any]) -> list[Any]:
        return channels

    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, self._shown) if operation_of(request) == LIST else response


class HostileCreate(Hostile):
    """Answers a create in its own way."""

    _creates = 0

    def _create(self, request: Request) -> Response:
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        if operation_of(request) != CREATE or key_of(request) not in self.store.keys:
            return self.app(request)
        self._creates += 1
        with self.store.lock:
            return self._create(request)

    def _old(self) -> Channel:
        return self.store.channels[self.earlier[0]]

    @staticmethod
    def _with(response: Response, channel: Channel) -> Response:
        return with_data(response, lambda shown: {**shown, **channel})
