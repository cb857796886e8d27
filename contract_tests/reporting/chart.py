"""Requests over time, as points of a drawing, and how long each operation took."""

from __future__ import annotations

import datetime
import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 1000, 200


@dataclass(frozen=True)
class Scatter:
    """A drawing of WIDTH by HEIGHT: latency is logarithmic and goes up, time goes to the right."""

    dots: Mapping[str, str]
    """Class of the status (2xx) to the path that has a dot for each request."""
    counts: Mapping[str, int]
    lines: list[tuple[float, str]]
    """Height and label of the lines of the scale."""
    phases: list[tuple[float, float, str]]
    """Left, width and name."""
    seconds: float
    width: int = WIDTH
    height: int = HEIGHT


def scatter(timeline: Sequence[Mapping[str, Any]]) -> Scatter | None:
    """Draw what was sent; None where nothing was."""
    if not timeline:
        return None
    times = [datetime.datetime.fromisoformat(sent["time"]).timestamp() for sent in timeline]
    start, span = min(times), (max(times) - min(times)) or 1.0
    lowest = math.floor(math.log10(max(0.1, min(sent["milliseconds"] for sent in timeline))))
    highest = max(lowest + 1, math.ceil(math.log10(max(0.1, *(sent["milliseconds"] for sent in timeline)))))

    def x(moment: float) -> float:
        return round((moment - start) / span * WIDTH, 1)

    def y(milliseconds: float) -> float:
        return round(HEIGHT - (math.log10(max(0.1, milliseconds)) - lowest) / (highest - lowest) * HEIGHT, 1)

    dots: dict[str, list[str]] = {}
    for sent, moment in zip(timeline, times, strict=True):
        dots.setdefault(f"{sent['status'] // 100}xx", []).append(f"M{x(moment)} {y(sent['milliseconds'])}h0")
    spans = [
        (name, [moment for _, moment in group])
        for name, group in itertools.groupby(zip(timeline, times, strict=True), key=lambda pair: pair[0]["phase"])
    ]
    edges = [x(moments[0]) for _, moments in spans] + [float(WIDTH)]
    phases = [
        (left, round(right - left, 1), name) for (name, _), left, right in zip(spans, edges, edges[1:], strict=False)
    ]
    return Scatter(
        dots={name: "".join(path) for name, path in sorted(dots.items())},
        counts={name: len(path) for name, path in sorted(dots.items())},
        lines=[(y(10.0**power), _label(10.0**power)) for power in range(lowest, highest + 1)],
        phases=phases,
        seconds=round(span, 1),
    )


def _label(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"


def latencies(timeline: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each operation how often it was called, what it was answered, and how long that took."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for sent in timeline:
        groups.setdefault(sent["operation"] or "no operation", []).append(sent)
    slowest = max((sent["milliseconds"] for sent in timeline), default=0) or 1
    lines = []
    for name, group in sorted(groups.items()):
        times = sorted(sent["milliseconds"] for sent in group)
        high = times[min(len(times) - 1, math.ceil(len(times) * 0.95) - 1)]
        lines.append(
            {
                "operation": name,
                "requests": len(group),
                "statuses": {c: sum(sent["status"] // 100 == c for sent in group) for c in (2, 3, 4, 5)},
                "median": statistics.median(times),
                "high": high,
                "most": times[-1],
                "bar": round(high / slowest * 100, 1),
            }
        )
    return lines
