"""The wire behind the gate: sends a request once and reads the answer, within limits of size and time."""

from __future__ import annotations

import contextlib
import math
import os
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

LONGEST_WAIT = 60.0
"""Seconds that one answer may take, and that a target may ask us to wait at one time."""
LARGEST_ANSWER = 20_000_000
"""Bytes of an answer that are read at most."""
DECODED = (b"content-encoding", b"transfer-encoding")
"""Headers that are true no more once the body is read."""
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class Wire:
    """An httpx client that honours the proxy variables and follows no redirect, with which the key would travel."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            transport=transport,
            verify=_trust(),
            timeout=TIMEOUT,
            follow_redirects=False,
            event_hooks={"response": [_set_location_aside]},
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the answer whole. Raises httpx.HTTPError."""
        started = time.monotonic()
        request.extensions["timeout"] = TIMEOUT.as_dict()  # httpx takes the limit from the request, not from the client
        response = self._client.send(request, stream=True)
        try:
            size, parts = 0, []
            for part in response.iter_bytes():
                size += len(part)
                parts.append(part)
                if size > LARGEST_ANSWER or time.monotonic() - started > LONGEST_WAIT:
                    raise httpx.ReadError("an answer without end")
        finally:
            response.close()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in DECODED]
        headers += response.extensions.get("location", [])
        answer = httpx.Response(response.status_code, headers=headers, content=b"".join(parts), request=request)
        answer.elapsed = timedelta(seconds=time.monotonic() - started)
        return answer


def _set_location_aside(response: httpx.Response) -> None:
    """Keep httpx from reading where a redirect leads, which it does even if it does not follow: it may lead nowhere."""
    response.extensions["location"] = [(n, v) for n, v in response.headers.raw if n.lower() == b"location"]
    response.headers.pop("location", None)


def pause(response: httpx.Response) -> float | None:
    """Return how many seconds the target asks us to wait; None where it does not."""
    after = response.headers.get("retry-after")
    if response.status_code != 429 and not (response.status_code in (502, 503, 504) and after):
        return None
    if after is None:
        return 1.0
    with contextlib.suppress(ValueError):
        seconds = float(after)
        return 1.0 if math.isnan(seconds) else max(0.0, seconds)
    try:
        moment = parsedate_to_datetime(after)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError, TypeError):
        return 1.0


def _trust() -> ssl.SSLContext | bool:
    """Trust the authorities that the environment names, by whichever of the usual variables."""
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        path = os.environ.get(variable)
        if path and os.path.isfile(path):  # noqa: PTH113
            return ssl.create_default_context(cafile=path)
    return True
