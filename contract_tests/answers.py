"""What is promised of every answer, whatever it answers: status, shape, envelope, and nothing secret in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from contract_tests.exchange import Exchange
from contract_tests.redaction import PIECE, Redactor
from contract_tests.results import Results
from contract_tests.shape import Shapes
from contract_tests.spec import Spec

SHAPE_CHECKS = ("reference", "guide", "semantics")
LONG = 50
"""Items of a list from which on those that were judged before are not judged again."""
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


class AnswerJudge:
    """An observer of the gate that judges each answer by itself."""

    def __init__(self, spec: Spec, results: Results, secrets: Redactor) -> None:
        self._results = results
        self._spec = spec
        self._shapes = Shapes(spec)
        self._secrets = secrets
        schemas = spec.document["components"]["schemas"].values()
        self._names = {name for schema in schemas for name in _properties(schema)}
        write_only = sorted({name for schema in schemas for name in _write_only(schema)})
        self._write_only = {_plain(name) for name in write_only}
        spellings = "|".join(re.sub(r"(?<=[a-z])(?=[A-Z])", "[_-]?", name) for name in write_only)
        # In what is no JSON, or JSON inside JSON: a name, some punctuation, a value.
        self._named = re.compile(rf"(?i:{spellings})[\W_]{{1,9}}([\w.+/=~-]+)")
        self._plain = {_plain(name): name for name in self._names}
        self._in_order: dict[str, Any] = {}
        self._sent: dict[str, Exchange] = {}
        """By the name of a credential, the last update that brought it."""

    def __call__(self, exchange: Exchange) -> None:
        """Judge an answer."""
        news = self._news(exchange)
        self._status(exchange)
        self._shape(exchange, news)
        self._flag(exchange)
        self._camel_case(exchange, news)
        self._secret(exchange, news)

    def _news(self, exchange: Exchange) -> Any:
        """Return the JSON of an answer; of a long list without the items that were in order before and are the same.

        A store with a thousand channels would take minutes else.
        """
        if len(items := _items_by_id(exchange)) < LONG:
            return exchange.json
        return {**exchange.json, "data": [i for key, i in items.items() if self._in_order.get(key) != i]}

    def _remember(self, exchange: Exchange) -> None:
        """Note which request brought a credential to the store: a later answer that shows it needs that one first."""
        if exchange.succeeded and exchange.request.method == "PATCH":
            for name in self._names_sent(exchange):
                self._sent[name] = exchange

    def _names_sent(self, exchange: Exchange) -> set[str]:
        return self._secrets.names_in(exchange.request.content.decode("utf-8", "replace"))

    def _judge(self, check_id: str, exchange: Exchange, ok: bool, expected: str, seen: str) -> None:
        operation = exchange.operation.id if exchange.operation else None
        self._results.judge(check_id, operation, ok, expected, seen, [exchange])

    def _status(self, exchange: Exchange) -> None:
        status, operation = exchange.status, exchange.operation
        not_listed = operation is None and status == 501
        self._judge("no-server-error", exchange, status < 500 or not_listed, "any answer but 5xx", f"{status}")
        if exchange.intent.valid and status < 400:
            self._judge("success-status", exchange, status == 200, "200", f"{status}")
        if operation and 400 <= status < 500:
            listed = ", ".join(str(s) for s in operation.responses if s >= 400)
            self._judge("documented-refusal", exchange, status in operation.responses, f"one of {listed}", f"{status}")

    def _shape(self, exchange: Exchange, news: Any) -> None:
        verdict = self._shapes.judge(exchange, news)
        if verdict is None:
            return
        if not verdict.violations:
            self._in_order.update(_items_by_id(exchange))
        for where in verdict.seen:
            self._results.ledger.met(where)
        failed: set[str] = set()
        for violation in verdict.violations:
            provenance = self._spec.provenance(violation.pointer)
            if provenance == "assumed":
                number = f"{exchange.operation.id} ({exchange.status})" if exchange.operation else ""
                evidence = f"{number}: expected {violation.expected}; seen {violation.seen}"
                self._results.ledger.contradicted(violation.pointer, evidence)
                continue
            failed.add(provenance)
            self._judge(
                f"shape-{provenance}",
                exchange,
                False,
                f"{violation.expected} ({violation.pointer})",
                violation.seen,
            )
        if exchange.succeeded:
            for kind in SHAPE_CHECKS:
                if kind not in failed:
                    self._judge(f"shape-{kind}", exchange, True, "", "")

    def _flag(self, exchange: Exchange) -> None:
        body = exchange.json
        if isinstance(body, dict) and isinstance(body.get("success"), bool):
            seen = f"`success` {str(body['success']).lower()} with status {exchange.status}"
            expected = f"`success` {str(exchange.succeeded).lower()}"
            self._judge("success-flag", exchange, body["success"] is exchange.succeeded, expected, seen)

    def _camel_case(self, exchange: Exchange, news: Any) -> None:
        """Find a documented property under another spelling; unknown properties may be spelt as they like."""
        if not exchange.succeeded or not isinstance(exchange.json, dict):
            return
        other = next((key for key in _keys(news) if key not in self._names and _plain(key) in self._plain), None)
        expected = f"{self._plain[_plain(other)]}" if other else ""
        self._judge("camel-case", exchange, other is None, expected, f"{other}")

    def _secret(self, exchange: Exchange, news: Any) -> None:
        response = exchange.response
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        text = response.content.decode("utf-8", "replace")
        plain = json.dumps(news, ensure_ascii=False)  # escapes of JSON hide nothing here
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
        if name in self._names_sent(exchange) or (brought and not brought.channel_id):
            brought = None  # the request itself is enough to see it
        before = [brought] if brought else []
        operation = exchange.operation.id if exchange.operation else None
        expected, seen = "an answer without credentials", f"{name} in its {where}"
        self._results.judge("no-credential", operation, name is None, expected, seen, [*before, exchange])
        self._remember(exchange)
        if exchange.succeeded and isinstance(exchange.json, dict):
            # What the store keeps may read like a trace or a path: a prompt may be about one.
            text = json.dumps({name: value for name, value in exchange.json.items() if name != "data"})
        hit = internals(text) or internals(headers)
        seen = f"the answer holds {hit[:80]!r}" if hit else ""
        self._judge("no-internals", exchange, hit is None, "an answer without stack traces and source paths", seen)


def _items_by_id(exchange: Exchange) -> dict[str, Any]:
    """Return the items of a list by their ids; nothing where there is no list, or one without distinct ids."""
    items = exchange.data if exchange.succeeded and isinstance(exchange.data, list) else []
    found = {item["id"]: item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
    return found if len(found) == len(items) else {}


def _properties(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in schema.get("allOf", []):
        yield from _properties(part)


def _write_only(schema: dict[str, Any]) -> Iterator[str]:
    yield from (name for name, value in schema.get("properties", {}).items() if value.get("writeOnly"))


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
