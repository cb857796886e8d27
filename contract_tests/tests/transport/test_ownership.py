"""Which channels are the run's own: by the id that a create answers, or else by a name that no one could guess."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY
from contract_tests.tests.support.showing import OWN_ITEM, lines, made, show
from contract_tests.tests.support.suite import (
    NAME,
    OTHER_NAME,
    OWN,
    STRANGER,
    TARGET,
    Serve,
    Server,
    World,
    json_answer,
)
from contract_tests.tests.support.vocabulary import CHANNEL, CREATE, DELETE, ROTATE, TOGGLE, TOKEN, UPDATE
from contract_tests.transport import journal
from contract_tests.transport.identity import name_in
from contract_tests.transport.interaction import Intent
from contract_tests.transport.journal import Journal
from contract_tests.transport.ownership import ALIVE_AT_MOST, Ownership
from contract_tests.transport.policy import RequestBlocked
from contract_tests.transport.redaction import Redactor


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.api.list()
    return world


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


def test_a_channel_that_gets_another_id_is_followed_by_its_name(ownership: Ownership, tmp_path: Path) -> None:
    show(ownership)
    made(ownership)
    show(ownership, OWN_ITEM)
    ownership.rename(OWN, OTHER_NAME)
    ownership.touch(OWN)
    show(ownership, {"id": STRANGER, "displayName": OTHER_NAME})
    assert (ownership.alive, ownership.former_ids(NAME)) == ([STRANGER], [OWN])
    assert [line["id"] for line in lines(tmp_path)] == [OWN, STRANGER]


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


HIDING = f"{OWN[:24]}defdefdefdef"


@pytest.mark.parametrize("answered", [None, HIDING, OWN])
def test_an_id_that_holds_a_secret_is_neither_written_down_nor_used(tmp_path: Path, answered: str | None) -> None:
    redactor = Redactor()
    redactor.add("abc.defdefdefdef", "[key]")
    ownership = Ownership(Journal(tmp_path, TARGET, "now", redactor.text), CHANNEL)
    show(ownership)
    made(ownership, answered=answered)
    show(ownership, {**OWN_ITEM, "id": HIDING}, {"id": HIDING.replace("0de", "0df"), "displayName": ""})
    assert not ownership.may_change(HIDING)
    assert ownership.stopped
    assert any(NAME in words for words in ownership.possibly_left)
    assert not any("defdefdefdef" in file.read_text() for file in tmp_path.iterdir())


def token(value: str, name: str = NAME) -> dict[str, str]:
    return {**OWN_ITEM, "displayName": name, TOKEN: value}


def test_an_id_that_the_store_has_given_to_another_is_own_no_more(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, token("a"))
    assert ownership.may_change(OWN)
    show(ownership, token("b", "somebody's"))
    assert not ownership.may_change(OWN)
    assert (ownership.alive, bool(ownership.stopped)) == ([], True)
    assert any(OWN in words for words in ownership.possibly_left)


@pytest.mark.parametrize("shown", [token("b"), token("a", ""), OWN_ITEM | {"displayName": ""}], ids=str)
def test_a_channel_that_lost_its_name_or_its_token_stays_own(ownership: Ownership, shown: dict[str, str]) -> None:
    show(ownership)
    made(ownership)
    show(ownership, token("a"))
    show(ownership, shown)
    assert ownership.alive == [OWN]


def test_what_a_request_of_the_run_may_have_done_to_a_channel_leaves_it_own(ownership: Ownership) -> None:
    show(ownership)
    made(ownership)
    show(ownership, token("a"))
    ownership.touch(OWN)
    show(ownership, token("b", "the default name"))
    assert ownership.alive == [OWN]


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
