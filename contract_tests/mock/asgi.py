"""Makes an ASGI application of a handler."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import quote

import anyio
import anyio.to_thread

from contract_tests.mock.messages import Handler, Request, Response, envelope
from contract_tests.mock.pace import Pace
from contract_tests.mock.validation import MAX_BODY

logger = logging.getLogger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

ABORT = "sendyiq.abort"
"""The ASGI extension of our server: `scope["extensions"][ABORT]["abort"]()` breaks the connection."""
_NO_BODY = frozenset({204, 304})


class Asgi:
    """An ASGI 3 application: any ASGI server, `httpx.ASGITransport` and Starlette's test client take it."""

    def __init__(self, handler: Handler, pace: Pace | None = None) -> None:
        self._handler = handler
        self._pace = pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        elif scope["type"] == "http":
            await send_response(await self._respond(await read_request(scope, receive)), scope, send)

    async def _respond(self, request: Request) -> Response:
        pace = self._pace
        if delay := pace.delay(request.path):
            await anyio.sleep(delay)
        if pace.needs_thread(request.path):
            return await anyio.to_thread.run_sync(self._handle, request)
        return self._handle(request)

    def _handle(self, request: Request) -> Response:
        try:
            return self._handler(request)
        except Exception:  # whatever fails, the client gets a response
            logger.exception("the handler failed at %s", request.method)
            return envelope(500, message="The mock failed.")


async def read_request(scope: Scope, receive: Receive) -> Request:
    """Read a request, its body at most a little longer than it may be."""
    raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    path = raw_path.decode("latin-1").removeprefix(scope.get("root_path", ""))
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    query: str = scope.get("query_string", b"").decode("latin-1")
    return Request(scope["method"], path, query, headers, await _body(receive))


async def _body(receive: Receive) -> bytes:
    """Read a body, or as much of it as it takes to see that it is too large."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= MAX_BODY:
        message = await receive()
        body += message.get("body", b"")
    return body


async def send_response(response: Response, scope: Scope, send: Send) -> None:
    """Send a response as it says how: late, cut short, or not at all."""
    if response.delay:
        await anyio.sleep(response.delay)
    if response.drop:
        _abort(scope)
        return
    body = b"" if response.status in _NO_BODY else response.body
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers.items()]
    if response.status not in _NO_BODY:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if response.cut is None or response.cut >= len(body):
        await send({"type": "http.response.body", "body": body})
    else:  # a server closes a connection whose response does not end
        await send({"type": "http.response.body", "body": body[: response.cut], "more_body": True})


def _abort(scope: Scope) -> None:
    extension = scope.get("extensions", {}).get(ABORT)
    if extension is None:
        raise ConnectionAbortedError("the mock drops the connection")
    extension["abort"]()


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
