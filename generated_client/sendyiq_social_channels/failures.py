# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Makes the errors of calls that got no whole response."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from . import credentials
from ._exceptions import (
    APIConnectionError,
    APITimeoutError,
    ClientStateError,
    PoolExhaustedError,
    SendyIQError,
    sentence,
)

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""No connection came about, so nothing can have been done."""


def failure(outcome: Exception, method: str, url: str, built: httpx.Request | None, sent: int) -> SendyIQError:
    """Make the error of a request that failed on the way."""
    kind: type[SendyIQError] = APIConnectionError
    if isinstance(outcome, httpx.PoolTimeout):
        kind = PoolExhaustedError
    elif isinstance(outcome, httpx.TimeoutException):
        kind = APITimeoutError
    text = sentence(f"{type(outcome).__name__}: {outcome}" if str(outcome) else type(outcome).__name__)
    if isinstance(outcome, httpx.PoolTimeout):
        text = "All connections of the client are in use, and none came free in time. Nothing was sent."
    elif isinstance(outcome, UNSENT) and not is_redirected(outcome, built):
        text += " Nothing reached the server."
    else:
        text += _doubt(method)
    where = str(outcome.request.url) if getattr(outcome, "_request", None) else url  # type: ignore[attr-defined]
    return _make(kind, text, method, where, built, sent, outcome)


def overdue(seconds: object, method: str, url: str, built: httpx.Request | None, sent: int) -> SendyIQError:
    """Make the error of a call that took longer than its deadline."""
    text = f"The call was given up at its deadline of {seconds} seconds.{_doubt(method)}"
    return _make(APITimeoutError, text, method, url, built, sent)


def unusable(error: RuntimeError, method: str, url: str, built: httpx.Request | None, sent: int) -> SendyIQError:
    """Make the error of a client that was closed, or whose event loop was, while a call was under way."""
    text = f"{sentence(str(error))} The request may have been sent."
    return _make(ClientStateError, text, method, url, built, sent, error)


def is_redirected(outcome: httpx.Response | Exception, built: httpx.Request | None) -> bool:
    """Say whether it is the outcome of another request than the one that was built: of one after a redirect."""
    if isinstance(outcome, httpx.Response):
        return bool(outcome.history)
    return getattr(outcome, "_request", built) not in (None, built)


def _make(
    kind: type[SendyIQError],
    text: str,
    method: str,
    url: str,
    built: httpx.Request | None,
    sent: int,
    cause: Exception | None = None,
) -> SendyIQError:
    """Make an error; it is chained to its cause unless that would show a credential."""
    hidden = credentials.carried_by(built) if built is not None else None
    shown = credentials.redacted(str(_without_password(url)), hidden)
    problem = kind(credentials.redacted(text, hidden), method=method, url=shown, sent=sent)
    # Among the facts is the request, with its address.
    facts = " ".join(f"{one} {vars(one)}" for one in _chain(cause)) if cause is not None else ""
    problem.__cause__ = None if hidden is not None and hidden.search(facts) else cause
    return problem


def _without_password(url: str) -> str:
    try:
        return credentials.address(httpx.URL(url))
    except httpx.InvalidURL:
        return url


def _doubt(method: str) -> str:
    if method in ("GET", "HEAD", "OPTIONS"):
        return ""
    return " The server may have done it all the same: look before you repeat it."


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__ or error
