"""Reads an OpenAPI document from YAML, and says with the line what is wrong with it."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Hashable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from contract_tests.spec.errors import UserError
from contract_tests.spec.pointers import at, pointer, tokens_of, walk
from contract_tests.spec.provenance import provenance_problem

METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")
_PASSED = Path(__file__).parent / "__pycache__" / "openapi.passed"
"""The digest of the last document that kept the OpenAPI rules: with their library, they take half of a start."""


@dataclass(frozen=True)
class Source:
    """A document as it was read, and where its lines are."""

    name: str
    document: dict[str, Any]
    node: Any
    """The root of the YAML, which knows the lines."""

    def error(self, where: str, what: str) -> UserError:
        """Make the one line that says what is wrong at a pointer."""
        line = _line(self.node, where)
        return UserError(
            f"{self.name}:{line}: not a valid OpenAPI document: {what} (at {where or '/'}). Mend it and try again."
        )


def read(path: Path, *, validate: bool) -> Source:
    """Return the document at a path.

    Raises UserError, with the line, where it is not valid OpenAPI 3.1 or lacks what this project builds on.
    `validate=False` leaves out the slow part, the OpenAPI rules.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name} cannot be read: {error}") from None
    return parse(path.name, text, validate=validate)


def parse(name: str, text: str, *, validate: bool) -> Source:
    """Return the document of a text, as `read` does."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{name}:{line}: not valid YAML: {error.problem}. Mend it and try again.") from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise UserError(f"{name}:{line}: not valid YAML: {error.reason}. Mend it and try again.") from None
    source = Source(name, document, node)
    problem = _first_problem(document) or (_invalid(document, text) if validate else None)
    if problem:
        raise source.error(*problem)
    return source


class _Loader(yaml.CSafeLoader):
    """Refuses duplicate keys, which YAML forbids and PyYAML lets pass; keeps dates as the text that JSON has."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):  # JSON has none but text
                raise yaml.MarkedYAMLError(problem="a key is no text: put it in quotes", problem_mark=key.start_mark)
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
    for place, value in walk(document):
        problem = provenance_problem(place, value)
        if problem:
            return problem
        ref = value.get("$ref")
        if isinstance(ref, str) and at(document, ref.removeprefix("#")) is None:
            return place + "/$ref", f"the reference {ref!r} leads nowhere"
        if isinstance(ref, str) and _is_circle(document, ref):
            return place + "/$ref", f"the reference {ref!r} leads back to itself"
    return _missing(document)


def _invalid(document: dict[str, Any], text: str) -> tuple[str, str] | None:
    digest = hashlib.blake2s(f"{version('openapi-spec-validator')}\n{text}".encode("utf-8", "surrogatepass")).digest()
    with contextlib.suppress(OSError):
        if _PASSED.read_bytes() == digest:
            return None
    from openapi_spec_validator import OpenAPIV31SpecValidator  # slow to import, and the mock does without

    errors: list[Any] = list(OpenAPIV31SpecValidator(document).iter_errors())
    if not errors:
        with contextlib.suppress(OSError):  # it is checked again then
            _PASSED.parent.mkdir(exist_ok=True)
            _PASSED.write_bytes(digest)
        return None
    deepest = max(errors, key=lambda error: len(error.absolute_path))
    # A mistake inside a Schema Object is placed relative to it: look for the place where it is so.
    relative = pointer(*deepest.absolute_path)
    places = (where + relative for where, value in walk(document) if at(value, relative) == deepest.instance)
    return next(places, relative), str(deepest.message).partition("\n")[0][:200]


def _is_circle(document: Any, ref: Any) -> bool:
    """Whether references that do nothing but refer lead back to where they began."""
    seen = []
    while isinstance(ref, str) and ref not in seen:
        seen.append(ref)
        value = at(document, ref.removeprefix("#"))
        ref = value.get("$ref") if isinstance(value, dict) else None
    return ref is not None


def _missing(document: dict[str, Any]) -> tuple[str, str] | None:
    """Return what OpenAPI leaves open, or its validator cannot place, and this project builds on."""
    if "x-provenance" not in document:
        return "", "the root lacks `x-provenance`"
    if not isinstance(document.get("paths"), dict):
        return "/paths", "it has no paths"
    ids = set()
    for path, item in document["paths"].items():
        for method in METHODS:
            if not isinstance(item, dict) or method not in item:
                continue
            where, operation = pointer("paths", path, method), item[method]
            if not isinstance(operation, dict) or "operationId" not in operation:
                return where, "the operation lacks an operationId"
            if operation["operationId"] in ids:
                return where + "/operationId", f"the operationId {operation['operationId']!r} is taken"
            ids.add(operation["operationId"])
            for status in operation.get("responses") or ():
                if not re.fullmatch("[1-5][0-9][0-9]", status):
                    return where + pointer("responses", status), f"{status!r} is no status, and this project needs one"
    return None


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
