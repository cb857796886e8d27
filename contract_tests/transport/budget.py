"""What a run may spend: requests, requests a second, requests with a bad key, and pauses."""

from __future__ import annotations

import statistics
import threading
from collections import deque
from dataclasses import dataclass

from contract_tests.transport.clock import Clock
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.policy import RequestBlocked

PAUSED_AT_MOST = 600.0
"""Seconds that a run is put off in all, and as many again while it cleans up."""
SLOW = 0.05
"""Seconds for a response from which on a target is slow."""
SLOWER, SLOWER_AT_MOST = 1.25, 4.0
"""How much longer the time between requests gets with each 429, which costs a request, and in all."""
REFUSED_KEYS_AT_MOST = 20
"""Requests without a good key in a run: a real key must not get locked."""


class BudgetSpent(Exception):  # noqa: N818
    """The profile's requests are used up."""


@dataclass
class Limits:
    """What a run may send."""

    rate: float = 0.0
    """Requests a second; 0 for no limit."""
    requests: int = 700
    read_only: bool = False
    seconds: float = 3600.0
    """How long the run may take, its clean-up aside."""
    trust_creates: bool = False
    """Whether an id that a create told is the run's own where lists show it without its name."""
    is_mock: bool = False
    """Whether the target is a mock of the run's own, where nothing can be harmed."""
    refused_keys: int = REFUSED_KEYS_AT_MOST
    """Requests without a good key."""


class Budget:
    """Counts what is sent, and makes it wait for its turn."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.clock = Clock(limits.seconds)
        self.sent = 0
        self.cleaning = False
        """Whether what is sent now is the clean-up, for which something is kept back."""
        self._lock = threading.Lock()
        self._next_slot = 0.0
        self._slower = 1.0
        self._paused = 0.0
        self._bad_keys = 0
        self._latencies: deque[float] = deque(maxlen=20)

    def remaining(self, reserve: int) -> int:
        """Return how many requests may still be sent, if so many are kept back for the clean-up."""
        return max(0, self._limits.requests - self.sent - (0 if self.cleaning else reserve))

    def acquire(self, reserve: int, *, bad_key: bool) -> None:
        """Count a request and wait for its turn.

        Raises BudgetSpent, OutOfTime, or RequestBlocked for a bad key too many.
        """
        with self._lock:
            if self.remaining(reserve) <= 0:
                raise BudgetSpent
            if bad_key and self._bad_keys >= self._limits.refused_keys:
                raise RequestBlocked(
                    f"{self._limits.refused_keys} requests of the run had a bad key: more could lock a key"
                )
            self.sent += 1
            self._bad_keys += bad_key
            if not self._limits.rate:
                return
            now = self.clock.now()
            slot = max(now, self._next_slot)
            self._next_slot = slot + self._slower / self._limits.rate
        self.clock.sleep(slot - now)  # the rate

    def throttled(self, *, bad_key: bool, too_many: bool) -> None:
        """Note that a request was put off: its key was not looked at; after a 429 the rate is lower."""
        with self._lock:
            self._bad_keys -= bad_key
            if too_many:
                self._slower = min(self._slower * SLOWER, SLOWER_AT_MOST)

    def pause(self, seconds: float) -> None:
        """Wait as the target asks. Raises TargetUnavailable where it has asked for too much in all."""
        with self._lock:
            self._paused += seconds
            if self._paused > PAUSED_AT_MOST * (2 if self.cleaning else 1):
                raise TargetUnavailable(f"it asked for pauses of more than {PAUSED_AT_MOST:.0f} s in all")
        self.clock.sleep(seconds)  # Retry-After, or what stands in for it

    def record_latency(self, seconds: float) -> None:
        """Note how long a response took."""
        with self._lock:
            self._latencies.append(seconds)

    @property
    def is_slow(self) -> bool:
        """Whether the target lets us wait, so that requests had better go side by side."""
        with self._lock:
            return bool(self._latencies) and statistics.median(self._latencies) > SLOW
