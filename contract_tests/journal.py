"""What a run leaves on disk so that a killed one can be cleaned up: channels created, and creates in doubt."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract_tests.errors import UserError

CREATED = "journal.jsonl"
NOTES = "journal-notes.jsonl"


OF_A_CHANNEL = ("deleted", "still there", "not ours")
"""The notes that name a channel by its id; the others have a name."""


def now() -> str:
    """Return the time as RFC 3339 has it, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class JournalLost(Exception):  # noqa: N818
    """The journal cannot be written: without it, nothing may be created."""


class Journal:
    """Append-only. `journal.jsonl` has a line for each channel created, `journal-notes.jsonl` what became of them.

    A line is on disk before the answer that it speaks of is used. Each method may raise JournalLost.
    """

    def __init__(self, folder: Path, target: str, run: str) -> None:
        self.folder = folder
        self._common = {"target": target, "run": run}
        self._lock = threading.Lock()

    def creating(self, name: str) -> None:
        """Note a create that is about to be sent: until `answered`, it may or may not have made a channel."""
        self._append(NOTES, {"event": "creating", "name": name})

    def answered(self, name: str) -> None:
        """Note that the create of this name is in doubt no more."""
        self._append(NOTES, {"event": "answered", "name": name})

    def created(self, channel_id: str, name: str) -> None:
        """Record a channel of this run."""
        self._append(CREATED, {"id": channel_id, "name": name})

    def deleted(self, channel_id: str) -> None:
        """Note that a channel of this run is gone."""
        self._append(NOTES, {"event": "deleted", "id": channel_id})

    def still_there(self, channel_id: str) -> None:
        """Note that a channel that was taken for deleted is there all the same, or again."""
        self._append(NOTES, {"event": "still there", "id": channel_id})

    def not_ours(self, channel_id: str) -> None:
        """Note that a channel that was taken for this run's is someone else's."""
        self._append(NOTES, {"event": "not ours", "id": channel_id})

    def _append(self, file: str, entry: dict[str, Any]) -> None:
        line = json.dumps({**self._common, **entry, "at": now()}, ensure_ascii=True) + "\n"
        try:
            self._write(file, line)
        except OSError as error:
            raise JournalLost(f"the journal {self.folder / file} cannot be written: {error.strerror}") from None

    def _write(self, file: str, line: str) -> None:
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            # One write to a file opened for appending: lines of runs side by side do not mix.
            handle = os.open(self.folder / file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                size = os.fstat(handle).st_size
                cut = size and os.pread(handle, 1, size - 1) != b"\n"  # a kill cut the last line short
                os.write(handle, (("\n" if cut else "") + line).encode("ascii"))
                os.fsync(handle)
            finally:
                os.close(handle)


@dataclass
class Left:
    """What the journal of a folder says may be left at its target."""

    targets: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)
    """Id to name of the channels created and not noted as deleted."""
    in_doubt: list[str] = field(default_factory=list)
    """Names of the creates that were sent and never answered."""


def read(folder: Path) -> Left:
    """Read the journal. Raises UserError where there is none, or a line of it cannot be read."""
    left = Left()
    if not (folder / CREATED).exists() and not (folder / NOTES).exists():
        raise UserError(f"{folder} holds no journal ({CREATED}), so there is nothing to sweep. Is REPORTS right?")
    names = {}
    for entry in _entries(folder / CREATED):
        left.targets.add(entry["target"])
        names[entry["id"]] = left.ids[entry["id"]] = entry.get("name", "")
    for entry in _entries(folder / NOTES):
        left.targets.add(entry["target"])
        if entry["event"] == "still there" and entry["id"] in names:
            left.ids[entry["id"]] = names[entry["id"]]
        elif entry["event"] in OF_A_CHANNEL:
            left.ids.pop(entry["id"], None)
        elif entry["event"] == "creating":
            left.in_doubt.append(entry["name"])
        elif entry["name"] in left.in_doubt:
            left.in_doubt.remove(entry["name"])
    return left


def _entries(path: Path) -> list[dict[str, Any]]:
    """Read the lines; one that a kill cut short is passed over, since nothing had been done with it yet."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if path.name == CREATED:
                needed = ["target", "id"]
            else:
                needed = ["target", "event", "id" if entry["event"] in OF_A_CHANNEL else "name"]
            whole = all(isinstance(entry[name], str) for name in needed)
        except (ValueError, KeyError, TypeError):
            whole = False
        if whole:
            entries.append(entry)
        elif not line.startswith(b'{"target"') or line.endswith(b"}"):
            raise UserError(f"{path}:{number} is not a line of a journal. Mend or remove it and sweep again.")
    return entries
