"""How far a run is: a live bar on a terminal, now and then a new line elsewhere."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

EVERY = 100
"""Requests, or whatever is counted, between two lines where the output is no terminal."""


class _Drawn:
    """A stream to rich: what moves the cursor goes past what keeps others from it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        getattr(self._stream, "draw", self._stream.write)(text)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return bool(self._stream.isatty())


class ProgressBar:
    """Shows the phase, what was sent, and what may still be sent."""

    def __init__(self) -> None:
        self._phase = ""
        self._shown = 0
        self._bar: Progress | None = None
        self._is_live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def show(self, phase: str, sent: int, at_most: int) -> None:
        """Show where the run is."""
        self._show(phase, sent, at_most, f"  {phase}: {sent} requests sent, at most {at_most - sent} left")

    def count(self, what: str, done: int, of: int) -> None:
        """Show how much is done of what has an end."""
        self._show(what, done, of, f"  {what}: {done} of {of}")

    def _show(self, phase: str, number: int, of: int, line: str) -> None:
        if self._is_live:
            bar = self._bar or self._start(of)
            bar.update(bar.task_ids[0], completed=number, total=of, description=phase)
        elif phase != self._phase or number - self._shown >= EVERY:
            self._phase, self._shown = phase, number
            print(line, file=sys.stderr, flush=True)

    def _start(self, of: int) -> Progress:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            TextColumn("{task.completed:.0f} of at most {task.total:.0f}", markup=False),
            TimeElapsedColumn(),
        )
        console = Console(file=_Drawn(sys.stderr), force_terminal=True)  # type: ignore[arg-type]
        self._bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
        self._bar.add_task("", total=of)
        self._bar.start()
        return self._bar

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None
