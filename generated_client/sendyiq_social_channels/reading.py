# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Reads answers, and makes errors of those that are none. It serves the generated modules."""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import httpx

from . import errors

P = ParamSpec("P")
R = TypeVar("R")

KEY_HEADER = "X-API-Key"
SECRETS = frozenset(["accessToken", "appSecret"])
"""Names of the properties that are credentials."""
_LONGEST = 200
"""Characters of a body that a text shows."""


def of_answer(
    response: httpx.Response, kind: type[errors.SendyIQError] | None = None, message: str = ""
) -> errors.SendyIQError:
    """Make the error of an answer: of a given kind, or as its status says."""
    if kind is None:
        kind = errors.BY_STATUS.get(response.status_code)
    if kind is None:
        kind = errors.ServerError if response.status_code >= 500 else errors.UnexpectedStatus
    answer = _loads(response.content)
    said = answer if isinstance(answer, dict) else {}
    single = said.get("errors")
    # `title` and `detail` are those of a problem document, RFC 9457.
    texts = [message, *(said.get(name) for name in ("message", "title", "detail"))]
    text = " ".join(text for text in texts if isinstance(text, str) and text)
    if not isinstance(answer, dict) or not (text or single):
        shown = response.content[: 4 * _LONGEST].decode("utf-8", "replace")[:_LONGEST]
        media_type = response.headers.get("Content-Type", "no Content-Type")
        body = f"The body ({media_type}, {len(response.content)} bytes) begins {shown!r}."
        text = f"{text} {body if shown else 'The body is empty.'}".strip()
    if place := response.headers.get("Location"):
        text += f" It points to {place!r}."
    if wait := response.headers.get("Retry-After"):
        text += f" It asks to wait: Retry-After {wait!r}."
    request = response.request
    hidden = _credentials(request)
    return kind(
        _redacted(text, hidden),
        status=response.status_code,
        errors=_redacted(single if isinstance(single, list) else [] if single is None else [single], hidden),
        method=request.method,
        url=_redacted(address(request.url), hidden),
        content=response.content,
        sent=request.extensions.get("sent", 1),
    )


def is_redirected(outcome: httpx.Response | Exception, built: httpx.Request | None) -> bool:
    """Say whether it is the outcome of another request than the one that was built: of one after a redirect."""
    if isinstance(outcome, httpx.Response):
        return bool(outcome.history)
    return getattr(outcome, "_request", built) not in (None, built)


def answered(
    outcome: httpx.Response | Exception, request: dict[str, Any], built: httpx.Request | None
) -> httpx.Response:
    """Return an answer; raise the error of a request that got no whole one."""
    if isinstance(outcome, httpx.Response):
        return outcome
    kind = errors.APITimeoutError if isinstance(outcome, httpx.TimeoutException) else errors.APIConnectionError
    text = f"{type(outcome).__name__}: {outcome}." if str(outcome) else f"{type(outcome).__name__}."
    method = request["method"].upper()
    if isinstance(outcome, errors.UNSENT) and not is_redirected(outcome, built):
        text += " Nothing reached the server."
    elif method not in ("GET", "HEAD", "OPTIONS"):
        text += " The server may have done it all the same: look before you repeat it."
    sent = request.get("extensions", {}).get("sent", 1)
    url = address(outcome.request.url) if isinstance(outcome, httpx.RequestError) else request["url"]
    raise kind(text, method=method, url=url, sent=sent) from outcome


def envelope(response: httpx.Response, has_data: bool) -> Any:
    """Read an answer that has `success` and, where something is expected, `data`."""
    answer = response.json()
    if isinstance(answer, dict):
        if answer.get("success") is False:
            raise of_answer(response, errors.RefusedError)
        if has_data and answer.get("data") is None:
            raise no_data(response)
    return answer


def no_data(response: httpx.Response) -> errors.SendyIQError:
    """Make the error of an answer that lacks the data that it should have."""
    return of_answer(response, errors.NoDataError, "The answer has no data.")


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
            what = str(error)
            if isinstance(error, json.JSONDecodeError):
                what = f"it is not JSON ({error})"
            elif isinstance(error, KeyError):
                what = f"{error} is missing"
            elif isinstance(error, AttributeError):
                what = "a value has another type than it should"
            text = f"The answer cannot be read: {place + ': ' if place else ''}{what}."
            kind = errors.UnreadableAnswerError if response.is_success else None
            problem = of_answer(response, kind, text)
        raise problem

    return parse


def address(url: httpx.URL) -> str:
    """Write an address without what may be a password."""
    return str(url.copy_with(username=None, password=None) if url.userinfo else url)


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
