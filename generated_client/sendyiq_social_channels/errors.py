# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""What the client raises: `SendyIQError` and its subclasses. Their text says what happened and what to do.

Neither text nor repr shows the API key or another credential that the request carried, even where the server
echoes it; only `content` is the body as it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import httpx

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""No connection came about, so nothing can have been done."""


class SendyIQError(Exception):
    """The base of all that the client raises.

    Attributes:
        message: What the server says is wrong or, where it says nothing, what the client saw.
        status: The status of the answer, None where there was none.
        errors: The single mistakes, as the server lists them.
        method, url: The request; None where none was made.
        content: The body of the answer as it came.
        sent: How often it was tried to send the request.
    """

    hint: ClassVar[str] = ""
    """What it means, or what to do."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        errors: Sequence[Any] = (),
        method: str | None = None,
        url: str | None = None,
        content: bytes = b"",
        sent: int = 1,
    ) -> None:
        self.message = message
        self.status = status
        self.errors = list(errors)
        self.method = method
        self.url = url
        self.content = content
        self.sent = sent
        super().__init__(message)

    def __str__(self) -> str:
        about = f"{self.method} {self.url}: " if self.method else ""
        answer = f"{self.status} {http_status(self.status).phrase}".strip() + ": " if self.status else ""
        details = "; ".join(str(error) for error in self.errors if str(error) not in self.message)
        parts = [_sentence(f"{self.message} ({details})" if details else self.message), self.hint]
        if self.sent > 1:
            parts.append(f"This was attempt {self.sent}.")
            if self.status in (404, 409, 410):
                parts.append("An earlier one may have done it.")
        return about + answer + " ".join(part for part in parts if part)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.__dict__)


def _restore(error: type[SendyIQError], facts: dict[str, Any]) -> SendyIQError:
    restored = error(facts["message"])
    restored.__dict__.update(facts)
    return restored


class InvalidArgumentError(SendyIQError, ValueError):
    """Something that was passed cannot be sent. Nothing was sent."""


class APIKeyError(InvalidArgumentError):
    """There is no API key, or it cannot be one. Nothing was sent."""


class APIConnectionError(SendyIQError, httpx.TransportError):
    """No whole answer came: no connection, or it broke."""

    _request = None  # httpx' errors have a request, which would hold the key

    hint = "Check the network and base_url."


class APITimeoutError(APIConnectionError, httpx.TimeoutException):
    """The server took longer than the client's `timeout`."""

    hint = "Try again later, or raise the client's timeout."


class UnreadableAnswerError(SendyIQError):
    """The answer is not what the API's document says: not JSON, empty, cut short, or of another shape."""

    hint = "Its status says that the call itself succeeded: look before you repeat it, and check base_url."


class NoDataError(UnreadableAnswerError):
    """The answer has no `data` where it should."""

    hint = "The call itself succeeded: look before you repeat it."


class APIStatusError(SendyIQError):
    """The server refused, or failed."""

    @property
    def status_code(self) -> int:
        """The status of the answer."""
        return self.status or 0


class RefusedError(APIStatusError):
    """The status says success, but the answer says `success: false`."""

    hint = "Its status means success, but the answer says `success: false`."


class UnexpectedStatus(APIStatusError):
    """The API's document does not know this status."""

    hint = "The API's document does not know this status. Check base_url, or a proxy on the way."


class ServerError(UnexpectedStatus):
    """The server failed (5xx)."""

    hint = "The server failed. Try again later; if the request changes something, look whether it did first."


class BadRequestError(APIStatusError):
    """400: The input is not valid, a business rule refuses it, or the key belongs to no store."""

    hint = "The input is not valid, a business rule refuses it, or the key belongs to no store."


class UnauthorizedError(APIStatusError):
    """401: The key is missing or wrong."""

    hint = "The key is missing or wrong."


class ForbiddenError(APIStatusError):
    """403: The key lacks the scope that this operation needs."""

    hint = "The key lacks the scope that this operation needs."


class NotFoundError(APIStatusError):
    """404: The store has no channel with this id."""

    hint = "The store has no channel with this id."


class UnsupportedMediaTypeError(APIStatusError):
    """415: The body is not declared as `application/json`."""

    hint = "The body is not declared as `application/json`."


class TooManyRequestsError(APIStatusError):
    """429: Too many requests; wait and send the request again."""

    hint = "Too many requests; wait and send the request again."


BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    415: UnsupportedMediaTypeError,
    429: TooManyRequestsError,
}

__all__ = (
    "APIConnectionError",
    "APIKeyError",
    "APIStatusError",
    "APITimeoutError",
    "BadRequestError",
    "ForbiddenError",
    "InvalidArgumentError",
    "NoDataError",
    "NotFoundError",
    "RefusedError",
    "SendyIQError",
    "ServerError",
    "TooManyRequestsError",
    "UnauthorizedError",
    "UnexpectedStatus",
    "UnreadableAnswerError",
    "UnsupportedMediaTypeError",
)


def http_status(status: int) -> HTTPStatus:
    """Return the status, also where Python does not know it."""
    try:
        return HTTPStatus(status)
    except ValueError:
        unknown = int.__new__(HTTPStatus, status)
        unknown._value_, unknown._name_, unknown.phrase, unknown.description = status, f"STATUS_{status}", "", ""  # type: ignore[misc]  # pyright: ignore
        return unknown


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
