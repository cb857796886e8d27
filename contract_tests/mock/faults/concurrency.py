"""Faults that only show when requests meet. Each is a real race: read, wait, write."""

from __future__ import annotations

import time
from typing import ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import channel_id_of, operation_of, properties_of

_STEPS = 20
_STEP = 0.005
"""Seconds. A process that stands still for a moment loses one step of the wait, and not the whole of it."""


def _let_others_in(part: float = 1.0) -> None:
    for _ in range(int(_STEPS * part)):
        time.sleep(_STEP)  # between read and write, or requests would never meet


class LostUpdate(Fault):
    """An update writes the whole channel back as it was when the request came."""

    caught_by = "updates-together"

    waits = True

    def respond(self, request: Request) -> Response:
        if operation_of(request) != "updateChannel":
            return self.app(request)
        before = dict(self.store.channels.get(channel_id_of(request), {}))
        _let_others_in()
        response = self.app(request)
        with self.store.lock:
            channel = self.store.channels.get(channel_id_of(request))
            if channel and response.status == 200:
                sent = properties_of(request).keys()
                channel.update({name: value for name, value in before.items() if name not in sent})
        return response


class LostCreate(Fault):
    """A create writes the whole list of channels back as it was when the request came."""

    caught_by = "listed-once"

    waits = True

    def respond(self, request: Request) -> Response:
        if operation_of(request) != "createWebsiteChannel":
            return self.app(request)
        before = dict(self.store.channels)
        _let_others_in()
        with self.store.lock:
            others = set(self.store.channels)
            response = self.app(request)
            created = {name: channel for name, channel in self.store.channels.items() if name not in others}
            if created:
                self.store.channels.clear()
                self.store.channels.update({**before, **created})
        return response


class CreatesMixedUp(Fault):
    """A create answers with the channel that was created last, which another request may have done."""

    caught_by = "unique-id"

    waits = True
    _last: Response | None = None

    operation = "createWebsiteChannel"

    def on_success(self, request: Request, response: Response) -> Response:
        self._last = response
        _let_others_in()
        return self._last


class RacingDeletesCrash(Fault):
    """Of two deletes of a channel at the same time one answers 500."""

    caught_by = "no-server-error"

    waits = True

    def respond(self, request: Request) -> Response:
        if operation_of(request) != "deleteChannel":
            return self.app(request)
        there = channel_id_of(request) in self.store.channels
        _let_others_in()
        response = self.app(request)
        return envelope(500, message="Something went wrong.") if there and response.status == 404 else response


_CHANGES = ("updateChannel", "toggleChannelAgent", "rotateChannelToken")


class _WritesAllBack(Fault):
    """Writes the whole channel back as it was when the request came, but for what the operation is about."""

    caught_by = "updates-together"

    waits = True
    operation: ClassVar[str]
    changes: ClassVar[tuple[str, ...]]

    def respond(self, request: Request) -> Response:
        operation = operation_of(request)
        if operation != self.operation:
            if operation in _CHANGES:
                _let_others_in(0.5)  # it writes after the other has read
            return self.app(request)
        before = dict(self.store.channels.get(channel_id_of(request), {}))
        _let_others_in()
        response = self.app(request)
        with self.store.lock:
            channel = self.store.channels.get(channel_id_of(request))
            if channel and response.status == 200:
                channel.update({name: value for name, value in before.items() if name not in self.changes})
        return response


class ToggleLosesUpdate(_WritesAllBack):
    """A toggle undoes an update that comes at the same time."""

    operation, changes = "toggleChannelAgent", ("isAgentEnabled",)


class RotateLosesUpdate(_WritesAllBack):
    """A rotate undoes an update that comes at the same time."""

    operation, changes = "rotateChannelToken", ("channelToken", "externalAccountId")


class UpdateLosesToggle(_WritesAllBack):
    """An update undoes a toggle that comes at the same time, and keeps what other updates sent."""

    operation = "updateChannel"
    changes = ("displayName", "aiProviderCode", "aiModelCode", "systemPromptOverride", "tokenExpiresAt")
