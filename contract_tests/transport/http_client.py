"""The HTTP client behind the transport: sends a request once, follows no redirect, and limits size and time."""

from __future__ import annotations

import contextlib
import math
import os
import re
import ssl
import threading
import time
import zlib
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as NotDone
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import cast

import httpx

from contract_tests.transport.clock import Clock, OutOfTime

LONGEST_WAIT = 60.0
"""Seconds that one response may take, and that a target may ask us to wait at one time."""
LAST_MOMENTS = 3.0
"""Seconds that an interrupted request gets, so that what it did is done before the clean-up looks for it."""
LARGEST_BODY = 8 * 2**20
"""Bytes of a body that are read at most, packed or not."""
MOST_VALUES = 200_000
"""Values of a JSON body that are read at most: each takes far more memory than its bytes."""
DEEPEST = 250
"""Levels of a JSON body that are read at most: validators take 255."""
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
INNERMOST = re.compile(rb"\[\]|\{\}")
UNREAD = "unread"
"""Extension of a response whose body is too large to be read: why."""
READ = (b"content-encoding", b"transfer-encoding", b"content-length")
"""Headers that are true no more once the body is read."""
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""Content codings that are undone, with what zlib calls them."""
GATEWAY = (502, 503, 504)
"""What a server in front of the API may answer, whatever becomes of the request."""
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class TargetUnavailable(Exception):  # noqa: N818
    """The target stopped answering."""


class Busy(TargetUnavailable):
    """The target answers, and puts each request off."""


class Endless(httpx.ReadError):
    """A response that goes on and on: to ask again would not help."""


class HttpClient:
    """An httpx client that honours the proxy variables and follows no redirect, with which the key would travel."""

    def __init__(self, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._clock = clock
        self._transport = transport
        self._clients = [self._new_client()]

    def _new_client(self) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            verify=_trust() if self._transport is None else True,  # reading authorities takes a while
            timeout=TIMEOUT,
            follow_redirects=False,
            event_hooks={"response": [_set_location_aside]},
        )

    def renew(self) -> None:
        """Use new connections from now on: where one broke, others may have been closed as well."""
        self._clients.append(self._new_client())

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients:
            client.close()

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the response whole. Raises httpx.HTTPError or OutOfTime.

        httpx limits each read alone, so that headers may drip in for ever: a thread that waits for them can be left.
        """
        request.extensions["timeout"] = TIMEOUT.as_dict()  # httpx takes the limit from the request, not from the client
        request.headers["Accept-Encoding"] = "identity"
        fetched: Future[httpx.Response] = Future()
        threading.Thread(target=self._fetch, args=(request, fetched), daemon=True).start()
        try:
            return self._clock.wait_for(fetched, LONGEST_WAIT)
        except NotDone:
            raise Endless(f"no whole response in {LONGEST_WAIT:.0f} s", request=request) from None
        except (KeyboardInterrupt, OutOfTime):
            wait([fetched], LAST_MOMENTS)
            raise

    def _fetch(self, request: httpx.Request, fetched: Future[httpx.Response]) -> None:
        try:
            fetched.set_result(self._exchange_bytes(request))
        except BaseException as error:  # noqa: BLE001 (it is raised where the response is waited for)
            fetched.set_exception(error)

    def _exchange_bytes(self, request: httpx.Request) -> httpx.Response:
        started = time.monotonic()
        response = self._clients[-1].send(request, stream=True)
        try:
            content = b"".join(_within_limits(response, started))
            content = unpacked(content, response.headers.get("content-encoding", ""))
            unread = _too_much(content)
        except _TooLarge:
            content, unread = b"", f"it has more than {LARGEST_BODY >> 20} MiB"
        finally:
            response.close()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in READ]
        headers += response.extensions.get("location", [])
        whole = httpx.Response(response.status_code, headers=headers, content=b"" if unread else content)
        whole.request = request
        whole.extensions[UNREAD] = unread
        whole.elapsed = timedelta(seconds=time.monotonic() - started)
        return whole


class _TooLarge(Exception):  # noqa: N818
    """A body is larger than what is read."""


def _within_limits(response: httpx.Response, started: float) -> list[bytes]:
    size, parts = 0, []
    for part in cast("httpx.SyncByteStream", response.stream):
        size += len(part)
        parts.append(part)
        if size > LARGEST_BODY:
            raise _TooLarge
        if time.monotonic() - started > LONGEST_WAIT:
            raise Endless("a response without end", request=response.request)
    return parts


def _too_much(content: bytes) -> str | None:
    """Say why a JSON body is not read, without reading it; None where it is."""
    opened = content.count(b"[") + content.count(b"{")
    if content.count(b",") + opened > MOST_VALUES:
        return "it has too many values"
    return "it nests too deep" if opened > DEEPEST and _is_deep(content) else None


def _is_deep(content: bytes) -> bool:
    """Whether JSON has more levels than are read: each round takes the innermost ones away."""
    brackets = STRING.sub(b"", content).translate(None, NO_BRACKETS)
    for _ in range(DEEPEST):
        outer = INNERMOST.sub(b"", brackets)
        if outer == brackets:
            return False
        brackets = outer
    return bool(brackets)


def unpacked(body: bytes, coding: str) -> bytes:
    """Undo a content coding, which no one asked for. What cannot be undone is no JSON, and says why."""
    coding = coding.strip().lower()
    if not body or coding in ("", "identity"):
        return body
    if coding in PACKED:
        with contextlib.suppress(zlib.error):
            unpacker = zlib.decompressobj(PACKED[coding])
            plain = unpacker.decompress(body, LARGEST_BODY)
            if unpacker.unconsumed_tail:
                raise _TooLarge
            if unpacker.eof:
                return plain
    return f"(a body that is not {coding[:40]}, as its Content-Encoding says)".encode()


def _set_location_aside(response: httpx.Response) -> None:
    """Keep httpx from reading where a redirect leads, which it does even if it does not follow: it may lead nowhere."""
    response.extensions["location"] = [(n, v) for n, v in response.headers.raw if n.lower() == b"location"]
    response.headers.pop("location", None)


def pause(response: httpx.Response) -> float | None:
    """Return how many seconds the target asks us to wait; None where it does not."""
    after = response.headers.get("retry-after")
    if response.status_code != 429 and not (response.status_code in GATEWAY and after):
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
