"""Faults in methods that the page does not list."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import operation_of


class PutUpdates(Fault):
    """PUT does what PATCH does."""

    caught_by = "unsupported-method"

    def on_refusal(self, request: Request, response: Response) -> Response:
        as_patch = replace(request, method="PATCH")
        if request.method == "PUT" and operation_of(as_patch):
            return self.app(as_patch)
        return response


class _ServesMethod(Fault):
    """Answers 200 where the app answers 405."""

    method: str
    path_end: str

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status == 405 and request.method == self.method and request.path.endswith(self.path_end):
            return envelope(200)
        return response


class PostOnListServed(_ServesMethod):
    """POST on the list answers 200."""

    caught_by = "unsupported-method"

    method, path_end = "POST", "/channels"


class PutOnListServed(_ServesMethod):
    """PUT on the list answers 200."""

    caught_by = "unsupported-method"

    method, path_end = "PUT", "/channels"


class GetOnToggleServed(_ServesMethod):
    """GET on toggle-agent answers 200."""

    caught_by = "unsupported-method"

    method, path_end = "GET", "/toggle-agent"


class OtherMethodsCrash(Fault):
    """A method that is not listed gets a 500."""

    caught_by = "no-server-error"

    def on_refusal(self, request: Request, response: Response) -> Response:
        return envelope(500, message="Something went wrong.") if response.status == 405 else response
