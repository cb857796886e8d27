"""`observations.json`: what a run saw of its target, from which `make learn` teaches the document."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "observations.json"
PART = "observations"
"""Of the report."""
ABOUT = ("target", "profile", "seed", "started", "requests", "verdict", "is_mock")
"""What is noted of the run."""


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write the file, whole or not at all."""
    told = {
        **{name: report[name] for name in ABOUT},
        "findings": len(report["findings"]),
        "broken_operations": _broken(report),
        **report[PART],
    }
    part = folder / f".{FILE}.{os.getpid()}"
    part.write_text(json.dumps(told, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    part.replace(folder / FILE)


def _broken(report: Mapping[str, Any]) -> list[str]:
    """Name the operations of which a promise is broken; what changed since it was observed is none."""
    rows = report["checks"]
    return sorted({r["operation"] for r in rows if r["failed"] and r["operation"] and r["provenance"] != "observed"})
