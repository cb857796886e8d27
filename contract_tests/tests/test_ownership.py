"""Which channels are the run's own: by the id that a create answers, or else by a name that no one could guess."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from contract_tests import journal
from contract_tests.channels import CREATE, DELETE, ROTATE, TOGGLE, UPDATE
from contract_tests.exchange import Intent
from contract_tests.guard import RefusedByGate
from contract_tests.identity import name_in
from contract_tests.journal import Journal
from contract_tests.ownership import ALIVE_AT_MOST, Ownership
from contract_tests.tests.suite import (
    CHANNELS,
    EARLIER,
    SPEC,
    WEBSITE,
    Hook,
    Serve,
    Server,
    World,
    breaking,
    json_answer,
    run,
)
from contract_tests.wire import TargetGone

OWN = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
NAME = "contract-test-0123456789ab-1"
OTHER_NAME = "contract-test-0123456789ab-11"


@pytest.fixture
def ownership(tmp_path: Path) -> Ownership:
    return Ownership(Journal(tmp_path, "http://target", "now"))


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


@pytest.mark.parametrize("served", [False, True], ids=["before it is served", "after"])
@pytest.mark.parametrize("nth", [1, 2, 5])
@pytest.mark.parametrize("operation_id", SPEC.operations)
def test_ctrl_c_leaves_no_channel_and_breaks_no_promise(
    tmp_path: Path, operation_id: str, nth: int, served: bool
) -> None:
    seen: Counter[str] = Counter()

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        operation = SPEC.match(request.method, request.url.path)
        seen[operation.id if operation else ""] += 1
        if operation is None or operation.id != operation_id or seen[operation_id] != nth:
            return serve(request)
        if served:
            serve(request)
        raise KeyboardInterrupt

    finished = run(tmp_path, hook)
    assert finished.server.left == []
    assert not finished.server.harmed
    assert finished.report["reason"] == "interrupted"
    assert finished.broken == set()
    assert finished.report["verdict"] == "incomplete"
    assert finished.report["channels"]["created"] == finished.report["channels"]["deleted"]


def test_a_second_ctrl_c_leaves_what_the_journal_knows(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number in (12, 14):
            raise KeyboardInterrupt
        return serve(request)

    finished = run(tmp_path, hook)
    assert finished.report["channels"]["left"] != []
    assert sorted(finished.report["channels"]["left"]) == sorted(finished.server.left)
    assert journal.read(tmp_path).ids.keys() == set(finished.server.left)
    assert "LEFT BEHIND" in finished.summary


def test_channels_of_others_are_as_they_were_after_a_run(tmp_path: Path) -> None:
    finished = run(tmp_path)
    assert len(finished.server.store.channels) == EARLIER
    assert not finished.server.harmed


def first_list_empty_and_creates_name(channel_of: Callable[[Server], str]) -> Server:
    """A server that shows nothing in its first list, and whose creates answer the id of another channel."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if number == 1:
            return json_answer(200, {"success": True, "data": []})
        if request.url.path == WEBSITE and response.status_code == 200:
            return json_answer(200, {"success": True, "data": {"id": channel_of(server)}})
        return response

    server = Server(hook)
    return server


def test_before_a_list_no_create_is_taken_at_its_word(tmp_path: Path) -> None:
    world = World(tmp_path, server=first_list_empty_and_creates_name(lambda server: server.earlier[0]))
    world.api.list()
    assert world.api.create() == world.other
    with pytest.raises(RefusedByGate):
        world.api.delete(world.other)
    world.api.list()
    (made,) = world.server.left
    assert world.gate.ownership.alive == [made]
    assert journal.read(tmp_path).ids.keys() == {made}
    with pytest.raises(RefusedByGate):
        world.api.delete(world.other)
    assert not world.server.harmed


def test_a_run_is_not_misled_by_a_first_list_that_was_not_whole(tmp_path: Path) -> None:
    server = first_list_empty_and_creates_name(lambda server: server.earlier[0])
    finished = run(tmp_path, server.hook)
    assert not finished.server.harmed
    # Creates without a name are in it, whose ids no one told.
    assert len(finished.report["channels"]["possibly_left"]) == len(finished.server.left)


