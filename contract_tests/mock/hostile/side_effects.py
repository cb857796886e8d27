"""Changes and deletes that do something else than they tell."""

from __future__ import annotations

import time
import uuid

from contract_tests.mock.hostile.temptation import ROTATE, TOGGLE, UPDATE, Hostile
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import channel_id_of, operation_of, with_data
from contract_tests.mock.store import Channel


class _OtherId(Hostile):
    """Gives a channel another id with an operation."""

    operation = ""

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) != self.operation:
            return response
        with self.store.lock:
            channel = self.store.channels.pop(channel_id_of(request))
            channel["id"] = str(uuid.uuid4())
            self.store.channels[channel["id"]] = channel
        return with_data(response, lambda shown: {**shown, "id": channel["id"]})


class UpdateChangesId(_OtherId):
    """An update gives the channel another id."""

    operation = UPDATE


class RotateChangesId(_OtherId):
    """A rotate gives the channel another id."""

    operation = ROTATE


class UpdateMakesTwin(Hostile):
    """An update makes another channel, which is like the one that it changes."""

    operation = UPDATE

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == self.operation:
            with self.store.lock:
                self._add_copy(self.store.channels[channel_id_of(request)])
        return response


class DeletedComeBack(Hostile):
    """A deleted channel is there again after a second."""

    def __init__(self) -> None:
        super().__init__()
        self._graves: list[tuple[float, Channel]] = []

    def respond(self, request: Request) -> Response:
        with self.store.lock:
            now = time.monotonic()
            for died, channel in self._graves:
                if now - died > 1:
                    self.store.channels[channel["id"]] = channel
            self._graves = [grave for grave in self._graves if now - grave[0] <= 1]
            before = self.store.channels.get(channel_id_of(request))
            response = self.app(request)
            if before and before["id"] not in self.store.channels:
                self._graves.append((now, before))
        return response


class ToggleMakesTwin(UpdateMakesTwin):
    """A toggle makes another channel, which is like the one that it changes."""

    operation = TOGGLE


class RotateMakesTwin(UpdateMakesTwin):
    """A rotate makes another channel, which is like the one that it changes."""

    operation = ROTATE


class DeleteMakesAnother(Hostile):
    """A delete leaves a channel of another id in its place."""

    def respond(self, request: Request) -> Response:
        with self.store.lock:
            before = self.store.channels.get(channel_id_of(request))
            response = self.app(request)
            if before and before["id"] not in self.store.channels:
                self._add_copy(before)
        return response
