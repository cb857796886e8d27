"""Faults that show once in forty times."""

from __future__ import annotations

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import (
    EveryNth,
    channel_id_of,
    operation_of,
    with_envelope,
)


class _NowAndThen(Fault):
    def __init__(self) -> None:
        self._now = EveryNth(40)


class CrashNowAndThen(_NowAndThen):
    """One served request in forty gets a 500."""

    caught_by = "no-server-error"

    def on_success(self, request: Request, response: Response) -> Response:
        return envelope(500, message="Something went wrong.") if self._now() else response


class SuccessNullNowAndThen(_NowAndThen):
    """One served request in forty answers with null for `success`."""

    caught_by = "schema-guide"

    def on_success(self, request: Request, response: Response) -> Response:
        return with_envelope(response, success=None) if self._now() else response


class UpdateForgottenNowAndThen(_NowAndThen):
    """One update in forty is answered, and not stored."""

    caught_by = "update-kept"

    def respond(self, request: Request) -> Response:
        channel = self.store.channels.get(channel_id_of(request), {})
        before = dict(channel)
        response = self.app(request)
        if operation_of(request) == "updateChannel" and response.status == 200 and self._now():
            channel.clear()
            channel.update(before)
        return response
