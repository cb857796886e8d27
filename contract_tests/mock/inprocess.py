"""Lets httpx talk to a handler without a socket."""

from __future__ import annotations

import time

import anyio
import anyio.to_thread
import httpx

from contract_tests import spec
from contract_tests.mock.messages import Handler, Request
from contract_tests.mock.pace import Pace
from contract_tests.mock.store import FULL_KEY


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)`."""

    def __init__(self, handler: Handler, pace: Pace | None = None) -> None:
        self._handler = handler
        self._pace = pace or Pace()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a synchronous client."""
        request.read()
        time.sleep(self._pace.delay(request.url.path))  # the latency that was asked for
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client."""
        await request.aread()
        await anyio.sleep(self._pace.delay(request.url.path))
        if self._pace.blocks:
            return await anyio.to_thread.run_sync(self._answer, request)
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        response = self._handler(Request(request.method, path, query, _headers(request), request.content))
        return httpx.Response(response.status, headers=response.headers, content=response.body)


def _headers(request: httpx.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def client(handler: Handler, key: str = FULL_KEY) -> httpx.Client:
    """Return a client that asks a handler, with an API key."""
    headers = {spec.load(validate=False).key_header: key}
    return httpx.Client(transport=transport(handler), base_url="http://mock", headers=headers)


def transport(handler: Handler) -> Transport:
    """Return a transport that asks a handler at once."""
    return Transport(handler)
