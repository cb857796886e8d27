"""A server on this machine that plays staging, and our document with other servers."""

from __future__ import annotations

import copy
import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from contract_tests.spec import Spec, load

DOCUMENT = load(validate=False).document


def spec_of(**servers: str) -> Spec:
    document = copy.deepcopy(DOCUMENT)
    document["servers"] = [{"url": url, "x-target": target} for target, url in servers.items()]
    return Spec(document)


@dataclasses.dataclass
class Staging:
    """Plays staging: remembers what came, and answers as it is told."""

    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=lambda: {"content-type": "application/json"})
    body: bytes = b'{"success": true, "data": []}'
    endless: bool = False
    answers: threading.Event = dataclasses.field(default_factory=threading.Event)
    """Set while it answers at all."""
    sent: int = 0
    came: list[tuple[str, str, dict[str, str], bytes]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Played:
    """The server, and what it is told to do in a test."""

    url: str = ""
    state: Staging = dataclasses.field(default_factory=Staging)


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    played = Played()

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            state = played.state
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.came.append((self.command, self.path, headers, body))
            state.answers.wait()
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.body)
            while state.endless:
                try:
                    self.wfile.write(bytes(2**16))
                except OSError:
                    break
                state.sent += 2**16

        do_GET = do_POST = do_PATCH = do_DELETE = respond  # noqa: N815 (the names that http.server wants)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def staging(played: Played) -> Iterator[Staging]:
    played.state = state = Staging()
    state.answers.set()
    yield state
    state.endless = False
    state.answers.set()
