"""Short documents of other APIs: what varies is written in a test, the rest is here."""

from __future__ import annotations

import itertools
import textwrap
from pathlib import Path

from contract_tests import spec

_numbers = itertools.count()
_OPENAPI = """\
openapi: 3.1.0
x-provenance: assumed
info: {{title: Things, version: '1'}}
paths:
{paths}
components:
  schemas:
{schemas}
"""
CHANNEL = """
Channel:
  type: object
  required: [id]
  properties:
    id: {type: string, format: uuid}
    name: {type: [string, 'null']}
    enabled: {type: boolean}
    expires: {type: string, format: date-time}
    token: {type: string, x-unique: true}
"""


def operation(
    path: str, method: str, effect: str, *, shows: str = "", takes: str = "", links: str = "", status: int = 200
) -> str:
    """Write an operation; its id is the kind and the resource of its effect, such as `listsChannel`."""
    words = effect.strip("{}").split(",")[0].split(":")
    parameters = "".join(
        f"    - {{name: {name.partition('}')[0]}, in: path, required: true, schema: {{type: string}}}}\n"
        for name in path.split("{")[1:]
    )
    lines = [
        f"{path}:",
        *(["  parameters:", parameters.rstrip("\n")] if parameters else []),
        f"  {method}:",
        f"    operationId: {words[0].strip()}{words[1].strip()}",
        f"    x-effect: {effect}",
        *([f"    requestBody: {{content: {{application/json: {{schema: {takes}}}}}}}"] if takes else []),
        "    responses:",
        f"      '{status}':",
        "        description: ''",
        *([f"        content: {{application/json: {{schema: {shows}}}}}"] if shows else []),
        *([f"        links: {links}"] if links else []),
    ]
    return "\n".join(lines)


def ref(name: str) -> str:
    """Write a reference to a schema."""
    return f"{{$ref: '#/components/schemas/{name}'}}"


def text_of(*operations: str, schemas: str = CHANNEL) -> str:
    """Write a document."""
    paths = textwrap.indent("\n".join(operations), "  ")
    return _OPENAPI.format(paths=paths, schemas=textwrap.indent(textwrap.dedent(schemas).strip("\n"), "    "))


def read(folder: Path, text: str) -> spec.Spec:
    """Read a document as a user's is read."""
    path = folder / f"things{next(_numbers)}.yaml"
    path.write_text(text, encoding="utf-8")
    return spec.load(path)
