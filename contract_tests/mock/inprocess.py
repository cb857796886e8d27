"""Lets httpx talk to a handler without a socket."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import anyio
import anyio.to_thread
import httpx

from contract_tests import spec
from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.mock.pace import Pace
from contract_tests.mock.store import FULL_KEY


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)`."""

    def __init__(self, handler: Handler, pace: Pace | None = None) -> None:
        self._handler = handler
        self._pace = pace or Pace()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a synchronous client."""
        request.read()
        time.sleep(self._pace.delay(request.url.path))  # the latency that was asked for
        response = self._handler(_request(request))
        time.sleep(response.delay)
        return _response(response, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to an asynchronous client."""
        await request.aread()
        await anyio.sleep(self._pace.delay(request.url.path))
        if self._pace.needs_thread(request.url.path):
            response = await anyio.to_thread.run_sync(self._handler, _request(request))
        else:
            response = self._handler(_request(request))
        await anyio.sleep(response.delay)
        return _response(response, request)


class _Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        raise httpx.RemoteProtocolError("the connection broke before the end of the body")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


def _request(request: httpx.Request) -> Request:
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, path, query, headers, request.content)


def _response(response: Response, request: httpx.Request) -> httpx.Response:
    if response.drop:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
    if response.cut is not None and response.cut < len(response.body):
        return httpx.Response(response.status, headers=response.headers, stream=_Cut(response.body[: response.cut]))
    return httpx.Response(response.status, headers=response.headers, content=response.body)


def client(handler: Handler, key: str = FULL_KEY) -> httpx.Client:
    """Return a client that asks a handler, with an API key."""
    headers = {spec.load(validate=False).key_header: key}
    return httpx.Client(transport=transport(handler), base_url="http://mock", headers=headers)


def transport(handler: Handler) -> Transport:
    """Return a transport that asks a handler at once."""
    return Transport(handler)
