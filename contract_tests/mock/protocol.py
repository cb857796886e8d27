"""Uvicorn's HTTP/1.1, with bounds on what a client may send besides a body, and on the time it may take."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from contract_tests.mock.messages import envelope

MAX_OVERHEAD = 256 * 1024


class Protocol(HttpToolsProtocol):
    """Refuses endless and half-sent requests, which uvicorn would keep, and answers with the envelope."""

    seconds = 10.0
    """How long a request may take to arrive, from its first byte to its last."""
    _overhead = 0
    """Bytes of the current request that are not body."""
    _chunk = 0
    _unfinished = False
    """Whether a request has begun to arrive."""
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time in which a first request has to begin."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._unset_keepalive_if_required()
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and give up on headers that do not end."""
        self._chunk = len(data)
        super().data_received(data)
        self._overhead += len(data)
        if self._overhead > MAX_OVERHEAD and not self.transport.is_closing():
            self._refuse(431, "The headers are too large.")
        elif self._unfinished and self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self._out_of_time)

    def on_message_begin(self) -> None:
        """Note that there is something to wait for."""
        self._unfinished = True
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Leave the body to the handler, who knows its own bound."""
        self._overhead -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Start anew; other requests in the same chunk do not count."""
        self._overhead = -self._chunk
        self._unfinished = False
        if self._deadline is not None:
            self._stop_clock()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._refuse(400, msg)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _out_of_time(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        current = self.cycle is not None and self.cycle.scope is self.scope
        earlier = self.cycle is not None and not current and not self.cycle.response_complete
        if earlier or self.pipeline:  # it waits for us, not we for it
            self._deadline = self.loop.call_later(self.seconds, self._out_of_time)
        elif current and self.cycle.response_started:
            self.transport.close()
        else:
            self._refuse(408, f"The request was not complete after {self.seconds:g} seconds.")

    def _refuse(self, status: int, message: str) -> None:
        body = envelope(status, message=message).body
        head = b"content-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()
