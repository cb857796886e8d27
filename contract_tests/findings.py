"""One finding a cause: what several checks saw of one defect, with what was seen first as the evidence.

Findings are told apart by a few plain rules. Where they err, a defect is named under another one's heading: nothing is
lost, for all checks that failed are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract_tests.channels import CHANNEL
from contract_tests.checks import BY_ID, CHECKS, Check
from contract_tests.exchange import Exchange
from contract_tests.identity import new_id, same_id
from contract_tests.results import Failure, Results, Row
from contract_tests.spec import Spec
from contract_tests.spec.pointers import at

PRESENCE = {"listed-once", "id-addresses", "deleted-gone", "deleted-refused", "unique-id", "others-untouched"}
"""Checks of whether a channel is there, by its id."""
LET_THROUGH = {
    *("no-server-error", "not-json", "wrong-top-level", "wrong-type", "bad-date-time", "unlisted-method", "unique-id"),
    *("no-key", "wrong-key", "empty-key", "other-secret", "letter-case", "query-key", "read-only-key-writes"),
}
"""Checks of single requests that should have changed nothing: what they changed is found later, by others."""
OPEN = ("no-key", "wrong-key")
LOSING = PRESENCE | {"refused-unchanged", "rotate-only", "no-server-error"}
"""Checks after whose failure a channel may be gone, or have another id."""
IMPLIED = {
    "no-key": {"wrong-key", "query-key"},
    "wrong-key": {"empty-key", "other-secret", "letter-case"},
}
"""What cannot be otherwise once the first is broken on the same operation."""
OVERTAKEN = {
    "others-untouched": {"id-addresses", "listed-once", "text-exact", "update-kept"},
    "deleted-gone": {"deleted-refused"},
}
"""What is less plain than a check that may see it a little later."""


@dataclass
class Finding:
    """A defect: the row that saw it first, and all that saw it as well."""

    rows: list[Row]
    requests: set[int] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Properties that it is about."""
    culprits: set[int] = field(default_factory=set)
    """Numbers of requests that should have changed nothing, and did."""

    @property
    def check(self) -> Check:
        """The promise that is broken."""
        return BY_ID[self.rows[0].check_id]

    @property
    def plainest(self) -> Row:
        """The row of that promise with the smallest example."""
        same = [row for row in self.rows if row.check_id == self.check.id and row.failure]
        return min(same, key=lambda row: row.failure.size if row.failure else (True, 0, 0, 0))

    @property
    def operations(self) -> list[str]:
        """The operations on which that promise is broken."""
        return list(
            dict.fromkeys(row.operation for row in self.rows if row.check_id == self.check.id and row.operation)
        )

    @property
    def also(self) -> list[str]:
        """The other checks that saw it."""
        return list(dict.fromkeys(row.check_id for row in self.rows if row.check_id != self.check.id))


def findings(results: Results, spec: Spec) -> list[Finding]:
    """Group the broken promises of a run by cause, in the order in which they were found."""
    names = {*at(spec.document, CHANNEL), "success", "message", "errors", "data"} - {"id"}
    order = {check.id: index for index, check in enumerate(CHECKS)}
    found: list[Finding] = []
    for row in sorted(results.failures, key=lambda row: (row.first or 0, order[row.check_id])):
        seen = [_read(failure, names) for failure in row.failures]
        home = next((finding for finding in found if _belongs(finding, row, seen)), None)
        if home is None:
            home = Finding([])
            found.append(home)
        overtakes = bool(home.rows) and home.check.id in OVERTAKEN.get(row.check_id, ())
        home.rows.insert(0 if overtakes else len(home.rows), row)
        for part in seen:
            home.requests |= part.requests
            home.channels |= part.channels
            home.words |= part.words
            home.culprits |= part.culprits if row.check_id in LET_THROUGH else set()
    return found


@dataclass
class _Seen:
    """What a failure is about."""

    requests: set[int]
    culprits: set[int]
    channels: set[str]
    words: set[str]


def _read(failure: Failure, names: set[str]) -> _Seen:
    # What is seen may be a whole body: it tells only where the expectation names no property.
    said = names.intersection(re.findall(r"\w+", failure.expected)) or names.intersection(
        re.findall(r"\w+", failure.seen)
    )
    return _Seen(
        {e.number for e in failure.exchanges},
        {e.number for e in failure.exchanges[-1:] if e.request.method != "GET"},
        set(_channels(failure.exchanges)),
        said,
    )


def _channels(exchanges: tuple[Exchange, ...]) -> Iterator[str]:
    for exchange in exchanges:
        made = new_id(exchange.operation, exchange.json) if exchange.operation and exchange.succeeded else None
        for name in (exchange.channel_id, made):
            if isinstance(name, str):
                yield same_id(name)


def _belongs(finding: Finding, row: Row, seen: list[_Seen]) -> bool:
    """Whether a row speaks of the same defect as a finding that was there before."""
    checks = {other.check_id for other in finding.rows}
    if row.check_id in checks:
        return True
    operations = {other.operation for other in finding.rows}
    if any(row.check_id in IMPLIED.get(check, ()) for check in checks) and row.operation in operations:
        return True
    if checks.issuperset(OPEN) and row.check_id in LET_THROUGH and row.operation in operations:
        return True
    if any(part.requests & finding.culprits for part in seen):
        return True
    met = any(part.channels & finding.channels or part.requests & finding.requests for part in seen)
    if any(part.words & finding.words for part in seen):
        return met or row.operation in operations
    return met and row.check_id in PRESENCE and bool(checks & LOSING) and not finding.words
