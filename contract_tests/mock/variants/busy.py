"""Pauses that the real API may ask for, whoever asks."""

from __future__ import annotations

from typing import ClassVar

from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import EveryNth
from contract_tests.mock.variants.variant import Variant


class _Pauses(Variant):
    status: ClassVar[int]
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self._now = EveryNth(50)

    def respond(self, request: Request) -> Response:
        if self._now():
            return envelope(self.status, message="Come back later.", headers=self.headers)
        return self.app(request)


class TooManyNowAndThen(_Pauses):
    """One request in fifty gets a 429 with Retry-After."""

    status, headers = 429, {"retry-after": "1"}


class TooManyWithoutWord(_Pauses):
    """One request in fifty gets a 429 that does not say how long to wait."""

    status = 429


class UnavailableNowAndThen(_Pauses):
    """One request in fifty gets a 503 with Retry-After."""

    status, headers = 503, {"retry-after": "1"}
