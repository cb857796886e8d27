"""Which channels a list bears out: new, under their own id, with the name of their create."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.tests.support.showing import OWN_ITEM, made, show
from contract_tests.tests.support.suite import (
    NAME,
    OTHER_NAME,
    OWN,
    STRANGER,
    TARGET,
)
from contract_tests.tests.support.vocabulary import CHANNEL, TOKEN
from contract_tests.transport.journal import Journal
from contract_tests.transport.ownership import ALIVE_AT_MOST, Ownership


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


def test_a_copy_is_no_ones_after_the_copied_channel_is_gone(ownership: Ownership) -> None:
    show(ownership)
    made(ownership, answered=None)
    show(ownership, OWN_ITEM, {"id": STRANGER, "displayName": NAME})
    show(ownership, {"id": STRANGER, "displayName": NAME})
    assert ownership.alive == []
    assert not ownership.may_change(STRANGER)


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


@pytest.mark.parametrize(("token", "followed"), [("a", True), ("b", False)])
def test_a_channel_is_followed_to_another_id_by_its_token(ownership: Ownership, token: str, followed: bool) -> None:
    show(ownership)
    made(ownership)
    show(ownership, {**OWN_ITEM, TOKEN: "a"})
    ownership.touch(OWN)
    show(ownership, {"id": STRANGER, "displayName": NAME, TOKEN: token})
    assert ownership.may_change(STRANGER) is followed
    assert followed or any(STRANGER in words for words in ownership.possibly_left)


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
