"""The log of requests received, for tests that assert what their code sent."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson

from contract_tests.mock.messages import Request
from contract_tests.mock.store import WRITE, Store
from contract_tests.spec import Spec

MOST_REQUESTS = 1000
MOST_BYTES = 16 * 1024 * 1024
_WEIGHT = 256
"""Bytes that Python takes for a header, and for a request, besides their text."""
SECRET = "[redacted]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@dataclass(frozen=True)
class Received:
    """A request as the log shows it: the body as it was sent, keys by their name alone."""

    number: int
    """From 1, in the order of the responses."""
    time: str
    """When it was answered, in UTC (ISO 8601)."""
    operation: str | None
    """The `operationId` that it addressed, if any."""
    method: str
    path: str
    query: str
    status: int
    """What it was answered with."""
    stubbed: bool
    """Whether a stub answered it, or a `Prefer` header."""
    headers: Mapping[str, str] = field(repr=False)
    body: str = field(repr=False)
    """As UTF-8; other bytes are replaced."""
    json: Any = field(repr=False)
    """The body as JSON; None where it is something else, or nested too deeply to be shown."""


class RequestLog:
    """Keeps the latest requests, up to a number and a size."""

    def __init__(self, spec: Spec, store: Store) -> None:
        self._spec = spec
        self._store = store
        self._key_header = spec.key_header.lower()
        self._entries: deque[tuple[int, int, float, Request, int, bool]] = deque()
        self._bytes = 0
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, request: Request, status: int, *, stubbed: bool = False) -> None:
        """Note a request and the status of its response; drop the oldest where there is no room."""
        size = _size(request)
        with self._lock:
            self._entries.append((size, next(self._numbers), time.time(), request, status, stubbed))
            self._bytes += size
            while len(self._entries) > MOST_REQUESTS or self._bytes > MOST_BYTES:
                self._bytes -= self._entries.popleft()[0]

    def clear(self) -> None:
        """Forget all requests, and number from 1 again."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
            self._numbers = itertools.count(1)

    def __call__(self) -> list[Received]:
        """Return the requests that are still there, oldest first."""
        with self._lock:
            entries = list(self._entries)
        return [self._shown(*entry[1:]) for entry in entries]

    def _shown(self, number: int, when: float, request: Request, status: int, stubbed: bool) -> Received:
        operation = self._spec.match(request.method, request.path)
        return Received(
            number=number,
            time=datetime.fromtimestamp(when, UTC).isoformat(timespec="milliseconds"),
            operation=operation.id if operation else None,
            method=request.method,
            path=request.path,
            query=self._without_key(request.query),
            status=status,
            stubbed=stubbed,
            headers={name: self._header(name, value) for name, value in request.headers.items()},
            body=request.body.decode(errors="replace"),
            json=_json(request.body),
        )

    def _header(self, name: str, value: str) -> str:
        if name.lower() != self._key_header:
            return SECRET if name.lower() in _SECRET_HEADERS else value
        scopes = self._store.scopes(value)
        if scopes is None:
            return "[wrong key]"  # which may be a real one
        return "[full key]" if WRITE in scopes else "[read-only key]"

    def _without_key(self, query: str) -> str:
        pairs = parse_qsl(query, keep_blank_values=True)
        if not any(name.lower() == self._key_header for name, _ in pairs):
            return query
        return urlencode([(name, SECRET if name.lower() == self._key_header else value) for name, value in pairs])


def _size(request: Request) -> int:
    headers = request.headers
    text = len(request.body) + len(request.path) + len(request.query)
    return text + sum(map(len, headers)) + sum(map(len, headers.values())) + _WEIGHT * (len(headers) + 1)


def _json(body: bytes) -> Any:
    try:
        value = orjson.loads(body)
        orjson.dumps([[[value]]])  # it reads deeper than it writes; three levels are the response's own
    except (ValueError, TypeError):
        return None
    return value
