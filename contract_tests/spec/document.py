"""The document as a whole: its operations, resources and provenance."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from contract_tests.spec import loading
from contract_tests.spec.effects import Mistake, mistakes_of
from contract_tests.spec.errors import UserError
from contract_tests.spec.extensions import extension_problem
from contract_tests.spec.operations import Operation, operations_of, parameters
from contract_tests.spec.pointers import deref, pointer, tokens_of, walk
from contract_tests.spec.provenance import Provenance, nearest_mark
from contract_tests.spec.resources import Resource
from contract_tests.spec.routes import Routes

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKED = _PACKAGE / "openapi.yaml"  # where the mock's own distribution has it
SPEC_PATH = _PACKED if _PACKED.exists() else _PACKAGE.parent / "openapi.yaml"


class Spec:
    """An OpenAPI document that was found valid."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {op.id: op for op in operations_of(document)}
        self.routes = Routes(self.operations.values())

    @property
    def key_header(self) -> str:
        """Name of the header that carries the API key. Raises UserError where no security scheme says it."""
        schemes = self.document.get("components", {}).get("securitySchemes", {}).values()
        names = [str(each["name"]) for each in schemes if each.get("type") == "apiKey" and each.get("in") == "header"]
        if not names:
            raise UserError("openapi.yaml: no security scheme has `type: apiKey` and `in: header`; the key is sent so.")
        return names[0]

    @property
    def servers(self) -> list[str]:
        """The URLs of the servers: staging, production, mock."""
        return [server["url"] for server in self.document.get("servers", ())]

    @functools.cached_property
    def resources(self) -> Mapping[str, Resource]:
        """The resources that effects name, by the name of their schema."""
        names = dict.fromkeys(op.effect.resource for op in self.operations.values() if op.effect)
        places = frozenset(pointer("components", "schemas", name) for name in names)
        return {name: Resource(self.document, name, self._affecting(name), places) for name in names}

    def resource_of(self, operation: Operation) -> Resource | None:
        """Return the resource that the effect of an operation names."""
        return self.resources[operation.effect.resource] if operation.effect else None

    def parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """Return the parameters of an operation, those of its path included."""
        return [parameter for _, parameter in parameters(self.document, operation)]

    def statuses_for(self, operation: Operation, mistake: Mistake) -> set[int]:
        """Return the statuses whose responses say by `x-when` that they answer a mistake."""
        responses = operation.responses.values()
        return {response.status for response in responses if mistake in mistakes_of(response.definition)}

    def mistake_observed_since(self, operation: Operation, mistake: Mistake) -> str | None:
        """Return the day since which it is observed what a mistake gets; None for a guess, or where nothing says."""
        responses = operation.responses.values()
        named = (response for response in responses if mistake in mistakes_of(response.definition))
        return next(filter(None, (self.observed_since(response.pointer + "/x-when") for response in named)), None)

    @functools.cached_property
    def write_only_names(self) -> frozenset[str]:
        """Names of all properties that may be sent and never come back."""
        written = frozenset(
            tokens_of(place)[-1]
            for place, value in walk(self.document)
            if value.get("writeOnly") is True and tokens_of(place)[-2:-1] == ["properties"]
        )
        bodies = (item for operation in self.operations.values() for item in operation.body_properties.values())
        return written | {item.name for item in bodies if item.is_write_only}

    def deref(self, json_pointer: str) -> tuple[str, Any]:
        """Follow `$ref`s from a pointer to the place where the object is written: (pointer, object)."""
        return deref(self.document, json_pointer)

    def provenance(self, json_pointer: str) -> Provenance:
        """Return the provenance of the nearest marked ancestor of a place, itself included."""
        return cast("Provenance", nearest_mark(self.document, json_pointer)["x-provenance"])

    def observed_since(self, json_pointer: str) -> str | None:
        """Return the day since which the statement at a place is observed; None for another provenance."""
        day = nearest_mark(self.document, json_pointer).get("x-observed")
        return None if day is None else str(day)

    def match(self, method: str, path: str) -> Operation | None:
        """Find the operation that a request addresses; a literal path wins over a template."""
        found = self.routes.find(path)
        return found[0].get(method) if found else None

    def _affecting(self, name: str) -> list[Operation]:
        return [op for op in self.operations.values() if op.effect and op.effect.resource == name]


@functools.cache
def load(path: Path = SPEC_PATH, *, validate: bool = True) -> Spec:
    """Read, check and return the document. Raises UserError, with the line, for what is wrong with it."""
    return _checked(loading.read(path, validate=validate))


def parse(text: str, *, validate: bool = False) -> Spec:
    """Return the document of a text, which need not be in a file. Raises UserError as `load` does."""
    return _checked(loading.parse("openapi.yaml", text, validate=validate))


def _checked(source: loading.Source) -> Spec:
    spec = Spec(source.document)
    problem = extension_problem(source.document, spec.operations.values())
    if problem:
        raise source.error(*problem)
    return spec
