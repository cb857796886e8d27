"""What each operation is called with: its documented example as curl, and as Python with the generated client."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from contract_tests.reference.curl import curl_line
from contract_tests.spec import Operation, Spec, pointer, snake, tokens_of
from contract_tests.spec.pointers import deref

PACKAGE = "sendyiq_social_channels"
KEY = "SENDYIQ_API_KEY"


def samples(spec: Spec, server: str) -> dict[str, dict[str, str]]:
    """Return for each `operationId` its samples by language. Each runs as it stands, with the key in `KEY`."""
    return {
        operation.id: {"curl": _curl(spec, operation, server), "Python": _python(spec, operation, server)}
        for operation in spec.operations.values()
    }


def body_of(spec: Spec, operation: Operation) -> Any:
    """Return the first documented example of a body; None where there is none."""
    _, body = deref(spec.document, operation.pointer + "/requestBody")
    media = (body or {}).get("content", {}).get("application/json", {})
    examples = [example["value"] for example in media.get("examples", {}).values() if "value" in example]
    return next(iter([media["example"]] if "example" in media else examples), None)


def parameters_of(spec: Spec, operation: Operation) -> dict[str, str]:
    """Return the path parameters with their documented examples."""
    found = {}
    for place in (pointer("paths", operation.path), operation.pointer):
        owner = _at(spec, place)
        for index in range(len(owner.get("parameters", ()))):
            _, parameter = deref(spec.document, place + pointer("parameters", index))
            if parameter.get("in") == "path":
                schema = parameter.get("schema", {})
                example = parameter.get("example", schema.get("example", next(iter(schema.get("examples", [])), None)))
                found[parameter["name"]] = str(parameter["name"] if example is None else example)
    return found


def _at(spec: Spec, place: str) -> Mapping[str, Any]:
    _, value = deref(spec.document, place)
    return value if isinstance(value, dict) else {}


def _curl(spec: Spec, operation: Operation, server: str) -> str:
    values = parameters_of(spec, operation)
    path = re.sub(r"\{(\w+)\}", lambda hit: values.get(hit[1], hit[1]), operation.path)
    body = body_of(spec, operation)
    headers = {spec.key_header: f"${KEY}"} | ({"Content-Type": "application/json"} if body is not None else {})
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    line = curl_line(
        operation.method, server + path, headers, content, variables={f"${KEY}": f"${KEY}"}, show_headers=False
    )
    return re.sub(r" (?=-H |--data-binary )", " \\\n  ", line)


def _python(spec: Spec, operation: Operation, server: str) -> str:
    module, body = snake(operation.id), body_of(spec, operation)
    model = _model(spec, operation) if body is not None else None
    tag = snake(str(next(iter(operation.definition.get("tags", [])), "default")).replace(" ", "_"))
    arguments = [repr(value) for value in parameters_of(spec, operation).values()] + ["client=client"]
    lines = [f"from {PACKAGE} import AuthenticatedClient", f"from {PACKAGE}.api.{tag} import {module}"]
    if model:
        lines.append(f"from {PACKAGE}.models import {model}")
        arguments.append("body=body")
    lines += ["", f'with AuthenticatedClient("{server}") as client:  # the key: ${KEY}']
    lines += [f"    body = {model}.from_dict({body!r})"] if model else []
    lines += [f"    response = {module}.sync_detailed({', '.join(arguments)})"]
    return "\n".join([*lines, "    print(response.status_code, response.content.decode())"])


def _model(spec: Spec, operation: Operation) -> str | None:
    """Return the name of the client's model of a body: that of its schema in the components."""
    tokens = tokens_of(operation.body_pointer or "")
    return tokens[2] if tokens[:2] == ["components", "schemas"] else f"{operation.id[0].upper()}{operation.id[1:]}Body"
