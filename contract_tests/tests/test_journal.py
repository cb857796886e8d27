"""What a killed run leaves on disk, and the sweep that deletes by it and by nothing else."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import httpx
import pytest

from contract_tests import budget, journal, sweep
from contract_tests.errors import UserError
from contract_tests.gate import Gate
from contract_tests.journal import CREATED, NOTES, Journal, Left
from contract_tests.redaction import Redactor
from contract_tests.tests.suite import SPEC, TARGET, Clock, Hook, Serve, Server, World, breaking, honest, run, settings

NAME = "contract-test-0123456789ab-1"
IDS = ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "1b4e28ba-2fa1-41d2-883f-0016d3cca427"]


@pytest.fixture
def written(tmp_path: Path) -> Journal:
    return Journal(tmp_path, TARGET, "2026-01-01T00:00:00Z")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """Give the sweep this server to talk to."""
    server = Server()

    monkeypatch.setattr(sweep, "Gate", functools.partial(Gate, transport=server))
    monkeypatch.setattr(budget, "time", Clock())
    return server


def swept(folder: Path) -> int:
    return sweep.sweep(SPEC, settings(folder), TARGET, Redactor())


def killed_run(folder: Path, server: Server) -> None:
    """Leave what a run leaves whose process is killed: two channels, and no clean-up."""
    world = World(folder, server=server)
    world.api.list()
    world.create()
    world.create()
    server.requests.clear()


def test_what_was_written_is_read_again(tmp_path: Path, written: Journal) -> None:
    written.creating(NAME)
    written.created(IDS[0], NAME)
    written.answered(NAME)
    written.creating("in doubt")
    written.created(IDS[1], "other")
    written.deleted(IDS[1])
    assert journal.read(tmp_path) == Left({TARGET}, {IDS[0]: NAME}, ["in doubt"])


def test_each_channel_has_one_line_with_target_and_id(tmp_path: Path) -> None:
    finished = run(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / CREATED).read_text().splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == finished.outcome.created
    assert {line["target"] for line in lines} == {TARGET}
    assert journal.read(tmp_path) == Left({TARGET}, {}, [])


def test_a_second_run_appends(tmp_path: Path) -> None:
    first, second = run(tmp_path), run(tmp_path, seed=2)
    lines = (tmp_path / CREATED).read_text().splitlines()
    assert len(lines) == first.outcome.created + second.outcome.created


def test_a_channel_is_in_the_journal_before_its_answer_is_used(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.api.list()
    seen = []
    world.gate.observers.insert(0, lambda exchange: seen.append(list(journal.read(tmp_path).ids)))
    channel_id = world.create()
    assert seen == [[channel_id]]


def test_a_create_is_noted_before_it_goes_out(tmp_path: Path) -> None:
    noted = []

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method == "POST":
            noted.extend(journal.read(tmp_path).in_doubt)
        return serve(request)

    world = World(tmp_path, hook)
    world.api.list()
    world.api.create()
    assert len(noted) == 1
    assert journal.read(tmp_path).in_doubt == []


def test_a_first_ctrl_c_does_not_end_the_clean_up(tmp_path: Path) -> None:
    """It takes a second one to give up; what is left then is in the journal."""
    last = len(run(tmp_path).server.requests)

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number == last:
            raise KeyboardInterrupt
        return serve(request)

    finished = run(tmp_path, hook)
    assert (finished.server.left, journal.read(tmp_path).ids) == ([], {})
    assert finished.report["channels"]["left"] == []


def test_a_line_that_was_cut_short_is_passed_over(tmp_path: Path, written: Journal) -> None:
    written.created(IDS[0], NAME)
    with (tmp_path / CREATED).open("a") as file:
        file.write('{"target": "http://suite.inv')
    assert list(journal.read(tmp_path).ids) == IDS[:1]


def test_a_line_that_was_cut_short_costs_no_later_one(tmp_path: Path, written: Journal) -> None:
    written.created(IDS[0], NAME)
    with (tmp_path / CREATED).open("a") as file:
        file.write('{"target": "http://suite.inv')
    written.created(IDS[1], NAME)
    assert list(journal.read(tmp_path).ids) == IDS


@pytest.mark.parametrize(
    "line", [b"nonsense", b"[]", b'{"target": "http://x"}', b"\xff\xfe", b'{"target": 5, "id": {}}'], ids=str
)
def test_a_line_that_is_none_is_told_with_its_place(tmp_path: Path, written: Journal, line: bytes) -> None:
    (tmp_path / CREATED).write_bytes(line + b"\n")
    written.created(IDS[0], NAME)
    with pytest.raises(UserError, match=r"journal\.jsonl:1 is not a line of a journal") as caught:
        journal.read(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_note_that_lacks_its_name_is_told_with_its_place(tmp_path: Path, written: Journal) -> None:
    (tmp_path / NOTES).write_text(json.dumps({"target": TARGET, "event": "creating"}) + "\n")
    written.deleted(IDS[0])
    with pytest.raises(UserError, match=r"journal-notes\.jsonl:1"):
        journal.read(tmp_path)


def test_a_folder_without_a_journal_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no journal"):
        swept(tmp_path)


def test_a_sweep_deletes_exactly_what_the_journal_says(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    killed_run(tmp_path, server)
    lookalike = server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    left = journal.read(tmp_path).ids
    assert swept(tmp_path) == 0
    assert server.left == [lookalike["id"]]
    assert not server.harmed
    assert [request.method for request in server.requests] == [*["DELETE"] * len(left), "GET"]
    said = capsys.readouterr().out
    assert all(f"deleted: {channel_id} {name}" in said for channel_id, name in left.items())
    assert "swept 2 of 2 channels; creates in doubt: 0" in said


def test_a_second_sweep_is_harmless(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    killed_run(tmp_path, server)
    swept(tmp_path)
    server.requests.clear()
    assert swept(tmp_path) == 0
    assert server.requests == []
    assert "swept 0 of 0 channels" in capsys.readouterr().out


def test_a_sweep_takes_a_channel_that_is_gone_already_as_gone(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.created(IDS[0], NAME)
    assert swept(tmp_path) == 0
    assert f"already gone: {IDS[0]}" in capsys.readouterr().out
    assert journal.read(tmp_path).ids == {}


def test_a_sweep_names_creates_in_doubt_and_touches_nothing_for_them(
    tmp_path: Path, server: Server, written: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    written.creating(NAME)
    server.store.add(IDS[0], "Website", "a", "b", displayName=NAME)
    assert swept(tmp_path) == 0
    assert server.left == [IDS[0]]
    assert f"possibly left, look for it by its name: {NAME}" in capsys.readouterr().out


def test_a_sweep_refuses_the_journal_of_another_target(tmp_path: Path, server: Server, written: Journal) -> None:
    Journal(tmp_path, "http://other", "now").created(IDS[0], NAME)
    written.created(IDS[1], NAME)
    with pytest.raises(UserError, match=r"is of http://other, not of http://suite\.invalid"):
        swept(tmp_path)
    assert server.requests == []


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        (lambda number, request, serve: httpx.Response(401), "refuses the key"),
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


def test_a_channel_that_cannot_be_deleted_stays_in_the_journal(tmp_path: Path, server: Server) -> None:
    killed_run(tmp_path, server)
    server.hook = lambda number, request, serve: httpx.Response(500) if number == 1 else serve(request)
    assert swept(tmp_path) == 1
    assert list(journal.read(tmp_path).ids) == server.left
    assert len(server.left) == 1
