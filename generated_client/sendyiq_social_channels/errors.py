# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""What the client raises: `SendyIQError` and its subclasses. Their text says what happened and what to do.

Neither text nor repr shows the API key or another credential that the request carried, even where the server
echoes it; only `content` is the body as it came.
"""

from __future__ import annotations

import functools
import json
import re
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, ParamSpec, TypeVar
from uuid import UUID

import httpx

from .types import Unset

P = ParamSpec("P")
R = TypeVar("R")

KEY_HEADER = "X-API-Key"
KEY_FORM = "^[!-~]+\\.[!-~]+$"
SECRETS = frozenset(["accessToken", "appSecret"])
"""Names of the properties that are credentials."""
_LONGEST = 200
"""Characters of a body that a text shows."""


class SendyIQError(Exception):
    """The base of all that the client raises.

    Attributes:
        message: What the server says is wrong or, where it says nothing, what the client saw.
        status: The status of the answer, None where there was none.
        errors: The single mistakes, as the server lists them.
        method, url: The request; None where none was made.
        content: The body of the answer as it came.
        sent: How often the request was sent.
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
        parts = [self.message, details and f"({details})", self.hint]
        parts += [f"The request was sent {self.sent} times; an earlier one may have done it."] if self.sent > 1 else []
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

    hint = "Check the network and base_url. If the request changes something, look whether it did before you repeat it."


class APITimeoutError(APIConnectionError, httpx.TimeoutException):
    """The server took longer than the client's `timeout`."""

    hint = "Raise the client's timeout. If the request changes something, look whether it did before you repeat it."


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


# What follows serves the generated modules.


def of_answer(response: httpx.Response, kind: type[SendyIQError] | None = None, message: str = "") -> SendyIQError:
    """Make the error of an answer: of a given kind, or as its status says."""
    if kind is None:
        kind = BY_STATUS.get(response.status_code)
    if kind is None:
        kind = ServerError if response.status_code >= 500 else UnexpectedStatus
    answer = _loads(response.content)
    said = answer if isinstance(answer, dict) else {}
    errors = said.get("errors")
    # `title` and `detail` are those of a problem document, RFC 9457.
    texts = [message, *(said.get(name) for name in ("message", "title", "detail"))]
    text = " ".join(text for text in texts if isinstance(text, str) and text)
    if not isinstance(answer, dict) or not (text or errors):
        shown = response.content[: 4 * _LONGEST].decode("utf-8", "replace")[:_LONGEST]
        kind_of_body = response.headers.get("Content-Type", "no Content-Type")
        text = f"{text} The body ({kind_of_body}, {len(response.content)} bytes) begins {shown!r}.".strip()
    if wait := response.headers.get("Retry-After"):
        text += f" It asks to wait: Retry-After {wait!r}."
    request = response.request
    hidden = _credentials(request)
    return kind(
        _redacted(text, hidden),
        status=response.status_code,
        errors=_redacted(errors if isinstance(errors, list) else [] if errors is None else [errors], hidden),
        method=request.method,
        url=_redacted(address(request.url), hidden),
        content=response.content,
        sent=request.extensions.get("sent", 1),
    )


def of_transport(error: Exception, method: str, url: str, sent: int) -> SendyIQError:
    """Make the error of a request that got no whole answer."""
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(f"{type(error).__name__}: {error}.", method=method, url=url, sent=sent)


