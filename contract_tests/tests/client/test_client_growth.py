"""Three endpoints more, of another tag and of other kinds, get the same quality from the same templates."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests import spec
from contract_tests.tests.client.calling import CHANNEL_ID, both_ways, transport
from contract_tests.tests.support import stubs
from generated_client.generator import generate

GROWN = "grown_client"
JSON = "application/json"
TEXT: dict[str, Any] = {"required": True, "schema": {"type": "string"}}
ORDER = {"id": CHANNEL_ID, "state": "open", "placedAt": "2026-12-31T23:59:59.1234567Z", "buyer": {"name": "A"}}

SCHEMAS: dict[str, Any] = {
    "OrderState": {"type": "string", "enum": ["open", "paid"]},
    "Priority": {"type": "integer", "enum": [1, 2]},
    "Order": {
        "type": "object",
        "required": ["id", "state", "placedAt"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"$ref": "#/components/schemas/OrderState"},
            "priority": {"$ref": "#/components/schemas/Priority"},
            "placedAt": {"type": "string", "format": "date-time", "description": "When it was placed."},
            "paidAt": {"type": "string", "format": "date-time"},
            "pin": {"type": "string", "format": "password"},
            "buyer": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
            "formerState": {"oneOf": [{"$ref": "#/components/schemas/OrderState"}, {"type": "null"}]},
        },
    },
    "OrderList": {
        "allOf": [
            {"$ref": "#/components/schemas/Envelope"},
            {
                "type": "object",
                "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}},
            },
        ]
    },
    "Health": {
        "type": "object",
        "required": ["success"],
        "properties": {"success": {"type": "boolean"}, "version": {"type": "string"}},
    },
}


def answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


PATHS: dict[str, Any] = {
    "/orders": {
        "get": {
            "operationId": "listOrders",
            "tags": ["Orders"],
            "summary": "List orders",
            "parameters": [
                {"name": "state", "in": "query", "schema": {"$ref": "#/components/schemas/OrderState"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}},
                {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                {"name": "X-Trace", "in": "header", "description": "Names it.", **TEXT},
            ],
            "responses": {
                "200": answer("The orders.", "OrderList"),
                "409": answer("Somebody else is at it.", "ErrorEnvelope"),
                "503": {"description": "Closed on Sundays."},
            },
        },
        "put": {
            "operationId": "replaceOrders",
            "tags": ["Orders"],
            "requestBody": {
                "required": True,
                "content": {JSON: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}}},
            },
            "responses": {"204": {"description": "Done."}, "401": {"$ref": "#/components/responses/Unauthorized"}},
        },
    },
    "/orders/{id}": {
        "parameters": [{"name": "id", "in": "path", **TEXT}],
        "patch": {
            "operationId": "changeOrder",
            "tags": ["Orders"],
            "requestBody": {"required": True, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Order"}}}},
            "responses": {"200": answer("The order.", "Order")},
        },
    },
    "/health": {
        "get": {
            "operationId": "getHealth",
            "tags": ["Health"],
            "security": [],
            "responses": {"200": answer("How it is.", "Health")},
        },
        "post": {
            "operationId": "readNote",
            "tags": ["Health"],
            "responses": {"200": {"description": "A note.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
        },
    },
}


def generate_grown(folder: Path) -> None:
    document = copy.deepcopy(spec.load().document)
    document["paths"] |= PATHS
    document["components"]["schemas"] |= SCHEMAS
    (folder / "openapi.yaml").write_text(json.dumps(document), encoding="utf-8")
    generate.generate(folder / GROWN, folder / "openapi.yaml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the grown client is."""
    folder = tmp_path_factory.mktemp("grown")
    generate_grown(folder)
    return folder


@pytest.fixture(scope="module")
def grown(folder: Path) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield importlib.import_module(GROWN)
        for name in [name for name in sys.modules if name.partition(".")[0] == GROWN]:
            del sys.modules[name]


async def ask(
    grown: Any, way: str, method: str, response: httpx.Response, **arguments: Any
) -> tuple[Any, httpx.Request]:
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(response.status_code, headers=response.headers, content=response.content)

    args = {"transport": transport(respond)}
    client = grown.AuthenticatedClient("https://api.invalid", stubs.KEY, retries=0, httpx_args=args)
    if way == "sync":
        with grown.SendyIQ(client=client) as sendy:
            return getattr(sendy, method)(**arguments), sent[-1]
    async with grown.AsyncSendyIQ(client=client) as sendy:
        return await getattr(sendy, method)(**arguments), sent[-1]