def test_an_id_that_is_used_once_more_is_the_runs_own_again(ownership: Ownership, tmp_path: Path) -> None:
    assert ownership.adopt(OWN, NAME)
    ownership.gone(OWN)
    assert ownership.adopt(OWN, OTHER_NAME)
    assert (ownership.alive, ownership.created, ownership.deleted) == ([OWN], 2, 1)
    assert journal.read(tmp_path).ids.keys() == {OWN}


def test_a_create_that_answers_the_id_of_another_own_channel_is_still_looked_for(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    assert not ownership.adopt(OWN, OTHER_NAME)


def test_a_delete_that_is_answered_but_not_done_is_told_as_left(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return json_answer(200, {"success": True, "data": None}) if request.method == "DELETE" else serve(request)

    finished = run(tmp_path, hook)
    left = finished.report["channels"]["left"]
    assert sorted(left) == sorted(finished.server.left) != []
    assert len(left) <= ALIVE_AT_MOST
    assert journal.read(tmp_path).ids.keys() == set(left)


def fail(ownership: Ownership, count: int) -> None:
    for number in range(count):
        name = f"{OTHER_NAME}{number}"
        ownership.expect(name)
        ownership.create_failed(name)


LISTED = f'{{"data": [{{"id": "{OWN}", "displayName": "{NAME}"}}]}}'.encode()


def test_a_create_that_fails_and_is_never_listed_takes_no_room(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    ownership.see_list(LISTED)
    fail(ownership, 9)
    assert ownership.room == ALIVE_AT_MOST - 1
    assert len(ownership.awaited) == 9
    ownership.see_list(LISTED)
    assert ownership.awaited == []


def test_where_lists_show_no_names_a_failed_create_stays_in_doubt(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    fail(ownership, 2)
    ownership.see_list(f'{{"data": [{{"id": "{OWN}"}}]}}'.encode())
    assert (len(ownership.awaited), ownership.room) == (2, ALIVE_AT_MOST - 3)


def test_a_failed_create_without_a_name_stays_in_doubt(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    ownership.expect("(without a name, request 7)")
    ownership.create_failed("(without a name, request 7)")
    ownership.see_list(LISTED)
    assert ownership.awaited == ["(without a name, request 7)"]


def test_one_failed_delete_does_not_end_the_clean_up(tmp_path: Path) -> None:
    broken: list[str] = []

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number == 11:
            raise KeyboardInterrupt
        if number > 11 and request.method == "DELETE":
            broken.append(request.url.path)
            if request.url.path == broken[0]:
                raise httpx.ReadError("the connection broke")
        return serve(request)

    finished = run(tmp_path, hook)
    assert len(set(broken)) > 1
    assert len(finished.report["channels"]["left"]) == len(finished.server.left) == 1


def test_a_channel_without_its_name_in_a_whole_list_is_the_runs_own(ownership: Ownership) -> None:
    token = OWN.replace("-", "")[::-1]  # looks like an id, and is none
    ownership.see_list(b'{"data": []}')
    assert ownership.adopt(OWN, NAME)
    ownership.see_list(f'{{"data": [{{"id": "{OWN}", "displayName": null, "channelToken": "{token}"}}]}}'.encode())
    assert ownership.alive == [OWN]
    assert not ownership.is_doubted(OWN)


def test_a_channel_that_a_list_shows_under_another_id_has_that_one(ownership: Ownership, tmp_path: Path) -> None:
    answered = str(uuid.UUID(int=7))
    ownership.see_list(b'{"data": []}')
    assert ownership.adopt(answered, NAME)
    ownership.gone(answered)  # 404 to its delete
    ownership.see_list(LISTED)
    assert (ownership.alive, ownership.created, ownership.deleted) == ([OWN], 1, 0)
    assert journal.read(tmp_path).ids.keys() == {OWN}
