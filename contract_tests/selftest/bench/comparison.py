"""Runs the parts of the benchmark that are there, prints their tables, and writes `bench.json`."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from contract_tests.selftest.bench.row import Row, table

PARTS = ("mock", "client")
"""Modules of this package, each with `rows(say)`: it returns rows, and says what it has to leave out."""


def main(reports: Path) -> None:
    """Measure everything; the tables go to stdout, and all values to a file in the folder."""
    measured: dict[str, list[Row]] = {}
    remarks: list[str] = []

    def say(remark: str) -> None:
        remarks.append(remark)
        print(remark, flush=True)

    for part in PARTS:
        name = f"{__package__}.{part}"
        if importlib.util.find_spec(name) is None:
            continue
        print(f"measuring the {part} …", flush=True)
        measured[part] = importlib.import_module(name).rows(say)
        print(table(measured[part]) + "\n", flush=True)
    path = reports / "bench.json"
    path.write_text(json.dumps(_as_json(measured, remarks), indent=1) + "\n", encoding="utf-8")
    print(path)


def _as_json(measured: dict[str, list[Row]], remarks: list[str]) -> object:
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "remarks": remarks,
        "parts": {
            part: [{**dataclasses.asdict(row), "ratio": row.ratio} for row in rows] for part, rows in measured.items()
        },
    }
