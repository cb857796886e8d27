# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""When a request is sent again. httpx-retries knows how long to wait; this says what may be sent again, and after what.

It is imported with the first failure: it would cost a fifth of the time that importing httpx takes.
"""

from __future__ import annotations

from typing import Any

import httpx
from httpx_retries import Retry

from . import reading
from .errors import UNSENT

LONGEST_WAIT = 30.0
"""Seconds. A server that asks for more is not asked again."""
SAFE_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PUT")
"""What may be sent twice, as HTTP defines them: what they change once they do not change again."""
BROKEN = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)


def first_turn(retries: int) -> Retry:
    """Begin to count; without Retry-After, wait up to 0.5 seconds the first time, and twice as long each time."""
    return Retry(total=retries, backoff_factor=0.25, max_backoff_wait=LONGEST_WAIT)


def next_turn(
    turn: Retry, request: dict[str, Any], built: httpx.Request | None, outcome: httpx.Response | Exception
) -> Retry | None:
    """Return what says how long to wait until the request is sent again; None where it is not."""
    if turn.is_exhausted() or not _may_send_again(request["method"].upper(), built, outcome):
        return None
    turn = turn.increment()
    request["extensions"] = {**request.get("extensions", {}), "sent": turn.attempts_made + 1}
    return turn


def _may_send_again(method: str, built: httpx.Request | None, outcome: httpx.Response | Exception) -> bool:
    """Say whether the server did nothing, or doing it again does no harm."""
    is_safe = method in SAFE_METHODS
    if not is_safe and reading.is_redirected(outcome, built):
        return False  # what came before the redirect may have done it
    if isinstance(outcome, Exception):
        return isinstance(outcome, BROKEN if is_safe else UNSENT)
    wait = outcome.headers.get("Retry-After", "").strip()
    passing = outcome.status_code == 429 or (is_safe and outcome.status_code in (502, 503, 504))
    # A 503 may come after a create was done.
    passing = passing or (method != "POST" and outcome.status_code == 503 and wait != "")
    return passing and not _is_too_long(wait)


def _is_too_long(wait: str) -> bool:
    try:
        return wait != "" and Retry().parse_retry_after(wait) > LONGEST_WAIT
    except ValueError:  # no number and no date
        return False
    except OverflowError:  # a date beyond all dates
        return True
