"""Operations and their responses, as the document has them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.spec.effects import Effect, effect_of
from contract_tests.spec.loading import METHODS
from contract_tests.spec.pointers import at, deref, pointer
from contract_tests.spec.schemas import Property, applying, properties_of


@dataclass(frozen=True)
class Response:
    """A documented response: where its Response Object is written, and what is in it."""

    status: int
    pointer: str
    definition: dict[str, Any] = field(repr=False)

    @property
    def media_types(self) -> dict[str, str]:
        """Media type to the pointer of its Media Type Object."""
        content = self.definition.get("content", {})
        return {name: self.pointer + pointer("content", name) for name in content}

    @property
    def is_success(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    """Upper case."""
    path: str
    """The template, such as `/channels/{channelId}`."""
    pointer: str
    definition: dict[str, Any] = field(repr=False)
    path_parameters: tuple[str, ...]
    body_pointer: str | None
    """Where the Schema Object of the JSON body is written; None for an operation without a body."""
    responses: dict[int, Response] = field(repr=False)
    effect: Effect | None = None
    body_properties: Mapping[str, Property] = field(default_factory=dict, repr=False)
    """The properties of the JSON body."""
    required_properties: tuple[str, ...] = ()
    """Those that the JSON body has to have."""

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


def operations_of(document: dict[str, Any]) -> Iterator[Operation]:
    """Yield the operations of a document in its order."""
    for path, item in document["paths"].items():
        for method in (method for method in METHODS if method in item):
            where = pointer("paths", path, method)
            definition = item[method]
            body = _body_pointer(document, where)
            yield Operation(
                id=definition["operationId"],
                method=method.upper(),
                path=path,
                pointer=where,
                definition=definition,
                path_parameters=tuple(re.findall(r"\{(\w+)\}", path)),
                body_pointer=body,
                responses=dict(_responses(document, where, definition)),
                effect=effect_of(definition),
                body_properties=properties_of(document, body) if body else {},
                required_properties=_required(document, body) if body else (),
            )


def parameters(document: dict[str, Any], operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the parameters of an operation and those of its path, each with the pointer to where it is written."""
    for owner in (operation.pointer, pointer("paths", operation.path)):
        for index in range(len(at(document, owner).get("parameters", ()))):
            yield deref(document, owner + pointer("parameters", index))


def path_parameter(document: dict[str, Any], operation: Operation, name: str) -> str | None:
    """Return the pointer of the schema of a path parameter."""
    for place, parameter in parameters(document, operation):
        if parameter.get("in") == "path" and parameter.get("name") == name and "schema" in parameter:
            return place + "/schema"
    return None


def _body_pointer(document: dict[str, Any], where: str) -> str | None:
    place, body = deref(document, where + "/requestBody")
    if body is None:
        return None
    return deref(document, place + pointer("content", "application/json", "schema"))[0]


def _required(document: dict[str, Any], body: str) -> tuple[str, ...]:
    names = (name for _, schema in applying(document, body) for name in schema.get("required", ()))
    return tuple(dict.fromkeys(names))


def _responses(document: dict[str, Any], where: str, definition: dict[str, Any]) -> Iterator[tuple[int, Response]]:
    for status in definition["responses"]:
        place, response = deref(document, where + pointer("responses", status))
        yield int(status), Response(int(status), place, response)
