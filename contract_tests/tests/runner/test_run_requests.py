"""What a run sends: the same for a seed, within its budget, and side by side where the target is slow."""

from __future__ import annotations

import re
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import (
    BRIEF,
    WEBSITE,
    Finished,
    Serve,
    World,
    run,
)
from contract_tests.transport import budget
from contract_tests.transport.budget import BudgetSpent

pytestmark = pytest.mark.whole

HTML = httpx.Response(200, html="<h1>A parking lot</h1>")


def conversation(finished: Finished) -> Counter[str]:
    """Return what was sent, with ids and names masked; counted, as requests sent together come in any order."""
    mask = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|contract-test-[0-9a-f]{12}-\d+")
    requests = ((r.method, r.url.raw_path, r.content, r.headers.get("x-api-key")) for r in finished.server.requests)
    return Counter(mask.sub("…", str(request)) for request in requests)


@pytest.mark.parametrize("profile", ["quick", BRIEF.name, *more("default")])
def test_the_same_seed_sends_the_same_requests(tmp_path: Path, profile: str) -> None:
    first, second = (conversation(run(tmp_path, profile=profile, seed=7)) for _ in range(2))
    assert first == second


def test_another_seed_sends_other_requests(tmp_path: Path) -> None:
    assert conversation(run(tmp_path, seed=7)) != conversation(run(tmp_path, seed=8))


def spend(world: World) -> int:
    """List until the budget is spent; return how many requests were sent in all."""
    while True:
        try:
            world.api.list()
        except BudgetSpent:
            return world.transport.sent


def test_what_the_clean_up_needs_is_kept_back(tmp_path: Path) -> None:
    world = World(tmp_path, requests=12)
    world.api.list()
    ids = [world.create(), world.create()]
    assert spend(world) == len(world.sent) == 12 - 2 * len(ids) - 2
    world.transport.budget.cleaning = True
    assert [world.api.delete(channel_id).status for channel_id in ids] == [200, 200]
    assert spend(world) == len(world.sent) == 12


@pytest.mark.parametrize("slow", [False, True])
def test_where_the_target_is_slow_what_is_independent_goes_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    monkeypatch.setattr(budget.Budget, "is_slow", slow)
    there, most = threading.Condition(), Counter[str]()
    in_flight: list[str] = []

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        with there:
            in_flight.append(request.method)
            most[request.method] = max(most[request.method], in_flight.count(request.method))
            there.notify_all()
            if slow and request.url.path == WEBSITE:
                there.wait_for(lambda: len(in_flight) > 3, timeout=0.05)
        try:
            return serve(request)
        finally:
            with there:
                in_flight.remove(request.method)

    finished = run(tmp_path, hook, profile=BRIEF)
    assert (finished.report["verdict"], finished.server.left, finished.server.harmed) == ("kept", [], False)
    assert (most["POST"] > 3, most["GET"] > 2) == (slow, False)
