"""The known findings: each accepted by a person, for a reason, until a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contract_tests.checks.catalog import CHECKS
from contract_tests.checks.findings import Finding, Fingerprint
from contract_tests.spec.errors import UserError

PATH = Path(__file__).resolve().parent.parent / "known_findings.yaml"
REQUIRED = ("check", "cause", "reason", "until")
OPTIONAL = ("operation", "property", "ticket")


@dataclass(frozen=True)
class Known:
    """One entry: what is left out of it may be any."""

    fingerprint: Mapping[str, str | None]
    """The parts that are named."""
    reason: str
    until: datetime.date
    ticket: str | None = None

    def is_of(self, fingerprint: Fingerprint) -> bool:
        """Whether a fingerprint is the one that was accepted."""
        return all(getattr(fingerprint, name) == value for name, value in self.fingerprint.items())

    def as_json(self) -> dict[str, Any]:
        """Return it as reports have it."""
        told = {"reason": self.reason, "ticket": self.ticket, "until": self.until.isoformat()}
        return {**self.fingerprint, **told}


@dataclass(frozen=True)
class KnownFindings:
    """All entries, on a day."""

    entries: tuple[Known, ...] = ()
    today: datetime.date = datetime.date.max

    def of(self, finding: Finding) -> list[Known] | None:
        """Return the entries that a finding is known by; None where one of its causes is not, or not any more."""
        found = [self._current(fingerprint) for fingerprint in finding.fingerprints]
        known = [entry for entry in found if entry is not None]
        return [entry for index, entry in enumerate(known) if entry not in known[:index]] if all(found) else None

    def _current(self, fingerprint: Fingerprint) -> Known | None:
        return next((each for each in self.entries if each.until >= self.today and each.is_of(fingerprint)), None)

    def unseen(self, findings: Iterable[Finding], ran: Iterable[tuple[str, str | None]]) -> list[Known]:
        """Return the entries that nothing was seen of, though their check ran."""
        seen = [fingerprint for finding in findings for fingerprint in finding.fingerprints]
        done = {part for check, operation in ran for part in ((check, operation), (check, "any"))}
        return [
            entry
            for entry in self.entries
            if not any(map(entry.is_of, seen))
            and (entry.fingerprint["check"], entry.fingerprint.get("operation", "any")) in done
        ]


def load(path: Path = PATH, today: datetime.date | None = None) -> KnownFindings:
    """Read the entries. Raises UserError, with the line, for one that is wrong."""
    if not path.exists():
        return KnownFindings()
    text = path.read_text(encoding="utf-8")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        written = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (texts alone: a day stays one)
    except yaml.YAMLError as error:
        raise UserError(f"{path.name} is not valid YAML: {' '.join(str(error).split())}.") from None
    if written in (None, ""):
        return KnownFindings()
    if not isinstance(written, list) or node is None:
        raise UserError(f"{path.name}:1: it is to be a list of findings.")
    lines = [item.start_mark.line + 1 for item in node.value]
    entries = tuple(_entry(f"{path.name}:{line}", each) for line, each in zip(lines, written, strict=True))
    return KnownFindings(entries, today or datetime.datetime.now(datetime.UTC).date())


def _entry(where: str, written: Any) -> Known:
    if not isinstance(written, dict):
        raise UserError(f"{where}: an entry has {', '.join(REQUIRED)}.")
    lacking = [name for name in REQUIRED if not written.get(name)]
    unknown = [name for name in written if name not in (*REQUIRED, *OPTIONAL)]
    if lacking or unknown:
        words = f"{lacking[0]!r} is missing" if lacking else f"{unknown[0]!r} is unknown"
        raise UserError(f"{where}: {words}; an entry has {', '.join(REQUIRED)}, and may have {', '.join(OPTIONAL)}.")
    if written["check"] not in {check.id for check in CHECKS}:
        raise UserError(f"{where}: there is no check {written['check']!r}; `make checks` lists them.")
    try:
        until = datetime.date.fromisoformat(written["until"])
    except ValueError:
        raise UserError(f"{where}: until is {written['until']!r}, which is no day; write it as 2026-11-24.") from None
    named = {name: written[name] for name in ("check", "operation", "property", "cause") if name in written}
    fingerprint = {name: None if value in ("", "null", "~", "-") else value for name, value in named.items()}
    return Known(fingerprint, written["reason"], until, written.get("ticket"))
