"""Writes `finding-N.sh` for each finding whose lines are too long to be read: no line to copy is ever cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from contract_tests.reporting.words import about_the_lines

LONGEST_LINE = 700
"""Characters of a line that reports show."""


def name_for(number: int, shell: Sequence[str]) -> str | None:
    """Name the file for the lines of a finding; None where they need none."""
    return f"finding-{number}.sh" if any(len(line) > LONGEST_LINE for line in shell) else None


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write the files, and remove those of an earlier run."""
    for old in folder.glob("finding-*.sh"):
        old.unlink()
    for finding in report["findings"]:
        if finding["script"]:
            about = f"# {finding['statement']}\n# {about_the_lines(report)}\n"
            lines = "\n".join(finding["shell"])
            (folder / finding["script"]).write_text(f"{about}{lines}\n", encoding="utf-8", errors="backslashreplace")
