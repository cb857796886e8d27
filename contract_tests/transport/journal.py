"""What a run leaves on disk so that a killed one can be cleaned up: its channels, and what became of each."""

from __future__ import annotations

import copy
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CREATED = "journal.jsonl"
NOTES = "journal-notes.jsonl"
STRAY = "possibly left"
"""The event of a channel that may be the run's, and cannot be told from somebody else's."""
NOT_LISTED = "not listed any more"
"""The event of such a one that a sweep has looked for in vain."""
CLOSED = ("deleted", "absent")
"""The events after which nothing is left of a channel."""
SYNCED = ("awaited", "created", STRAY)
"""The events that survive a crash of the machine, too: they tell what may be left, and a list tells the rest again."""


def now() -> str:
    """Return the time as RFC 3339 has it, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class JournalLost(Exception):  # noqa: N818
    """The journal cannot be written: without it, nothing may be created."""


class Journal:
    """Append-only. `journal.jsonl` has a line for each channel created, `journal-notes.jsonl` what became of each.

    A line is written before the response that it speaks of is used, so a killed run loses none; what SYNCED names is
    on the disk itself by then. Each method may raise JournalLost.
    """

    def __init__(self, folder: Path, target: str, run: str, redact: Callable[[str], str] = str) -> None:
        self.folder = folder
        self._common = {"target": target, "run": run}
        self._redact = redact
        self._lock = threading.Lock()

    def of(self, resource: str) -> Journal:
        """Return the same journal, for what belongs to one resource."""
        journal = copy.copy(self)
        journal._common = {**self._common, "resource": resource}
        return journal

    def may_hold(self, text: str) -> bool:
        """Whether a text holds no credential: a key that a server shows as an id is not written down, nor used."""
        return self._redact(text) == text

    def created(self, channel_id: str, name: str) -> None:
        """Record a channel of this run."""
        self._append(CREATED, {"id": channel_id, "name": name})

    def note(self, event: str, name: str, channel_id: str | None, **more: Any) -> None:
        """Note what is known of a channel now: the name of a state, `renamed` or `moved`."""
        self._append(NOTES, {"event": event, "name": name, **({"id": channel_id} if channel_id else {}), **more})

    def listed(self, digests: Sequence[str]) -> None:
        """Note which ids a list showed for the first time: what was there before a create is never swept."""
        if digests:
            self._append(NOTES, {"event": "listed", "ids": "".join(digests)})

    def _append(self, file: str, entry: dict[str, Any]) -> None:
        clean = {key: self._redact(value) if isinstance(value, str) else value for key, value in entry.items()}
        line = json.dumps({**self._common, **clean, "at": now()}, ensure_ascii=True) + "\n"
        try:
            self._write(file, line, synced=entry.get("event", "created") in SYNCED)
        except OSError as error:
            raise JournalLost(f"the journal {self.folder / file} cannot be written: {error.strerror}") from None

    def _write(self, file: str, line: str, *, synced: bool) -> None:
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            # One write to a file opened for appending: lines of runs side by side do not mix.
            handle = os.open(self.folder / file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                size = os.fstat(handle).st_size
                cut = size and os.pread(handle, 1, size - 1) != b"\n"  # a kill cut the last line short
                os.write(handle, (("\n" if cut else "") + line).encode("ascii"))
                if synced:
                    os.fsync(handle)
            finally:
                os.close(handle)


@dataclass
class Record:
    """What the journal of a folder tells of one target, in order."""

    entries: list[dict[str, str]] = field(default_factory=list)
    """Each with an `event`; `created` stands for a line of `journal.jsonl`."""
    open: dict[str, str] = field(default_factory=dict)
    """Name of each create whose channel may still be there to its id, or to nothing."""
    closed: set[str] = field(default_factory=set)

    def of(self, resource: str) -> list[dict[str, str]]:
        """Return the entries of one resource; those that name none are from a time when there was one resource."""
        return [entry for entry in self.entries if entry.get("resource", resource) == resource]

    def add(self, entry: dict[str, str]) -> None:
        """Take up the next line."""
        self.entries.append(entry)
        event, name = entry["event"], entry.get("name", "")
        if event == STRAY:
            self.open[entry.get("id", name)] = entry.get("id", "")
        elif event == NOT_LISTED:
            self.open.pop(entry.get("id", name), None)
        elif event in CLOSED:
            self.open.pop(name, None)
            self.closed.add(name)
        elif event == "created":
            if name not in self.closed:  # the notes, which are read before, say what became of it
                self.open[name] = entry["id"]
        elif event not in ("listed", "renamed"):
            self.closed.discard(name)
            self.open[name] = entry.get("id", self.open.get(name, ""))


def read(folder: Path) -> tuple[dict[str, Record], int]:
    """Read the journal: what it tells of each target, and how many of its lines cannot be read."""
    records: dict[str, Record] = {}
    unreadable = 0
    for file in (NOTES, CREATED):
        for entry in _entries(folder / file):
            if entry is None:
                unreadable += 1
                continue
            records.setdefault(entry["target"], Record()).add(entry)
    return records, unreadable


def _entries(path: Path) -> Iterator[dict[str, str] | None]:
    """Yield the lines of a file; None for one that cannot be read, whoever damaged it."""
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            entry = json.loads(line)
            if path.name == CREATED:
                entry = {"name": "", **entry, "event": "created", "id": entry["id"]}
            needed = ("target", "event", "ids" if entry["event"] == "listed" else "name")
            whole = all(isinstance(entry[key], str) for key in needed)
            yield {key: value for key, value in entry.items() if isinstance(value, str)} if whole else None
        except (ValueError, KeyError, TypeError, RecursionError):
            yield None
