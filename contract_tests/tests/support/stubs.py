"""Stubs of the API, built from the examples in `openapi.yaml`: what the document describes is stubbed."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import respx
from sendyiq_social_channels import AuthenticatedClient

from contract_tests import spec
from contract_tests.spec import pointers

BASE_URL = "https://api.invalid"  # a reserved name: if all guards failed, nothing would answer
KEY = "exampleKeyId.exampleSecret"
SPEC = spec.load(validate=False)  # test_spec.py says whether it is valid
TLS = ssl.create_default_context()  # made once: reading the certificates anew takes longer than a test


@dataclass(frozen=True)
class Example:
    """A named example of a body: of a request where `status` is None, else of that answer."""

    operation: spec.Operation
    status: int | None
    name: str
    schema: str | None
    """Where the Schema Object is written; None for an answer that has no body."""
    value: Any

    def __str__(self) -> str:
        return "-".join(str(part) for part in (self.operation.id, self.status, self.name) if part is not None)


def bodies() -> Iterator[Example]:
    """Yield every example of a request body; for an operation without a body, one that is None."""
    for operation in SPEC.operations.values():
        place, body = SPEC.deref(operation.pointer + "/requestBody")
        if body is None:
            yield Example(operation, None, "no-body", None, None)
        for media_type in (body or {}).get("content", ()):
            yield from _examples(operation, None, place + pointers.pointer("content", media_type))


def answers() -> Iterator[Example]:
    """Yield every example of every documented answer; for an answer without a body, one that is None."""
    for operation in SPEC.operations.values():
        for answer in operation.responses.values():
            if not answer.media_types:
                yield Example(operation, answer.status, "no-body", None, None)
            for place in answer.media_types.values():
                yield from _examples(operation, answer.status, place)


def parameters(operation: spec.Operation) -> Iterator[dict[str, Any]]:
    """Yield the required parameters; each carries an example."""
    for owner in (operation.pointer.rpartition("/")[0], operation.pointer):
        for index in range(len(pointers.at(SPEC.document, owner).get("parameters", ()))):
            _, parameter = SPEC.deref(owner + pointers.pointer("parameters", index))
            if parameter.get("required"):
                yield parameter


def url(operation: spec.Operation) -> httpx.URL:
    """Return the address of an operation, with the examples of its parameters filled in."""
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in parameters(operation):
        values[parameter["in"]][parameter["name"]] = parameter["example"]
    return httpx.URL(BASE_URL + operation.path.format(**values["path"]), params=values["query"] or None)


def stub(router: respx.Router, answer: Example) -> respx.Route:
    """Let the router answer the operation with the example."""
    if answer.status is None:
        raise ValueError(f"{answer} is an example of a request")
    operation = answer.operation
    return router.request(operation.method, url(operation)).respond(answer.status, json=answer.value)


def client(*, raise_on_unexpected_status: bool = False) -> AuthenticatedClient:
    """Make a client of the stubs, as its generator documents it."""
    return AuthenticatedClient(
        base_url=BASE_URL,
        token=KEY,
        prefix="",
        auth_header_name=SPEC.key_header,
        raise_on_unexpected_status=raise_on_unexpected_status,
        verify_ssl=TLS,
        retries=0,
    )


def instants(value: Any) -> Any:
    """Read date-times: the client writes `+00:00` where an example has `Z`, which is the same instant."""
    if isinstance(value, dict):
        return {key: instants(item) for key, item in value.items()}
    if isinstance(value, list):
        return [instants(item) for item in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value


def _examples(operation: spec.Operation, status: int | None, place: str) -> Iterator[Example]:
    schema, _ = SPEC.deref(place + "/schema")
    for name in pointers.at(SPEC.document, place).get("examples", ()):
        _, example = SPEC.deref(place + pointers.pointer("examples", name))
        yield Example(operation, status, name, schema, example["value"])
