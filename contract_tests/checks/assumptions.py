"""The assumptions: every guess that the document or the table of checks makes, and what became of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contract_tests.checks.applicability import inapplicable
from contract_tests.checks.catalog import CHECKS, Check
from contract_tests.spec import Spec
from contract_tests.spec.pointers import at, pointer, tokens_of

ASSERTIONS = ("type", "format", "const", "enum", "pattern", "required", "minProperties", "not")
APPLICATORS = ("allOf", "anyOf", "oneOf")


@dataclass
class Assumption:
    """A guess, and how often it was seen to hold or what was seen instead."""

    pointer: str
    statement: str
    seen: int = 0
    checks: tuple[Check, ...] = ()
    """The checks that hold responses against it; nothing where it is a statement about their shape."""
    evidence: str | None = None

    @property
    def status(self) -> str:
        """`refuted` once anything contradicted it, `confirmed` once anything met it, else `unseen`."""
        return "refuted" if self.evidence else "confirmed" if self.seen else "unseen"


class Assumptions:
    """All assumptions of a document. What is no assumption is passed over in silence."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._written = {where: Assumption(where, statement) for where, statement in _written(spec)}
        skipped = inapplicable(spec)
        guesses = (check for check in CHECKS if check.provenance == "assumed" and check not in skipped)
        self._checked = {
            check: Assumption(*_of_check(spec, check), checks=(check,)) for check in guesses if _is_guessed(spec, check)
        }

    @property
    def all(self) -> list[Assumption]:
        """All of them, those of the document first."""
        return [*self._written.values(), *self._checked.values()]

    @property
    def refuted(self) -> list[Assumption]:
        """Those that something contradicted."""
        return [a for a in self.all if a.status == "refuted"]

    def observed_since(self, check: Check, operation: str | None) -> str | None:
        """Return the day since which it is no guess any more what a check is about; None where it is one."""
        known = self._spec.operations.get(operation or "")
        return self._spec.mistake_observed_since(known, check.mistake) if known and check.mistake else None

    def is_guess(self, check: Check, operation: str | None) -> bool:
        """Whether a check is about a guess, for an operation."""
        return check.provenance == "assumed" and self.observed_since(check, operation) is None

    def met(self, where: str) -> None:
        """Count a value that met the statement written at a place."""
        if where in self._written:
            self._written[where].seen += 1

    def contradicted(self, where: str, evidence: str) -> None:
        """Refute the statement that a place belongs to: the nearest one at or above it."""
        while where and where not in self._written:
            where = where.rpartition("/")[0]
        if where and not self._written[where].evidence:
            self._written[where].evidence = evidence

    def checked(self, check: Check, evidence: str | None) -> None:
        """Note what a check of a guess saw; None where the guess held."""
        assumption = self._checked[check]
        if evidence is None:
            assumption.seen += 1
        elif not assumption.evidence:
            assumption.evidence = evidence


def _is_guessed(spec: Spec, check: Check) -> bool:
    """Whether a check is about a guess on some operation."""
    mistake = check.mistake
    if mistake is None:
        return True
    operations = (each for each in spec.operations.values() if spec.statuses_for(each, mistake))
    return any(spec.mistake_observed_since(each, mistake) is None for each in operations)


def _of_check(spec: Spec, check: Check) -> tuple[str, str]:
    """Return the place of the guess that a check holds responses against, and its words."""
    if check.mistake is None:
        return ("/components/responses" if at(spec.document, "/components/responses") else "/paths"), check.statement
    responses = (
        (operation.responses[status].pointer, status)
        for operation in spec.operations.values()
        for status in sorted(spec.statuses_for(operation, check.mistake))
    )
    where, status = next(responses)
    return where, check.statement.replace("the status that the document names for it", str(status))


def _written(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield each assumed statement about a response as (pointer, words), once."""
    done: set[str] = set()
    for operation in spec.operations.values():
        for response in operation.responses.values():
            for media_type, place in response.media_types.items():
                if place not in done and spec.provenance(place) == "assumed":
                    done.add(place)
                    yield place, f"The body of {_name(response.pointer)} ({response.status}) is {media_type}."
                yield from _schemas(spec, place + "/schema", done)


def _schemas(spec: Spec, where: str, done: set[str]) -> Iterator[tuple[str, str]]:
    where, schema = spec.deref(where)
    if where in done or not isinstance(schema, dict):
        return
    done.add(where)
    if spec.provenance(where) == "assumed" and any(key in schema for key in ASSERTIONS):
        yield where, _statement(where, schema)
    for name in schema.get("properties", {}):
        yield from _schemas(spec, where + pointer("properties", name), done)
    for key in APPLICATORS:
        for index in range(len(schema.get(key, []))):
            yield from _schemas(spec, where + pointer(key, index), done)
    for key in ("items", "then", "else"):
        if isinstance(schema.get(key), dict) and schema[key]:
            yield from _schemas(spec, where + pointer(key), done)


def _statement(where: str, schema: dict[str, Any]) -> str:
    if schema.get("type") == "null" and tokens_of(where)[-2] in ("anyOf", "oneOf"):
        return f"{_name(where)} may be null."
    types = schema.get("type", [])
    words = " or ".join([types] if isinstance(types, str) else types) or "as described"
    required = f" with {', '.join(schema['required'])}" if "required" in schema else ""
    about = " ".join(str(schema.get("description", "")).split()).partition(". ")[0].rstrip(".")
    return f"{_name(where)} is {words}{required}" + (f": {about}." if about else ".")


def _name(where: str) -> str:
    tokens = tokens_of(where)
    name = tokens[2] if tokens[0] == "components" else tokens[-1]
    for key, value in itertools.pairwise(tokens[3:]):
        if key == "properties":
            name += f".{value}"
    return name


def exists(spec: Spec, assumption: Assumption) -> bool:
    """Whether the pointer of an assumption leads somewhere."""
    return at(spec.document, assumption.pointer) is not None
