"""The mock follows the document: amended, it responds as amended; with another group of operations, it serves that."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from contract_tests.mock.messages import RefusedError, decode, encode
from contract_tests.mock.validation import parse_json
from contract_tests.spec import at
from contract_tests.tests.support.amended import CHANNELS, Document, document, serving


def create(api: httpx.Client, **properties: Any) -> Any:
    return api.post(f"{CHANNELS}/website", json=properties).json()["data"]


def amend(whole: Document, envelope: str, data: Any, response: str, example: Any) -> None:
    """Give an envelope other data, and its response an example of it."""
    whole["components"]["schemas"][envelope]["allOf"][1]["properties"]["data"] = data
    content = whole["components"]["responses"][response]["content"]["application/json"]
    (named,) = content["examples"].values()
    named["value"] = {**named["value"], "data": example}


@pytest.mark.parametrize("number", [2**63, 2**64 + 1, -(2**64), 10**40])
def test_integers_beyond_64_bits_come_back(number: int) -> None:
    assert decode(encode({"number": number, "text": str(number)})) == {"number": number, "text": str(number)}


@pytest.mark.parametrize("body", [b"[NaN, 12345678901234567890]", b'["\\ud800", 12345678901234567890]', b"[1e999, "])
def test_what_is_no_json_is_none_with_a_long_number_too(body: bytes) -> None:
    with pytest.raises(RefusedError):
        parse_json(body)


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
