"""What a part of the benchmark returns, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measure of ours and, where there is one, of its peers."""

    measure: str
    unit: str
    values: Mapping[str, float]
    """By what was measured; ours comes first."""
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours divided by the best of the peers; None where there is none."""
        ours, *peers = self.values.values()
        if not peers:
            return None
        return ours / (max(peers) if self.more_is_better else min(peers))


def table(rows: Iterable[Row]) -> str:
    """Draw rows that were measured of the same things."""
    rows = list(rows)
    subjects = list(dict.fromkeys(subject for row in rows for subject in row.values))
    has_ratio = any(row.ratio is not None for row in rows)
    lines = [["", "", *subjects, *(["ratio to the best peer"] if has_ratio else [])]]
    for row in rows:
        cells = [_number(row.values[subject]) if subject in row.values else "" for subject in subjects]
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append([row.measure, row.unit, *cells, *([ratio] if has_ratio else [])])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(_cells(line, widths)).rstrip() for line in lines)


def _cells(line: list[str], widths: list[int]) -> Iterable[str]:
    for index, (cell, width) in enumerate(zip(line, widths, strict=True)):
        yield cell.ljust(width) if index < 2 else cell.rjust(width)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
