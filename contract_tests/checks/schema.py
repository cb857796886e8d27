"""Holds a response against its documentation; each violation is placed in `openapi.yaml` by a JSON pointer."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from contract_tests.checks.causes import type_name
from contract_tests.spec import Response, Spec, Validators, pointer_of
from contract_tests.spec.pointers import at, pointer, tokens_of
from contract_tests.transport.interaction import Interaction, foreign_number

VIOLATIONS_AT_MOST = 100
"""Violations that are taken from one response: the others say the same."""
ITEMS_AT_MOST = 50
"""Items of an array for which it is noted what they meet: each takes far more memory than its bytes."""
DATE_TIME = re.compile(r"\d{4,5}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?")


@dataclass(frozen=True)
class Violation:
    """A statement of the document that a response contradicts."""

    pointer: str
    expected: str
    seen: str
    property: str | None = None
    """Where it stands in the body, as far as the document names it."""
    kind: str = "another body"
    """What is contradicted, and by a value of which type."""
    item: Any = None
    """The item of an array in which it stands."""


@dataclass(frozen=True)
class Verdict:
    """What a response says about the document."""

    violations: tuple[Violation, ...]
    seen: tuple[str, ...]
    """Pointers of the subschemas and media types that a value was held against and met."""


def is_date_time(text: str) -> bool:
    """Whether a text has the form of a date-time in ISO 8601: forms outside RFC 3339 are not judged."""
    return DATE_TIME.fullmatch(text) is not None


class Schemas:
    """The responses of a document, compiled."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._validators = Validators(spec.document, formats={"date-time": is_date_time})

    def judge(self, interaction: Interaction, body: Any) -> Verdict | None:
        """Judge a response by what is documented for its status; None where nothing is. `body` is its JSON."""
        documented = interaction.operation.responses.get(interaction.status) if interaction.operation else None
        return self._judge(documented, interaction, body) if documented else None

    def _judge(self, response: Response, interaction: Interaction, body: Any) -> Verdict:
        documented = response.media_types
        media_type = interaction.media_type
        place = documented.get(media_type)
        json_place = next((p for name, p in documented.items() if name.endswith("json")), None)
        if place is None and json_place and interaction.succeeded and _may_be_json(interaction):
            place = json_place  # an envelope under another JSON name, or under none, is still JSON
        if not documented:
            return Verdict((), ())  # the document says nothing of the body
        if place is None:
            where = next(iter(documented.values()), response.pointer)
            seen = f"{media_type or 'no media type'}, {len(interaction.response.content)} bytes"
            return Verdict((Violation(where, f"a body of {' or '.join(documented)}", seen),), ())
        if not media_type.endswith("json") and place != json_place:
            return Verdict((), (place,))
        if interaction.json is None and interaction.response.content.strip() != b"null":
            seen = f"a body that is no JSON: {interaction.response.content[:80]!r}"
            return Verdict((Violation(place, "a JSON body", seen),), ())
        if number := foreign_number(interaction.response.content):
            return Verdict((Violation(place, "a JSON body", f"{number} in the body, which JSON does not have"),), ())
        schema, value = place + "/schema", _printable(body)
        try:
            violations = tuple(itertools.islice(self._violations(schema, value), VIOLATIONS_AT_MOST))
            return Verdict(violations, (place, *self._met(schema, _beginning(value))))
        except ValueError as error:  # beyond what the validator takes: nested too deep, say
            return Verdict((Violation(place, "JSON of sane depth", str(error)[:80]),), ())

    def _violations(self, schema: str, value: Any) -> Iterator[Violation]:
        for error in self._validators.at(schema).iter_errors(value):
            yield from self._flatten(error, value)

    def _flatten(self, error: jsonschema_rs.ValidationError, value: Any) -> Iterator[Violation]:
        """Place an error; one in an alternative to null is placed inside of the alternative."""
        branches = getattr(error.kind, "context", None)
        if branches and error.instance is not None:
            for branch in branches:
                inner = [e for e in branch if not _is_null_branch(self._spec, e)]
                for deeper in inner:
                    yield from self._flatten(deeper, value)
            return
        where = pointer(*error.schema_path)
        seen = at(value, pointer(*error.instance_path))
        place = _place(error.instance_path)
        words = f"{place}: {_words(self._spec, where)}"
        kind = f"{where.rpartition('/')[2]} of {type_name(seen)}"
        item = _item(value, error.instance_path)
        yield Violation(where, words, f"{place}: {seen!r}"[:200], _property(where), kind, item)

    def _met(self, schema: str, value: Any) -> Iterator[str]:
        """Yield the pointers of subschemas that a value met: null says something of those alone that ask for it."""
        result = self._validators.at(schema).evaluate(value)
        for unit in result.list()["details"]:
            where = pointer_of(unit["schemaLocation"])
            if unit["valid"] and (at(value, unit["instanceLocation"]) is not None or self._is_null(where)):
                yield where

    def _is_null(self, where: str) -> bool:
        return bool(at(self._spec.document, where + "/type") == "null")


def _place(path: Sequence[str | int]) -> str:
    """Write a place in a body as `data[].name`: the evidence shows which item it is."""
    steps = ("[]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the body"


def _item(value: Any, path: Sequence[str | int]) -> Any:
    """Return the item of the outermost array on the way to a place; None where there is none."""
    number = next((number for number, step in enumerate(path, 1) if isinstance(step, int)), None)
    return at(value, pointer(*path[:number])) if number else None


def _beginning(value: Any) -> Any:
    """Return a value with the first items of each array: what they meet, the others meet as well."""
    if isinstance(value, dict):
        return {name: _beginning(item) for name, item in value.items()}
    return [_beginning(item) for item in value[:ITEMS_AT_MOST]] if isinstance(value, list) else value


def _printable(value: Any) -> Any:
    """Replace lone surrogates, which JSON can carry and the validator cannot take."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return value


def _may_be_json(interaction: Interaction) -> bool:
    media_type = interaction.media_type
    return media_type.endswith(("+json", "/json")) or (not media_type and interaction.json is not None)


def _property(where: str) -> str | None:
    """Return the property that a place in the document speaks of."""
    tokens = tokens_of(where)
    named = [name for key, name in itertools.pairwise(tokens) if key == "properties"]
    return named[-1] if named else None


def _is_null_branch(spec: Spec, error: jsonschema_rs.ValidationError) -> bool:
    return error.schema_path[-1:] == ["type"] and at(spec.document, pointer(*error.schema_path)) == "null"


def _words(spec: Spec, where: str) -> str:
    keyword = where.rpartition("/")[2]
    value = at(spec.document, where)
    if isinstance(value, list):
        return f"{keyword} {(', ' if keyword == 'required' else ' or ').join(map(str, value))}"
    return f"{keyword} {value}" if isinstance(value, str | int | bool) else keyword
