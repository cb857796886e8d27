"""Which channels are the run's own: by the id that a create answers, or else by a name that no one could guess."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY
from contract_tests.tests.support.suite import (
    NAME,
    OTHER_NAME,
    OWN,
    STRANGER,
    TARGET,
    WEBSITE,
    Hook,
    Serve,
    Server,
    World,
    breaking,
    json_answer,
)
from contract_tests.tests.support.vocabulary import CHANNEL, CREATE, DELETE, ROTATE, TOGGLE, UPDATE
from contract_tests.transport import journal
from contract_tests.transport.identity import name_in
from contract_tests.transport.interaction import Intent
from contract_tests.transport.journal import Journal
from contract_tests.transport.ownership import ALIVE_AT_MOST, Ownership
from contract_tests.transport.policy import RequestBlocked
from contract_tests.transport.redaction import Redactor
from contract_tests.transport.wire import TargetUnavailable


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.api.list()
    return world


def creating(answer: httpx.Response, *, served: bool) -> Hook:
    """Answer every create so, whether or not it made a channel."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method != "POST" or request.url.path != WEBSITE:
            return serve(request)
        if served:
            serve(request)
        return answer

    return hook


def test_minted_ids_may_be_named(world: World) -> None:
    for operation_id in (UPDATE, TOGGLE, ROTATE, DELETE):
        assert world.api.call(operation_id, world.api.mint()).status == 404


def test_an_id_that_was_listed_cannot_be_minted(world: World) -> None:
    assert not world.api.ownership.may_change(world.api.ownership.mint(world.other))


def test_a_minted_id_that_turns_up_in_a_list_is_someone_elses(world: World) -> None:
    minted = world.api.mint()
    world.server.store.add(minted, "Website", "a", "b")
    world.api.list()
    with pytest.raises(RequestBlocked):
        world.api.delete(minted)


def test_an_id_that_is_neither_the_runs_own_nor_minted_is_refused(world: World) -> None:
    with pytest.raises(RequestBlocked):
        world.api.delete(str(uuid.uuid4()))


def test_at_most_five_channels_are_alive(world: World) -> None:
    ids = [world.create() for _ in range(ALIVE_AT_MOST)]
    with pytest.raises(RequestBlocked):
        world.api.create()
    assert len(world.server.left) == 5
    world.api.delete(ids[0])
    assert world.api.create()


