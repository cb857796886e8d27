"""The errors that no document changes. `errors` has them all, and one for each documented refusal."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import httpx


class SendyIQError(Exception):
    """The base of all that the client raises.

    Attributes:
        message: What the server says is wrong or, where it says nothing, what the client saw.
        status: The status of the response; None where there was none.
        errors: The single mistakes, as the server lists them.
        method, url: The request; None where none was made.
        headers: The headers of the response, without credentials; empty where there was none.
        request_id: What the server calls the request, from the usual headers; None where it does not say.
        retry_after: Seconds that the server asks to wait; None where it does not.
        content: The body of the response as it came.
        response: The response itself, with its request and so with the key. It is None in a copy or a pickle.
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
        headers: httpx.Headers | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        content: bytes = b"",
        response: httpx.Response | None = None,
        sent: int = 1,
    ) -> None:
        self.message = message
        self.status = status
        self.errors = list(errors)
        self.method = method
        self.url = url
        self.headers = httpx.Headers() if headers is None else headers
        self.request_id = request_id
        self.retry_after = retry_after
        self.content = content
        self.response = response
        self.sent = sent
        super().__init__(message)

    def __str__(self) -> str:
        about = f"{self.method} {self.url}: " if self.method else ""
        answer = f"{self.status} {http_status(self.status).phrase}".strip() + ": " if self.status else ""
        details = "; ".join(str(error) for error in self.errors if str(error) not in self.message)
        said = f"{self.message} ({details})" if self.message and details else self.message or details
        parts = [sentence(said) if said else "", self.hint]
        if self.request_id:
            parts.append(f"The server calls the request {self.request_id}.")
        if self.sent > 1:
            parts.append(f"This was attempt {self.sent}.")
            if self.status in (404, 409, 410):
                parts.append("An earlier one may have done it.")
        return about + answer + " ".join(part for part in parts if part)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), {**self.__dict__, "response": None})  # its request has the key


def _restore(error: type[SendyIQError], facts: dict[str, Any]) -> SendyIQError:
    restored = error(facts["message"])
    restored.__dict__.update(facts)
    return restored


class InvalidArgumentError(SendyIQError, ValueError):
    """Something that was passed cannot be sent. Nothing was sent."""


class APIKeyError(InvalidArgumentError):
    """There is no API key, or it cannot be one. Nothing was sent."""


class ClientStateError(SendyIQError, RuntimeError):
    """The client cannot send: it is closed, or its connections belong to another event loop."""


class PoolExhaustedError(ClientStateError):
    """All connections of the client were in use for as long as `timeout` says. Nothing was sent."""

    hint = (
        "Make fewer calls at one time, or allow more connections: "
        "AuthenticatedClient(httpx_args={'limits': httpx.Limits(max_connections=...)})."
    )


class APIConnectionError(SendyIQError, httpx.TransportError):
    """No whole response came: no connection, or it broke."""

    _request = None  # httpx' errors have a request, which would hold the key

    hint = "Check the network and base_url."


class APITimeoutError(APIConnectionError, httpx.TimeoutException):
    """The server took longer than `timeout` or `deadline` allows."""

    hint = "Try again later, or allow more time."


class UnreadableAnswerError(SendyIQError):
    """The response is not what the API's document says: not JSON, empty, cut short, or of another shape."""

    hint = (
        "Check base_url: it may not be the API that answered. "
        "If it is, the call itself succeeded, as the status says: look before you repeat it."
    )


class NoDataError(UnreadableAnswerError):
    """The response has no `data` where it should."""

    hint = "The call itself succeeded: look before you repeat it. If you see no effect, check base_url."


class APIStatusError(SendyIQError):
    """The server refused, or failed."""

    @property
    def status_code(self) -> int:
        """The status of the response."""
        return self.status or 0


class RefusedError(APIStatusError):
    """The status says success, but the response says `success: false`."""

    hint = "Its status means success, but the response says `success: false`."


class UnexpectedStatus(APIStatusError):  # noqa: N818 (the generator's name)
    """The API's document does not know this status here, or the response does not read like one of the API's."""

    hint = "It may not be the API that answered: check base_url, or a proxy on the way."


class ServerError(UnexpectedStatus):
    """The server failed (5xx)."""

    hint = "The server failed. Try again later; if the request changes something, look whether it did first."


def http_status(status: int) -> HTTPStatus:
    """Return the status, also where Python does not know it."""
    try:
        return HTTPStatus(status)
    except ValueError:
        unknown = int.__new__(HTTPStatus, status)
        unknown._value_, unknown._name_, unknown.phrase, unknown.description = status, f"STATUS_{status}", "", ""  # type: ignore[misc]  # pyright: ignore
        return unknown


def sentence(text: str) -> str:
    """End a text with one full stop, unless it ends otherwise."""
    return text if text.endswith((".", "!", "?", ":", "...")) else f"{text}."
