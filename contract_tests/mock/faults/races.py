"""Faults that only show when changes of different kinds meet: each is a real race, and loses one of them."""

from __future__ import annotations

import time
from typing import ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import channel_id_of, operation_of

_DELAY = 0.05
"""Seconds: a busy machine starts the other thread late."""


class _WritesAllBack(Fault):
    """Writes the whole channel back as it was when the request came, but for what the operation is about."""

    caught_by = "updates-together"

    waits = True
    operation: ClassVar[str]
    changes: ClassVar[tuple[str, ...]]

    def respond(self, request: Request) -> Response:
        if operation_of(request) != self.operation:
            return self.app(request)
        before = dict(self.store.channels.get(channel_id_of(request), {}))
        time.sleep(_DELAY)  # between read and write, or requests would never meet
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
