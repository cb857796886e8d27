"""HTTP/1.1 for a handler: httptools parses; here are the order of the answers, and the bounds on size and time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import cast

import httptools

from contract_tests.mock.messages import Handler, Request, Response, envelope
from contract_tests.mock.pace import Pace
from contract_tests.mock.validation import MAX_BODY
from contract_tests.mock.wire import encoded

logger = logging.getLogger(__name__)

MAX_OVERHEAD = 256 * 1024
"""Bytes of a request besides its body."""
_MAX_WAITING = 64


@dataclass
class Service:
    """What all connections share."""

    handler: Handler
    pace: Pace
    pool: Executor
    connections: set[Protocol] = field(default_factory=set)

    def answer(self, request: Request) -> Response:
        """Answer at once; whatever fails, the client gets an answer."""
        try:
            return self.handler(request)
        except Exception:
            logger.exception("the handler failed at %s", request.method)
            return envelope(500, message="The mock failed.")

    async def answer_slowly(self, request: Request) -> Response:
        """Answer after the latency, in a thread where the handler blocks."""
        await asyncio.sleep(self.pace.delay(request.path))
        if self.pace.blocks:
            return await asyncio.get_running_loop().run_in_executor(self.pool, self.answer, request)
        return self.answer(request)


class Protocol(asyncio.Protocol):
    """One connection. Answers come in the order of the requests; at once, unless the pace says otherwise."""

    seconds = 10.0
    """How long a request may take to arrive, from its first byte to its last."""
    idle = 75.0
    """How long a connection may be silent; longer than clients pool theirs."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._unfinished = self._answered_early = self._ended = False
        self._overhead = self._chunk = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock of silence."""
        self._transport = cast("asyncio.Transport", transport)
        self._service.connections.add(self)
        self._last_heard = self._loop.time()
        self._silence = self._loop.call_later(self.idle, self._check_silence)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks, and what is under way."""
        self._service.connections.discard(self)
        self._silence.cancel()
        self._stop_clock()
        if self._worker is not None:
            self._worker.cancel()

    def abort(self) -> None:
        """Hang up at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and give up on what is no HTTP or does not end."""
        if self._transport.is_closing():
            return
        self._last_heard = self._loop.time()
        self._chunk = len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:  # there is nothing to upgrade to
            self._ended = True
            self._close_if_done()
            return
        except httptools.HttpParserError:
            self._refuse(400, "The request is not valid HTTP.")
            return
        self._overhead += len(data)
        if self._overhead > MAX_OVERHEAD:
            self._refuse(431, "The headers are too large.")
        elif self._unfinished and self._deadline is None:
            self._deadline = self._loop.call_later(self.seconds, self._out_of_time)

    def eof_received(self) -> bool:
        """Answer what was asked before the client stopped sending."""
        self._ended = True
        return self._worker is not None

    def on_message_begin(self) -> None:
        """Forget the request before."""
        self._unfinished, self._answered_early = True, False
        self._url = self._body = b""
        self._headers: dict[str, str] = {}

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._url += url

    def on_header(self, raw_name: bytes, raw_value: bytes) -> None:
        """Take a header; one that comes again is added to the first."""
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        self._headers[name] = f"{self._headers[name]}, {value}" if name in self._headers else value

    def on_headers_complete(self) -> None:
        """Ask for a body that waits to be asked for."""
        if self._headers.get("expect", "").lower() == "100-continue" and self._worker is None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a part of the body; answer before its end where the handler will refuse it."""
        self._overhead -= len(body)
        if self._answered_early:
            return
        self._body += body
        if len(self._body) > MAX_BODY:
            self._answered_early = True
            self._dispatch()

    def on_message_complete(self) -> None:
        """Answer; other requests in the same chunk do not count as headers of this one."""
        self._overhead = -self._chunk
        self._unfinished = False
        self._stop_clock()
        if not self._answered_early:
            self._dispatch()

    def pause_writing(self) -> None:
        """Hear no more of a client that does not read."""
        self._writable.clear()
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        self._writable.set()
        self._transport.resume_reading()

    def _dispatch(self) -> None:
        url = httptools.parse_url(self._url)
        path, query = (url.path or b"*").decode("latin-1"), (url.query or b"").decode("latin-1")
        request = Request(self._parser.get_method().decode("latin-1"), path, query, self._headers, self._body)
        keep_alive = self._parser.should_keep_alive() and self._parser.get_http_version() != "1.0"
        pace = self._service.pace
        if self._worker is None and not pace.latency and not pace.blocks and self._writable.is_set():
            self._write(request, self._service.answer(request), keep_alive)
            return
        self._waiting.append((request, keep_alive))
        if len(self._waiting) >= _MAX_WAITING:
            self._transport.pause_reading()
        if self._worker is None:
            self._worker = self._loop.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            request, keep_alive = self._waiting.popleft()
            response = await self._service.answer_slowly(request)
            await self._writable.wait()
            self._write(request, response, keep_alive)
        self._worker = None
        if not self._transport.is_closing():
            self._transport.resume_reading()
        self._close_if_done()

    def _write(self, request: Request, response: Response, keep_alive: bool) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(encoded(response, keep_alive=keep_alive, with_body=request.method != "HEAD"))
        if not keep_alive:
            self._transport.close()

    def _close_if_done(self) -> None:
        if self._ended and self._worker is None:
            self._transport.close()

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _out_of_time(self) -> None:
        self._deadline = None
        if self._worker is not None:  # it waits for us, not we for it
            self._deadline = self._loop.call_later(self.seconds, self._out_of_time)
        elif self._answered_early:
            self._transport.close()
        else:
            self._refuse(408, f"The request was not complete after {self.seconds:g} seconds.")

    def _check_silence(self) -> None:
        left = self._last_heard + self.idle - self._loop.time()
        if left <= 0 and (self._worker is None or not self._writable.is_set()):
            self._transport.abort()  # not `close`, which waits for a client that does not read
            return
        self._silence = self._loop.call_later(max(left, 1), self._check_silence)

    def _refuse(self, status: int, message: str) -> None:
        if not self._transport.is_closing():
            self._transport.write(encoded(envelope(status, message=message), keep_alive=False))
            self._transport.close()