def no_data(response: httpx.Response) -> SendyIQError:
    """Make the error of an answer that lacks the data that it should have."""
    return of_answer(response, NoDataError, "The answer has no data.")


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """Turn what a parser raises over a strange answer, the argument `response`, into an error with the facts."""

    @functools.wraps(function)
    def parse(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            response = kwargs["response"]
            assert isinstance(response, httpx.Response)
            # The names of the models that were being read, outermost first.
            frames = [
                frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_name == "from_dict"
            ]
            place = " > ".join(frame.f_locals["cls"].__name__ for frame in frames)
            what = f"{error} is missing" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"
            text = f"The answer cannot be read: {place + ': ' if place else ''}{what}."
            kind = UnreadableAnswerError if response.is_success else None
            problem = of_answer(response, kind, text)
        raise problem

    return parse


def checked(function: Callable[P, dict[str, Any]]) -> Callable[P, dict[str, Any]]:
    """Refuse arguments that cannot be sent, and encode the body as JSON."""

    @functools.wraps(function)
    def build(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        try:
            for value in (*args, *kwargs.values()):
                if type(value) not in _PLAIN:
                    _check(value)
            request = function(*args, **kwargs)
            if "json" in request:  # as httpx does it, but here, where it can be explained
                body = request.pop("json")
                text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                request["content"] = text.encode()
            return request
        except UnicodeEncodeError as error:  # its repr holds the whole text, credentials and all
            reason = f"the text has a character that cannot be sent, at {error.start} of the body ({error.reason})"
        except (ValueError, TypeError, AttributeError) as error:
            reason = str(error)
        raise InvalidArgumentError(f"Nothing was sent: {reason}.")

    return build


def as_uuid(name: str, value: UUID | str) -> UUID:
    """Read an id that may be passed as text."""
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise InvalidArgumentError(f"Nothing was sent: {name} is no UUID: {value!r}.") from None


def as_segment(name: str, value: str) -> str:
    """Let nothing into a path that would lead elsewhere."""
    if str(value) in ("", ".", ".."):
        raise InvalidArgumentError(f"Nothing was sent: {name} may not be {value!r}.")
    return value


def check_key(key: str) -> str:
    """Return a key that can be one; the errors do not show it."""
    if not key:
        raise APIKeyError("There is no API key: pass one, or set the environment variable SENDYIQ_API_KEY.")
    if any(character.isspace() for character in key):
        raise APIKeyError("The API key holds a space or a line break: pass the key alone.")
    if not re.fullmatch(KEY_FORM, key):
        raise APIKeyError(
            "The API key does not have the form of one. A key reads `<keyId>.<secret>`, is issued in the dashboard and belongs to one store. It carries scopes: `messaging:read` to list, `messaging:write` for all else. A key never belongs in a URL."
        )
    return key


def address(url: httpx.URL) -> str:
    """Write an address without what may be a password."""
    return str(url.copy_with(username=None, password=None) if url.userinfo else url)


def http_status(status: int) -> HTTPStatus:
    """Return the status, also where Python does not know it."""
    try:
        return HTTPStatus(status)
    except ValueError:
        unknown = int.__new__(HTTPStatus, status)
        unknown._value_, unknown._name_, unknown.phrase, unknown.description = status, f"STATUS_{status}", "", ""  # type: ignore[misc]  # pyright: ignore
        return unknown


def _check(value: Any) -> None:
    """Refuse date-times without an offset, wherever they are: what they mean would be anyone's guess."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; give it one, such as tzinfo=datetime.timezone.utc")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif hasattr(value, "__attrs_attrs__"):  # a model
        for name in value.__slots__:
            part = getattr(value, name, None)
            if type(part) not in _PLAIN:
                _check(part)


_PLAIN = frozenset({str, bool, int, float, dict, type(None), Unset})


def _credentials(request: httpx.Request) -> list[str]:
    """List the credentials that a request carries, longest first."""
    key = request.headers.get(KEY_HEADER, "")
    found = {key, key.rpartition(".")[2]}
    if SECRETS:
        try:
            content = request.content
        except httpx.RequestNotRead:
            content = b""
        found |= {text for text in _secrets_in(_loads(content))}
    return sorted((text for text in found if len(text) > 3), key=len, reverse=True)


def _secrets_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [text for name, text in value.items() if name in SECRETS and isinstance(text, str)]
        return own + _secrets_in(list(value.values()))
    return [text for item in value for text in _secrets_in(item)] if isinstance(value, list) else []


def _redacted(value: Any, hidden: list[str]) -> Any:
    if isinstance(value, str):
        for text in hidden:
            value = value.replace(text, "[redacted]")
    elif isinstance(value, dict):
        return {_redacted(name, hidden): _redacted(item, hidden) for name, item in value.items()}
    elif isinstance(value, list):
        return [_redacted(item, hidden) for item in value]
    return value


def _loads(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
