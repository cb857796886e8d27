# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Reads answers, and makes errors of those that are none. It serves the generated modules."""

from __future__ import annotations

import functools
import json
import re
import traceback
from collections.abc import Callable, Iterator
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
_READ = 1 << 20
"""Bytes of a body that are searched for credentials before it is cut: a piece of one is one, too."""
_DEEPEST = 20
"""Levels of the server's list of mistakes that an error keeps."""


def of_answer(
    response: httpx.Response, kind: type[errors.SendyIQError] | None = None, message: str = ""
) -> errors.SendyIQError:
    """Make the error of an answer: of a given kind, or as its status says."""
    if kind is None:
        kind = errors.BY_STATUS.get(response.status_code)
    if kind is None:
        kind = errors.ServerError if response.status_code >= 500 else errors.UnexpectedStatus
    request = response.request
    hidden = _credentials(request, *(one.request for one in response.history))
    answer = _loads(response.content)
    said = answer if isinstance(answer, dict) else {}
    single = said.get("errors")
    # `title` and `detail` are those of a problem document, RFC 9457.
    texts = [message, *(said.get(name) for name in ("message", "title", "detail"))]
    text = " ".join(text for text in texts if isinstance(text, str) and text)
    if not isinstance(answer, dict) or not (text or single):
        shown = _redacted(response.content[:_READ].decode("utf-8", "replace"), hidden)[:_LONGEST]
        media_type = response.headers.get("Content-Type", "no Content-Type")
        body = f"The body ({media_type}, {len(response.content)} bytes) begins {shown!r}."
        text = f"{text} {body if shown else 'The body is empty.'}".strip()
    if place := response.headers.get("Location"):
        text += f" It points to {place!r}."
    if wait := response.headers.get("Retry-After"):
        text += f" It asks to wait: Retry-After {wait!r}."
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
    hidden = _credentials(built) if built is not None else None
    chain: list[BaseException] = [outcome]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    facts = " ".join(f"{one} {vars(one)}" for one in chain)  # among them the request, with its address
    shows = hidden is not None and hidden.search(facts) is not None
    problem = kind(_redacted(text, hidden), method=method, url=_redacted(url, hidden), sent=sent)
    raise problem from None if shows else outcome


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


def _credentials(*requests: httpx.Request) -> re.Pattern[str] | None:
    """Match the credentials that the requests carry, however they are encoded."""
    found = set()
    for request in requests:
        key = request.headers.get(request.extensions.get("key_header", KEY_HEADER), "")
        found |= {key, key.rpartition(" ")[2], key.rpartition(".")[2]}
        if SECRETS:
            try:
                content = request.content
            except httpx.RequestNotRead:
                content = b""
            found |= set(_secrets_in(_loads(content)))
    texts = sorted((text for text in found if len(text) > 3), key=len, reverse=True)
    return re.compile("|".join("".join(map(_encoded, text)) for text in texts), re.IGNORECASE) if texts else None


@functools.cache
def _encoded(character: str) -> str:
    """Match a character as it is, and as it is in an address, JSON, HTML, or a repr."""
    if character.isascii() and character.isalnum():
        return character
    from html import escape
    from urllib.parse import quote

    code = ord(character)
    forms = {character, quote(character, safe=""), f"%{code:02x}", escape(character), f"&#{code};", f"&#x{code:x};"}
    escapes = {json.dumps(character)[1:-1], repr(character)[1:-1], f"\\u{code:04x}", f"\\x{code:02x}", f"\\{character}"}
    patterns = {re.escape(form) for form in forms}
    # What was escaped twice has more backslashes.
    patterns |= {r"\\+" + re.escape(form[1:]) for form in escapes if form[0] == "\\"}
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})"


def _secrets_in(value: Any) -> Iterator[str]:
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield from (text for name, text in value.items() if name in SECRETS and isinstance(text, str))
            left += value.values()
        elif isinstance(value, list):
            left += value


def _redacted(value: Any, hidden: re.Pattern[str] | None, depth: int = _DEEPEST) -> Any:
    if isinstance(value, str):
        text = value.encode("utf-8", "backslashreplace").decode()  # half a character cannot be printed
        return hidden.sub("[redacted]", text) if hidden else text
    if isinstance(value, (dict, list)) and not depth:
        return "..."
    if isinstance(value, dict):
        return {_redacted(name, hidden): _redacted(item, hidden, depth - 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_redacted(item, hidden, depth - 1) for item in value]
    return value


def _loads(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
