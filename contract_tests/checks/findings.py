"""Groups failures into findings, one for each cause, with the failure that was seen first as the evidence.

Findings are told apart by a few plain rules. Where they err, a defect is named under another one's heading: nothing is
lost, for all checks that failed are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from contract_tests.checks.catalog import NO_KEY, ORDER, WRONG_KEY, Check
from contract_tests.checks.causes import ALWAYS, ANY_VALUE, CHANGED, MET, TEXTS, Feature
from contract_tests.checks.results import Failure, Results, Row
from contract_tests.spec import Spec
from contract_tests.transport.interaction import Interaction, Key


@dataclass(frozen=True)
class Fingerprint:
    """What a defect is known by from one run to the next, whatever the seed."""

    check: str
    operation: str | None
    property: str | None
    cause: str

    def __str__(self) -> str:
        """Write it as one line, `-` for what there is none of."""
        return " · ".join((self.check, self.operation or "-", self.property or "-", self.cause))


@dataclass
class Finding:
    """A defect: the row that saw it first, and all that saw it as well."""

    rows: list[Row]
    order: Mapping[str, int] = field(default_factory=dict)
    """The operations as the document has them."""
    requests: set[int] = field(default_factory=set)
    resources: set[Key] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Properties that it is about."""
    culprits: set[int] = field(default_factory=set)
    """Numbers of requests that should have changed nothing, and did."""

    @property
    def check(self) -> Check:
        """The promise that is broken."""
        return self.rows[0].check

    @property
    def plainest(self) -> Row:
        """The row of that promise with the smallest example."""
        same = [row for row in self.rows if row.check == self.check and row.failure]
        return min(same, key=lambda row: row.failure.size if row.failure else (True, 0, 0, 0))

    @property
    def fingerprint(self) -> Fingerprint:
        """What it is known by, whichever operation and property met it first: the first by document and by name."""
        leading = (row for row in self.rows if row.check == self.check)
        prints = (print_ for row in leading for print_ in fingerprints(row))
        return min(prints, key=lambda print_: (self.order.get(print_.operation or "", -1), str(print_)))

    @property
    def fingerprints(self) -> list[Fingerprint]:
        """All causes of all its rows: it is known where each of these is."""
        return list(dict.fromkeys(print_ for row in self.rows for print_ in fingerprints(row)))

    @property
    def operations(self) -> list[str]:
        """The operations on which that promise is broken."""
        return list(dict.fromkeys(row.operation for row in self.rows if row.check == self.check and row.operation))

    @property
    def also(self) -> list[str]:
        """The other checks that saw it."""
        return list(dict.fromkeys(row.check.id for row in self.rows if row.check != self.check))


def findings(results: Results, spec: Spec) -> list[Finding]:
    """Group the broken promises of a run by cause, in the order in which they were found."""
    shown = {name for resource in spec.resources.values() for name in resource.shown}
    names = shown | {"success", "message", "errors", "data"}
    order = {operation: number for number, operation in enumerate(spec.operations)}
    found: list[Finding] = []
    for row in sorted(results.failures, key=lambda row: (row.first or 0, ORDER[row.check])):
        seen = [_read(failure, names) for failure in row.failures]
        home = next((finding for finding in found if _belongs(finding, row, seen)), None)
        if home is None:
            home = Finding([], order)
            found.append(home)
        overtakes = bool(home.rows) and home.check.overtaken_by == row.check
        home.rows.insert(0 if overtakes else len(home.rows), row)
        for part in seen:
            home.requests |= part.requests
            home.resources |= part.resources
            home.words |= part.words
            home.culprits |= part.culprits if row.check.lets_through else set()
    return found


def fingerprints(row: Row) -> list[Fingerprint]:
    """Return the causes of a row's failures, each once."""
    causes = causes_of(row)
    prints = (Fingerprint(row.check.id, row.operation, each.property, each.kind.split(":")[0]) for each in causes)
    return list(dict.fromkeys(prints))


def causes_of(row: Row) -> list[Feature]:
    """Return what went wrong with no value that went well elsewhere."""
    sets = row.failed_with | ({row.failure.features} if row.failure else set())
    if sets and all(MET in features for features in sets):
        return [MET]  # it never failed alone
    sets = {features - {MET} for features in sets}
    suspects = [features - row.met for features in sets]
    if not all(suspects):
        return [Feature(None, ALWAYS)]  # the same went well elsewhere: what it has besides is chance
    found: dict[Feature, None] = {}
    while suspects := [features for features in suspects if features and not features & found.keys()]:
        counts = Counter(feature for features in suspects for feature in features)
        found[min(counts, key=lambda feature: (-counts[feature], _plainness(feature)))] = None
    return _merged(_generalised(row, cause, sets) for cause in found) or [Feature(None, ALWAYS)]


def _merged(causes: Iterable[Feature]) -> list[Feature]:
    """Return each cause once; a kind of value that fails in several properties is about none of them."""
    found = list(dict.fromkeys(causes))
    places: dict[str, set[str | None]] = {}
    for cause in found:
        places.setdefault(cause.kind, set()).add(cause.property)
    free = {kind for kind, names in places.items() if len(names) > 1} - {ANY_VALUE, CHANGED}
    merged = (Feature(None, c.kind) if c.kind in free and not c.is_cause else c for c in found)
    return list(dict.fromkeys(merged))


def _generalised(row: Row, cause: Feature, sets: set[frozenset[Feature]]) -> Feature:
    """Return a cause without its kind where no kind of value went well."""
    if cause.is_cause or any(feature.property == cause.property for feature in row.met):
        return cause
    if not row.met:
        common = set.intersection(*({feature.property for feature in each} for each in sets))
        return Feature(common.pop(), ANY_VALUE) if len(common) == 1 and None not in common else Feature(None, ALWAYS)
    return Feature(cause.property, ANY_VALUE)


def _plainness(feature: Feature) -> tuple[int, str, str]:
    kinds = list(TEXTS)
    likely = kinds.index(feature.kind) if feature.kind in TEXTS else -1
    return likely, feature.property or "", feature.kind


@dataclass
class _Seen:
    """What a failure is about."""

    requests: set[int]
    culprits: set[int]
    resources: set[Key]
    words: set[str]


def _read(failure: Failure, names: set[str]) -> _Seen:
    # What is seen may be a whole body: it tells only where the expectation names no property.
    said = names.intersection(re.findall(r"\w+", failure.expected)) or names.intersection(
        re.findall(r"\w+", failure.seen)
    )
    return _Seen(
        {e.number for e in failure.interactions},
        {e.number for e in failure.interactions[-1:] if e.request.method != "GET"},
        set(_resources(failure.interactions)),
        said,
    )


def _resources(interactions: tuple[Interaction, ...]) -> Iterator[Key]:
    for interaction in interactions:
        yield from filter(None, (interaction.key, interaction.made_key))


def _belongs(finding: Finding, row: Row, seen: list[_Seen]) -> bool:
    """Whether a row speaks of the same defect as a finding that was there before."""
    check, checks = row.check, {other.check for other in finding.rows}
    if check in checks:
        return True
    operations = {other.operation for other in finding.rows}
    if check.implied_by in checks and row.operation in operations:
        return True
    if checks.issuperset({NO_KEY, WRONG_KEY}) and check.lets_through and row.operation in operations:
        return True
    if any(part.requests & finding.culprits for part in seen):
        return True
    met = any(part.resources & finding.resources or part.requests & finding.requests for part in seen)
    if any(part.words & finding.words for part in seen):
        return met or row.operation in operations
    loses = any(other.presence or other.loses for other in checks)
    return met and check.presence and loses and not finding.words
