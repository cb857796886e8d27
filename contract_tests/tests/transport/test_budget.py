"""A run sends no more than it may: its rate, its pauses, and the keys that are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from contract_tests.tests.support.suite import CHANNELS, FakeClock, Serve, World
from contract_tests.transport import budget
from contract_tests.transport import guarded as guarded
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.interaction import Intent
from contract_tests.transport.policy import RequestBlocked


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr(budget, "Clock", lambda seconds: clock)
    return clock


def test_requests_are_paced(tmp_path: Path, clock: FakeClock) -> None:
    world = World(tmp_path, rate=4)
    moments = []
    for _ in range(4):
        world.api.list()
        moments.append(clock.moment - 1000)
    clock.moment += 10  # a pause is not made up for by a burst
    world.api.list()
    world.api.list()
    moments.append(clock.moment - 1000)
    assert moments == [0, 0.25, 0.5, 0.75, 11]


HTTP_DATE = "a date in half a minute"


@pytest.mark.parametrize(
    ("status", "after", "least", "most"),
    [
        (429, None, 1, 1),
        (429, "0", 0, 0),
        (429, "2.5", 2.5, 2.5),
        (503, "7", 7, 7),
        (502, HTTP_DATE, 0, 30),
        (504, "Mon, 01 Jan 2001 00:00:00 GMT", 0, 0),
        (429, "soon", 1, 1),
        (429, "nan", 0, 1),
        (429, "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0, 60),
        (429, "Mon, 01 Jan 2001 00:00:00 +99999999999999999999", 0, 60),
    ],
)
def test_a_pause_is_waited_out(
    tmp_path: Path, clock: FakeClock, status: int, after: str | None, least: float, most: float
) -> None:
    if after == HTTP_DATE:
        after = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    headers = {} if after is None else {"retry-after": after}

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return httpx.Response(status, headers=headers) if number < 3 else serve(request)

    world = World(tmp_path, hook)
    assert world.api.list().status == 200
    assert world.transport.sent == len(world.sent) == 3
    assert len(clock.slept) == 2
    assert all(least <= seconds <= most for seconds in clock.slept)


@pytest.mark.parametrize("after", ["5", "61", "inf", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_pauses_are_bounded(tmp_path: Path, clock: FakeClock, after: str) -> None:
    world = World(tmp_path, lambda number, request, serve: httpx.Response(503, headers={"retry-after": after}))
    with pytest.raises(TargetUnavailable):
        world.api.list()
    assert len(world.sent) <= guarded.ATTEMPTS
    assert sum(clock.slept) <= 80


def test_an_unavailable_server_that_asks_for_no_pause_has_answered(tmp_path: Path, clock: FakeClock) -> None:
    world = World(tmp_path, lambda number, request, serve: httpx.Response(503))
    assert world.api.list().status == 503
    assert clock.slept == []


def test_the_pauses_of_a_run_are_bounded_in_all(tmp_path: Path, clock: FakeClock) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "50"}) if number % 2 else serve(request)

    world = World(tmp_path, hook)
    for _ in range(12):
        world.api.list()
    with pytest.raises(TargetUnavailable, match="in all"):
        world.api.list()
    assert sum(clock.slept) <= budget.PAUSED_AT_MOST


def test_each_429_makes_the_rate_lower_and_no_lower_than_a_quarter(tmp_path: Path, clock: FakeClock) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "0"}) if number in range(2, 30, 2) else serve(request)

    world = World(tmp_path, hook, rate=10)
    times = []
    for _ in range(20):
        world.api.list()
        times.append(clock.moment)
    assert times[1] - times[0] == pytest.approx(2 * 0.1)  # the 429 took a turn too
    assert times[-1] - times[-2] == pytest.approx(0.4)


def test_a_bad_key_that_was_put_off_was_not_refused(tmp_path: Path, clock: FakeClock) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "1"}) if number % 3 else serve(request)

    world = World(tmp_path, hook)
    for _ in range(budget.REFUSED_KEYS_AT_MOST):
        assert world.api.send("GET", CHANNELS, intent=Intent(key=None)).status == 401
    with pytest.raises(RequestBlocked, match="bad key"):
        world.api.send("GET", CHANNELS, intent=Intent(key=None))


def test_a_run_sends_so_many_bad_keys_and_no_more(tmp_path: Path) -> None:
    world = World(tmp_path)
    for _ in range(budget.REFUSED_KEYS_AT_MOST):
        assert world.api.send("GET", CHANNELS, intent=Intent(key="wrong.key")).status == 401
    for intent in (Intent(key=None), Intent(key_in_query=True)):
        with pytest.raises(RequestBlocked):
            world.api.send("GET", CHANNELS, intent=intent)
    assert world.api.list().status == 200
