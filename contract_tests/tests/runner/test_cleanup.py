"""At the end of a run nothing of it is left, or it is told: after Ctrl-C, failed deletes, and deletes not done."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY
from contract_tests.tests.support.suite import (
    CHANNELS,
    EARLIER,
    SPEC,
    TARGET,
    WEBSITE,
    FakeClock,
    Serve,
    choosing,
    json_answer,
    run,
)
from contract_tests.transport import budget, journal
from contract_tests.transport.ownership import ALIVE_AT_MOST

pytestmark = pytest.mark.whole


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "Clock", FakeClock)


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
    assert set(journal.read(tmp_path)[0][TARGET].open.values()) >= set(finished.server.left)
    assert "LEFT BEHIND" in finished.summary


def test_channels_of_others_are_as_they_were_after_a_run(tmp_path: Path) -> None:
    finished = run(tmp_path)
    assert len(finished.server.store.channels) == EARLIER
    assert not finished.server.harmed


@pytest.mark.parametrize("keeps_name", [True, False], ids=["with its name", "without"])
@pytest.mark.parametrize(("method", "path"), [("PUT", WEBSITE), ("PATCH", WEBSITE), ("POST", CHANNELS)])
def test_a_channel_that_nothing_should_have_made_is_deleted_or_told(
    tmp_path: Path, method: str, path: str, keeps_name: bool
) -> None:
    """By its name it is known to be the run's; one without a name may be anybody's."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if (request.method, request.url.path) != (method, path):
            return response
        headers = {"X-API-Key": FULL_KEY, "Content-Type": "application/json"}
        content = request.content if keeps_name else b"{}"
        return serve(httpx.Request("POST", f"{TARGET}{WEBSITE}", content=content, headers=headers))

    finished = run(tmp_path, hook, profile="default", chosen=choosing("unsupported-method"))
    told = finished.report["channels"]["possibly_left"]
    assert [left for left in finished.server.left if not any(left in words for words in told)] == []
    assert bool(finished.server.left) is not keeps_name
    assert "unsupported-method" in finished.broken


def test_a_delete_that_is_answered_but_not_done_is_told_as_left(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return json_answer(200, {"success": True, "data": None}) if request.method == "DELETE" else serve(request)

    finished = run(tmp_path, hook)
    left = finished.report["channels"]["left"]
    assert sorted(left) == sorted(finished.server.left) != []
    assert len(left) <= ALIVE_AT_MOST
    assert set(journal.read(tmp_path)[0][TARGET].open.values()) == set(left)


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
