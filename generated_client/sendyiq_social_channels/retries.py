# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""When a request is sent again. httpx-retries does the sending; this says what may be sent again, and when.

It is imported with the first request: it would cost a fifth of the time that importing httpx takes.
"""

from __future__ import annotations

import functools
from typing import Any

import httpx
from httpx_retries import Retry, aretry_request, retry_request

from .errors import UNSENT

LONGEST_WAIT = 30.0
"""Seconds. A server that asks for more is not asked again."""
SAFE_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PUT")
"""What may be sent twice, as HTTP defines them: what they change once they do not change again."""


class _SendAgain(Exception):
    """An answer after which the request may be sent again."""


def send(client: httpx.Client, retries: int, *, method: str, url: str, **request: Any) -> httpx.Response:
    """Send a request, at most `retries` times more."""
    return retry_request(client, method, url, retry=_policy(method.upper() in SAFE_METHODS, retries), **request)


async def asend(client: httpx.AsyncClient, retries: int, *, method: str, url: str, **request: Any) -> httpx.Response:
    """Like `send`, without blocking."""
    return await aretry_request(client, method, url, retry=_policy(method.upper() in SAFE_METHODS, retries), **request)


@functools.cache
def _policy(is_safe: bool, retries: int) -> Retry:
    broken = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
    return Retry(
        total=retries,
        allowed_methods=(*SAFE_METHODS, "PATCH", "POST"),
        status_forcelist=(0,),  # none, where () would be the default ones: `_judge` sees more than a status
        retry_on_exceptions=((*broken, _SendAgain) if is_safe else (*UNSENT, _SendAgain)),
        backoff_factor=0.25,  # seconds: up to 0.5 before the second sending, up to 1 before the third
        max_backoff_wait=LONGEST_WAIT,
        validate_response=_judge_safe if is_safe else _judge,
    )


def _judge_safe(response: httpx.Response) -> None:
    """Raise _SendAgain after what passes, too: doing it again does no harm."""
    if response.status_code >= 400:
        _judge(response, (429, 502, 503, 504))


def _judge(response: httpx.Response, passing: tuple[int, ...] = (429,)) -> None:
    """Raise _SendAgain where the server says that it did nothing: 429, and 503 with Retry-After."""
    if response.status_code in passing or response.status_code == 503:
        wait = response.headers.get("Retry-After", "").strip()
        try:
            too_long = bool(wait) and Retry().parse_retry_after(wait) > LONGEST_WAIT
        except ValueError:  # no number and no date
            too_long = False
        if not too_long and (wait or response.status_code in passing):
            raise _SendAgain
