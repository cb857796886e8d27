"""Reads responses, and makes errors of those that are refusals or cannot be read. It serves the generated modules."""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

import httpx

from . import credentials
from ._exceptions import (
    APIStatusError,
    NoDataError,
    RefusedError,
    SendyIQError,
    ServerError,
    UnexpectedStatus,
    UnreadableAnswerError,
    sentence,
)

P = ParamSpec("P")
R = TypeVar("R")

Refusals = Mapping[int, tuple[type[APIStatusError], Any]]
"""The documented refusals of an operation: the error, and the model of the body; None for no body, object for any."""
REQUEST_IDS = ("X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-RequestId", "CF-Ray", "X-Trace-Id")
"""The usual headers in which a server says what it calls a request."""
_ANYONE = (401, 403, 429)
"""Statuses that often come from what stands before an API, in a form of its own."""
_LONGEST = 200
"""Characters of a body that a text shows."""
_READ = 1 << 20
"""Bytes of a body that are searched for credentials before it is cut: a piece of one is one, too."""


def error_of(
    response: httpx.Response,
    kind: type[SendyIQError] | None = None,
    message: str = "",
    refusals: Refusals | None = None,
) -> SendyIQError:
    """Make the error of a response: of a given kind, or as its status says."""
    body = credentials.loads(response.content)
    doubt = ""
    if kind is None:
        kind, doubt = _kind_of(response, body, refusals or {})
    request = response.request
    hidden = credentials.carried_by(request, *(one.request for one in response.history))
    said = body if isinstance(body, dict) else {}
    single = said.get("errors")
    # `title` and `detail` are those of a problem document, RFC 9457.
    texts = [message, *(said.get(name) for name in ("message", "title", "detail"))]
    text = " ".join(text for text in texts if isinstance(text, str) and text)
    if not isinstance(body, dict) or not (text or single):
        shown = credentials.redacted(response.content[:_READ].decode("utf-8", "replace"), hidden)[:_LONGEST]
        media_type = response.headers.get("Content-Type", "no Content-Type")
        body = f"The body ({media_type}, {len(response.content)} bytes) begins {shown!r}."
        text = f"{text} {body if shown else 'The body is empty.'}".strip()
    if place := response.headers.get("Location"):
        text = f"{sentence(text)} It points to {place!r}."
    if wait := response.headers.get("Retry-After"):
        text = f"{sentence(text)} It asks to wait: Retry-After {wait!r}."
    if doubt:
        text = f"{sentence(text)} {doubt}"
    return kind(
        credentials.redacted(text, hidden),
        status=response.status_code,
        errors=credentials.redacted(single if isinstance(single, list) else [] if single is None else [single], hidden),
        method=request.method,
        url=credentials.redacted(credentials.address(request.url), hidden),
        headers=httpx.Headers([(k, credentials.redacted(v, hidden)) for k, v in response.headers.multi_items()]),
        request_id=credentials.redacted(request_id(response), hidden),
        retry_after=_asked_wait(response),
        content=response.content,
        response=response,
        sent=request.extensions.get("sent", 1),
    )


def request_id(response: httpx.Response) -> str | None:
    """Return what the server calls the request."""
    return next((response.headers[name] for name in REQUEST_IDS if name in response.headers), None)


def envelope(response: httpx.Response, has_data: bool) -> Any:
    """Read a response that has `success` and, where something is expected, `data`."""
    body = response.json()
    if isinstance(body, dict):
        if body.get("success") is False:
            raise error_of(response, RefusedError)
        if has_data and body.get("data") is None and "success" in body:
            raise no_data(response)
    return body


def no_data(response: httpx.Response) -> SendyIQError:
    """Make the error of a response that lacks the data that it should have."""
    return error_of(response, NoDataError, "The response has no data.")


def explained(refusals: Refusals) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Turn what a parser raises over a strange response, the argument `response`, into an error with the facts."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def parse(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
                response = kwargs["response"]
                assert isinstance(response, httpx.Response)
                kind = UnreadableAnswerError if response.is_success else None
                problem = error_of(response, kind, _what_is_wrong(error), refusals)
            raise problem

        return parse

    return decorate


def _kind_of(response: httpx.Response, body: Any, refusals: Refusals) -> tuple[type[SendyIQError], str]:
    """Return the error of a refusal and, where it may not come from the API, what speaks against it."""
    documented = refusals.get(response.status_code)
    if documented and _reads_like(response, body, documented[1]):
        return documented[0], ""
    doubt = "This is not how the API refuses." if documented else ""
    if documented and response.status_code in _ANYONE:
        doubt += f" From the API, {response.status_code} would mean: {documented[0].hint}"
    return ServerError if response.status_code >= 500 else UnexpectedStatus, doubt


def _reads_like(response: httpx.Response, body: Any, model: Any) -> bool:
    """Say whether a refusal has the documented form, or that of a problem document."""
    if model is object:
        return True
    if model is None:
        return not response.content
    if not isinstance(body, dict):
        return False
    if response.headers.get("Content-Type", "").startswith("application/problem+json"):
        return True
    if isinstance(body.get("title"), str) and body.get("status") == response.status_code:
        return True
    try:
        others = getattr(model.from_dict(body), "additional_properties", {})
    except (ValueError, TypeError, LookupError, AttributeError):
        return False
    known = body.keys() - others.keys() - {"success"}
    return body.get("success", False) is False and (bool(known) or not others)


def _what_is_wrong(error: Exception) -> str:
    # The names of the models that were being read, outermost first.
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_name == "from_dict"]
    place = " > ".join(frame.f_locals["cls"].__name__ for frame in frames)
    what = str(error)
    if isinstance(error, json.JSONDecodeError):
        what = f"it is not JSON ({error})"
    elif isinstance(error, KeyError):
        what = f"{error} is missing"
    elif isinstance(error, AttributeError):
        what = "a value has another type than it should"
    return sentence(f"The response cannot be read: {place + ': ' if place else ''}{what}")


def _asked_wait(response: httpx.Response) -> float | None:
    if "Retry-After" not in response.headers:
        return None
    from . import retries

    return retries.asked_wait(response.headers)
