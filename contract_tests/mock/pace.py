"""How fast the mock responds: its latency, and how many requests a second it takes."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from contract_tests.mock.messages import Response, envelope

CONTROLS = "/_mock"
"""What the paths of the controls begin with."""


@dataclass
class Pace:
    """What a transport has to know of a handler: how long to wait, and where to call it."""

    latency: float = 0.0
    """Seconds before each response."""
    blocks: bool = False
    """Whether the handler may sleep. One that never does is fastest on the event loop."""

    def delay(self, path: str) -> float:
        """Return the seconds to wait before a request is handled; the controls respond at once."""
        return 0.0 if path.startswith(CONTROLS) else self.latency

    def needs_thread(self, path: str) -> bool:
        """Whether a request is handled off the event loop: seeding may take seconds."""
        return self.blocks or path.startswith(CONTROLS)


class RateLimit:
    """Lets so many requests through in any one second; 0 lets all through."""

    def __init__(self, per_second: int) -> None:
        self._times: deque[float] = deque(maxlen=per_second)

    def refusal(self) -> Response | None:
        """Count a request; return the 429 for one too many."""
        if self._times.maxlen == 0:
            return None
        now = time.monotonic()
        if len(self._times) == self._times.maxlen and now - self._times[0] < 1:
            return envelope(429, message="Too many requests.", headers={"retry-after": "1"})
        self._times.append(now)
        return None
