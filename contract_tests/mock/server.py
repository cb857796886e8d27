"""Serves a handler over HTTP/1.1, with uvicorn: in this process for tests, or until a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import uvicorn

from contract_tests.errors import UserError
from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.mock.pace import Pace
from contract_tests.mock.protocol import Protocol
from contract_tests.mock.validation import MAX_BODY

HOST = "127.0.0.1"
_OPEN_FILES = 8192
_THREADS = 64
_STOP = {signal.SIGINT, signal.SIGTERM}


def serve(
    handler: Handler, host: str = HOST, port: int = 0, *, pace: Pace | None = None, announce: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; `announce` gets the base URL once requests are answered.

    Raises UserError where the port is taken.
    """
    _allow_many_connections()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)  # in the server's thread too, which inherits it
    try:
        with running(handler, host, port, pace=pace) as url:
            announce(url)
            signal.sigwait(_STOP)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def running(handler: Handler, host: str = HOST, port: int = 0, *, pace: Pace | None = None) -> Iterator[str]:
    """Serve in a thread of this process, on a free port unless one is named; yields the base URL.

    The pace may change while the server runs. Raises UserError where the port is taken.
    """
    listener = _listen(host, port)
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(_THREADS, "mock"))  # starts a thread only where it needs one
        server = uvicorn.Server(_config(_application(handler, pace or Pace(), pool)))
        thread = threading.Thread(target=server.run, args=([listener],), name="mock", daemon=True)
        thread.start()
        stack.callback(_stop, server, thread)
        while not server.started and thread.is_alive():
            time.sleep(0.002)
        yield f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _OPEN_FILES:
        enough = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such address"
        raise UserError(f"Port {port} of {host} cannot be had: {why}. Choose another, as in PORT=4011.") from None


def _stop(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    server.force_exit = True  # an idle or half-sent connection of a client must not hold up the end
    thread.join()


def _config(application: Callable[..., Any]) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=Protocol,
        loop="uvloop",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # what malformed requests cause is no concern of the user
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,  # longer than any client of ours pools a connection
        timeout_graceful_shutdown=1,
    )


def _application(handler: Handler, pace: Pace, pool: Executor) -> Callable[..., Any]:
    """Make an ASGI application of a handler."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        body = await _body(receive)
        if body is None:
            return
        request = Request(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=_headers(scope["headers"]),
            body=body,
        )
        if pace.latency:
            await asyncio.sleep(pace.delay(request.path))
        if pace.blocks:
            response = await asyncio.get_running_loop().run_in_executor(pool, handler, request)
        else:
            response = handler(request)
        await _send(send, response)

    return application


async def _body(receive: Any) -> bytes | None:
    """Return the body, cut soon after the size that handlers refuse; None where the client has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message["body"]
        body += chunk
        if not message["more_body"] or len(body) > MAX_BODY:
            return body


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name = raw_name.decode("latin-1")
        value = raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _send(send: Any, response: Response) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
    headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
