"""What goes in and out of a handler: plain requests and responses, and the JSON envelope."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

LONG_NUMBER = re.compile(rb"\d{19}")
JSON_TYPE = "application/json"
SERVER = "sendyiq-mock"
"""The header `Server` of `make mock`. With a fault or a variant it plays another server, and sends none."""


@dataclass(slots=True)  # not frozen: that would take longer to make than to route
class Request:
    """A request as it came: nothing decoded, nothing judged."""

    method: str
    path: str
    """Still percent-encoded."""
    query: str
    """Without the question mark, still percent-encoded."""
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes


@dataclass(slots=True)
class Response:
    """A response, and how it is to be sent."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds to wait before it is sent."""
    cut: int | None = None
    """Bytes of the body after which the connection breaks; None sends them all."""
    drop: bool = False
    """Whether the connection breaks before anything is sent."""

    def json(self) -> Any:
        """Return the body as JSON."""
        return orjson.loads(self.body)


Handler: TypeAlias = Callable[[Request], Response]


class RefusedError(Exception):
    """Ends a request with an error response."""

    def __init__(
        self, status: int, message: str, errors: Sequence[str] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.response = envelope(status, message=message, errors=errors, headers=headers)


def decode(body: bytes) -> Any:
    """Read JSON as the standard has it: UTF-8, no NaN, no half surrogate pairs. Raises ValueError."""
    value = orjson.loads(body)
    return json.loads(body) if LONG_NUMBER.search(body) else value  # orjson makes floats of integers beyond 64 bits


def encode(value: Any) -> bytes:
    """Write JSON as compactly as it goes."""
    try:
        return orjson.dumps(value)
    except TypeError as error:
        if "64-bit" not in str(error):
            raise
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Respond with any JSON value."""
    return Response(status, encode(value), {"content-type": JSON_TYPE, **(headers or {})})


def envelope(
    status: int,
    data: Any = None,
    message: str | None = None,
    errors: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Respond with the envelope; `success` follows from the status."""
    value = {"success": 200 <= status < 300, "message": message, "data": data, "errors": list(errors)}
    return json_response(status, value, headers)
