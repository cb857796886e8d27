"""When a request is sent again. httpx-retries knows how long to wait; this says what may be sent again, and after what.

It is imported with the first failure: it would cost a fifth of the time that importing httpx takes.
"""

from __future__ import annotations

import re

import httpx
from httpx_retries import Retry

from . import failures

LONGEST_WAIT = 30.0
"""Seconds. A server that asks for more is not asked again."""
SAFE_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PUT")
"""What may be sent twice, as HTTP defines them: what they change once they do not change again."""
BROKEN = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)


def wait_before(
    sent: int, retries: int, method: str, built: httpx.Request | None, outcome: httpx.Response | Exception
) -> float | None:
    """Return how long to wait until the request is sent again; None where it is not.

    Without Retry-After it is up to 0.5 seconds the first time, and twice as long each time.
    """
    if sent > retries or not _may_send_again(method, built, outcome):
        return None
    asked = asked_wait(outcome.headers) if isinstance(outcome, httpx.Response) else None
    if asked:
        return asked if asked <= LONGEST_WAIT else None
    backoff = Retry(total=retries, backoff_factor=0.25, max_backoff_wait=LONGEST_WAIT, attempts_made=sent)
    return backoff.backoff_strategy()


def asked_wait(headers: httpx.Headers) -> float | None:
    """Return the seconds that Retry-After asks to wait; None where it says nothing that can be read."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):  # HTTP knows whole seconds only, some servers do not
        return float(text)
    try:
        return Retry().parse_retry_after(text) if text else None
    except ValueError:  # no number and no date
        return None
    except OverflowError:  # a date beyond all dates
        return float("inf")


def _may_send_again(method: str, built: httpx.Request | None, outcome: httpx.Response | Exception) -> bool:
    """Say whether the server did nothing, or doing it again does no harm."""
    is_safe = method in SAFE_METHODS
    if isinstance(outcome, httpx.PoolTimeout):
        return False  # one call more at one time would make it worse
    if not is_safe and failures.is_redirected(outcome, built):
        return False  # what came before the redirect may have done it
    if isinstance(outcome, Exception):
        return isinstance(outcome, BROKEN if is_safe else failures.UNSENT)
    waits = outcome.headers.get("Retry-After", "").strip() != ""
    if outcome.status_code == 429 or (is_safe and outcome.status_code in (502, 503, 504)):
        return True
    return method != "POST" and outcome.status_code == 503 and waits  # a 503 may come after a create was done
