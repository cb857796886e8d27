"""What each operation is called with: its documented example as curl, and as Python with the generated client."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.reference import python, shell
from contract_tests.spec import Operation, Resource, Spec, tokens_of
from contract_tests.spec.pointers import deref

KEY = "SENDYIQ_API_KEY"
ID = "id1"
"""The variable that keeps the id of what was created for a sample."""


@dataclass(frozen=True)
class Writer:
    """Writes the samples of a document for one server. Each runs as it stands."""

    spec: Spec
    server: str
    key: str = field(default="", repr=False)
    """The key that the samples send: the mock's. Without one they read the variable KEY."""

    def samples(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return for each `operationId` its samples by language.

        `one` is the call alone, with the documented example of an id. Where that id has to exist and something
        creates it, `whole` is the sample with the create before it.
        """
        return {
            operation.id: {"curl": self._curl(operation), "Python": self._python(operation)}
            for operation in self.spec.operations.values()
        }

    def _curl(self, operation: Operation) -> dict[str, str]:
        sample = {"one": _on_lines(self._line(operation, self.example_ids(operation)))}
        if made := self._made_for(operation):
            create, steps, parameter = made
            before = shell.keeping_id(ID, self._line(create, self.example_ids(create)), steps)
            ids = {
                **self.example_ids(operation),
                parameter: f"${{{ID}:?}}",
            }  # nothing is sent where nothing was created
            sample["whole"] = f"{_on_lines(before)}\n{_on_lines(self._line(operation, ids))}"
        return sample

    def _line(self, operation: Operation, ids: Mapping[str, str]) -> str:
        body, key = body_of(self.spec, operation), self.key or f"${KEY}"
        headers = {self.spec.key_header: key} | ({} if body is None else {"Content-Type": "application/json"})
        path = re.sub(r"\{(\w+)\}", lambda hit: ids.get(hit[1], hit[1]), operation.path)
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        variables = {f"${KEY}": f"${KEY}"}
        return shell.curl_line(
            operation.method, self.server + path, headers, content, variables=variables, show_headers=False
        )

    def _python(self, operation: Operation) -> dict[str, str]:
        sample = {"one": self._program([self._called(operation, self._id_literals(operation))], [operation])}
        if made := self._made_for(operation):
            create, steps, parameter = made
            before = python.keeping_id(ID, self._called(create, self._id_literals(create)), steps)
            ids = {**self._id_literals(operation), parameter: ID}
            sample["whole"] = "import json\n" + self._program(
                [before, self._called(operation, ids)], [create, operation]
            )
        return sample

    def _called(self, operation: Operation, ids: Mapping[str, str]) -> str:
        return python.call(operation, [*ids.values()], self._model(operation), body_of(self.spec, operation))

    def _program(self, calls: Sequence[str], operations: Sequence[Operation]) -> str:
        models = [model for operation in operations if (model := self._model(operation))]
        key = f", token={self.key!r}" if self.key else ""
        note = "" if self.key else f"  # the key: ${KEY}"
        *before, last = calls
        return "\n".join(
            [
                *python.imports(operations, models),
                "",
                f"with AuthenticatedClient({self.server!r}{key}) as client:{note}",
                *(f"    {line}" for line in before),
                f"    response = {last}",
                "    print(response.status_code, response.content.decode())",
            ]
        )

    def _model(self, operation: Operation) -> str | None:
        """Return the name of the client's model of a body: that of its schema in the components."""
        if body_of(self.spec, operation) is None:
            return None
        tokens = tokens_of(operation.body_pointer or "")
        named = tokens[:2] == ["components", "schemas"]
        return tokens[2] if named else f"{operation.id[0].upper()}{operation.id[1:]}Body"

    def _made_for(self, operation: Operation) -> tuple[Operation, list[str], str] | None:
        """Return what creates what an operation needs the id of, the steps to that id, and the parameter it goes into.

        None where nothing does, or the document shows no one way to the id.
        """
        resource = self.spec.resource_of(operation)
        if resource is None or resource.creates is None or operation.id not in resource.id_parameters:
            return None
        steps = _way_to_id(resource)
        return (resource.creates, steps, resource.id_parameters[operation.id]) if steps else None

    def example_ids(self, operation: Operation) -> dict[str, str]:
        """Return the path parameters of an operation with their documented examples."""
        found = {}
        for parameter in self.spec.parameters(operation):
            if parameter.get("in") == "path":
                schema = parameter.get("schema", {})
                example = parameter.get("example", schema.get("example", next(iter(schema.get("examples", [])), None)))
                found[parameter["name"]] = str(parameter["name"] if example is None else example)
        return {name: found.get(name, name) for name in operation.path_parameters}

    def _id_literals(self, operation: Operation) -> dict[str, str]:
        return {name: repr(example) for name, example in self.example_ids(operation).items()}


def body_of(spec: Spec, operation: Operation) -> Any:
    """Return the first documented example of a body; None where there is none."""
    _, body = deref(spec.document, operation.pointer + "/requestBody")
    media = (body or {}).get("content", {}).get("application/json", {})
    examples = [example["value"] for example in media.get("examples", {}).values() if "value" in example]
    return next(iter([media["example"]] if "example" in media else examples), None)


def _way_to_id(resource: Resource) -> list[str] | None:
    """Return the steps to the id in the response of the create; None where the document shows no one way."""
    places = resource.places(resource.creates) if resource.creates else ()
    plain = [place for place in places if not place.is_list]
    return [*plain[0].steps, resource.id_property] if plain else None


def _on_lines(line: str) -> str:
    return re.sub(r" (?=-H |--data-binary )", " \\\\\n  ", line)