def test_a_listed_id_is_never_own_even_when_a_create_answers_it(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method == "POST":
            return json_answer(200, {"success": True, "data": {"id": server.earlier[0]}})
        return serve(request)

    server = Server(hook)
    world = World(tmp_path, server=server)
    world.api.list()
    assert world.api.create() is None
    assert world.api.ownership.alive == []
    assert world.api.ownership.stopped
    with pytest.raises(RequestBlocked):
        world.api.delete(world.other)
    assert not (tmp_path / journal.CREATED).exists()
    assert ("unique-id", CREATE) in world.failed


OWN_ITEM = {"id": OWN, "displayName": NAME}


def show(ownership: Ownership, *items: object) -> None:
    ownership.see_list(json.dumps({"data": items}).encode())


def made(ownership: Ownership, name: str = NAME, answered: object = OWN) -> None:
    """A create of this name went out after a list, and was served with this id."""
    ownership.expect(name)
    ownership.served(name, answered)


def test_what_a_create_answers_is_no_ones_before_a_list_shows_it(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    assert not ownership.may_change(OWN)
    show(ownership, OWN_ITEM)
    assert ownership.may_change(OWN)
    assert (ownership.alive, ownership.created, ownership.possibly_left) == ([OWN], 1, [])


@pytest.mark.parametrize(
    "item",
    [
        {"id": OWN, "displayName": "another name"},
        {"id": OWN, "displayName": OTHER_NAME},
        {"id": OWN, "notes": {"displayName": NAME}},
        {"id": STRANGER, "latest": OWN_ITEM},
        {"id": f" {OWN}", "displayName": NAME},
        {"id": OWN.replace("-", "\u2010"), "displayName": NAME},
        {"id": "fJ5mecQlQN6US-B_wfkK5w", "displayName": NAME},
    ],
    ids=str,
)
def test_a_list_bears_out_an_item_under_its_own_id_with_the_name_in_its_own_strings(
    ownership: Ownership, item: object
) -> None:
    show(ownership)
    made(ownership)
    show(ownership, item)
    assert ownership.alive == []
    assert not ownership.may_change(OWN)
    assert ownership.stopped
    assert any(NAME in words for words in ownership.possibly_left)


@pytest.mark.parametrize("shown", [OWN, OWN.upper(), OWN.replace("-", "")])
def test_what_was_listed_before_a_create_is_never_own(ownership: Ownership, shown: str) -> None:
    ownership.see_list(f'{{"data": {{"items": [{{"channel": "{OWN}"}}]}}}}'.encode())
    made(ownership, answered=shown)
    show(ownership, {"id": shown, "displayName": NAME})
    assert not ownership.may_change(shown)
    assert ownership.is_taken(shown, NAME)


def test_trust_is_never_earned(ownership: Ownership) -> None:
    show(ownership, {"id": STRANGER})
    made(ownership)
    show(ownership, {"id": STRANGER}, OWN_ITEM)
    made(ownership, OTHER_NAME, STRANGER)
    show(ownership, {"id": STRANGER}, OWN_ITEM)
    assert ownership.may_change(OWN)
    assert not ownership.may_change(STRANGER)


def test_a_channel_that_its_create_hid_is_found_by_its_name(ownership: Ownership) -> None:
    show(ownership)
    made(ownership, answered=None)
    show(ownership, OWN_ITEM)
    assert ownership.id_of(NAME) == OWN


def test_a_channel_whose_create_told_another_id_has_the_one_that_is_listed(ownership: Ownership) -> None:
    show(ownership)
    made(ownership, answered=STRANGER)
    show(ownership, OWN_ITEM)
    assert ownership.alive == [OWN]
    assert not ownership.may_change(STRANGER)


@pytest.mark.parametrize("failed", [False, True])
def test_what_a_refused_create_made_is_found_and_else_takes_no_room(ownership: Ownership, failed: bool) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    for name in (f"{OTHER_NAME}1", f"{OTHER_NAME}2"):
        ownership.expect(name)
        ownership.refused(name, failed=failed)
    assert ownership.room == ALIVE_AT_MOST - 3
    show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": f"{OTHER_NAME}2"})
    assert ownership.room == ALIVE_AT_MOST - 2
    assert ownership.alive == [OWN, STRANGER]


@pytest.mark.parametrize("answered", [OWN, STRANGER, None])
def test_of_two_with_one_name_none_is_touched(ownership: Ownership, answered: str | None) -> None:
    """Nothing tells them apart: a create may answer with somebody's copy."""
    show(ownership)
    made(ownership, answered=answered)
    show(ownership, {"id": STRANGER, "displayName": NAME}, OWN_ITEM)
    assert ownership.alive == []
    assert ownership.has_new_twin(NAME)
    assert ownership.stopped
    assert {word for words in ownership.possibly_left for word in words.split()} >= {OWN, STRANGER}


def test_a_channel_that_gets_another_id_is_followed_by_its_name(ownership: Ownership, tmp_path: Path) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.rename(OWN, OTHER_NAME)
    ownership.touch(OWN)
    show(ownership, {"id": STRANGER, "displayName": OTHER_NAME})
    assert (ownership.alive, ownership.former_ids(NAME)) == ([STRANGER], [OWN])
    assert [line["id"] for line in lines(tmp_path)] == [OWN, STRANGER]


def test_a_copy_is_no_ones_after_the_copied_channel_is_gone(ownership: Ownership) -> None:
    show(ownership)
    made(ownership, answered=None)
    show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": NAME})
    show(ownership, {"id": STRANGER, "displayName": NAME})
    assert ownership.alive == []
    assert not ownership.may_change(STRANGER)


def test_earlier_channels_that_vanish_stop_the_run(ownership: Ownership) -> None:
    earlier = [{"id": str(uuid.UUID(int=number))} for number in range(3)]
    show(ownership, *earlier)
    show(ownership, *earlier[1:])
    assert ownership.stopped is None
    show(ownership, *earlier[2:])
    assert ownership.stopped == "2 channels that were there before are not listed any more; nothing more is created"


def test_a_channel_that_came_back_once_is_told_after_its_next_delete(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN)
    assert ownership.alive == []
    assert ownership.possibly_left == [f"{OWN} {NAME}: was deleted, and what was deleted has been listed again"]


def test_other_ids_of_a_channel_that_stays_are_told(ownership: Ownership) -> None:
    show(ownership)
    made(ownership, answered=STRANGER)
    show(ownership, OWN_ITEM)
    assert ownership.alive == [OWN]
    assert ownership.possibly_left == [f"{STRANGER} {NAME}: another id of {OWN}"]


def test_a_former_id_that_is_listed_again_is_told(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.touch(OWN)
    show(ownership, {"id": STRANGER, "displayName": NAME})
    show(ownership, {"id": STRANGER, "displayName": NAME}, OWN_ITEM)
    assert any(OWN in words for words in ownership.possibly_left)


@pytest.mark.parametrize("touched", [False, True])
def test_a_copy_is_not_taken_for_a_channel_that_vanished(ownership: Ownership, touched: bool) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    if touched:  # and a list has shown since that it kept its id, beside the copy
        ownership.touch(OWN)
        show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": NAME})
    show(ownership, {"id": STRANGER, "displayName": NAME})
    assert not ownership.may_change(STRANGER)
    assert any(STRANGER in words for words in ownership.possibly_left)


def test_a_deleted_id_that_is_listed_with_what_is_somebody_elses_is_not_touched(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN)
    show(ownership, {"id": OWN, "displayName": "Shop chat"})
    assert ownership.alive == []
    assert any(OWN in words for words in ownership.possibly_left)


def test_a_channel_that_two_creates_answer_with_was_there_before_perhaps(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    made(ownership, OTHER_NAME, OWN)
    assert not ownership.may_change(OWN)
    assert any(OWN in words for words in ownership.possibly_left)


@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "data": []},
        {"success": True, "data": None, "errors": []},
        {"status": "queued"},
        "text",
    ],
    ids=str,
)
def test_what_tells_of_no_channels_is_no_list(ownership: Ownership, body: object) -> None:
    ownership.see_list(json.dumps(body).encode())
    assert not ownership.listed


def test_an_earlier_channel_that_carries_a_name_of_the_run_stops_it(ownership: Ownership) -> None:
    show(ownership, {"id": STRANGER, "displayName": "Shop chat"})
    made(ownership)
    show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": NAME})
    assert ownership.may_change(OWN)
    assert STRANGER in str(ownership.stopped)


def test_what_appears_during_the_run_is_told(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": "Website chat"})
    (words,) = ownership.possibly_left
    assert words.startswith(f"{STRANGER} Website chat: appeared during the run")
    assert ownership.stopped is None
    show(ownership, OWN_ITEM)
    assert ownership.possibly_left == []


def test_a_channel_with_the_name_of_a_deleted_one_is_someone_elses(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN)
    show(ownership, {"id": STRANGER, "displayName": NAME})
    assert ownership.alive == []
    assert not ownership.may_change(STRANGER)


def test_a_deleted_channel_that_comes_back_is_the_runs_own_again(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN)
    assert (ownership.alive, ownership.deleted) == ([], 1)
    show(ownership, OWN_ITEM)
    assert (ownership.alive, ownership.deleted, ownership.returned) == ([OWN], 0, True)
    assert ownership.stopped


def test_a_list_that_was_under_way_at_a_delete_says_nothing_of_it(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    started = ownership.tick()
    ownership.mark_deleted(OWN)
    ownership.see_list(json.dumps([OWN_ITEM]).encode(), started)
    assert (ownership.alive, ownership.returned) == ([], False)


def test_a_list_that_was_under_way_at_a_create_does_not_miss_it(ownership: Ownership) -> None:
    show(ownership)
    started = ownership.tick()
    made(ownership)
    ownership.see_list(b'{"data": []}', started)
    assert ownership.stopped is None


def test_before_a_list_has_borne_one_out_one_channel_is_created_at_most(ownership: Ownership) -> None:
    show(ownership)
    assert ownership.room == 1
    made(ownership)
    assert ownership.room == 0
    show(ownership, OWN_ITEM)
    assert ownership.room == ALIVE_AT_MOST - 1


def test_lists_without_names_bear_nothing_out_unless_creates_are_trusted(tmp_path: Path) -> None:
    for trusted in (False, True):
        ownership = Ownership(Journal(tmp_path, TARGET, "now"), CHANNEL, trust_creates=trusted)
        show(ownership, {"id": STRANGER})
        made(ownership)
        made(ownership, OTHER_NAME, STRANGER)
        show(ownership, {"id": STRANGER}, {"id": OWN})
        assert ownership.alive == ([OWN] if trusted else [])
        assert trusted or "TRUST_CREATES=1" in str(ownership.stopped)


@pytest.mark.parametrize("shown", [None, 5, "", "no-uuid", "../" + OWN, {"id": OWN}, FULL_KEY])
def test_what_is_no_id_is_not_written_down(tmp_path: Path, shown: object) -> None:
    redactor = Redactor()
    redactor.add(FULL_KEY, "[key]")
    ownership = Ownership(Journal(tmp_path, TARGET, "now", redactor.text), CHANNEL)
    show(ownership)
    made(ownership, answered=shown)
    assert not (tmp_path / journal.CREATED).exists()


def test_a_key_that_looks_like_an_id_is_not_written_down(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.add(f"key.{OWN.replace('-', '')}", "[key]")
    ownership = Ownership(Journal(tmp_path, TARGET, "now", redactor.text), CHANNEL)
    show(ownership)
    made(ownership, answered=OWN.replace("-", ""))
    assert OWN.replace("-", "") not in (tmp_path / journal.NOTES).read_text()
    assert not (tmp_path / journal.CREATED).exists()


def test_more_ids_than_can_be_remembered_stop_the_run(ownership: Ownership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.transport.sightings.IDS_AT_MOST", 2)
    show(ownership, *({"id": str(uuid.UUID(int=number))} for number in range(3)))
    assert "too many" in str(ownership.stopped)


def test_a_channel_is_deleted_once_however_its_id_is_spelt(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.mark_deleted(OWN.upper())
    ownership.mark_deleted(OWN)
    assert (ownership.alive, ownership.created, ownership.deleted) == ([], 1, 1)


def test_a_delete_that_was_refused_for_its_key_deletes_nothing(world: World) -> None:
    channel_id = world.create()
    assert world.api.call("deleteChannel", channel_id, intent=Intent(key="wrong.key")).status == 401
    assert world.api.ownership.alive == [channel_id]


def test_a_name_is_read_out_of_any_property() -> None:
    assert name_in(f'{{"aiModelCode": "{NAME}", "displayName": "x'.encode()) == NAME
    assert name_in(b'{"displayName": "contract-test-of-somebody-else"}') is None


@pytest.mark.parametrize(
    "answer",
    [
        json_answer(200, {"success": True, "data": None}),
        json_answer(200, {"success": True, "data": {"id": "no-uuid"}}),
        httpx.Response(200, text="<html>"),
        httpx.Response(302, headers={"location": "/login"}),
        json_answer(500, {"success": False}),
        json_answer(400, {"success": False}),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text[:40]}",
)
def test_a_channel_whose_create_hid_the_id_is_found_by_its_name(tmp_path: Path, answer: httpx.Response) -> None:
    world = World(tmp_path, creating(answer, served=True))
    world.api.list()
    world.api.create()
    (made,) = world.server.left
    world.api.list()
    assert world.api.ownership.alive == [made]
    assert [line["id"] for line in lines(tmp_path)] == [made]
    world.api.delete(made)
    assert world.server.left == []


def test_a_channel_whose_create_was_cut_off_is_found_by_its_name(tmp_path: Path) -> None:
    world = World(tmp_path, breaking(2, error=httpx.ReadTimeout, served=True))
    world.api.list()
    with pytest.raises(TargetUnavailable):
        world.api.create()
    world.transport.budget.cleaning = True
    world.api.list()
    assert world.api.ownership.alive == world.server.left != []


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / journal.CREATED).read_text().splitlines()]


@pytest.mark.parametrize("cut", ["the connection", "with 503", "with 429"])
def test_a_create_that_made_its_channel_is_not_sent_again(tmp_path: Path, cut: str) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if request.url.path != WEBSITE:
            return response
        if cut == "the connection":
            raise httpx.ReadError("the connection broke")
        return httpx.Response(int(cut[-3:]), headers={"retry-after": "0"})

    world = World(tmp_path, hook)
    world.api.list()
    with pytest.raises(RequestBlocked, match="is there perhaps"):
        world.api.create()
    assert world.api.ownership.alive == world.server.left
    assert len(world.server.left) == 1


def test_a_create_that_made_nothing_is_sent_again(tmp_path: Path) -> None:
    world = World(tmp_path, breaking(2))
    world.api.list()
    assert world.api.create() == world.server.left[0]
