# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""One call: the attempts to send its request, what is logged of them, and when it has to end."""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any

import httpx

from . import failures
from .connections import Connections
from .options import Options
from .types import Unset

if TYPE_CHECKING:
    from asyncio import Timeout

LOG = logging.getLogger(__package__)
"""Each attempt at DEBUG, each retry at INFO; neither shows a key, a header, a query or a body."""
_parsed = functools.lru_cache(maxsize=256)(httpx.URL)  # which is a third of building a request


class Call:
    """What blocking calls and those of asyncio have in common."""

    __slots__ = (
        "_began",
        "_client",
        "_connections",
        "_options",
        "_request",
        "_retries",
        "_url",
        "built",
        "ends",
        "sent",
    )

    def __init__(
        self,
        connections: Connections,
        client: httpx.Client | httpx.AsyncClient,
        request: dict[str, Any],
        options: Options,
        retries: int,
    ) -> None:
        self._connections = connections
        self._client = client
        self._request = request
        self._options = options
        self._retries = retries if isinstance(options.retries, Unset) else options.retries
        self.built: httpx.Request | None = None
        self.sent = 0
        deadline = options.deadline
        self.ends = time.monotonic() + deadline if deadline and not isinstance(deadline, Unset) else None
        self._url = connections.prefix + request.pop("url")
        if options.headers or not isinstance(options.timeout, Unset) or not connections.is_own(client):
            self._add_options(request)

    def _add_options(self, request: dict[str, Any]) -> None:
        own = self._connections.is_own(self._client)
        extras = {} if own else self._connections.extras()
        headers = extras.get("headers", httpx.Headers())
        headers.update(self._options.headers)
        headers.update(request.get("headers"))
        request["headers"] = headers
        if not isinstance(self._options.timeout, Unset):
            request["timeout"] = self._options.timeout
        if not own:
            request["extensions"] = {**request.get("extensions", {}), "sender": self._connections}

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed."""
        return self.ends is not None and time.monotonic() >= self.ends

    def build(self) -> httpx.Request:
        """Build the request of the next attempt."""
        self.sent += 1
        request = self._request
        if self.sent > 1:
            request["extensions"] = {**request.get("extensions", {}), "sent": self.sent}
        if self.ends is not None:
            limits = httpx.Timeout(request.get("timeout", self._client.timeout))
            request["timeout"] = _within(limits, max(0.001, self.ends - time.monotonic()))
        self._began = time.perf_counter()
        self.built = built = self._client.build_request(url=_parsed(self._url), **request)
        return built

    def is_done(self, outcome: httpx.Response | Exception) -> bool:
        """Note an outcome; say whether it is a response that nobody would want another one for."""
        if LOG.isEnabledFor(logging.DEBUG):
            what = outcome.status_code if isinstance(outcome, httpx.Response) else type(outcome).__name__
            spent = 1000 * (time.perf_counter() - self._began)
            LOG.debug("%s %s: %s in %.0f ms, attempt %d", self._method, self._path, what, spent, self.sent)
        return isinstance(outcome, httpx.Response) and outcome.status_code < 400

    def wait(self, outcome: httpx.Response | Exception) -> float | None:
        """Return how long to wait for the next attempt; None where there is none."""
        from . import retries

        seconds = retries.wait_before(self.sent, self._retries, self._method, self.built, outcome)
        if seconds is None or (self.ends is not None and time.monotonic() + seconds >= self.ends):
            return None
        if LOG.isEnabledFor(logging.INFO):
            what = str(outcome.status_code) if isinstance(outcome, httpx.Response) else type(outcome).__name__
            LOG.info("%s %s is sent again in %.1f s, after %s", self._method, self._path, seconds, what)
        return seconds

    def end(self, outcome: httpx.Response | Exception) -> httpx.Response:
        """Return a response; raise the error of a request that got no whole one."""
        if isinstance(outcome, httpx.Response):
            return outcome
        has_connection = not isinstance(outcome, httpx.PoolTimeout)
        if isinstance(outcome, httpx.TimeoutException) and has_connection and self.is_overdue:
            raise self.overdue() from outcome
        make = failures.unusable if isinstance(outcome, RuntimeError) else failures.failure
        raise make(outcome, *self._facts)  # type: ignore[arg-type]

    def overdue(self) -> Exception:
        """Make the error of a call that took longer than its deadline."""
        return failures.overdue(self._options.deadline, *self._facts)

    @property
    def _facts(self) -> tuple[str, str, httpx.Request | None, int]:
        return self._method, self._url, self.built, self.sent

    @property
    def _method(self) -> str:
        return str(self._request["method"]).upper()

    @property
    def _path(self) -> str:
        return self.built.url.path if self.built is not None else ""


def _within(limits: httpx.Timeout, left: float) -> httpx.Timeout:
    """Let no step take longer than is left. Getting a connection has less: whoever gets none is told so."""
    most = {"pool": 0.9 * left, "connect": 0.9 * left, "read": left, "write": left}
    return httpx.Timeout(
        **{step: most[step] if limit is None else min(limit, most[step]) for step, limit in limits.as_dict().items()}
    )


def send(call: Call, client: httpx.Client) -> httpx.Response:
    """Send the request of a call, again if need be."""
    while True:
        outcome: httpx.Response | Exception
        try:
            outcome = client.send(call.build())
        except (httpx.RequestError, httpx.InvalidURL, RuntimeError) as error:
            outcome = error
        if call.is_done(outcome) or (wait := call.wait(outcome)) is None:
            return call.end(outcome)
        time.sleep(wait)


async def asend(call: Call, client: httpx.AsyncClient) -> httpx.Response:
    """Send the request of a call, again if need be, without blocking."""
    while True:
        outcome: httpx.Response | Exception
        try:
            outcome = await client.send(call.build())
        except (httpx.RequestError, httpx.InvalidURL, RuntimeError) as error:
            outcome = error
        if call.is_done(outcome) or (wait := call.wait(outcome)) is None:
            return call.end(outcome)
        await _asleep(wait)


def send_until(call: Call, client: httpx.Client) -> httpx.Response:
    """Send the request of a call that has a deadline."""
    from . import deadline

    token = deadline.ends.set(call.ends)
    try:
        return send(call, client)
    finally:
        deadline.ends.reset(token)


async def asend_until(call: Call, client: httpx.AsyncClient) -> httpx.Response:
    """Send the request of a call that has a deadline, without blocking."""
    import asyncio

    limit: Timeout = asyncio.timeout((call.ends or 0) - time.monotonic())
    try:
        async with limit:
            return await asend(call, client)
    except TimeoutError:
        if limit.expired():
            raise call.overdue() from None
        raise


async def _asleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)
