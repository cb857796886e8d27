"""Short documents of other APIs: what varies is written in a test, the rest is here."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract_tests import spec

Read = Callable[..., spec.Spec]
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


ONE, OTHER = {"id": "a", "name": "One"}, {"id": "b", "name": "Other"}

LINK = "{made: {operationId: deletesChannel, parameters: {channelId: '$response.body#%s'}}}"

CHANNELS, ITEM = "/channels", "/channels/{channelId}"


def envelope(data: str) -> str:
    return f"{{type: object, properties: {{success: {{type: boolean}}, data: {data}}}}}"


def listing(shape: str) -> str:
    return operation(CHANNELS, "get", "{lists: Channel}", shows=shape)


def deleting(name: str = "channelId") -> str:
    return operation(f"/channels/{{{name}}}", "delete", "{deletes: Channel}")


LISTS: dict[str, tuple[str, str, Any]] = {
    "an envelope": (envelope(f"{{type: array, items: {ref('Channel')}}}"), "data[]", {"data": [ONE, OTHER]}),
    "an array at the root": (f"{{type: array, items: {ref('Channel')}}}", "[]", [ONE, OTHER]),
    "another name": (
        f"{{properties: {{channels: {{items: {ref('Channel')}}}}}}}",
        "channels[]",
        {"channels": [ONE, OTHER]},
    ),
    "pages": (
        envelope(f"{{properties: {{items: {{items: {ref('Channel')}}}, page: {{}}, pageSize: {{}}, total: {{}}}}}}"),
        "data.items[]",
        {"data": {"items": [ONE, OTHER], "page": 1, "pageSize": 50, "total": 2}},
    ),
    "allOf": (
        f"{{allOf: [{envelope('{}')}, {{properties: {{data: {{items: {ref('Channel')}}}}}}}]}}",
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "an alternative to null": (
        envelope(f"{{oneOf: [{{type: 'null'}}, {{type: array, items: {ref('Channel')}}}]}}"),
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "a condition": (
        f"{{if: {{required: [data]}}, then: {{properties: {{data: {{items: {ref('Channel')}}}}}}}}}",
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "an item that wraps it": (
        envelope(f"{{items: {{properties: {{channel: {ref('Channel')}}}}}}}"),
        "data[].channel",
        {"data": [{"channel": ONE}, {"channel": OTHER}]},
    ),
    "groups": (
        f"{{properties: {{groups: {{items: {{properties: {{channels: {{items: {ref('Channel')}}}}}}}}}}}}}",
        "groups[].channels[]",
        {"groups": [{"channels": [ONE]}, {"channels": [OTHER]}]},
    ),
    "an item that has more": (
        envelope(f"{{items: {{allOf: [{ref('Channel')}, {{properties: {{rank: {{}}, next: {ref('Channel')}}}}}]}}}}"),
        "data[]",
        {"data": [ONE, OTHER]},
    ),
    "one beside the list": (
        envelope(f"{{properties: {{first: {ref('Channel')}, items: {{items: {ref('Channel')}}}}}}}"),
        "data.items[]",
        {"data": {"first": ONE, "items": [ONE, OTHER]}},
    ),
}
SINGLE = {
    "an envelope": (envelope(ref("Channel")), {"data": ONE}),
    "nothing around it": (ref("Channel"), ONE),
    "a wrapped one": (envelope(f"{{properties: {{channel: {ref('Channel')}}}}}"), {"data": {"channel": ONE}}),
    "one beside all": (
        f"{{properties: {{made: {ref('Channel')}, all: {{items: {ref('Channel')}}}}}}}",
        {"made": ONE, "all": [ONE, OTHER]},
    ),
    "an array of one": (envelope(f"{{items: {ref('Channel')}}}"), {"data": [ONE]}),
}
