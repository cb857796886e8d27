"""Which channels are the run's own: by the id that a create answers, or else by a name that no one could guess."""

from __future__ import annotations

import uuid
from pathlib import Path

import httpx
import pytest

from contract_tests import journal
from contract_tests.channels import CREATE, DELETE, ROTATE, TOGGLE, UPDATE
from contract_tests.exchange import Intent
from contract_tests.guard import RefusedByGate
from contract_tests.identity import name_in
from contract_tests.ownership import Ownership
from contract_tests.tests.suite import (
    CHANNELS,
    NAME,
    OTHER_NAME,
    OWN,
    WEBSITE,
    Hook,
    Serve,
    Server,
    World,
    breaking,
    json_answer,
)
from contract_tests.wire import TargetGone


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
    assert not world.gate.ownership.may_change(world.gate.ownership.mint(world.other))


def test_a_minted_id_that_turns_up_in_a_list_is_someone_elses(world: World) -> None:
    minted = world.api.mint()
    world.server.store.add(minted, "Website", "a", "b")
    world.api.list()
    with pytest.raises(RefusedByGate):
        world.api.delete(minted)


def test_an_id_that_is_neither_the_runs_own_nor_minted_is_refused(world: World) -> None:
    with pytest.raises(RefusedByGate):
        world.api.delete(str(uuid.uuid4()))


def test_at_most_five_channels_are_alive(world: World) -> None:
    ids = [world.create() for _ in range(5)]
    with pytest.raises(RefusedByGate):
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
    assert world.gate.ownership.alive == []
    with pytest.raises(RefusedByGate):
        world.api.delete(world.other)
    assert not (tmp_path / journal.CREATED).exists()
    assert ("unique-id", CREATE) in world.failed


@pytest.mark.parametrize("shown", [OWN.upper(), OWN.replace("-", "")])
def test_a_listed_id_in_another_spelling_is_never_own(ownership: Ownership, shown: str) -> None:
    ownership.see_list(f'{{"data": {{"items": [{{"channel": "{OWN}"}}]}}}}'.encode())
    assert not ownership.adopt(shown, NAME)
    assert not ownership.may_change(shown)


@pytest.mark.parametrize("shown", [None, 5, "", "no-uuid", "../" + OWN, {"id": OWN}])
def test_what_is_no_id_is_not_adopted(ownership: Ownership, shown: object) -> None:
    assert (ownership.adopt(shown, NAME), ownership.created) == (False, 0)


def test_a_channel_is_deleted_once_however_its_id_is_spelt(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    ownership.gone(OWN.upper())
    ownership.gone(OWN)
    assert (ownership.alive, ownership.created, ownership.deleted) == ([], 1, 1)


def test_a_delete_that_was_refused_for_its_key_deletes_nothing(world: World) -> None:
    channel_id = world.create()
    assert world.api.call("deleteChannel", channel_id, intent=Intent(key="wrong.key")).status == 401
    assert world.gate.ownership.alive == [channel_id]


def test_a_name_is_not_found_in_a_longer_one(ownership: Ownership) -> None:
    ownership.expect(NAME)
    ownership.see_list(f'[{{"id": "{OWN}", "displayName": "{OTHER_NAME}"}}]'.encode())
    assert ownership.alive == []
    assert not ownership.may_change(OWN)


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
    assert world.gate.ownership.alive == [made]
    assert journal.read(tmp_path).ids.keys() == {made}
    world.api.delete(made)
    assert world.server.left == []


def test_a_channel_whose_create_was_cut_off_is_found_by_its_name(tmp_path: Path) -> None:
    world = World(tmp_path, breaking(2, error=httpx.ReadTimeout, served=True))
    world.api.list()
    with pytest.raises(TargetGone):
        world.api.create()
    world.gate.budget.cleaning = True
    world.api.list()
    assert world.gate.ownership.alive == world.server.left != []


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("broken", [(2,), (2, 3)], ids=["then answered", "twice"])
def test_a_create_that_was_sent_again_leaves_nothing(
    tmp_path: Path, broken: tuple[int, ...], newest_first: bool
) -> None:
    """Both sendings may have made a channel, and both have the same name."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = breaking(*broken, served=True)(number, request, serve)
        if newest_first and request.url.path == CHANNELS:
            body = response.json()
            return json_answer(200, {**body, "data": body["data"][::-1]})
        return response

    world = World(tmp_path, hook)
    world.api.list()
    if broken == (2,):
        world.api.create()
    else:
        with pytest.raises(TargetGone):
            world.api.create()
    assert len(world.server.left) == 2
    world.gate.budget.cleaning = True
    world.api.list()
    assert sorted(world.gate.ownership.alive) == sorted(world.server.left)
