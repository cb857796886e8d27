"""Keeps `history.jsonl`, a line for each run, and tells the trend: what is new, what is gone, and since when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "history.jsonl"
SHOWN = 30
"""Runs that a trend looks back on, the latest ones."""
READ = 2**20
"""Bytes at the end of the file that are read."""
COPIED = ("started", "verdict", "target_name", "seed", "profile", "seconds", "requests")


@dataclass(frozen=True)
class Trend:
    """The latest runs against one target, oldest first, the last one included."""

    runs: list[Mapping[str, Any]]
    since: Mapping[str, str]
    """What is broken now, to the start of the first run in a row that found it."""
    new: list[str]
    gone: list[str]


def line_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the history keeps of a run."""
    rows = [row for row in report["checks"] if row["provenance"] != "assumed"]
    return {
        **{name: report[name] for name in COPIED},
        "broken": sorted({named(row["id"], row["operation"]) for row in rows if row["failed"]}),
        "refuted": sorted(a["pointer"] or a["statement"] for a in report["assumptions"] if a["status"] == "refuted"),
        "ran": sorted({row["id"] for row in rows if row["held"] or row["failed"]}),
    }


def named(check: str, operation: str | None) -> str:
    """Name a check on an operation."""
    return f"{check} on {operation}" if operation else check


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Append the run."""
    with (folder / FILE).open("a", encoding="ascii") as file:
        file.write(json.dumps(line_of(report)) + "\n")


def trend(report: Mapping[str, Any], folder: Path) -> Trend:
    """Compare a run that is in the history with the ones before it that had the same target."""
    runs = [run for run in _read(folder) if run["target_name"] == report["target_name"]][-SHOWN:] or [line_of(report)]
    *before, last = runs
    broken = set(last["broken"])
    earlier = _latest(before)
    return Trend(
        runs=runs,
        since={name: _since(name, runs) for name in last["broken"]},
        new=sorted(broken - earlier.keys()) if before else [],
        gone=sorted(name for name in earlier.keys() - broken if _check(name) in last["ran"]),
    )


def _latest(runs: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what was broken when it was last looked for, with the start of that run."""
    broken: dict[str, str] = {}
    for run in runs:
        broken = {name: started for name, started in broken.items() if _check(name) not in run["ran"]}
        broken |= dict.fromkeys(run["broken"], run["started"])
    return broken


def _since(name: str, runs: list[Mapping[str, Any]]) -> str:
    started = str(runs[-1]["started"])
    for run in reversed(runs):
        if name in run["broken"]:
            started = str(run["started"])
        elif _check(name) in run["ran"]:
            break
    return started


def _check(name: str) -> str:
    return name.partition(" on ")[0]


def _read(folder: Path) -> list[Mapping[str, Any]]:
    """Read the lines that are whole and have all that is asked of them."""
    with (folder / FILE).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - READ))
        lines = file.read().splitlines()
    runs: list[Mapping[str, Any]] = []
    for line in lines:
        try:
            run = json.loads(line)
        except ValueError:
            continue
        if isinstance(run, dict) and {*COPIED, "broken", "refuted", "ran"} <= run.keys():
            runs.append(run)
    return runs
