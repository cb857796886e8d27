"""Faults in the status of requests that were served."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response


class _OtherStatus(Fault):
    caught_by = "success-status"
    status: ClassVar[int]

    def on_success(self, request: Request, response: Response) -> Response:
        return replace(response, status=self.status)


class CreateAnswersCreated(_OtherStatus):
    """A create answers 201."""

    operation, status = "createWebsiteChannel", 201


class UpdateAnswersAccepted(_OtherStatus):
    """An update answers 202."""

    operation, status = "updateChannel", 202


class DeleteAnswersNoContent(_OtherStatus):
    """A delete answers 204, without a body."""

    operation, status = "deleteChannel", 204

    def on_success(self, request: Request, response: Response) -> Response:
        return Response(self.status, b"")


class RotateRedirects(_OtherStatus):
    """Rotate-token sends the client back to the list."""

    operation, status = "rotateChannelToken", 303

    def on_success(self, request: Request, response: Response) -> Response:
        return Response(self.status, b"", {"location": request.path.rpartition("/")[0].rpartition("/")[0]})


class ToggleAnswersNonAuthoritative(_OtherStatus):
    """Toggle-agent answers 203."""

    operation, status = "toggleChannelAgent", 203
