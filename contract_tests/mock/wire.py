"""Writes an answer as HTTP/1.1 has it."""

from __future__ import annotations

import functools
import http
import re
import time
from email.utils import formatdate

from contract_tests.mock.messages import Response

_NO_BODY = frozenset({204, 304})
_UNFIT = re.compile(r"[^\t\x20-\x7e\x80-\xff]")


def encoded(response: Response, *, keep_alive: bool, with_body: bool = True) -> bytes:
    """Return the bytes of an answer."""
    body = response.body
    head = _head(response.status, tuple(response.headers.items()), keep_alive, int(time.time()))
    if response.status in _NO_BODY:
        return head + b"\r\n"
    return b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body if with_body else b"")


@functools.lru_cache(256)
def _head(status: int, headers: tuple[tuple[str, str], ...], keep_alive: bool, now: int) -> bytes:
    """Return the first lines; most answers of a second have the same ones."""
    try:
        reason = http.HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    lines = [f"HTTP/1.1 {status} {reason}", f"date: {formatdate(now, usegmt=True)}"]
    lines += [f"{name}: {_UNFIT.sub('?', value)}" for name, value in headers]  # a fault may repeat anything
    if not keep_alive:
        lines.append("connection: close")
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1")
