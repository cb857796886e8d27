"""What is promised of every response, whatever it answers: status, shape, envelope, and nothing secret in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from contract_tests.checks.applicability import inapplicable
from contract_tests.checks.catalog import (
    CAMEL_CASE,
    DOCUMENTED_REFUSAL,
    NO_CREDENTIAL,
    NO_INTERNALS,
    NO_SERVER_ERROR,
    SCHEMA_CHECKS,
    SUCCESS_FLAG,
    SUCCESS_STATUS,
    Check,
)
from contract_tests.checks.causes import Feature
from contract_tests.checks.long_lists import LongLists
from contract_tests.checks.results import Evidence, Results
from contract_tests.checks.schema import Schemas
from contract_tests.spec import EACH, Spec, pointer, tokens_of
from contract_tests.spec.pointers import walk
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.redaction import PIECE, Redactor

SOURCES = r"\.(?:cs|cshtml|csproj|vb|py|java|kt|go|rb|rs)\b"
INTERNALS = re.compile(
    r"Traceback \(most recent call last\)"
    r'|File \\?"[^"\n]{1,300}", line \d+'
    r"|(?:\n|\\n|\\r)[ \t]{0,20}at [\w.$<>`\[\]]{1,300}\("  # .NET, Java and JavaScript frames, also inside JSON
    r"|:line \d+"
    rf"|{SOURCES}:(?:line )?\d+"
    r"|\.(?:ts|js|php):\d+:\d+"
    r"|\bSystem\.(?:\w+\.){0,9}\w*Exception\b"
    r"|\b(?:java|org|com)\.(?:\w+\.){1,9}\w*Exception\b",
)
SOURCE_FILE = re.compile(rf"[/\\][\w.-]{{1,99}}{SOURCES}")


def internals(text: str) -> str | None:
    """Return a stack frame or the path of a source file that stands in a text; None where there is none."""
    hit = INTERNALS.search(text)
    if hit:
        return hit.group().strip()
    for file in SOURCE_FILE.finditer(text):
        token = re.split(r"[\s\"'<>(),;=]", text[max(0, file.start() - 200) : file.end()])[-1]
        # An address on the web is no source path, and a path has folders.
        if "//" not in token and len(re.findall(r"[/\\]+", token)) > 1:
            return token
    return None


class ResponseJudge:
    """An observer of the transport that judges each response by itself."""

    def __init__(self, spec: Spec, results: Results, secrets: Redactor) -> None:
        self._results = results
        self._spec = spec
        self._schemas = Schemas(spec)
        self._secrets = secrets
        schemas = spec.document["components"]["schemas"].values()
        self._names = {name for schema in schemas for name in _properties(schema)}
        write_only = sorted(spec.write_only_names)
        self._write_only = {_plain(name) for name in write_only}
        spellings = "|".join(re.sub(r"(?<=[a-z])(?=[A-Z])", "[_-]?", re.escape(name)) for name in write_only) or r"(?!)"
        # In what is no JSON, or JSON inside JSON: a name, some punctuation, a value.
        self._named = re.compile(rf"(?i:{spellings})[\W_]{{1,9}}([\w.+/=~-]+)")
        self._plain = {_plain(name): name for name in self._names}
        skipped = inapplicable(spec)
        self._schema_checks = {kind: check for kind, check in SCHEMA_CHECKS.items() if check not in skipped}
        self._long_lists = LongLists()
        self._sent: dict[str, Interaction] = {}
        """By the name of a credential, the last update that brought it."""

    def __call__(self, interaction: Interaction) -> None:
        """Judge a response; of one whose body was too large to be read, its status alone."""
        if interaction.unread:
            self._status(interaction)
            return
        news = self._long_lists.news(interaction)
        self._results.observations.see(interaction, news)
        self._status(interaction)
        self._shape(interaction, news)
        self._flag(interaction)
        self._camel_case(interaction, news)
        self._secret(interaction, news)

    def _remember(self, interaction: Interaction) -> None:
        """Note which request brought a credential to the store: a later response that shows it needs that one first."""
        if interaction.succeeded and interaction.operation and interaction.operation.changes:
            for name in self._names_sent(interaction):
                self._sent[name] = interaction

    def _names_sent(self, interaction: Interaction) -> set[str]:
        return self._secrets.names_in(interaction.request.content.decode("utf-8", "replace"))

    def _judge(self, check: Check, interaction: Interaction, ok: bool, expected: str, seen: str) -> None:
        operation = interaction.operation.id if interaction.operation else None
        self._results.judge(check, operation, ok, Evidence(expected, seen, [interaction]))

    def _status(self, interaction: Interaction) -> None:
        status, operation = interaction.status, interaction.operation
        not_listed = operation is None and status == 501
        self._judge(NO_SERVER_ERROR, interaction, status < 500 or not_listed, "any response but 5xx", f"{status}")
        if interaction.intent.valid and status < 400:
            due = [listed for listed in operation.responses if 200 <= listed < 300] if operation else []
            words = " or ".join(map(str, due))
            self._judge(SUCCESS_STATUS, interaction, status in due, words or "a 2xx", f"{status}")
        if operation and 400 <= status < 500:
            listed = ", ".join(str(s) for s in operation.responses if s >= 400) or "no refusal at all"
            self._judge(DOCUMENTED_REFUSAL, interaction, status in operation.responses, f"one of {listed}", f"{status}")

    def _shape(self, interaction: Interaction, news: Any) -> None:
        verdict = self._schemas.judge(interaction, news)
        if verdict is None:
            return
        if not verdict.violations:
            self._long_lists.last_is_in_order()
        operation = interaction.operation.id if interaction.operation else None
        for where in verdict.seen:
            self._results.assumptions.met(where)
            if operation:
                self._results.observations.met(where, operation)
        failed: set[str] = set()
        for violation in verdict.violations:
            provenance = self._spec.provenance(violation.pointer)
            self._results.observations.contradicted(violation.pointer)
            if provenance == "assumed":
                number = f"{interaction.operation.id} ({interaction.status})" if interaction.operation else ""
                words = f"{number}: expected {violation.expected}; seen {violation.seen}"
                self._results.assumptions.contradicted(violation.pointer, words)
                continue
            failed.add(provenance)
            cause = Feature(violation.property, violation.kind, is_cause=True)
            expected = f"{violation.expected} ({violation.pointer})"
            since = self._spec.observed_since(violation.pointer)
            about = [] if violation.item is None else [violation.item]
            evidence = Evidence(expected, violation.seen, [interaction], cause, since, about)
            self._results.judge(SCHEMA_CHECKS[provenance], operation, False, evidence)
        if interaction.succeeded:
            for kind, check in self._schema_checks.items():
                if kind not in failed:
                    self._judge(check, interaction, True, "", "")

    def _flag(self, interaction: Interaction) -> None:
        body = interaction.json
        if isinstance(body, dict) and isinstance(body.get("success"), bool):
            seen = f"`success` {str(body['success']).lower()} with status {interaction.status}"
            expected = f"`success` {str(interaction.succeeded).lower()}"
            self._judge(SUCCESS_FLAG, interaction, body["success"] is interaction.succeeded, expected, seen)

    def _camel_case(self, interaction: Interaction, news: Any) -> None:
        """Find a documented property under another spelling; unknown properties may be spelt as they like."""
        if not interaction.succeeded or not isinstance(interaction.json, dict):
            return
        other = next((key for key in _keys(news) if key not in self._names and _plain(key) in self._plain), None)
        expected = f"{self._plain[_plain(other)]}" if other else ""
        about = [item for item in interaction.items if other in _keys(item)] if other else []
        evidence = Evidence(expected, f"{other}", [interaction], items=about)
        operation = interaction.operation.id if interaction.operation else None
        self._results.judge(CAMEL_CASE, operation, other is None, evidence)

    def _place(self, interaction: Interaction) -> str:
        """Say in which header or property a credential stands, and how it is encoded; nothing where neither has it."""
        headers = ((f"header {name}", value) for name, value in interaction.response.headers.items())
        members = (
            (f"property {'.'.join(tokens_of(where + pointer(name)))}", value)
            for where, object_ in walk(interaction.json)
            for name, value in object_.items()
            if isinstance(value, str)
        )
        for place, value in (*headers, *members):
            if encoding := self._secrets.encoding(value):
                return f": {place}, {encoding}"
        return ""

    def _secret(self, interaction: Interaction, news: Any) -> None:
        response = interaction.response
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        text = response.content.decode("utf-8", "replace")
        # Escapes of JSON, and another encoding than UTF-8, hide nothing here.
        plain = _as_text(news) if "\\" in text or "\0" in text else ""
        for value in [
            *_under(news, self._write_only),
            *self._named.findall(text),
            *self._named.findall(plain),
        ]:
            if is_credential(value):
                self._secrets.add_foreign(value)  # whoever's it is: it must not get into the report either
        seen_in = {
            "body": self._secrets.found(text) or self._secrets.found(plain),
            "headers": self._secrets.found(headers),
        }
        where, name = next(((where, name) for where, name in seen_in.items() if name), ("", None))
        brought = self._sent.get(name or "")
        if name in self._names_sent(interaction) or (brought and not brought.resource_id):
            brought = None  # the request itself is enough to see it
        before = [brought] if brought else []
        operation = interaction.operation.id if interaction.operation else None
        place = self._place(interaction) if name else ""
        expected, seen = "a response without credentials", f"{name} in its {where}{place}"
        cause = Feature(name, f"in the {where}", is_cause=True) if name else None
        shows = [item for item in interaction.items if self._secrets.found(_as_text(item))] if name else []
        evidence = Evidence(expected, seen, [*before, interaction], cause, items=shows)
        self._results.judge(NO_CREDENTIAL, operation, name is None, evidence)
        self._remember(interaction)
        if interaction.succeeded and isinstance(interaction.json, dict):
            # What the store keeps may read like a trace or a path: a prompt may be about one.
            text = json.dumps(_around(interaction))
        hit = internals(text) or internals(headers)
        seen = f"the response holds {hit[:80]!r}" if hit else ""
        self._judge(NO_INTERNALS, interaction, hit is None, "a response without stack traces and source paths", seen)


def _around(interaction: Interaction) -> dict[str, Any]:
    """Return a body without the parts in which operations of its resource show resources."""
    resource = interaction.resource
    places = [place for operation in resource.operations for place in resource.places(operation)] if resource else []
    if any(not place.steps or place.steps[0] == EACH for place in places):
        return {}
    parts = {place.steps[0] for place in places}
    return {name: value for name, value in interaction.json.items() if name not in parts}


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # escapes of JSON hide nothing here


def _properties(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in schema.get("allOf", []):
        yield from _properties(part)


def is_credential(value: str) -> bool:
    """Whether what stands under the name of a credential may be one: not a mask, and not a plain word."""
    plain = len(value) < PIECE or "*" in value or not re.fullmatch(r"[\x21-\x7e]+", value)
    return not plain and (len(value) > 2 * PIECE or any(character.isdigit() for character in value))


def _under(value: Any, names: set[str], *, inside: bool = False) -> Iterator[str]:
    """Yield the texts that stand under some names, however spelt and however deep."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _under(item, names, inside=inside or _plain(name) in names)
    elif isinstance(value, list):
        for item in value:
            yield from _under(item, names, inside=inside)
    elif inside and isinstance(value, str):
        yield value


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
