"""Uvicorn's HTTP/1.1, with a bound on what a client may send besides a body."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from contract_tests.mock.messages import envelope

MAX_OVERHEAD = 256 * 1024


class Protocol(HttpToolsProtocol):
    """Refuses endless headers and trailers, which uvicorn would keep, and answers with the envelope."""

    _overhead = 0
    """Bytes of the current request that are not body."""
    _chunk = 0

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and give up on headers that do not end."""
        self._chunk = len(data)
        super().data_received(data)
        self._overhead += len(data)
        if self._overhead > MAX_OVERHEAD and not self.transport.is_closing():
            self._refuse(431, "The headers are too large.")

    def on_body(self, body: bytes) -> None:
        """Leave the body to the handler, who knows its own bound."""
        self._overhead -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Start anew; other requests in the same chunk do not count."""
        self._overhead = -self._chunk
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._refuse(400, msg)

    def _refuse(self, status: int, message: str) -> None:
        body = envelope(status, message=message).body
        head = b"content-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()
