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
        "broken_operations": sorted({name for finding in report["findings"] for name in finding["operations"]}),
        "findings": len(report["findings"]),
        **report[PART],
    }
    part = folder / f".{FILE}.{os.getpid()}"
    part.write_text(json.dumps(told, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    part.replace(folder / FILE)
