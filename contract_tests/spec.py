"""Answers questions about `openapi.yaml`: operations, answers, provenance."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from contract_tests import document
from contract_tests.document import METHODS, Provenance
from contract_tests.pointers import at, pointer, tokens_of

_HERE = Path(__file__).resolve().parent
_PACKED = _HERE / "openapi.yaml"  # where the mock's own distribution has it
SPEC_PATH = _PACKED if _PACKED.exists() else _HERE.parent / "openapi.yaml"


@dataclass(frozen=True)
class Answer:
    """A documented answer: where its Response Object is written, and what is in it."""

    status: int
    pointer: str
    definition: dict[str, Any]

    @property
    def media_types(self) -> dict[str, str]:
        """Media type to the pointer of its Media Type Object."""
        content = self.definition.get("content", {})
        return {name: self.pointer + pointer("content", name) for name in content}


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    """Upper case."""
    path: str
    """The template, such as `/channels/{channelId}`."""
    pointer: str
    definition: dict[str, Any]
    path_parameters: tuple[str, ...]
    body_pointer: str | None
    """Where the Schema Object of the JSON body is written; None for an operation without a body."""
    answers: dict[int, Answer]

    @property
    def changes(self) -> bool:
        """Whether it may change the store: everything but a safe method of HTTP may."""
        return self.method not in ("GET", "HEAD", "OPTIONS", "TRACE")

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches a path of this operation; groups are the path parameters."""
        return _pattern(self.path)


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile("".join(f"(?P<{p}>[^/]*)" if i % 2 else re.escape(p) for i, p in enumerate(parts)) + r"\Z")


class Spec:
    """An OpenAPI document that was found valid."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {op.id: op for op in self._operations()}

    @property
    def key_header(self) -> str:
        """Name of the header that carries the API key, from the security scheme."""
        schemes = self.document["components"]["securitySchemes"].values()
        return str(next(s["name"] for s in schemes if s["type"] == "apiKey" and s["in"] == "header"))

    @property
    def servers(self) -> list[str]:
        """The URLs of the servers: staging, production, mock."""
        return [server["url"] for server in self.document["servers"]]

    def deref(self, json_pointer: str) -> tuple[str, Any]:
        """Follow `$ref`s from a pointer to the place where the object is written: (pointer, object)."""
        value = at(self.document, json_pointer)
        while isinstance(value, dict) and "$ref" in value:
            json_pointer = value["$ref"].removeprefix("#")
            value = at(self.document, json_pointer)
        return json_pointer, value

    def provenance(self, json_pointer: str) -> Provenance:
        """Return the provenance of the nearest marked ancestor of a place, itself included."""
        value: Any = self.document
        found = value.get("x-provenance")
        for token in tokens_of(json_pointer):
            value = value[int(token)] if isinstance(value, list) else value.get(token)
            if isinstance(value, dict) and isinstance(value.get("x-provenance"), str):
                found = value["x-provenance"]
            elif not isinstance(value, dict | list):
                break
        return cast("Provenance", found)

    def match(self, method: str, path: str) -> Operation | None:
        """Find the operation that a request addresses; a literal path wins over a template."""
        hits = [op for op in self.operations.values() if op.method == method and op.pattern.match(path)]
        literal = [p for p in self.document["paths"] if p == path]
        if literal:
            hits = [op for op in hits if op.path == path]
        return hits[0] if hits else None

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                where = pointer("paths", path, method)
                definition = item[method]
                yield Operation(
                    id=definition["operationId"],
                    method=method.upper(),
                    path=path,
                    pointer=where,
                    definition=definition,
                    path_parameters=tuple(re.findall(r"\{(\w+)\}", path)),
                    body_pointer=self._body_pointer(where),
                    answers=dict(self._answers(where, definition)),
                )

    def _body_pointer(self, where: str) -> str | None:
        place, body = self.deref(where + "/requestBody")
        if body is None:
            return None
        return self.deref(place + pointer("content", "application/json", "schema"))[0]

    def _answers(self, where: str, definition: dict[str, Any]) -> Iterator[tuple[int, Answer]]:
        for status in definition["responses"]:
            place, answer = self.deref(where + pointer("responses", status))
            yield int(status), Answer(int(status), place, answer)


@functools.cache
def load(path: Path = SPEC_PATH, *, validate: bool = True) -> Spec:
    """Read, check and return the document; raises UserError as `document.read` does."""
    return Spec(document.read(path, validate=validate))
