"""The mock keeps the contract: asked in process, without a socket."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.store import FULL_KEY, Store

CHANNELS = "/api/v1/store/integrations/social/channels"
UNKNOWN = f"{CHANNELS}/7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def api(store: Store) -> Iterator[httpx.Client]:
    with client(App(spec.load(validate=False), store)) as opened:
        yield opened


def create(api: httpx.Client, **properties: Any) -> dict[str, Any]:
    channel: dict[str, Any] = api.post(f"{CHANNELS}/website", json=properties).json()["data"]
    return channel


def listed(api: httpx.Client) -> dict[str, dict[str, Any]]:
    return {channel["id"]: channel for channel in api.get(CHANNELS).json()["data"]}


def test_a_new_store_has_no_channels(api: httpx.Client) -> None:
    assert api.get(CHANNELS).json() == {"success": True, "message": None, "data": [], "errors": []}


def test_a_created_channel_is_listed_with_what_was_sent_and_without_its_snippet(api: httpx.Client) -> None:
    sent = {
        "displayName": " عَلِيّ 🌷\0\r\n",
        "aiModelCode": "",
        "systemPromptOverride": "<b>&",
        "isAgentEnabled": True,
    }
    created = create(api, **sent)
    assert created.items() >= sent.items()
    assert created["channelType"] == "Website"
    assert created["isEnabled"] is True
    assert created["externalAccountId"] == created["channelToken"] == uuid.UUID(created["channelToken"]).hex
    assert created["channelToken"] in created.pop("embedSnippet")
    assert listed(api) == {created["id"]: created}


def test_an_agent_is_off_unless_asked_for(api: httpx.Client) -> None:
    assert create(api)["isAgentEnabled"] is False


def test_an_update_changes_what_was_sent_and_nothing_else(api: httpx.Client) -> None:
    channel = create(api, displayName="a", aiModelCode="b")
    other = create(api, displayName="c")
    expiry = "2026-06-18T19:11:34.1061234+03:00"
    updated = api.patch(f"{CHANNELS}/{channel['id']}", json={"displayName": "d", "tokenExpiresAt": expiry}).json()[
        "data"
    ]
    del channel["embedSnippet"], other["embedSnippet"]
    assert updated == {**channel, "displayName": "d", "tokenExpiresAt": expiry}
    assert listed(api) == {channel["id"]: updated, other["id"]: other}


def test_null_clears_and_an_empty_object_changes_nothing(api: httpx.Client) -> None:
    channel = create(api, displayName="a", aiModelCode="b")
    assert api.patch(f"{CHANNELS}/{channel['id']}", json={"displayName": None}).json()["data"]["displayName"] is None
    before = listed(api)
    assert api.patch(f"{CHANNELS}/{channel['id']}", json={}).status_code == 200
    assert api.post(f"{CHANNELS}/{channel['id']}/toggle-agent", json={}).status_code == 200
    assert listed(api) == before


def test_unknown_properties_are_ignored(api: httpx.Client) -> None:
    channel = create(api, id="x", channelToken="y", flavour="z")
    assert "flavour" not in channel
    assert {channel["id"], channel["channelToken"]}.isdisjoint({"x", "y"})


def test_an_id_may_be_written_in_capitals(api: httpx.Client) -> None:
    channel = create(api)
    assert api.patch(f"{CHANNELS}/{channel['id'].upper()}", json={}).json()["data"]["id"] == channel["id"]


@pytest.mark.parametrize("enabled", [True, False])
def test_toggle_sets_the_agent_however_often(api: httpx.Client, enabled: bool) -> None:
    channel = create(api, displayName="a", isAgentEnabled=not enabled)
    del channel["embedSnippet"]
    for _ in range(2):
        toggled = api.post(f"{CHANNELS}/{channel['id']}/toggle-agent", json={"enabled": enabled}).json()["data"]
        assert toggled == {**channel, "isAgentEnabled": enabled}


def test_rotate_replaces_the_token_of_a_website_channel_and_nothing_else(api: httpx.Client) -> None:
    channel = create(api, displayName="a")
    rotated = api.post(f"{CHANNELS}/{channel['id']}/rotate-token").json()["data"]
    token = rotated["channelToken"]
    assert token != channel["channelToken"]
    assert token in rotated["embedSnippet"]
    changed = {"channelToken": token, "externalAccountId": token, "embedSnippet": rotated["embedSnippet"]}
    assert rotated == {**channel, **changed}


def test_rotate_leaves_the_account_of_a_connected_channel_alone(api: httpx.Client, store: Store) -> None:
    store.seed(3)
    for channel in list(listed(api).values())[1:]:
        rotated = api.post(f"{CHANNELS}/{channel['id']}/rotate-token").json()["data"]
        assert rotated == {**channel, "channelToken": rotated["channelToken"]}
        assert rotated["channelToken"]


def test_a_deleted_channel_is_gone(api: httpx.Client, store: Store) -> None:
    path = f"{CHANNELS}/{create(api)['id']}"
    api.patch(path, json={"appSecret": "s3cret"})
    assert api.delete(path).json() == {"success": True, "message": "Channel deleted.", "data": None, "errors": []}
    answers = [
        api.delete(path),
        api.patch(path, json={}),
        api.post(f"{path}/rotate-token"),
        api.post(f"{path}/toggle-agent", json={}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert listed(api) == {}
    assert store.credentials == {}


def test_credentials_are_stored_and_never_shown(api: httpx.Client, store: Store) -> None:
    path = f"{CHANNELS}/{create(api)['id']}"
    secrets = {"accessToken": "T0ken-4f1c9be27d", "appSecret": "S3cret-83ad5c60e1"}
    answers = [
        api.patch(path, json=secrets),
        api.patch(path, json={**secrets, "displayName": 5}),
        api.patch(path, json={"accessToken": [secrets["accessToken"]], "appSecret": {"a": secrets["appSecret"]}}),
        api.post(f"{path}/rotate-token"),
        api.get(CHANNELS),
        api.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 400, 200, 200, 200]
    shown = "".join(answer.text + str(answer.headers) for answer in answers)
    assert not [secret for secret in (*secrets.values(), FULL_KEY) if secret in shown]


def test_every_example_of_the_document_is_served(api: httpx.Client, store: Store) -> None:
    store.seed(3)
    for operation in spec.load(validate=False).operations.values():
        path = operation.path.replace("{channelId}", next(iter(store.channels)))
        media = operation.definition.get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in media.get("examples", {"none": {}}).values():
            if operation.method == "DELETE":
                continue
            assert api.request(operation.method, path, json=example.get("value")).status_code == 200


def test_a_failure_inside_shows_no_traceback(api: httpx.Client, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.channels["broken"] = {"id": object()}
    with caplog.at_level(logging.CRITICAL):
        answer = api.get(CHANNELS)
    assert answer.status_code == 500
    assert answer.json() == {"success": False, "message": "The mock failed.", "data": None, "errors": []}


def test_seeding_is_the_same_every_time_and_reset_forgets_all() -> None:
    first, second = Store(), Store()
    first.seed(7)
    second.seed(7)
    assert first.channels == second.channels
    assert {channel["channelType"] for channel in first.channels.values()} == {
        "Website",
        "WhatsApp",
        "Instagram",
    }
    first.keys.clear()
    first.reset()
    assert (first.channels, first.credentials, first.keys) == ({}, {}, Store().keys)


def test_a_list_of_many_channels_is_whole(api: httpx.Client, store: Store) -> None:
    store.seed(2000)
    assert json.loads(api.get(CHANNELS).content)["data"][-1]["id"] == list(store.channels)[-1]


def test_a_new_property_that_may_not_be_null_is_left_out(store: Store) -> None:
    known = spec.load(validate=False)
    document = json.loads(json.dumps(known.document))
    document["components"]["schemas"]["Channel"]["properties"] |= {
        "unreadCount": {"type": "integer"},
        "note": {"type": ["string", "null"]},
    }
    with client(App(spec.Spec(document), store)) as api:
        channel = create(api)
    assert ("unreadCount" in channel, channel["note"]) == (False, None)
