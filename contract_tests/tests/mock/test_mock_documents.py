"""The mock follows the document: amended, it responds as amended; with another group of operations, it serves that."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import httpx
import pytest

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.seeding import Seeder
from contract_tests.mock.store import Store
from contract_tests.spec import Spec, Validators, at
from contract_tests.spec.errors import UserError

CHANNELS = "/api/v1/store/integrations/social/channels"
WEBHOOKS = "/api/v1/store/webhooks"
Document: TypeAlias = dict[str, Any]
OK = {"description": "Done."}


def document() -> Document:
    return copy.deepcopy(spec.load(validate=False).document)


@contextmanager
def serving(amended: Document, channels: int = 0) -> Iterator[httpx.Client]:
    """Serve a document; every success has to meet its schema."""
    known = Spec(amended)
    store = Store(known)
    store.seed(channels)
    validators = Validators(amended)

    def judge(response: httpx.Response) -> None:
        response.read()
        operation = known.match(response.request.method, response.request.url.path)
        documented = operation.responses.get(response.status_code) if operation else None
        for media_type, place in documented.media_types.items() if documented else ():
            assert response.headers["content-type"] == media_type
            assert validators.at(place + "/schema").is_valid(response.json()), response.text

    with client(App(known, store)) as api:
        api.event_hooks["response"].append(judge)
        yield api


def create(api: httpx.Client, **properties: Any) -> Any:
    return api.post(f"{CHANNELS}/website", json=properties).json()["data"]


def amend(whole: Document, envelope: str, data: Any, response: str, example: Any) -> None:
    """Give an envelope other data, and its response an example of it."""
    whole["components"]["schemas"][envelope]["allOf"][1]["properties"]["data"] = data
    content = whole["components"]["responses"][response]["content"]["application/json"]
    (named,) = content["examples"].values()
    named["value"] = {**named["value"], "data": example}


def test_a_list_is_paged_and_counted() -> None:
    whole = document()
    properties = {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Channel"}},
        **{name: {"type": "integer"} for name in ("page", "pageSize", "total")},
    }
    data = {"type": "object", "required": [*properties], "properties": properties}
    amend(whole, "ChannelListEnvelope", data, "ChannelList", {"items": [], "page": 1, "pageSize": 50, "total": 0})
    with serving(whole, channels=2) as api:
        created = create(api, displayName="a")
        listed = api.get(CHANNELS).json()["data"]
        assert [listed["total"], listed["page"], len(listed["items"])] == [3, 1, 3]
        assert listed["items"][-1]["id"] == created["id"]


def test_a_token_has_another_name() -> None:
    whole = document()
    channel = whole["components"]["schemas"]["Channel"]
    for properties in (channel["properties"], channel["then"]["properties"]):
        properties["widgetKey"] = properties.pop("channelToken")
    rotate = whole["paths"][f"{CHANNELS}/{{channelId}}/rotate-token"]["post"]
    rotate["x-effect"] = {"changes": "Channel", "replaces": ["widgetKey"]}
    for response in whole["components"]["responses"].values():
        for example in response["content"]["application/json"]["examples"].values():
            for channel in _channels(example["value"].get("data")):
                channel["widgetKey"] = channel.pop("channelToken")
    with serving(whole, channels=3) as api:
        created = create(api)
        assert created["widgetKey"] == created["externalAccountId"] == uuid.UUID(created["widgetKey"]).hex
        rotated = api.post(f"{CHANNELS}/{created['id']}/rotate-token").json()["data"]
        assert rotated["widgetKey"] == rotated["externalAccountId"] != created["widgetKey"]
        assert rotated["widgetKey"] in rotated["embedSnippet"]
        listed = api.get(CHANNELS).json()["data"]
        assert not [channel for channel in listed if "channelToken" in channel]
        assert listed[0]["widgetKey"] == listed[0]["externalAccountId"]
        assert len({channel["widgetKey"] for channel in listed if channel["widgetKey"]}) == 2


def _channels(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data] if isinstance(data, dict) else []


def test_an_account_that_is_a_number_does_not_follow_the_token() -> None:
    whole = document()
    account = whole["components"]["schemas"]["Channel"]["properties"]["externalAccountId"]
    account["type"] = ["integer", "null"]
    for response in whole["components"]["responses"].values():
        for example in response["content"]["application/json"]["examples"].values():
            for channel in _channels(example["value"].get("data")):
                channel["externalAccountId"] = 966500000000
    with serving(whole, channels=3) as api:
        assert isinstance(create(api)["channelToken"], str)
        assert {channel["externalAccountId"] for channel in api.get(CHANNELS).json()["data"][:3]} == {None}


def test_a_create_wraps_the_channel() -> None:
    whole = document()
    channel = {"$ref": "#/components/schemas/Channel"}
    data = {
        "type": "object",
        "required": ["channel"],
        "properties": {"channel": channel, "warnings": {"type": "array"}},
    }
    example = {"channel": {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "channelType": "Website"}, "warnings": []}
    amend(whole, "CreatedChannelEnvelope", data, "WebsiteChannelCreated", example)
    for link in whole["components"]["responses"]["WebsiteChannelCreated"]["links"].values():
        link["parameters"] = {"channelId": "$response.body#/data/channel/id"}
    with serving(whole) as api:
        created = create(api, displayName="a")
        assert (created["channel"]["displayName"], created["warnings"]) == ("a", [])
        assert [item["id"] for item in api.get(CHANNELS).json()["data"]] == [created["channel"]["id"]]


def test_a_delete_answers_an_object_with_the_id() -> None:
    whole = document()
    properties = {"id": {"type": "string", "format": "uuid"}, "deleted": {"const": True}}
    data = {"type": "object", "required": ["id", "deleted"], "properties": properties}
    example = {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "deleted": True}
    amend(whole, "DeletedEnvelope", data, "ChannelDeleted", example)
    with serving(whole) as api:
        created = create(api)
        assert api.delete(f"{CHANNELS}/{created['id']}").json()["data"] == {"id": created["id"], "deleted": True}
        assert api.get(CHANNELS).json()["data"] == []


def test_an_update_answers_only_what_may_change() -> None:
    whole = document()
    data = {"type": "object", "properties": {"displayName": {"type": ["string", "null"]}}}
    whole["components"]["schemas"]["Changed"] = {"allOf": [{"type": "object"}, {"properties": {"data": data}}]}
    content = whole["components"]["responses"]["ChannelUpdated"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/Changed"}
    content["examples"]["renamed"]["value"] = {"success": True, "data": {"displayName": "Support chat"}}
    with serving(whole) as api:
        path = f"{CHANNELS}/{create(api)['id']}"
        assert api.patch(path, json={"displayName": "b"}).json() == {"success": True, "data": {"displayName": "b"}}
        assert api.get(CHANNELS).json()["data"][0]["displayName"] == "b"


def test_a_media_type_that_is_no_mistake_is_served() -> None:
    whole = document()
    del whole["components"]["responses"]["UnsupportedMediaType"]["x-when"]
    whole["components"]["responses"]["WebsiteChannelCreated"]["x-when"] = ["wrong-media-type"]
    with serving(whole) as api:
        sent, named = b'{"displayName": "a"}', {"content-type": "text/plain"}
        made = [api.post(f"{CHANNELS}/website", content=sent, headers=named).json()["data"] for _ in range(2)]
        assert [channel["displayName"] for channel in made] == ["a", "a"]
        assert [channel["id"] for channel in made] == [channel["id"] for channel in api.get(CHANNELS).json()["data"]]


def test_refusals_have_the_status_and_the_form_that_the_document_says() -> None:
    whole = document()
    gone = {
        "description": "Gone.",
        "x-when": ["unknown-id", "malformed-id", "deleted-twice"],
        "content": {
            "application/problem+json": {
                "schema": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
                "example": {"title": "Gone."},
            }
        },
    }
    update = whole["paths"][f"{CHANNELS}/{{channelId}}"]["patch"]
    update["responses"].pop("404")
    update["responses"]["410"] = gone
    whole["components"]["responses"]["NotFound"]["x-when"] = ["unknown-id", "malformed-id"]
    whole["components"]["responses"]["ChannelDeleted"]["x-when"] = ["deleted-twice"]
    whole["components"]["responses"]["UnsupportedMediaType"].pop("x-when", None)
    whole["components"]["responses"]["BadRequest"]["x-when"] = ["wrong-media-type"]
    with serving(whole) as api:
        path = f"{CHANNELS}/{create(api)['id']}"
        refused = api.patch(f"{CHANNELS}/{uuid.uuid4()}", json={})
        assert (refused.status_code, refused.json()) == (410, {"title": "Gone."})
        assert api.patch(f"{CHANNELS}/x", json={}).status_code == 410
        assert api.patch(path, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 400
        assert [api.delete(path).status_code for _ in range(2)] == [200, 200]
        assert api.delete(f"{CHANNELS}/{uuid.uuid4()}").status_code == 404


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


def test_every_documented_success_of_this_document_meets_its_schema() -> None:
    whole = document()
    with serving(whole, channels=3) as api:
        created = create(api, displayName="a")
        assert at(created, "/displayName") == "a"
        api.get(CHANNELS)
        for number, channel in enumerate(api.get(CHANNELS).json()["data"]):
            path = f"{CHANNELS}/{channel['id']}"
            api.patch(path, json={"displayName": str(number)})
            api.post(f"{path}/toggle-agent", json={"enabled": True})
            api.post(f"{path}/rotate-token")
            assert api.delete(path).status_code == 200
