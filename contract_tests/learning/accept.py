"""`make accept`: takes the last run's findings into `known_findings.yaml`."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

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
    if new or short:
        written = _written(path)
        for place in set(short.values()):
            written[place].update(terms)
        written.extend({**{part: getattr(each, part) for part in PARTS}, **terms} for each in new)
        _write(path, written)
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
    """Return the fingerprints that need an entry, and those whose own entry ends too early, with its place.

    An entry of many, which leaves something out, is never prolonged: what it says of others is not ours to say.
    """
    found = [Fingerprint(*(each[part] for part in PARTS)) for f in report["findings"] for each in f["fingerprints"]]
    new: list[Fingerprint] = []
    short: dict[Fingerprint, int] = {}
    for each in dict.fromkeys(found):
        if any(entry.is_of(each) and entry.until >= until for entry in entries):
            continue
        own = [place for place, entry in enumerate(entries) if dataclasses.asdict(each) == entry.fingerprint]
        if own:
            short[each] = own[-1]
        else:
            new.append(each)
    return new, short


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


def _written(path: Path) -> Any:
    """Return the entries as people wrote them. Raises UserError for what cannot be edited."""
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else HEAD
        entries = _yaml().load(text)
        return _yaml().load(f"{text.rstrip()}\n[]") if entries is None else entries  # comments alone
    except YAMLError as error:
        raise UserError(f"{path.name} cannot be edited: {' '.join(str(error).split())[:200]}") from None


def _write(path: Path, entries: Any) -> None:
    entries.fa.set_block_style()  # an empty list stands on one line
    with path.open("w", encoding="utf-8") as file:
        _yaml().dump(entries, file)


def _yaml() -> YAML:
    settings = YAML()
    settings.width = 4096
    settings.preserve_quotes = True
    settings.indent(mapping=2, sequence=2, offset=0)
    settings.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return settings
