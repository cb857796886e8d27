"""One line of progress while a run goes on: rewritten on a terminal, now and then a new line elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

EVERY = 100
"""Requests, or whatever is counted, between two lines where the output is no terminal."""


class Progress:
    """Shows the phase, what was sent, and what may still be sent."""

    def __init__(self) -> None:
        self._phase = ""
        self._shown_at = 0.0
        self._shown = 0
        self._open = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def show(self, phase: str, sent: int, at_most: int) -> None:
        """Show where the run is."""
        self._show(phase, sent, f"  {phase}: {sent} requests sent, at most {at_most - sent} left")

    def count(self, what: str, done: int, of: int) -> None:
        """Show how much is done of what has an end."""
        self._show(what, done, f"  {what}: {done} of {of}")

    def _show(self, phase: str, number: int, line: str) -> None:
        if sys.stderr.isatty():
            if time.monotonic() - self._shown_at > 0.1:
                self._shown_at = time.monotonic()
                _draw(f"\r{line:<78}")
                self._open = True
        elif phase != self._phase or number - self._shown >= EVERY:
            self._phase, self._shown = phase, number
            print(line, file=sys.stderr, flush=True)

    def stop(self) -> None:
        """End the line."""
        if self._open:
            _draw(f"\r{'':<78}\r")
            self._open = False


def _draw(text: str) -> None:
    """Write what moves the cursor, past what keeps others from it."""
    getattr(sys.stderr, "draw", sys.stderr.write)(text)
    sys.stderr.flush()
