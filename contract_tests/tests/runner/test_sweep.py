"""A sweep deletes by the journal of a killed run, and by nothing else."""

from __future__ import annotations

import functools
from pathlib import Path

import httpx
import pytest

from contract_tests.runner import sweep
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.killed import IDS, NAME, entries, killed_run, swept
from contract_tests.tests.support.suite import (
    TARGET,
    FakeClock,
    Hook,
    Serve,
    Server,
    World,
    breaking,
    honest,
    json_answer,
)
from contract_tests.transport import budget
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.journal import NOTES, Journal


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """Give the sweep this server to talk to."""
    server = Server()

    monkeypatch.setattr(sweep, "GuardedTransport", functools.partial(GuardedTransport, transport=server))
    monkeypatch.setattr(budget, "Clock", FakeClock)
    return server


def test_a_sweep_deletes_what_a_killed_run_left(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    left = killed_run(tmp_path, server)
    lookalike = server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    assert swept(tmp_path) == 0
    assert server.left == [lookalike["id"]]
    assert not server.harmed
    assert [request.method for request in server.requests] == ["GET", *["DELETE"] * len(left), "GET"]
    said = capsys.readouterr().out
    assert all(f"deleted: {channel_id}" in said for channel_id in left)
    assert "swept 2 of 2 (Channel); in doubt: 0" in said


def test_a_second_sweep_changes_nothing(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    killed_run(tmp_path, server)
    swept(tmp_path)
    server.requests.clear()
    assert swept(tmp_path) == 0
    assert [request.method for request in server.requests] == ["GET"]
    assert "swept 0 of 0 (Channel)" in capsys.readouterr().out


def test_a_line_of_a_journal_is_enough_where_the_list_shows_its_id_with_its_name(
    tmp_path: Path, server: Server, written: Journal
) -> None:
    written.created(IDS[0], NAME)
    server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    assert swept(tmp_path) == 0
    assert server.left == []


@pytest.mark.parametrize("name", ["Shop chat", "contract-test-0123456789ab-12", None])
def test_an_id_that_the_list_shows_without_the_name_of_the_journal_is_not_touched(
    tmp_path: Path, server: Server, written: Journal, name: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    written.created(IDS[0], NAME)
    server.store.add(IDS[0], "Website", "a", "b", displayName=name)
    assert swept(tmp_path) == 0
    assert server.left == [IDS[0]]
    assert f"possibly left, look for it by its name: {IDS[0]} {NAME}" in capsys.readouterr().out


def test_what_was_listed_before_its_create_is_not_touched(tmp_path: Path, server: Server, written: Journal) -> None:
    """A server that answers a create with a channel it had, and renames that."""
    world = World(tmp_path, server=server)
    world.api.list()
    old = server.earlier[0]
    name = world.api.name()
    world.api.ownership.expect(name)
    world.api.ownership.served(name, old)
    server.store.channels[old]["displayName"] = name
    server.requests.clear()
    swept(tmp_path)
    assert [request.method for request in server.requests] == ["GET"]


def test_a_create_in_doubt_that_the_list_shows_is_swept(tmp_path: Path, server: Server, written: Journal) -> None:
    written.note("awaited", NAME, None)
    server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    assert swept(tmp_path) == 0
    assert server.left == []


def test_a_create_in_doubt_that_the_list_does_not_show_is_named(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.note("awaited", NAME, None)
    assert swept(tmp_path) == 0
    assert f"possibly left, look for it by its name: {NAME}" in capsys.readouterr().out


def test_a_sweep_takes_the_lines_of_its_target_and_names_the_others(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    Journal(tmp_path, "http://other", "now").created(IDS[0], NAME)
    left = killed_run(tmp_path, server)
    assert swept(tmp_path) == 0
    assert server.left == []
    said = capsys.readouterr().out
    assert "http://other: 1 channels may be left there" in said
    assert f"swept {len(left)} of {len(left)}" in said


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        (lambda number, request, serve: httpx.Response(401), "refuses the key"),
        (lambda number, request, serve: httpx.Response(500), "cannot be read"),
        (lambda number, request, serve: httpx.Response(429), "does not answer"),
        (breaking(*range(9), error=httpx.ConnectError), "does not answer"),
    ],
)
def test_a_sweep_that_cannot_be_says_why_and_can_be_repeated(
    tmp_path: Path, server: Server, hook: Hook, said: str
) -> None:
    killed_run(tmp_path, server)
    server.hook = hook
    with pytest.raises(UserError, match=said):
        swept(tmp_path)
    server.hook = honest
    assert swept(tmp_path) == 0
    assert server.left == []


@pytest.mark.parametrize("broken", [False, True])
def test_a_channel_that_cannot_be_deleted_keeps_no_other_from_it(tmp_path: Path, server: Server, broken: bool) -> None:
    first, _ = killed_run(tmp_path, server)

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method == "DELETE" and request.url.path.endswith(first):
            if broken:
                raise httpx.ReadError("the connection broke")
            return httpx.Response(500)
        return serve(request)

    server.hook = hook
    assert swept(tmp_path) == 1
    assert list(entries(tmp_path).open.values()) == server.left == [first]


def test_a_run_says_what_an_earlier_one_may_have_left(tmp_path: Path) -> None:
    assert sweep.earlier(tmp_path, TARGET) is None
    killed_run(tmp_path, Server())
    assert "may have left 2 channels" in str(sweep.earlier(tmp_path, TARGET))
    assert sweep.earlier(tmp_path, "http://other") is None


def test_a_journal_that_is_not_whole_bears_out_what_it_notes_as_such_alone(
    tmp_path: Path, server: Server, written: Journal
) -> None:
    """What the lost line said was listed before, perhaps."""
    written.note("awaited", NAME, None)
    written.created(IDS[0], NAME)
    left = killed_run(tmp_path, server)
    server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    with (tmp_path / NOTES).open("a") as file:
        file.write('{"target": "http://suite.inv\n')
    assert swept(tmp_path) == 0
    assert server.left == [IDS[0]]
    assert left


def test_what_has_another_id_than_the_journal_says_is_told_with_the_name_it_has(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, server=server)
    world.api.list()
    channel_id = world.create()
    name = world.api.name()
    world.api.ownership.rename(channel_id, name)
    channel = server.store.channels.pop(channel_id)
    server.store.channels[IDS[0]] = {**channel, "id": IDS[0], "displayName": name}
    swept(tmp_path)
    assert server.left == [IDS[0]]
    assert f"{IDS[0]} {name}" in capsys.readouterr().out


def test_a_create_that_was_refused_and_is_not_listed_is_settled(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.note("awaited", NAME, None)
    written.note("refused", NAME, None)
    written.note("awaited", "contract-test-0123456789ab-7", None)
    for doubted in ("in doubt: 1", "in doubt: 0"):
        assert swept(tmp_path) == 0
        said = capsys.readouterr().out
        assert doubted in said
        assert NAME + ":" not in said


def test_what_may_be_the_runs_is_told_until_no_list_shows_it(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.note("possibly left", NAME, IDS[0])
    server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    for _ in range(2):
        assert swept(tmp_path) == 0
        assert f"possibly left, look for it by its name: {IDS[0]} {NAME}" in capsys.readouterr().out
    del server.store.channels[IDS[0]]
    for said in (f"not listed any more: {IDS[0]} {NAME}", "in doubt: 0"):
        assert swept(tmp_path) == 0
        assert said in capsys.readouterr().out
    assert sweep.earlier(tmp_path, TARGET) is None


def test_a_stray_that_was_not_listed_for_a_while_is_no_more_the_runs_own_than_before(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.note("awaited", NAME, None)
    for channel_id in IDS[:2]:
        written.note("possibly left", NAME, channel_id)
    for listed in (IDS[:2], [], IDS[1:2]):
        for channel_id in server.left:
            del server.store.channels[channel_id]
        for channel_id in listed:
            server.store.add(channel_id, "Website", "a", "b", displayName=NAME)
        assert swept(tmp_path) == 0
        assert server.left == listed
        said = capsys.readouterr().out
        assert [line for line in listed if f"by its name: {line} {NAME}" not in said] == []
    assert "1 channels" in str(sweep.earlier(tmp_path, TARGET))


def in_part(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    return json_answer(200, {**serve(request).json(), "hasMore": True})


def test_a_list_that_shows_a_part_settles_nothing_of_what_it_does_not_show(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.note("possibly left", NAME, IDS[0])
    server.hook = in_part
    assert swept(tmp_path) == 0
    assert f"possibly left, look for it by its name: {IDS[0]} {NAME}" in capsys.readouterr().out
