"""Another group of operations in the document is served with state, whatever its shapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.seeding import Seeder
from contract_tests.mock.store import Store
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.amended import CHANNELS, Document, document, serving

WEBHOOKS = "/api/v1/store/webhooks"


OK = {"description": "Done."}


def webhook_operations(shown: Any, listed: Any) -> Document:
    parameter = {"name": "webhookId", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    body = {
        "type": "object",
        "required": ["url"],
        "properties": {"url": {"type": "string"}, "active": {"type": "boolean"}},
    }

    def operation(name: str, effect: Any, schema: Any, *, takes: Any = None) -> Document:
        content = {"application/json": {"schema": schema}}
        made = {"operationId": name, "x-effect": effect, "responses": {"201": {**OK, "content": content}}}
        return {**made, "requestBody": {"content": {"application/json": {"schema": takes}}}} if takes else made

    return {
        WEBHOOKS: {
            "get": operation("listWebhooks", {"lists": "Webhook"}, listed),
            "post": operation("createWebhook", {"creates": "Webhook"}, shown, takes=body),
        },
        f"{WEBHOOKS}/{{webhookId}}": {
            "parameters": [parameter],
            "get": operation("readWebhook", {"reads": "Webhook"}, shown),
            "put": operation("updateWebhook", {"updates": "Webhook"}, shown, takes=body),
            "delete": {
                "operationId": "revokeWebhook",
                "x-effect": {"deletes": "Webhook"},
                "responses": {"204": OK, "404": {**OK, "x-when": ["unknown-id"]}},
            },
        },
    }


WEBHOOK = {
    "type": "object",
    "required": ["webhookId", "secret", "createdAt", "kind"],
    "properties": {
        "webhookId": {"type": "integer"},
        "url": {"type": "string"},
        "active": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "secret": {"type": "string", "pattern": "^[0-9a-f]{32}$", "x-unique": True},
        "createdAt": {"type": "string", "format": "date-time"},
        "kind": {"enum": ["plain", "signed"]},
        "hits": {"type": "integer"},
    },
}


REF = {"$ref": "#/components/schemas/Webhook"}


SHAPES: dict[str, tuple[Any, Any, Callable[[Any], Any], Callable[[Any], list[Any]]]] = {
    "bare": (REF, {"type": "array", "items": REF}, lambda body: body, lambda body: body),
    "nested": (
        {"type": "object", "required": ["webhook"], "properties": {"webhook": {"oneOf": [REF, {"type": "null"}]}}},
        {"allOf": [{"properties": {"result": {"properties": {"items": {"type": "array", "items": REF}}}}}]},
        lambda body: body["webhook"],
        lambda body: body["result"]["items"],
    ),
}


@pytest.mark.parametrize(("shown", "listed", "one", "many"), SHAPES.values(), ids=SHAPES.keys())
def test_another_group_of_operations_is_served_with_state(
    shown: Any, listed: Any, one: Callable[[Any], Any], many: Callable[[Any], list[Any]]
) -> None:
    whole = document()
    whole["components"]["schemas"]["Webhook"] = WEBHOOK
    whole["paths"] |= webhook_operations(shown, listed)
    with serving(whole) as api:
        created = [one(api.post(WEBHOOKS, json={"url": f"https://{n}.example.com", "x": 1}).json()) for n in range(3)]
        assert [item["url"] for item in created] == [f"https://{n}.example.com" for n in range(3)]
        assert created[0].items() >= {"active": False, "note": None, "kind": "plain"}.items()
        assert len({item["webhookId"] for item in created}) == len({item["secret"] for item in created}) == 3
        assert many(api.get(WEBHOOKS).json()) == created
        path = f"{WEBHOOKS}/{created[1]['webhookId']}"
        updated = one(api.put(path, json={"url": "https://new.example.com", "active": True}).json())
        assert updated == {**created[1], "url": "https://new.example.com", "active": True}
        assert one(api.get(path).json()) == updated
        assert (api.delete(path).status_code, api.delete(path).status_code, api.get(path).status_code) == (
            204,
            404,
            404,
        )
        assert many(api.get(WEBHOOKS).json()) == [created[0], created[2]]
        assert api.post(WEBHOOKS, json={"url": 5}).status_code == 400
        assert api.get(CHANNELS).json()["data"] == []


def test_another_resource_is_seeded_by_the_name_of_its_schema() -> None:
    whole = document()
    whole["components"]["schemas"]["Webhook"] = WEBHOOK
    whole["paths"] |= webhook_operations(REF, {"type": "array", "items": REF})
    known = Spec(whole)
    store = Store(known)
    seeder = Seeder(known, store)
    made = [*seeder(2, "Webhook"), *seeder([{"webhookId": 7, "url": "a"}], "Webhook")]
    assert (made[2]["webhookId"], made[2]["url"]) == (7, "a")
    assert client(App(known, store)).get(WEBHOOKS).json() == made
    for wanted, name, reason in (
        ([{"webhookId": 7}], "Webhook", "the same id"),
        ([{"urls": "a"}], "Webhook", "Did you mean url?"),
        ([{"url": 5}], "Webhook", "url"),
        (1, "Webhooks", "Did you mean Webhook?"),
    ):
        with pytest.raises(UserError, match=re.escape(reason)):
            seeder(wanted, name)
    assert len(store.collections["Webhook"]) == 3
    assert store.channels == {}


def test_what_only_the_create_shows_is_shown_once() -> None:
    whole = document()
    whole["components"]["schemas"]["Webhook"] = WEBHOOK | {"required": ["webhookId"]}
    whole["paths"] |= webhook_operations(REF, {"type": "array", "items": REF})
    listed, shown = (
        {"webhookId": 1, "url": "a", "kind": "signed"},
        {"secret": "0" * 32, "createdAt": "2026-01-01T00:00:00Z"},
    )
    group = whole["paths"][WEBHOOKS]
    group["get"]["responses"]["201"]["content"]["application/json"]["example"] = [listed]
    group["post"]["responses"]["201"]["content"]["application/json"]["example"] = listed | shown
    with serving(whole) as api:
        first, second = (api.post(WEBHOOKS, json={"url": "b"}).json() for _ in range(2))
        assert first["secret"] != second["secret"] != "0" * 32
        assert first["kind"] == "signed"
        assert not [item for item in api.get(WEBHOOKS).json() if "secret" in item]
