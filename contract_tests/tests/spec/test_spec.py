"""The document is valid, complete, and says of each statement where it comes from; bad ones are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from contract_tests import spec
from contract_tests.spec import Operation, pointers
from contract_tests.spec.errors import UserError
from contract_tests.spec.pointers import pointer
from contract_tests.tests.support import stubs

SPEC = stubs.SPEC
OPERATIONS = list(SPEC.operations.values())
EXAMPLES = [example for example in (*stubs.bodies(), *stubs.answers()) if example.schema]
SCHEMAS: dict[str, dict[str, Any]] = SPEC.document["components"]["schemas"]
VALIDATORS = spec.Validators(SPEC.document)
CHANNELS = "/api/v1/store/integrations/social/channels"

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.id)


def mistakes(schema: str, value: Any) -> list[str]:
    return [error.message for error in VALIDATORS.at(schema).iter_errors(value)]


def objects(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield place, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from objects(item, place + pointer(key))


def test_the_document_is_valid() -> None:
    assert spec.load().operations.keys() == SPEC.operations.keys()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_keeps_to_its_schema(example: stubs.Example) -> None:
    assert mistakes(str(example.schema), example.value) == []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("Channel", {"id": "7c9e6679"}),
        ("Channel", {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "tokenExpiresAt": "tomorrow"}),
        ("ChannelListEnvelope", {"success": True, "data": [{}]}),
        ("CreatedChannelEnvelope", {"success": True}),
        ("UpdateChannelRequest", {"displayName": 5}),
    ],
)
def test_a_wrong_example_would_be_seen(schema: str, value: Any) -> None:
    assert mistakes(pointer("components", "schemas", schema), value)


@every_operation
def test_an_operation_is_described(operation: Operation) -> None:
    (tag,) = operation.definition["tags"]
    assert tag in [known["name"] for known in SPEC.document["tags"]]
    assert operation.definition["summary"]
    assert operation.definition["description"]


@every_operation
def test_an_operation_documents_its_refusals(operation: Operation) -> None:
    unknown_id = {404} if operation.path_parameters else set()
    media_type = {415} if operation.body_pointer else set()
    assert set(operation.responses) >= {400, 401, 403, 429} | unknown_id | media_type


@every_operation
def test_an_operation_has_examples_of_named_schemas(operation: Operation) -> None:
    """Named, since the generator takes the names of its models from there."""
    examples = [example for example in EXAMPLES if example.operation == operation]
    answers = {status for status, answer in operation.responses.items() if answer.media_types}
    assert {example.status for example in examples} == answers | ({None} if operation.body_pointer else set())
    assert all(str(example.schema).startswith("/components/schemas/") for example in examples)


def test_examples_of_parameters_keep_to_their_schemas() -> None:
    parameters: dict[str, Any] = SPEC.document["components"]["parameters"]
    for name, parameter in parameters.items():
        assert mistakes(pointer("components", "parameters", name, "schema"), parameter["example"]) == []


def test_a_create_leads_to_all_that_takes_the_new_id() -> None:
    links = list(SPEC.operations["createWebsiteChannel"].responses[200].definition["links"].values())
    assert {link["operationId"] for link in links} == {op.id for op in OPERATIONS if op.path_parameters}
    assert all(link["parameters"] == {"channelId": "$response.body#/data/id"} for link in links)
    example = next(e for e in EXAMPLES if e.operation.id == "createWebsiteChannel" and e.status == 200)
    assert mistakes("/components/parameters/channelId/schema", pointers.at(example.value, "/data/id")) == []


def test_nothing_is_required_but_what_is_known_or_guessed() -> None:
    found = {
        f"{place}:{name}"
        for place, schema in objects(SCHEMAS)
        if not place.endswith("/if")  # a condition, no demand
        for name in schema.get("required", ())
    }
    assert found == {
        "/Envelope:success",
        "/ErrorEnvelope:success",
        "/Channel:id",
        "/CreatedChannelEnvelope/allOf/1:data",
    }


def test_every_statement_has_a_provenance() -> None:
    marks = {SPEC.provenance(place) for place, _ in objects(SPEC.document)}
    assert marks == set(get_args(spec.Provenance)) - {"observed"}  # nothing is, until a run has seen it


@pytest.mark.parametrize(
    ("place", "provenance"),
    [
        ("/servers/1/url", "guide"),
        ("/components/parameters/channelId/schema/format", "reference"),
        ("/components/schemas/UpdateChannelRequest/properties/tokenExpiresAt/format", "reference"),
        ("/components/schemas/Envelope/required", "guide"),
        ("/components/schemas/CreatedChannelEnvelope/allOf/1/properties/data/not", "guide"),
        ("/components/schemas/Channel/then/properties/channelToken/pattern", "guide"),
        ("/components/schemas/Channel/properties/id/format", "semantics"),
        ("/components/schemas/Channel/required", "assumed"),
        ("/components/schemas/Channel/properties/channelType/type", "assumed"),
        ("/components/schemas/ChannelListEnvelope/allOf/1/properties/data/type", "assumed"),
        ("/components/responses/BadRequest/description", "guide"),
        ("/components/responses/BadRequest/content/application~1json/schema", "assumed"),
        ("/components/responses/Unauthorized", "semantics"),
        ("/components/responses/NotFound", "assumed"),
        ("/components/responses/WebsiteChannelCreated/links/delete", "semantics"),
    ],
)
def test_the_nearest_mark_decides(place: str, provenance: str) -> None:
    assert SPEC.provenance(place) == provenance


@pytest.mark.parametrize("name", SCHEMAS["Channel"]["properties"])
def test_a_name_that_the_reference_types_keeps_its_type_in_answers(name: str) -> None:
    shown = SCHEMAS["Channel"]["properties"][name]
    requests = [schema["properties"] for key, schema in SCHEMAS.items() if key.endswith("Request")]
    sent = [properties[name] for properties in requests if name in properties]
    place = pointer("components", "schemas", "Channel", "properties", name, "type")
    assert (SPEC.provenance(place) == "reference") == bool(sent)
    for schema in sent:
        types = {schema["type"]} if isinstance(schema["type"], str) else set(schema["type"])
        assert (types | {"null"}, schema.get("format")) == (set(shown["type"]), shown.get("format"))


@every_operation
def test_a_request_is_matched_to_its_operation(operation: Operation) -> None:
    assert SPEC.match(operation.method, stubs.url(operation).path) == operation


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", f"{CHANNELS}/website", "createWebsiteChannel"),
        ("PATCH", f"{CHANNELS}/website", None),
        ("DELETE", f"{CHANNELS}/website", None),
        ("PATCH", f"{CHANNELS}/no-uuid", "updateChannel"),
        ("POST", f"{CHANNELS}/website/rotate-token", "rotateChannelToken"),
        ("DELETE", f"{CHANNELS}/a/b", None),
        ("POST", f"{CHANNELS}/a/rotate-token/", None),
    ],
)
def test_a_literal_path_wins_over_a_template(method: str, path: str, expected: str | None) -> None:
    found = SPEC.match(method, path)
    assert (found.id if found else None) == expected


GOOD = """\
openapi: 3.1.0
x-provenance: reference
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          $ref: '#/components/responses/Things'
components:
  responses:
    Things:
      description: The things.
      content: {application/json: {schema: {type: array}}}
