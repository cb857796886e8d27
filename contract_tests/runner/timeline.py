"""An observer of the transport: it remembers when each request was sent, in which phase, and how it was answered."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from contract_tests.transport.interaction import Interaction

BODY = 4096
"""Bytes of a body that are remembered."""
BODIES = 8 * 2**20
"""Bytes of all bodies that are remembered: of a run with more, the later ones have none."""


@dataclass(frozen=True)
class Body:
    """The beginning of a body, and its whole size."""

    content: bytes
    size: int


@dataclass(frozen=True)
class Sent:
    """A request as it went out, with its response."""

    number: int
    phase: str
    operation: str | None
    request: httpx.Request
    status: int
    headers: httpx.Headers
    started: datetime.datetime
    """In UTC."""
    milliseconds: float
    body: Body
    response_body: Body


class Timeline:
    """Remembers what was sent, bodies up to a size. `phase` names the phase of the run at any time."""

    def __init__(self, phase: Callable[[], str]) -> None:
        self._phase = phase
        self._sent: list[Sent] = []
        self._room = BODIES
        self._lock = threading.Lock()

    def __call__(self, interaction: Interaction) -> None:
        """Take note of an interaction, as soon as its response is read."""
        with self._lock:
            self._sent.append(
                Sent(
                    interaction.number,
                    self._phase(),
                    interaction.operation.id if interaction.operation else None,
                    interaction.request,
                    interaction.status,
                    interaction.response.headers,
                    datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=interaction.seconds),
                    round(interaction.seconds * 1000, 3),
                    self._body(interaction.request.content),
                    self._body(interaction.response.content),
                )
            )

    def __iter__(self) -> Iterator[Sent]:
        """Yield what was sent, in the order in which it went out."""
        return iter(sorted(self._sent, key=lambda sent: sent.started))

    def _body(self, content: bytes) -> Body:
        kept = content[: min(BODY, self._room)]
        self._room -= len(kept)
        return Body(kept, len(content))
