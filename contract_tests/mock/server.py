"""Serves a handler over HTTP/1.1 with uvicorn: in a thread of this process, or until a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from contract_tests.mock.asgi import ABORT, Application, Asgi
from contract_tests.mock.messages import Handler
from contract_tests.mock.pace import Pace
from contract_tests.spec.errors import UserError

HOST = "127.0.0.1"
_OPEN_FILES = 8192
_BACKLOG = 2048


class _Gathered:
    """A transport that writes at once what is written in one turn of the loop.

    uvicorn writes head and body one after the other, and a write takes as long as a quarter of a create.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not self._transport.is_closing():
            self._transport.write(b"".join(parts))


class _Protocol(HttpToolsProtocol):
    """Offers the application to break a connection, which ASGI itself has no message for."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", _Gathered(transport, self.loop)))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"abort": self.transport.abort}}


class _Server(uvicorn.Server):
    """Says when it responds, logs nothing, and waits for no client at its end."""

    def __init__(self, application: Application, announce: Callable[[], object], name: str | None = None) -> None:
        config = uvicorn.Config(
            application,
            http=_Protocol,
            ws="none",
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            headers=[("server", name)] if name else None,
            access_log=False,
            log_config=None,
            log_level="critical",
            backlog=_BACKLOG,
            timeout_keep_alive=75,  # longer than clients pool their connections
            timeout_graceful_shutdown=0,
        )
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


def serve(
    application: Application,
    host: str = HOST,
    port: int = 0,
    *,
    announce: Callable[[str], None],
    name: str | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, under a name; `announce` gets the base URL once requests are answered.

    Raises UserError where the port is taken.
    """
    _allow_many_connections()
    listener = _listen(host, port)
    url = _url(host, listener)
    server = _Server(application, lambda: announce(url), name)

    def stop(*_: object) -> None:  # uvicorn raises the signal that ended it once more
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run([listener])
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)


def running(
    handler: Handler, host: str = HOST, port: int = 0, *, pace: Pace | None = None
) -> contextlib.AbstractContextManager[str]:
    """Serve a handler in a thread of this process, on a free port unless one is named; yields the base URL.

    The pace may change while the server runs. Raises UserError where the port is taken.
    """
    return running_application(Asgi(handler, pace), host, port)


@contextlib.contextmanager
def running_application(application: Application, host: str = HOST, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application as `running` does a handler."""
    listener = _listen(host, port)
    url = _url(host, listener)
    started: Future[None] = Future()
    server = _Server(application, lambda: started.set_result(None))

    def run() -> None:
        try:
            server.run([listener])
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)  # whoever waits for the start learns why there is none

    thread = threading.Thread(target=run, name="mock", daemon=True)
    thread.start()
    started.result()
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()


def _allow_many_connections() -> None:
    try:
        import resource  # Windows has none, and no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _OPEN_FILES:
        enough = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such address"
        raise UserError(f"Port {port} of {host} cannot be had: {why}. Choose another, as in PORT=4011.") from None


def _url(host: str, listener: socket.socket) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