"""


NO_PATH = "paths:\n  /nothing: {get: null}"
TWICE = "paths:\n  /others: {get: {operationId: listThings}}"
ITSELF = "'#/paths/~1things/get/responses/200'"
# What is replaced in the good document and by what; how the line begins that is named; words of the message.
MISTAKES = {
    "a tab": ("    get:", "\tget:", "get", "not valid YAML"),
    "a control character": ("The things", "The \0things", "description", "not valid YAML"),
    "a key twice": ("title: Things", "title: Things, title: T", "info", "'title' stands twice"),
    "a key that is no text": ("'200':", "200:", "200", "quotes"),
    "OpenAPI 3.0": ("openapi: 3.1.0", "openapi: 3.0.3", "openapi", "`openapi: 3.1.x`"),
    "no provenance": ("x-provenance: reference\n", "", "openapi", "lacks `x-provenance`"),
    "an unknown provenance": ("x-provenance: reference", "x-provenance: rumour", "x-provenance", "'rumour'"),
    "a reference to nowhere": ("s/Things'", "s/Nothing'", "$ref", "leads nowhere"),
    "a reference to itself": ("'#/components/responses/Things'", ITSELF, "$ref", "itself"),
    "a wrong type": ("description: The things.", "description: 5", "description", "5 is not of type"),
    "a wrong type in a schema": ("type: array", "type: list", "content", "'list'"),
    "no paths": ("paths:", "x-paths:", "openapi", "no paths"),
    "no operation": ("paths:", NO_PATH, "/nothing", "lacks an operationId"),
    "no operationId": ("      operationId: listThings\n", "", "get", "lacks an operationId"),
    "an operationId twice": ("paths:", TWICE, "operationId", "'listThings'"),
    "an answer without a status": ("'200':", "default:", "default", "'default'"),
}


def test_a_good_document_loads(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert list(spec.load(path).operations) == ["listThings"]


@pytest.mark.parametrize(("old", "new", "line", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, line: str, words: str
) -> None:
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    path = tmp_path / "things.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        spec.load(path)
    number = next(n for n, found in enumerate(text.splitlines(), 1) if found.strip().startswith(line))
    assert str(caught.value).startswith(f"things.yaml:{number}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"openapi: \xff"], ids=["missing", "no UTF-8"])
def test_an_unreadable_file_is_told_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "things.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"^things\.yaml cannot be read: .+$"):
        spec.load(path)
