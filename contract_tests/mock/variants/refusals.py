"""Other ways to refuse."""

from __future__ import annotations

import threading
from typing import ClassVar

from contract_tests.mock.messages import Request, Response, encode, envelope
from contract_tests.mock.middleware import channel_id_of, operation_of
from contract_tests.mock.variants.variant import Variant


class EmptyErrors(Variant):
    """Refusals have no body."""

    def on_refusal(self, request: Request, response: Response) -> Response:
        headers = {name: value for name, value in response.headers.items() if name != "content-type"}
        return Response(response.status, b"", headers)


class ProblemDocuments(Variant):
    """Refusals are problem documents (RFC 9457)."""

    def on_refusal(self, request: Request, response: Response) -> Response:
        problem = {"type": "about:blank", "title": "The request was refused.", "status": response.status}
        headers = {**response.headers, "content-type": "application/problem+json"}
        return Response(response.status, encode(problem), headers)


class _OtherStatus(Variant):
    """Refuses with another status."""

    old: ClassVar[int]
    new: ClassVar[int]

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status != self.old:
            return response
        return Response(self.new, response.body, response.headers)


class UnknownIdIsGone(_OtherStatus):
    """What is not there is gone: 410 instead of 404."""

    old, new = 404, 410

    def on_refusal(self, request: Request, response: Response) -> Response:
        return super().on_refusal(request, response) if channel_id_of(request) else response


class UnknownIdIsBad(_OtherStatus):
    """An unknown id is a bad request: 400 instead of 404."""

    old, new = 404, 400

    def on_refusal(self, request: Request, response: Response) -> Response:
        return super().on_refusal(request, response) if channel_id_of(request) else response


class StrangersForbidden(_OtherStatus):
    """A missing or wrong key answers 403 instead of 401."""

    old, new = 401, 403


class InvalidIsUnprocessable(_OtherStatus):
    """Invalid input answers 422 instead of 400."""

    old, new = 400, 422


class WrongMethodNotFound(_OtherStatus):
    """A method that a path does not have answers 404 instead of 405."""

    old, new = 405, 404


class WrongMethodNotImplemented(_OtherStatus):
    """A method that a path does not have answers 501 instead of 405."""

    old, new = 405, 501


class SecondDeleteServed(Variant):
    """Deleting what was deleted before answers 200."""

    def __init__(self) -> None:
        self._deleted: set[str] = set()
        self._lock = threading.Lock()

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) == "deleteChannel":
            with self._lock:
                self._deleted.add(channel_id_of(request))
        return response

    def on_refusal(self, request: Request, response: Response) -> Response:
        is_delete = response.status == 404 and operation_of(request) == "deleteChannel"
        with self._lock:
            return envelope(200) if is_delete and channel_id_of(request) in self._deleted else response
