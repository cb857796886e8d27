"""How long a run may still take. All that waits for the target waits through a clock, so that one call ends it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotDone
from typing import TypeVar

T = TypeVar("T")
STEP = 0.05
"""Seconds after which a thread that waits looks whether the clock was cut."""


class OutOfTime(Exception):  # noqa: N818
    """The time of the run is up."""


class Clock:
    """Counts down. Safe to use in threads."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._cut = threading.Event()

    def now(self) -> float:
        """Return the time as `time.monotonic` does."""
        return time.monotonic()

    @property
    def remaining(self) -> float:
        """Seconds that remain, 0 at least."""
        return 0.0 if self._cut.is_set() else max(0.0, self._end - time.monotonic())

    def cut(self) -> None:
        """End the time now: whoever waits is told."""
        self._cut.set()

    def restart(self, seconds: float) -> None:
        """Count down anew."""
        self._end = time.monotonic() + seconds
        self._cut.clear()

    def sleep(self, seconds: float) -> None:
        """Wait, and raise OutOfTime where the time is up before that."""
        self._cut.wait(min(seconds, self.remaining))
        if self.remaining <= 0:
            raise OutOfTime

    def wait_for(self, future: Future[T], at_most: float) -> T:
        """Return the result of a future. Raises TimeoutError after `at_most` seconds, OutOfTime if time is up first."""
        end = time.monotonic() + at_most
        while True:
            patience = min(end - time.monotonic(), self.remaining)
            try:
                return future.result(max(0.0, min(patience, STEP)))
            except NotDone:
                if future.done():
                    raise
                if self.remaining <= 0:
                    raise OutOfTime from None
                if time.monotonic() >= end:
                    raise
