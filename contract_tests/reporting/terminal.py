"""What a tester reads on the terminal at the end of a run, from what `contract.json` holds.

The report's texts are redacted and escaped. They are written as plain `Text`: nothing in them is markup to rich.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contract_tests.reporting import contract_json, html_report, words

WIDTH = 100
"""Columns where there is no terminal to ask."""
LEAST_WIDTH = 60
COLOURS = {"kept": "bold green", "broken": "bold red", "incomplete": "bold yellow", "unable": "bold yellow"}


def text(report: Mapping[str, Any], folder: Path, width: int = WIDTH, *, colour: bool = False) -> str:
    """Return what a tester reads: findings first, then the guesses, what was not tested, and the tables."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(LEAST_WIDTH, width),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for part in _parts(report, folder):
        # Lines to copy are left whole, whatever the width.
        console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def show(report: Mapping[str, Any], folder: Path, stream: Any) -> None:
    """Write it to a stream: in colour and as wide as it is where that is a terminal, as plain lines elsewhere."""
    if not stream.isatty():
        print(text(report, folder), file=stream, flush=True)
        return
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    drawn = text(report, folder, Console(file=stream).width, colour=colour)
    # Colours are control characters: they go past what escapes those, and the texts were escaped before.
    getattr(stream, "draw", stream.write)(drawn + "\n")
    stream.flush()


def _parts(report: Mapping[str, Any], folder: Path) -> Iterator[RenderableType]:
    if report["verdict"] == "unable":
        yield Text()
        yield Text.assemble(("UNABLE", COLOURS["unable"]), "  ", str(report["reason"]))
        yield from _left_behind(report, folder)
        return
    for finding in report["findings"]:
        yield from _finding(finding, folder)
    if report["findings"]:
        yield Text("\n" + words.about_the_lines(report))
    yield from _guesses(report)
    yield from _section("Known findings", words.no_longer_seen(report))
    yield from _section("Not tested", words.not_tested(report))
    for title, lines in words.noticed(report).items():
        yield from _section(title, lines)
    yield Text()
    yield _checks(report)
    yield _coverage(report)
    channels = report["channels"]
    yield Text(f"Channels: {channels['created']} created, {channels['deleted']} deleted")
    yield from _left_behind(report, folder)
    yield from _verdict(report, folder)


def _finding(finding: Mapping[str, Any], folder: Path) -> Iterator[RenderableType]:
    yield Text()
    heading = words.heading(finding)
    if heading == "Broken":
        yield _hanging(Text.assemble(f"{finding['number']}. ", ("BROKEN", COLOURS["broken"])), finding["statement"], 11)
    else:
        yield Text.assemble(f"{finding['number']}. ", (heading, COLOURS["incomplete"]))
        yield _hanging(Text(), finding["statement"], 11)
    for label, said in words.facts(finding):
        yield _hanging(Text(f"   {label}"), said, 16)
    yield Text(f"   {words.see_again(finding)}:")
    for line in words.to_copy(finding):
        path = line.replace(finding["script"], str(folder / finding["script"])) if finding["script"] else line
        yield Text(f"     {path}", no_wrap=True, style="cyan")


def _hanging(label: Text, said: str, indent: int) -> Table:
    """Put a label before a text whose further lines begin where the text does."""
    grid = Table.grid(padding=0)
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(label, Text(said))
    return grid


def _section(title: str, lines: list[str]) -> Iterator[RenderableType]:
    if lines:
        yield Text(f"\n{title}", style="bold")
        for line in lines:
            yield Padding(Text(line, overflow="fold"), (0, 0, 0, 2))


def _guesses(report: Mapping[str, Any]) -> Iterator[RenderableType]:
    refuted = [guess for guess in report["assumptions"] if guess["status"] == "refuted"]
    yield Text(f"\nGuesses of ours about responses: {words.guess_counts(report)}", style="bold")
    for guess in refuted:
        yield _hanging(Text("  REFUTED", style="yellow"), guess["statement"], 11)
        yield _hanging(Text(), f"{guess['evidence']}  ({guess['pointer']})", 11)
    if refuted:
        yield Padding(Text(words.NO_DEFECT), (0, 0, 0, 2))
    for statement in words.unseen(report):
        yield _hanging(Text("  unseen"), statement, 11)


def _checks(report: Mapping[str, Any]) -> Table:
    """Draw how often each promise held and failed."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("check", no_wrap=True)
    table.add_column("held", justify="right")
    table.add_column("failed", justify="right", style="red")
    table.add_column("operations", overflow="fold")
    for check_id, group in itertools.groupby(report["checks"], key=lambda row: row["id"]):
        rows = list(group)
        held, failed = (sum(row[name] for row in rows) for name in ("held", "failed"))
        if rows[0]["provenance"] == "assumed" or not held + failed:
            continue
        names = [row["operation"] for row in rows if row["operation"]]
        where = ", ".join(names) if len(names) < 4 else f"{len(names)} operations"
        table.add_row(check_id, str(held), str(failed or ""), where)
    return table


def _coverage(report: Mapping[str, Any]) -> Table:
    """Draw what was sent to each operation, and how it answered."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("operation", overflow="fold")
    for name in ("requests", "held", "failed"):
        table.add_column(name, justify="right", style="red" if name == "failed" else None)
    table.add_column("answered", overflow="fold")
    for row in report["coverage"]:
        counts = (str(row[name] or "") for name in ("requests", "held", "failed"))
        table.add_row(row["operation"], *counts, words.statuses(row) or "never called")
    return table


def _left_behind(report: Mapping[str, Any], folder: Path) -> Iterator[RenderableType]:
    for line in words.left_behind(report):
        yield Padding(Text(line, style="bold red", overflow="fold"), (0, 0, 0, 2))
    if report["channels"]["left"]:
        yield Text(f"  make sweep TARGET={report['target']} REPORTS={folder}", no_wrap=True)


def _verdict(report: Mapping[str, Any], folder: Path) -> Iterator[RenderableType]:
    yield Text()
    stopped = f" ({report['reason']})" if report["reason"] else ""
    yield Text.assemble((report["verdict"].upper(), COLOURS[report["verdict"]]), f"  {words.meaning(report)}{stopped}")
    if said := words.strictness(report):
        yield Text(said)
    yield Text(
        f"target {report['target']} · seed {report['seed']} · profile {report['profile']} · "
        f"{report['requests']} requests · {report['seconds']} s"
    )
    yield Text(f"report {folder / html_report.FILE} · {folder / contract_json.FILE}", no_wrap=True)
    yield Text(f"once more: {report['again']}", no_wrap=True)
