"""Splits a finding whose failures have different causes: a crash at an emoji, and one at a long text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from contract_tests.checks.causes import TEXTS, Feature
from contract_tests.checks.findings import Finding, causes_of
from contract_tests.checks.results import Row

KINDS = frozenset(kind.split(":")[0] for kind in TEXTS)


def split(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; one of several kinds of text as several, the first of which has what else was seen."""
    for finding in findings:
        leading = [row for row in finding.rows if row.check == finding.check]
        kinds = list(dict.fromkeys(_kind(cause) for row in leading for cause in causes_of(row)))
        parts = [(kind, _rows_of(leading, kind)) for kind in kinds if kind in KINDS]
        parts = [(kind, rows) for kind, rows in parts if rows]
        if len(parts) < 2 or len(parts) < len(kinds):
            yield finding
            continue
        for number, (_, rows) in enumerate(parts):
            others = [row for row in finding.rows if row.check != finding.check] if number == 0 else []
            yield dataclasses.replace(finding, rows=[*rows, *others])


def _kind(cause: Feature) -> str:
    return cause.kind.split(":")[0]


def _rows_of(rows: Iterable[Row], kind: str) -> list[Row]:
    """Return the rows with the failures alone for which there is no other cause than a kind of text."""
    found = []
    for row in rows:
        others = {_kind(cause) for cause in causes_of(row)} - {kind}

        def is_its(features: frozenset[Feature], row: Row = row, others: set[str] = others) -> bool:
            kinds = {_kind(feature) for feature in features - row.met}
            return kind in kinds and kinds.isdisjoint(others)

        failures = [failure for failure in row.failures if is_its(failure.features)]
        if row.failure and is_its(row.failure.features):
            plainest = row.failure
        elif failures:
            plainest = min(failures, key=lambda failure: failure.size)
        else:
            continue
        found.append(
            dataclasses.replace(
                row,
                failed=max(1, len(failures)),
                first=min((failure.interactions[-1].number for failure in failures), default=row.first),
                failure=plainest,
                failures=failures,
                failed_with={features for features in row.failed_with if is_its(features)},
            )
        )
    return found
