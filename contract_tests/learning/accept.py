"""`make accept`: takes the last run's findings into `known_findings.yaml`."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contract_tests.checks import known
from contract_tests.checks.findings import Fingerprint
from contract_tests.settings import folder
from contract_tests.spec.errors import UserError
from contract_tests.transport.escaping import visible

FILE = "contract.json"
OF_THE_MOCK = "The run was against the mock: these are its faults, not the API's. Take them out before you commit."
HEAD = """\
# The findings that are known: while an entry holds, its finding is shown as known and breaks no run. `operation` or
# `property` may be left out, and is then any. Delete an entry once a run says that its finding is no longer seen.
"""
PARTS = ("check", "operation", "property", "cause")


def main(environment: Mapping[str, str], path: Path = known.PATH, today: datetime.date | None = None) -> str:
    """Write an entry for each finding that has none that holds; return what was done."""
    today = today or datetime.datetime.now(datetime.UTC).date()
    until, reason = _until(environment, today), environment.get("REASON", "").strip()
    if not reason:
        raise UserError("REASON is missing: say why these findings are accepted.")
    told = {"reason": visible(reason), "ticket": visible(environment.get("TICKET", "").strip())}
    report = _report(folder(environment))
    entries = [
        {**parts, **{name: text for name, text in told.items() if text}, "until": until.isoformat()}
        for parts in _new(report, known.load(path, today), today)
    ]
    if entries:
        before = path.read_text(encoding="utf-8").removesuffix("\n") + "\n" if path.exists() else HEAD
        path.write_text(before + _yaml(entries), "utf-8")
    done = f"{path.name}: {len(entries)} entries added, until {until}."
    return f"{done} {OF_THE_MOCK}" if entries and report["is_mock"] else done


def _report(reports: Path) -> Any:
    try:
        report = json.loads((reports / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise UserError(f"{reports} holds no {FILE} of a run: run `make contract` first.") from None
    if report["verdict"] == "unable":
        raise UserError(f"The last run in {reports} tested nothing: there is nothing to accept.")
    return report


def _new(report: Mapping[str, Any], entries: known.KnownFindings, today: datetime.date) -> list[dict[str, Any]]:
    """Return the fingerprints that no entry has which still holds."""
    holding = [entry for entry in entries.entries if entry.until >= today]
    found = [Fingerprint(*(each[part] for part in PARTS)) for f in report["findings"] for each in f["fingerprints"]]
    new = [each for each in dict.fromkeys(found) if not any(entry.is_of(each) for entry in holding)]
    return [{part: getattr(each, part) for part in PARTS} for each in new]


def _until(environment: Mapping[str, str], today: datetime.date) -> datetime.date:
    text = environment.get("UNTIL", "").strip()
    if not text:
        raise UserError("UNTIL is missing: the day until which the findings are accepted, as 2026-12-31.")
    try:
        until = datetime.date.fromisoformat(text)
    except ValueError:
        raise UserError("UNTIL is no day: write it as 2026-12-31.") from None
    if until < today:
        raise UserError(f"UNTIL={text} has passed: nothing would be accepted.")
    return until


def _yaml(entries: list[dict[str, Any]]) -> str:
    written, settings = io.StringIO(), YAML()
    settings.width = 4096
    settings.indent(mapping=2, sequence=2, offset=0)
    settings.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    settings.dump(entries, written)
    return written.getvalue()
