"""Servers that break, stall and drip, on this machine."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def server(answer: bytes, *, closes: bool = True) -> Iterator[str]:
    """Serve the same bytes to every connection; one that does not close keeps it open till the end."""
    with contextlib.ExitStack() as open_until_the_end:

        def serve(connection: socket.socket) -> None:
            connection.recv(65536)
            connection.sendall(answer)
            if closes:
                connection.close()
            else:
                open_until_the_end.enter_context(connection)

        yield open_until_the_end.enter_context(_serving(serve))


@contextlib.contextmanager
def dripping(head: bytes, drop: bytes, *, first: bytes = b"") -> Iterator[str]:
    """Serve a head, and then the drop again and again; `first` is a whole answer to a request before."""
    stop = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            if first:
                connection.sendall(first)
                connection.recv(65536)
            connection.sendall(head)
            while not stop.wait(0.02):
                connection.sendall(drop)

    with _serving(serve) as url:
        try:
            yield url
        finally:
            stop.set()


@contextlib.contextmanager
def _serving(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with contextlib.suppress(OSError):
                        serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
