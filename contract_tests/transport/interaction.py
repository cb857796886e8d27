"""One request, why it was sent, and its response."""

from __future__ import annotations

import contextlib
import functools
import json
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx

from contract_tests.spec import Kind, Operation, Resource

Key: TypeAlias = tuple[str, str]
"""Name of a resource, and an id of it, written the one way in which two spellings are the same."""
KEPT = 16 * 2**10
"""Bytes of a response that are kept once it is judged."""


def loads(content: bytes) -> Any:
    """Read JSON from anyone; None where it is none."""
    for parse_int in (int, float):  # Python reads no integer of over 4,300 digits, JSON knows no limit
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(content, parse_int=parse_int)
    return None


def foreign_number(content: bytes) -> str | None:
    """Return a number that stands in a body and JSON does not have, which Python reads all the same; with its name."""
    found: list[str] = []
    if b"NaN" in content or b"Infinity" in content:
        with contextlib.suppress(ValueError, RecursionError):
            json.loads(content, parse_constant=found.append, parse_int=float)
    if not found:
        return None
    member = re.search(rb'"[^"\\]{1,99}"\s*:\s*' + found[0].encode() + rb"(?!\w)", content)
    return member.group().decode("utf-8", "replace") if member else found[0]


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


@dataclass(eq=False)
class Interaction:
    """A request that was sent and the response to it, read to its end."""

    number: int
    operation: Operation | None
    request: httpx.Request
    response: httpx.Response
    intent: Intent
    resource: Resource | None = None
    """What the path is about."""
    resource_id: str | None = None
    """The id that the path has."""
    sent_at: str = ""
    """When its request went out, in UTC."""
    seconds: float = 0.0
    """From then until its answer was read."""
    made: str | None = field(init=False, default=None)
    """The id of what it made, as its response tells it."""

    def __post_init__(self) -> None:
        if self.resource is not None and self.succeeded and self.does("creates"):
            self.made = self.resource.created_id(self.json)

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def succeeded(self) -> bool:
        """Whether the response is a 2xx."""
        return 200 <= self.status < 300

    @property
    def key(self) -> Key | None:
        """What the path names."""
        return self._key(self.resource_id)

    @property
    def made_key(self) -> Key | None:
        """What it made, as its response tells it."""
        return self._key(self.made)

    def _key(self, text: str | None) -> Key | None:
        return None if text is None or self.resource is None else (self.resource.name, self.resource.key_of(text))

    def does(self, kind: Kind) -> bool:
        """Whether its operation has an effect of this kind."""
        return self.operation is not None and self.operation.effect is not None and self.operation.effect.kind == kind

    @property
    def has_deleted(self) -> bool:
        """Whether what the path names is gone by this response: it was deleted, or the path knows it no more."""
        if self.operation is None or not (self.does("deletes") or self.request.method == "DELETE"):
            return False
        return self.succeeded or (self.status in (404, 410) and self.intent.key == "full")

    @property
    def is_list(self) -> bool:
        """Whether its operation lists the resource: of several that do, the first of the document."""
        return self.operation is not None and self.resource is not None and self.operation == self.resource.lists

    @property
    def unread(self) -> str | None:
        """Why the body of the response was not read; None where it was. Of one that was not, nothing is judged."""
        return self.response.extensions.get("unread")

    def release(self) -> None:
        """Let go of most of a large response once it is judged: a run keeps many, and a report shows little of each."""
        content = self.response.content
        if len(content) <= KEPT:
            return
        kept = httpx.Response(self.status, headers=self.response.headers.raw, content=content[:KEPT])
        kept.extensions["size"] = len(content)
        self.response = kept
        self.__dict__.pop("json", None)

    @functools.cached_property
    def json(self) -> Any:
        """The body of the response as JSON; None where it is not."""
        return loads(self.response.content)

    @functools.cached_property
    def sent(self) -> Any:
        """The body of the request as JSON; None where it is not."""
        return loads(self.request.content)

    @property
    def is_race(self) -> bool:
        """Whether it changes something, and others were sent at the same time."""
        return self.intent.together is not None and not self.does("creates")

    @property
    def is_open(self) -> bool:
        """Whether nobody says what its request does, if let through: its body is no object, or not declared as JSON."""
        declared = str(self.request.headers.get("content-type", "")).partition(";")[0].strip().lower()
        return bool(self.request.content) and (declared != "application/json" or not isinstance(self.sent, dict))

    @property
    def items(self) -> list[dict[str, Any]]:
        """The resources that the response shows, where the document has them."""
        if self.operation is None or self.resource is None or not self.succeeded:
            return []
        return self.resource.items_in(self.operation, self.json)

    @property
    def item(self) -> dict[str, Any] | None:
        """The one resource that the response shows; None where it shows none, or several."""
        items = self.items
        return items[0] if len(items) == 1 else None

    @property
    def media_type(self) -> str:
        """The media type of the response, without parameters."""
        return str(self.response.headers.get("content-type", "")).partition(";")[0].strip().lower()
