"""Creates whose response is lost, or says nothing: what they made is found, and none is sent twice."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from contract_tests.tests.support.showing import lines
from contract_tests.tests.support.suite import (
    KEYS,
    TARGET,
    WEBSITE,
    Hook,
    Serve,
    World,
    breaking,
    honest,
    json_answer,
)
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.policy import RequestBlocked


def creating(answer: httpx.Response, *, served: bool) -> Hook:
    """Answer every create so, whether or not it made a channel."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method != "POST" or request.url.path != WEBSITE:
            return serve(request)
        if served:
            serve(request)
        return answer

    return hook


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


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_a_gateway_gave_up_is_told_until_a_list_shows_it(tmp_path: Path, status: int) -> None:
    world = World(tmp_path, creating(httpx.Response(status), served=False))
    world.api.list()
    world.api.create()
    world.api.list()
    ownership = world.api.ownership
    (told,) = ownership.possibly_left
    assert "no response says" in told
    assert ownership.room < 1  # it may come yet
    late = {"displayName": told.partition(":")[0]}
    world.server.hook = honest
    httpx.Client(transport=world.server, base_url=TARGET, headers={"X-API-Key": KEYS["full"]}).post(WEBSITE, json=late)
    world.api.list()
    assert ownership.alive == world.server.left
    assert ownership.possibly_left == []


def test_a_channel_whose_create_was_cut_off_is_found_by_its_name(tmp_path: Path) -> None:
    world = World(tmp_path, breaking(2, error=httpx.ReadTimeout, served=True))
    world.api.list()
    with pytest.raises(TargetUnavailable):
        world.api.create()
    world.transport.budget.cleaning = True
    world.api.list()
    assert world.api.ownership.alive == world.server.left != []


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
