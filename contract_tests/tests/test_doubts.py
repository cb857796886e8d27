"""A create may not tell the truth, or not all of it: what lists say of whose a channel is."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from contract_tests import journal
from contract_tests.guard import RefusedByGate
from contract_tests.ownership import ALIVE_AT_MOST, Ownership
from contract_tests.tests.suite import (
    NAME,
    OTHER_NAME,
    OWN,
    WEBSITE,
    Serve,
    Server,
    World,
    json_answer,
    run,
)


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


def fail(ownership: Ownership, count: int) -> None:
    for number in range(count):
        name = f"{OTHER_NAME}{number}"
        ownership.expect(name)
        ownership.await_list(name)


LISTED = f'{{"data": [{{"id": "{OWN}", "displayName": "{NAME}"}}]}}'.encode()


def test_another_channel_with_the_name_of_a_listed_one_is_someone_elses(ownership: Ownership) -> None:
    assert ownership.adopt(OWN, NAME)
    twin = str(uuid.UUID(int=9))
    both = [{"id": twin, "displayName": NAME}, {"id": OWN, "displayName": NAME}]
    ownership.see_list(json.dumps({"data": both}).encode())
    assert ownership.may_change(OWN)
    assert not ownership.may_change(twin)


def test_a_channel_with_the_name_of_a_deleted_one_is_someone_elses(ownership: Ownership) -> None:
    ownership.see_list(b'{"data": []}')
    answered = str(uuid.UUID(int=7))
    assert ownership.adopt(answered, NAME)
    ownership.gone(answered)
    ownership.see_list(LISTED)
    assert not ownership.may_change(OWN)


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
    ownership.await_list("(without a name, request 7)")
    ownership.see_list(LISTED)
    assert ownership.awaited == ["(without a name, request 7)"]


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
    ownership.gone(answered, found=False)  # 404 to its delete
    ownership.see_list(LISTED)
    assert (ownership.alive, ownership.created, ownership.deleted) == ([OWN], 1, 0)
    assert journal.read(tmp_path).ids.keys() == {OWN}