@pytest.mark.anyio
@both_ways
async def test_parameters_go_where_they_belong_and_data_comes_back(grown: Any, way: str) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    found, request = await ask(
        grown,
        way,
        "list_orders",
        httpx.Response(200, json={"success": True, "data": [ORDER]}),
        state=importlib.import_module(f"{GROWN}.models").OrderState.PAID,
        since=since,
        x_trace="t",
    )
    assert dict(request.url.params) == {"state": "paid", "since": since.isoformat()}
    assert request.headers["X-Trace"] == "t"
    assert [(order.state, order.buyer.name, order.placed_at.microsecond) for order in found] == [("open", "A", 123456)]


@pytest.mark.anyio
@both_ways
async def test_values_of_the_future_and_new_nulls_are_no_crash(grown: Any, way: str) -> None:
    strange = {"state": "lost", "priority": 9, "formerState": "older", "paidAt": None, "lines": None, "buyer": None}
    response = httpx.Response(200, json=ORDER | strange)
    order, _ = await ask(grown, way, "change_order", response, id="1", body=_order(grown))
    unset = importlib.import_module(f"{GROWN}.types").UNSET
    assert (order.state, order.priority, order.former_state) == ("lost", 9, "older")
    assert [order.paid_at, order.lines, order.buyer] == [unset] * 3
    assert order.to_dict()["state"] == "lost"


def _order(grown: Any) -> Any:
    return importlib.import_module(f"{GROWN}.models").Order.from_dict({**ORDER, "pin": "1234567"})


@pytest.mark.anyio
@both_ways
async def test_an_array_is_a_body_and_204_is_an_answer(grown: Any, way: str) -> None:
    result, request = await ask(grown, way, "replace_orders", httpx.Response(204), body=[_order(grown)])
    assert result is None
    assert [order["pin"] for order in json.loads(request.content)] == ["1234567"]


@pytest.mark.anyio
@both_ways
async def test_an_answer_without_data_comes_back_whole_and_a_text_as_text(grown: Any, way: str) -> None:
    health, _ = await ask(grown, way, "get_health", httpx.Response(200, json={"success": True, "version": "1"}))
    assert health.version == "1"
    assert (await ask(grown, way, "read_note", httpx.Response(200, text="Hello")))[0] == "Hello"


@pytest.mark.anyio
@both_ways
async def test_an_operation_without_security_gets_no_key(grown: Any, way: str) -> None:
    _, request = await ask(grown, way, "get_health", httpx.Response(200, json={"success": True}))
    assert stubs.SPEC.key_header not in request.headers
    _, request = await ask(grown, way, "read_note", httpx.Response(200, text=""))
    assert request.headers[stubs.SPEC.key_header] == stubs.KEY


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("bad", ["", ".", ".."])
async def test_a_path_leads_nowhere_else(grown: Any, way: str, bad: str) -> None:
    with pytest.raises(grown.SendyIQError, match="Nothing was sent: id may not be"):
        await ask(grown, way, "change_order", httpx.Response(200), id=bad, body=_order(grown))
    _, request = await ask(grown, way, "change_order", httpx.Response(200, json=ORDER), id="../a?b", body=_order(grown))
    assert request.url.raw_path == b"/orders/..%2Fa%3Fb"


def test_new_statuses_have_errors_and_new_credentials_are_hidden(grown: Any) -> None:
    errors = importlib.import_module(f"{GROWN}.errors")
    assert errors.ConflictError.hint == "Somebody else is at it."
    assert issubclass(errors.ServiceUnavailableError, errors.ServerError)
    assert "1234567" not in repr(_order(grown))
    assert "When it was placed." in importlib.import_module(f"{GROWN}.models").Order.__doc__
    assert "x_trace: Names it." in grown.SendyIQ.list_orders.__doc__
    assert "errors.ConflictError: Somebody else is at it." in grown.AsyncSendyIQ.list_orders.__doc__


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), float("nan")])
def test_what_cannot_be_sent_is_refused_wherever_it_is(grown: Any, value: Any) -> None:
    order = _order(grown)
    order.paid_at = value
    with grown.SendyIQ(stubs.KEY) as sendy, pytest.raises(grown.SendyIQError, match="Nothing was sent"):
        sendy.replace_orders(body=[order])
