"""Serves a handler over HTTP/1.1: in a thread of this process, or until a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import uvloop

from contract_tests.mock.messages import Handler
from contract_tests.mock.pace import Pace
from contract_tests.mock.protocol import Protocol, Service
from contract_tests.spec.errors import UserError

HOST = "127.0.0.1"
_OPEN_FILES = 8192
_THREADS = 64
_BACKLOG = 2048
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
    with ThreadPoolExecutor(_THREADS, "mock") as pool:  # it starts a thread only where the handler needs one
        started: Future[Callable[[], object]] = Future()
        service = Service(handler, pace or Pace(), pool)
        thread = threading.Thread(target=_run, args=(service, listener, started), name="mock", daemon=True)
        thread.start()
        stop = started.result()
        try:
            yield f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        finally:
            stop()
            thread.join()


def _run(service: Service, listener: socket.socket, started: Future[Callable[[], object]]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(service, listener, started))


async def _serve(service: Service, listener: socket.socket, started: Future[Callable[[], object]]) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: Protocol(service), sock=listener, backlog=_BACKLOG)
    started.set_result(lambda: loop.call_soon_threadsafe(stop.set))
    await stop.wait()
    server.close()
    for connection in list(service.connections):  # an idle or half-sent one must not hold up the end
        connection.abort()
    while service.connections:
        await asyncio.sleep(0)


def _allow_many_connections() -> None:
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
