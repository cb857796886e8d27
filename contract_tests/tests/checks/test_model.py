"""What the run's own channels should be like, and which promise is broken where they are not."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.checks.catalog import LISTED_ONCE, UPDATES_TOGETHER
from contract_tests.checks.values import same
from contract_tests.runner.api import path_of
from contract_tests.tests.support.suite import CHANNELS, SPEC, TARGET, Serve, Tampered, json_answer
from contract_tests.tests.support.vocabulary import AGENT, CHANNEL, CREATE, DELETE, LIST, ROTATE, TOGGLE, UPDATE
from contract_tests.transport.interaction import Intent, Interaction

REFUSED = Intent(key="wrong.key")
STRANGER = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def world(tmp_path: Path) -> Tampered:
    return Tampered(tmp_path)


def listed(world: Tampered, **properties: Any) -> str:
    channel_id = world.create(**properties)
    assert world.failed_after_list() == set()
    return channel_id


def test_a_whole_life_breaks_no_promise(world: Tampered) -> None:
    channel_id = listed(world, aiModelCode="a", isAgentEnabled=True)
    world.api.call(UPDATE, channel_id, {"aiModelCode": "b", "displayName": ""})
    world.api.call(TOGGLE, channel_id, {"enabled": False})
    world.api.call(ROTATE, channel_id)
    assert world.failed_after_list() == set()
    world.api.delete(channel_id)
    assert world.api.call(UPDATE, channel_id, {"displayName": "x"}).status == 404
    assert world.failed_after_list() == set()
    held = {row.check.id for row in world.results.rows.values() if row.held}
    assert {"create-kept", "update-kept", "update-partial", "toggle-sets", "toggle-only"} <= held
    assert {"rotate-replaces", "rotate-only", "deleted-gone", "use-after-delete", "listed-once"} <= held


def test_a_property_that_is_never_shown_is_unchecked(world: Tampered) -> None:
    world.shown = dict.fromkeys((LIST, CREATE, UPDATE), lambda channel: channel.pop("aiModelCode", None))
    channel_id = listed(world, aiModelCode="a")
    world.api.call(UPDATE, channel_id, {"aiModelCode": "b"})
    assert world.failed_after_list() == set()


def test_a_value_is_lost_once_its_property_is_shown_for_another_channel(world: Tampered) -> None:
    lost = listed(world)
    world.api.call(UPDATE, lost, {"aiModelCode": "b"})
    world.stored(lost)["aiModelCode"] = None
    assert world.failed_after_list() == set()
    world.stored(world.other)["aiModelCode"] = "shown"
    assert ("update-kept", UPDATE) in world.failed_after_list()


@pytest.mark.parametrize(("name", "value"), [("aiModelCode", "a"), (AGENT, True), ("systemPromptOverride", "")])
def test_a_value_that_a_create_drops_is_lost(world: Tampered, name: str, value: Any) -> None:
    world.stored(world.other)[name] = "" if isinstance(value, str) else False
    world.api.list()
    interaction = world.api.call(CREATE, body={"displayName": world.api.name(), name: value})
    world.stored(interaction.made or "")[name] = None
    assert ("create-kept", CREATE) in world.failed_after_list()


@pytest.mark.parametrize(
    ("sent", "kept", "check"),
    [
        ({"displayName": " a "}, "a", "text-exact"),
        ({"displayName": "Cafe\u0301"}, "Café", "text-exact"),
        ({"displayName": "1"}, 1, "text-exact"),
        ({"tokenExpiresAt": "2027-01-01T00:00:00.5Z"}, "2027-01-01T00:00:00Z", "same-instant"),
        ({"tokenExpiresAt": "2027-01-01T00:00:00+03:00"}, "2027-01-01T00:00:00Z", "same-instant"),
        ({"tokenExpiresAt": "2027-01-01T00:00:00Z"}, "soon", "same-instant"),
    ],
)
def test_another_value_than_was_sent_breaks_a_promise(
    world: Tampered, sent: dict[str, str], kept: Any, check: str
) -> None:
    channel_id = listed(world)
    world.api.send_json(UPDATE, channel_id, sent)
    assert world.failed == set()
    world.stored(channel_id).update(dict.fromkeys(sent, kept))
    assert world.failed_after_list() == {(check, UPDATE)}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00+00:00"),
        ("2027-01-01T00:00:00Z", "2027-01-01T03:00:00.000+03:00"),
        ("2027-01-01T00:00:00.1234567Z", "2027-01-01T00:00:00.123Z"),
        ("2027-01-01T00:00:00.123Z", "2027-01-01T00:00:00.1230000Z"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00"),
    ],
)
def test_the_same_instant_may_be_written_otherwise(world: Tampered, sent: str, shown: str) -> None:
    channel_id = listed(world)
    world.api.send_json(UPDATE, channel_id, {"tokenExpiresAt": sent})
    world.stored(channel_id)["tokenExpiresAt"] = shown
    assert world.failed_after_list() == set()
    assert same(sent, shown, date_time=True)
    assert not same(sent, shown)


def test_an_update_that_is_not_stored_is_not_kept(world: Tampered) -> None:
    channel_id = listed(world, displayName="old", aiModelCode=world.api.name())
    world.api.call(UPDATE, channel_id, {"displayName": "new"})
    world.stored(channel_id)["displayName"] = "old"
    assert world.failed_after_list() == {("update-kept", UPDATE)}


@pytest.mark.parametrize(
    ("operation_id", "body", "check"),
    [
        (UPDATE, {"displayName": "x"}, "update-partial"),
        (TOGGLE, {"enabled": True}, "toggle-only"),
        (ROTATE, None, "rotate-only"),
    ],
)
def test_what_changes_something_else_as_well_is_blamed(
    world: Tampered, operation_id: str, body: dict[str, Any] | None, check: str
) -> None:
    channel_id = listed(world, systemPromptOverride="mine")
    world.api.call(operation_id, channel_id, body)
    world.stored(channel_id)["systemPromptOverride"] = "other"
    assert world.failed_after_list() == {(check, operation_id)}


def test_a_change_of_a_channel_that_nothing_was_sent_to_is_seen(world: Tampered) -> None:
    watched, changed = listed(world), listed(world)
    world.api.call(UPDATE, changed, {"aiModelCode": "x"})
    world.stored(watched)["aiModelCode"] = "x"
    assert {check for check, _ in world.failed_after_list()} == {"others-untouched"}


def test_what_others_do_to_their_own_channels_is_no_finding(world: Tampered) -> None:
    listed(world)
    world.stored(world.other)["displayName"] = "renamed"
    world.server.store.add(str(uuid.uuid4()), "Telegram", "a", "b")
    world.server.store.remove(world.server.earlier[1])
    assert world.failed_after_list() == set()


def together(world: Tampered, channel_id: str) -> None:
    for name in ("displayName", "aiModelCode"):
        world.api.send_json(UPDATE, channel_id, {name: "new"}, Intent(valid=True, together=1))


def test_two_updates_together_both_survive(world: Tampered) -> None:
    channel_id = listed(world)
    together(world, channel_id)
    assert world.failed_after_list() == set()
    assert world.results.row(UPDATES_TOGETHER, UPDATE).held


def test_one_of_two_updates_together_that_is_lost_breaks_a_promise(world: Tampered) -> None:
    channel_id = listed(world, displayName="old", aiModelCode=world.api.name())
    together(world, channel_id)
    world.stored(channel_id)["displayName"] = "old"
    assert world.failed_after_list() == {("updates-together", UPDATE)}


@pytest.mark.parametrize("enabled", [True, False])
def test_a_toggle_sets_the_value_that_was_sent(world: Tampered, enabled: bool) -> None:
    channel_id = listed(world, isAgentEnabled=enabled)
    world.api.call(TOGGLE, channel_id, {"enabled": enabled})
    assert world.failed_after_list() == set()
    world.shown = {TOGGLE: lambda channel: channel.update({AGENT: not enabled})}
    world.api.call(TOGGLE, channel_id, {"enabled": enabled})
    assert world.failed == {("toggle-sets", TOGGLE)}


def test_a_rotate_that_keeps_the_token_breaks_a_promise(world: Tampered) -> None:
    channel_id = listed(world)
    old = world.stored(channel_id)["channelToken"]
    world.shown = {ROTATE: lambda channel: channel.update(channelToken=old)}
    world.api.call(ROTATE, channel_id)
    assert ("rotate-replaces", ROTATE) in world.failed


def test_a_token_that_two_channels_share_breaks_a_promise(world: Tampered) -> None:
    first, second = listed(world), listed(world)
    world.stored(second)["channelToken"] = world.stored(first)["channelToken"]
    assert ("unique-token", CREATE) in world.failed_after_list()


def test_a_channel_that_is_listed_twice_or_not_at_all_is_seen(world: Tampered) -> None:
    channel_id = world.create()
    channel = world.server.store.channels.pop(channel_id)
    assert world.failed_after_list() == {("listed-once", CREATE)}
    world.server.store.channels.update({channel_id: channel, "twin": channel})
    failed = world.results.row(LISTED_ONCE, CREATE).failed
    world.api.list()
    assert world.results.row(LISTED_ONCE, CREATE).failed == failed + 1


def test_a_deleted_channel_that_is_still_listed_is_seen(world: Tampered) -> None:
    channel_id = listed(world)
    channel = world.stored(channel_id)
    world.api.delete(channel_id)
    world.server.store.channels[channel_id] = channel
    assert world.failed_after_list() == {("deleted-gone", DELETE)}
    assert world.api.call(ROTATE, channel_id).status == 200
    assert ("use-after-delete", ROTATE) in world.failed


@pytest.mark.parametrize(
    ("operation_id", "body", "change"),
    [
        (UPDATE, {"displayName": "new"}, {"displayName": "new"}),
        (TOGGLE, {"enabled": True}, {AGENT: True}),
        (ROTATE, None, {"channelToken": "f" * 32}),
    ],
)
def test_a_change_that_a_refused_key_made_is_seen(
    world: Tampered, operation_id: str, body: dict[str, Any] | None, change: dict[str, Any]
) -> None:
    channel_id = listed(world, isAgentEnabled=False)
    assert world.api.call(operation_id, channel_id, body, REFUSED).status == 401
    world.stored(channel_id).update(change)
    failed = world.failed_after_list()
    assert ("rejected-has-no-effect", operation_id) in failed
    assert {check for check, _ in failed} <= {"rejected-has-no-effect", "website-token"}


def test_a_channel_that_a_refused_key_created_is_seen(world: Tampered) -> None:
    name = world.api.name()
    assert world.api.call(CREATE, body={"displayName": name}, intent=REFUSED).status == 401
    world.server.store.add(STRANGER, "Website", "a", "b", displayName=name)
    assert ("rejected-has-no-effect", CREATE) in world.failed_after_list()


def test_what_a_refused_update_did_is_anyones_guess(world: Tampered) -> None:
    channel_id = listed(world)
    world.api.send("PATCH", f"{CHANNELS}/{channel_id}", b'{"displayName": 5}')
    world.stored(channel_id)["displayName"] = "5"
    assert world.failed_after_list() == set()


def test_a_path_that_does_not_know_a_listed_channel_breaks_a_promise(world: Tampered) -> None:
    channel_id = listed(world)
    del world.server.store.channels[channel_id]
    world.api.call(TOGGLE, channel_id, {"enabled": True})
    assert ("id-addresses", TOGGLE) in world.failed


@pytest.mark.parametrize("operation_id", [UPDATE, TOGGLE])
def test_a_change_without_a_body_that_is_accepted_changes_nothing(world: Tampered, operation_id: str) -> None:
    channel_id = world.create()
    operation = SPEC.operations[operation_id]
    sent = httpx.Request(operation.method, TARGET + path_of(operation, channel_id))
    answer = json_answer(200, {"success": True, "data": None})
    world.model(Interaction(9, operation, sent, answer, Intent(), CHANNEL, channel_id))
    assert world.failed_after_list() == set()


def test_a_channel_that_a_list_shows_deeper_down_is_not_called_missing(world: Tampered) -> None:
    def grouped(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if request.method != "GET":
            return response
        return json_answer(200, {"success": True, "data": [{"id": STRANGER, "channels": response.json()["data"]}]})

    world.create()
    world.server.hook = grouped
    assert world.failed_after_list() == set()
    assert world.model.lists == 2  # the first one, and that of the create
