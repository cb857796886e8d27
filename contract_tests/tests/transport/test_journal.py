"""What a killed run leaves on disk, and the sweep that deletes by it and by nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest

from contract_tests.spec.errors import UserError
from contract_tests.tests.support.killed import IDS, NAME, entries, killed_run, swept
from contract_tests.tests.support.suite import (
    TARGET,
    Serve,
    Server,
    World,
    run,
)
from contract_tests.transport import journal
from contract_tests.transport.journal import CREATED, NOTES, Journal


def test_what_may_be_left_survives_a_crash_of_the_machine(written: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync costs milliseconds on many disks, so what a list tells again goes without."""
    synced: list[str] = []

    def sync(handle: int) -> None:
        synced.append(os.pread(handle, 100_000, 0).decode().splitlines()[-1])

    monkeypatch.setattr(os, "fsync", sync)
    written.note("awaited", NAME, None)
    written.created(IDS[0], NAME)
    for event in ("unconfirmed", "own", "renamed", "deleted"):
        written.note(event, NAME, IDS[0])
    written.listed(["abc"])
    written.note(journal.STRAY, NAME, IDS[1])
    assert [json.loads(line).get("event", "created") for line in synced] == ["awaited", "created", journal.STRAY]


def test_what_was_written_is_read_again(tmp_path: Path, written: Journal) -> None:
    written.note("awaited", NAME, None)
    written.created(IDS[0], NAME)
    written.note("own", NAME, IDS[0])
    written.note("awaited", "in doubt", None)
    written.created(IDS[1], "other")
    written.note("deleted", "other", IDS[1])
    assert entries(tmp_path).open == {NAME: IDS[0], "in doubt": ""}


@pytest.mark.whole
def test_each_channel_has_one_line_with_target_and_id(tmp_path: Path) -> None:
    finished = run(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / CREATED).read_text().splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == finished.outcome.created
    assert {line["target"] for line in lines} == {TARGET}
    assert entries(tmp_path).open == {}


@pytest.mark.whole
def test_a_second_run_appends(tmp_path: Path) -> None:
    first, second = run(tmp_path), run(tmp_path, seed=2)
    lines = (tmp_path / CREATED).read_text().splitlines()
    assert len(lines) == first.outcome.created + second.outcome.created


def test_a_channel_is_in_the_journal_before_its_answer_is_used(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.api.list()
    seen = []
    world.transport.observers.insert(0, lambda interaction: seen.append(list(entries(tmp_path).open.values())))
    channel_id = world.create()
    assert seen == [[channel_id], [channel_id]]


def test_a_create_is_noted_before_it_goes_out(tmp_path: Path) -> None:
    noted: list[str] = []

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method == "POST":
            noted.extend(entries(tmp_path).open)
        return serve(request)

    world = World(tmp_path, hook)
    world.api.list()
    world.api.create()
    assert noted == list(entries(tmp_path).open)


def test_what_a_list_bore_out_is_noted(tmp_path: Path) -> None:
    World(tmp_path).api.list()
    killed_run(tmp_path, Server())
    events = [json.loads(line)["event"] for line in (tmp_path / NOTES).read_text().splitlines()]
    assert events.count("own") == 2


@pytest.mark.whole
def test_a_first_ctrl_c_does_not_end_the_clean_up(tmp_path: Path) -> None:
    """It takes a second one to give up; what is left then is in the journal."""
    last = len(run(tmp_path).server.requests)

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number == last:
            raise KeyboardInterrupt
        return serve(request)

    finished = run(tmp_path, hook)
    assert (finished.server.left, entries(tmp_path).open) == ([], {})
    assert finished.report["channels"]["left"] == []


def test_a_line_that_was_cut_short_costs_no_other_one(tmp_path: Path, written: Journal) -> None:
    written.created(IDS[0], NAME)
    with (tmp_path / CREATED).open("a") as file:
        file.write('{"target": "http://suite.inv')
    written.created(IDS[1], "other")
    assert entries(tmp_path).open == {NAME: IDS[0], "other": IDS[1]}


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b"[]", b'{"target": "http://x"}', b"\xff\xfe", b'{"target": 5, "id": {}}', b"[" * 9999],
    ids=len,
)
@pytest.mark.parametrize("file", [CREATED, NOTES])
def test_a_line_that_is_none_is_passed_over_and_counted(
    tmp_path: Path, written: Journal, file: str, line: bytes
) -> None:
    (tmp_path / file).write_bytes(line + b"\n")
    written.created(IDS[0], NAME)
    records, unreadable = journal.read(tmp_path)
    assert (records[TARGET].open, unreadable) == ({NAME: IDS[0]}, 1)


def test_a_folder_without_a_journal_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no journal"):
        swept(tmp_path)
