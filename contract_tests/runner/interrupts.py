"""Ctrl-C, SIGTERM and SIGHUP end a run alike: it cleans up, and tells what it found until then."""

from __future__ import annotations

import math
import signal
import time

ONE = 2.0
"""Seconds within which several signals count as one: people press twice, and a terminal that closes sends many."""


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Raises KeyboardInterrupt for a signal, unless one has just come."""

    def __init__(self) -> None:
        self._last = -math.inf
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
                signal.signal(number, self._interrupt)

    def __enter__(self) -> Interrupts:
        return self

    def __exit__(self, *_: object) -> None:
        """Put back what was before."""
        for number, before in self._before.items():
            signal.signal(number, before)

    def hold(self) -> None:
        """Let nothing interrupt what is left, which takes no time: the report."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # to the very end: Python itself would put back what was before

    def _interrupt(self, *_: object) -> None:
        before, self._last = self._last, time.monotonic()
        if self._last - before > ONE:
            raise KeyboardInterrupt
