"""Runs the parts of the benchmark, prints their tables, and writes `bench.json`."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from contract_tests.selftest.bench import client_calls, mock_load
from contract_tests.selftest.bench.row import Row, table

PARTS = {"mock": mock_load, "client": client_calls}
"""By name; each has `rows(say)`: it returns rows, and says what it has to leave out."""


def main(reports: Path) -> None:
    """Measure everything; the tables go to stdout, and all values to a file in the folder."""
    measured: dict[str, list[Row]] = {}
    remarks: list[str] = []

    def say(remark: str) -> None:
        remarks.append(remark)
        print(remark, flush=True)

    for part, module in PARTS.items():
        print(f"measuring the {part} …", flush=True)
        measured[part] = module.rows(say)
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
