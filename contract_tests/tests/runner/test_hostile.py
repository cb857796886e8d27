"""No server gets a run to change what the run has not created, or to be silent about what it leaves."""

from __future__ import annotations

import functools
import json
import threading
import time
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.hostile import HOSTILE, side_effects
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY
from contract_tests.reporting import WRITERS
from contract_tests.runner import sweep
from contract_tests.selftest.trial import Trial, World, run_trial
from contract_tests.tests.support.suite import (
    BRIEF,
    CHANNELS,
    SPEC,
    TARGET,
    FakeClock,
    Serve,
    honest,
    json_answer,
    run,
    settings,
)
from contract_tests.transport import budget, http_client
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.redaction import Redactor

pytestmark = pytest.mark.whole


class Ticking(FakeClock):
    """A time in which each request to a server that looks at the time takes a moment."""

    def monotonic(self) -> float:
        self.moment += 0.01
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Ticking:
    """The time of the run and of the server."""
    clock = Ticking()
    monkeypatch.setattr(budget, "Clock", lambda seconds: clock)
    monkeypatch.setattr(side_effects, "time", clock)
    return clock


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_harms_nothing_and_hides_nothing(tmp_path: Path, clock: Ticking, name: str) -> None:
    found = run_trial(Trial("hostile", name), settings(tmp_path))
    assert (found.harmed, found.untold) == (0, 0)
    assert "mistake in the suite" not in found.reason
    assert found.verdict in ("broken", "incomplete", "kept", "unable")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_sweep_of_a_hostile_server_harms_nothing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a run that is killed before its clean-up."""
    world = World.of(Trial("hostile", name))
    server = transport(world.handler)
    monkeypatch.setattr("contract_tests.runner.run.Run._clean_up", lambda run: None)
    run(tmp_path, lambda number, request, serve: server.handle_request(request))
    monkeypatch.setattr(sweep, "GuardedTransport", functools.partial(GuardedTransport, transport=server))
    sweep.sweep(SPEC, settings(tmp_path, key=FULL_KEY), TARGET, Redactor())
    assert world.watch.harm == 0
    said = capsys.readouterr().out
    untold = [c for c in world.left() if not any(text in said for text in c.values() if isinstance(text, str) and text)]
    assert untold == []


@pytest.mark.parametrize("profile", ["quick", BRIEF.name])
@pytest.mark.parametrize("instead", [True, False], ids=["instead of it", "with it"])
def test_deletes_that_take_what_was_there_before_are_given_up_after_two(
    tmp_path: Path, instead: bool, profile: str
) -> None:
    with_key = {SPEC.key_header: FULL_KEY}

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        found = request.url.path.rpartition("/")[2]
        if request.method == "DELETE" and request.headers.get(SPEC.key_header) == FULL_KEY:
            listed = serve(httpx.Request("GET", TARGET + CHANNELS, headers=with_key)).json()["data"]
            others = [channel["id"] for channel in listed if "contract-test" not in str(channel)]
            if others and found in [channel["id"] for channel in listed]:
                serve(httpx.Request("DELETE", f"{TARGET}{CHANNELS}/{others[0]}", headers=with_key))
                if instead:
                    return json_answer(200, {"success": True, "message": None, "data": None, "errors": []})
        return serve(request)

    finished = run(tmp_path, hook, profile=profile)
    assert set(finished.server.earlier) - finished.server.store.channels.keys() == set(finished.server.earlier[:2])
    assert finished.report["verdict"] in ("broken", "incomplete")
    assert set(finished.server.left) == set(finished.report["channels"]["left"])
    assert "right after a delete" in finished.summary


def test_in_the_first_round_one_twin_is_enough(tmp_path: Path, clock: Ticking) -> None:
    found = run_trial(Trial("hostile", "update-makes-twin"), settings(tmp_path))
    assert found.left == 1


def test_trusted_creates_go_on_where_lists_show_no_names(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if request.method != "GET" or response.status_code != 200:
            return response
        shown = [{"id": channel["id"]} for channel in response.json()["data"]]
        return json_answer(200, {"success": True, "data": shown})

    assert "TRUST_CREATES=1" in run(tmp_path, hook).summary
    trusted = run(tmp_path, hook, trust_creates=True)
    assert trusted.server.left == []
    assert trusted.outcome.deleted > 3


def test_channels_that_come_back_after_the_clean_up_are_waited_for(tmp_path: Path, clock: Ticking) -> None:
    found = run_trial(Trial("hostile", "deleted-come-back"), settings(tmp_path))
    assert clock.slept
    assert found.untold == 0
    assert "deleted-gone" in found.failed


# Bounds


def test_a_run_ends_at_its_deadline_and_cleans_up(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number > 20 and not cleaned:
            cleaned.append(number)
            waiting.wait(30)
        return serve(request)

    cleaned: list[int] = []
    waiting = threading.Event()
    started = time.monotonic()
    finished = run(tmp_path, hook, minutes=0.03)
    waiting.set()
    assert time.monotonic() - started < 15
    assert finished.report["verdict"] == "incomplete"
    assert "MINUTES" in finished.report["reason"]
    assert finished.server.left == []


def test_ctrl_c_does_not_wait_for_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.runner.cleanup.CLEAN_UP_AFTER_CTRL_C", 2.0)
    monkeypatch.setattr(http_client, "LAST_MOMENTS", 0.2)
    waiting = threading.Event()

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number == 12:
            raise KeyboardInterrupt
        if number > 12:
            waiting.wait(60)
        return serve(request)

    started = time.monotonic()
    finished = run(tmp_path, hook)
    left = finished.server.left
    waiting.set()  # what waits is served now, deletes too
    assert time.monotonic() - started < 15
    assert finished.report["reason"] == "interrupted"
    assert "not everything could be tested (interrupted)" in finished.summary
    assert sorted(finished.report["channels"]["left"]) == sorted(left) != []


DEEP = b'{"success": true, "data": ' + b'{"a": ["]", ' * 400 + b"1" + b"]}" * 400 + b"}"


@pytest.mark.parametrize(
    "content",
    [b'{"data": "' + b"x" * http_client.LARGEST_BODY + b'"}', b"[" + b"[]," * http_client.MOST_VALUES + b"[]]", DEEP],
    ids=["too long", "too many values", "too deep"],
)
@pytest.mark.parametrize("after", [0, 30])
def test_a_body_that_is_too_large_is_not_read_and_not_judged(tmp_path: Path, content: bytes, after: int) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method == "GET" and number > after and request.headers.get("x-api-key") == FULL_KEY:
            return httpx.Response(200, headers={"content-type": "application/json"}, content=content)
        return serve(request)

    finished = run(tmp_path, hook)
    assert finished.report["verdict"] == ("incomplete" if after else "unable")
    assert finished.broken == set()


def test_of_a_large_answer_little_is_kept(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if response.status_code != 200 or request.method == "DELETE":
            return response
        return json_answer(200, {**response.json(), "extra": "x" * 100_000})

    seen = []
    finished = run(tmp_path, hook)
    for row in finished.outcome.results.rows.values():
        seen += [len(e.response.content) for failure in row.failures for e in failure.interactions]
    assert finished.report["verdict"] == "kept"
    assert all(size <= 2**15 for size in seen)


# Text from outside

TEXT = "\x1b[31m\r\n::error::x\n##[error]x \u202e \ud800"


@pytest.fixture
def soiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path


def test_hostile_text_commands_nothing_in_any_output(soiled: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if request.method in ("GET", "DELETE") or response.status_code != 200:
            return response
        body = {**response.json(), "message": TEXT}
        body["data"]["aiModelCode"] = TEXT
        content = json.dumps(body).encode()
        return httpx.Response(200, headers={"content-type": "application/json"}, content=content)

    finished = run(soiled, hook, profile=BRIEF)
    assert finished.report["verdict"] == "broken"
    for writer in WRITERS:
        writer.write(finished.report, soiled)
    for name in ("summary.md", "contract.xml", "contract.json", "contract.html", "contract.har"):
        text = (soiled / name).read_text(encoding="utf-8")
        assert not any(ord(character) < 32 and character not in "\n\t" for character in text), name
        assert "\u202e" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_an_honest_server_passes_as_one(tmp_path: Path) -> None:
    assert run(tmp_path, honest).report["verdict"] == "kept"
