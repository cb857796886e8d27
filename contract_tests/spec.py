"""Reads `openapi.yaml` and answers questions about it: operations, provenance, JSON pointers, lines."""

from __future__ import annotations

import functools
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from contract_tests.errors import UserError

SPEC_PATH = Path(__file__).resolve().parent.parent / "openapi.yaml"
Provenance = Literal["reference", "guide", "semantics", "assumed"]
METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")


def escape(token: str) -> str:
    """Escape one reference token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer(*tokens: str | int) -> str:
    """Join tokens into a JSON pointer (RFC 6901)."""
    return "".join("/" + escape(str(token)) for token in tokens)


def tokens_of(json_pointer: str) -> list[str]:
    """Split a JSON pointer into its unescaped tokens."""
    return [token.replace("~1", "/").replace("~0", "~") for token in json_pointer.split("/")[1:]]


def at(document: Any, json_pointer: str) -> Any:
    """Return the value at a JSON pointer; None where there is none."""
    value = document
    for token in tokens_of(json_pointer):
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


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
    """Read, check and return the document.

    Raises UserError, with the line, where it is not valid OpenAPI 3.1 or lacks what this project builds on.
    `validate=False` leaves out the slow part, the OpenAPI rules.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name} cannot be read: {error}") from None
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path.name}:{line}: not valid YAML: {error.problem}. Mend it and try again.") from None
    problem = _first_problem(document) or (_invalid(document) if validate else None)
    if problem:
        where, what = problem
        raise UserError(
            f"{path.name}:{_line(node, where)}: not a valid OpenAPI document: {what} (at {where or '/'}). "
            "Mend it and try again."
        )
    return Spec(document)


class _Loader(yaml.CSafeLoader):
    """Refuses duplicate keys, which YAML forbids and PyYAML lets pass; keeps dates as the text that JSON has."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.rpartition(":")[2] not in ("timestamp", "bool")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])  # YAML 1.2: no on, no


def _first_problem(document: Any) -> tuple[str, str] | None:
    """Return the first mistake as (pointer, words)."""
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1"):
        return "", "it does not say `openapi: 3.1.x`"
    for place, value in _walk(document):
        mark = value.get("x-provenance")
        if mark is not None and mark not in get_args(Provenance):
            return (
                place + "/x-provenance",
                f"{mark!r} is no provenance; known are {', '.join(get_args(Provenance))}",
            )
        ref = value.get("$ref")
        if isinstance(ref, str) and at(document, ref.removeprefix("#")) is None:
            return place + "/$ref", f"the reference {ref!r} leads nowhere"
    return _missing(document)


def _invalid(document: dict[str, Any]) -> tuple[str, str] | None:
    from openapi_spec_validator import OpenAPIV31SpecValidator  # slow to import, and the mock does without

    errors: list[Any] = list(OpenAPIV31SpecValidator(document).iter_errors())
    if not errors:
        return None
    deepest = max(errors, key=lambda error: len(error.absolute_path))
    # A mistake inside a Schema Object is placed relative to it: look for the place where it is so.
    relative = pointer(*deepest.absolute_path)
    places = (where + relative for where, value in _walk(document) if at(value, relative) == deepest.instance)
    return next(places, relative), str(deepest.message)[:200]


def _missing(document: dict[str, Any]) -> tuple[str, str] | None:
    """Return what OpenAPI leaves open and this project builds on."""
    if "x-provenance" not in document:
        return "", "the root lacks `x-provenance`"
    for path, item in (document.get("paths") or {}).items():
        for method in METHODS:
            if method in item and "operationId" not in item[method]:
                return pointer("paths", path, method), "the operation lacks an operationId"
    return None


def _walk(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield place, value
        for key, item in value.items():
            if key not in ("example", "examples", "value"):
                yield from _walk(item, place + pointer(str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, place + pointer(index))


def _line(node: Any, json_pointer: str) -> int:
    """Return the line, from 1, of the place that a pointer names, or of its nearest ancestor that exists."""
    line = node.start_mark.line if node else 0
    for token in tokens_of(json_pointer):
        if isinstance(node, yaml.MappingNode):
            hit = next(((k, v) for k, v in node.value if k.value == token), None)
            if hit is None:
                break
            line, node = hit[0].start_mark.line, hit[1]
        elif isinstance(node, yaml.SequenceNode) and token.isdigit() and int(token) < len(node.value):
            node = node.value[int(token)]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1
