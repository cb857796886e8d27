"""`make accept`: takes the last run's findings into `known_findings.yaml`."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Collection, Mapping, Sequence
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
    """Write an entry for each finding that has none, and prolong those that end before; return what was done."""
    today = today or datetime.datetime.now(datetime.UTC).date()
    until, reason = _until(environment, today), environment.get("REASON", "").strip()
    if not reason:
        raise UserError("REASON is missing: say why these findings are accepted.")
    ticket = environment.get("TICKET", "").strip()
    terms = {"reason": visible(reason), **({"ticket": visible(ticket)} if ticket else {}), "until": until.isoformat()}
    report = _report(folder(environment))
    new, short = _lacking(report, known.load(path, today).entries, until)
    if short:
        _prolong(path, set(short.values()), terms)
    if new:
        entries = [{**{part: getattr(each, part) for part in PARTS}, **terms} for each in new]
        before = path.read_text(encoding="utf-8").removesuffix("\n") + "\n" if path.exists() else HEAD
        path.write_text(before + _yaml(entries), "utf-8")
    changed = [*(f"  added      {each}" for each in new), *(f"  prolonged  {each}" for each in short)]
    done = [f"{path.parent.name}/{path.name}, until {until}:", *changed] if changed else ["Nothing to accept is new."]
    return "\n".join(done + ([OF_THE_MOCK] if changed and report["is_mock"] else []))


def _report(reports: Path) -> Any:
    try:
        report = json.loads((reports / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise UserError(f"{reports} holds no {FILE} of a run: run `make contract` first.") from None
    if report["verdict"] == "unable":
        raise UserError(f"The last run in {reports} tested nothing: there is nothing to accept.")
    return report


def _lacking(
    report: Mapping[str, Any], entries: Sequence[known.Known], until: datetime.date
) -> tuple[list[Fingerprint], dict[Fingerprint, int]]:
    """Return the fingerprints that no entry has, and those whose entries end too early, with the place of the last."""
    found = [Fingerprint(*(each[part] for part in PARTS)) for f in report["findings"] for each in f["fingerprints"]]
    new: list[Fingerprint] = []
    short: dict[Fingerprint, int] = {}
    for each in dict.fromkeys(found):
        of_it = [place for place, entry in enumerate(entries) if entry.is_of(each)]
        if not of_it:
            new.append(each)
        elif entries[last := max(of_it, key=lambda place: entries[place].until)].until < until:
            short[each] = last
    return new, short


def _prolong(path: Path, places: Collection[int], terms: Mapping[str, str]) -> None:
    """Give the entries at these places other terms."""
    written = _writer().load(path.read_text(encoding="utf-8"))
    for place in places:
        written[place].update(terms)
    path.write_text(_yaml(written), "utf-8")


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


def _yaml(entries: Any) -> str:
    text = io.StringIO()
    _writer().dump(entries, text)
    return text.getvalue()


def _writer() -> YAML:
    writer = YAML()
    writer.width = 4096
    writer.preserve_quotes = True
    writer.indent(mapping=2, sequence=2, offset=0)
    writer.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return writer
