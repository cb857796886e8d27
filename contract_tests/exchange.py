"""One request, why it was sent, and its answer."""

from __future__ import annotations

import contextlib
import functools
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from contract_tests.spec import Operation
from contract_tests.spec.pointers import at


def loads(content: bytes) -> Any:
    """Read JSON from anyone; None where it is none."""
    for parse_int in (int, float):  # Python reads no integer of over 4,300 digits, JSON knows no limit
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(content, parse_int=parse_int)
    return None


@dataclass(frozen=True)
class Intent:
    """Why a request is sent, which decides what its answer is held against."""

    valid: bool = False
    """A valid request on a channel that exists: the reference promises 200."""
    key: str | None = "full"
    """`full`, `read-only`, a literal key to send instead, or None for none."""
    key_in_query: bool = False
    together: int | None = None
    """Number of the group that it was sent with, at one time."""

    @property
    def has_key(self) -> bool:
        """Whether it has the key that may do everything, where it belongs."""
        return self.key == "full" and not self.key_in_query


@dataclass
class Exchange:
    """A request that was sent and the answer to it, read to its end."""

    number: int
    operation: Operation | None
    request: httpx.Request
    response: httpx.Response
    intent: Intent
    channel_id: str | None = None
    """The channel that the request names."""
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a 2xx."""
        return 200 <= self.status < 300

    @functools.cached_property
    def json(self) -> Any:
        """The body of the answer as JSON; None where it is not."""
        return loads(self.response.content)

    @functools.cached_property
    def sent(self) -> Any:
        """The body of the request as JSON; None where it is not."""
        return loads(self.request.content)

    @property
    def data(self) -> Any:
        """What the envelope holds."""
        return at(self.json, "/data")

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters."""
        return str(self.response.headers.get("content-type", "")).partition(";")[0].strip().lower()
