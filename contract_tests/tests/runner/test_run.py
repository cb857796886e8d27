"""Every run ends in a verdict, with a report, whatever the server does."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.runner.outcome import EXIT_CODES
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import (
    BRIEF,
    CHANNELS,
    HOSTILE,
    SPEC,
    TARGET,
    WEBSITE,
    FakeClock,
    Finished,
    Hook,
    Serve,
    breaking,
    json_answer,
    run,
)
from contract_tests.transport import budget, http_client
from contract_tests.transport.interaction import Interaction

HTML = httpx.Response(200, html="<h1>A parking lot</h1>")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "Clock", FakeClock)


def after(count: int, answer: httpx.Response | Exception) -> Hook:
    """Serve so many requests, and answer every later one so."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if number <= count:
            return serve(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers.raw, content=answer.content)

    return hook


def answering(operation_id: str, answer: httpx.Response) -> Hook:
    """Answer an operation so where the mock would serve it."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        operation, response = SPEC.match(request.method, request.url.path), serve(request)
        if operation is None or operation.id != operation_id or response.status_code != 200:
            return response
        return httpx.Response(answer.status_code, headers=answer.headers.raw, content=answer.content)

    return hook


def assert_ended(finished: Finished, capfd: pytest.CaptureFixture[str]) -> None:
    """A verdict, in words too, all requests counted, and no mistake of the suite's own."""
    assert finished.report["verdict"] in EXIT_CODES
    assert finished.report["verdict"].upper() in finished.summary
    assert finished.report["requests"] == len(finished.server.requests)
    assert "mistake in the suite" not in str(finished.report["reason"])
    assert "Traceback" not in capfd.readouterr().err


def test_a_healthy_server_keeps_the_contract(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    finished = run(tmp_path)
    assert_ended(finished, capfd)
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("kept", 0)
    assert "KEPT" in finished.summary
    assert finished.report["never_ran"] == []
    assert finished.report["budget_spent_in"] is None  # quick has a share of every phase


@pytest.mark.whole
def test_a_run_warns_of_nothing(tmp_path: Path) -> None:
    """As errors, warnings would end phases here; for a user they would be noise."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(tmp_path, profile=BRIEF)
    assert [str(warning.message)[:80] for warning in caught] == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.ConnectError("no"), "does not answer"),
        (httpx.ReadTimeout("no"), "does not answer"),
        (json_answer(429, {}), "puts off the first list (it answered 429 8 times in a row). Run again later"),
        (json_answer(401, {"success": False}), "The key is refused: the first list answered 401"),
        (json_answer(403, {"success": False}), "The key is refused: the first list answered 403"),
        (json_answer(400, {"success": False}), "Is the key linked to a store?"),
        (json_answer(404, {"success": False}), "is not this API: the list path answers 404"),
        (httpx.Response(302, headers={"location": "/login?next=%2F"}), "the list path answers 302, to /login. Is"),
        (HTML, "is not this API: the list path answers 200, text/html"),
        (
            httpx.Response(200, content=b"null", headers={"content-type": "application/json"}),
            "answers 200, application/json, null",
        ),
        (httpx.Response(200), "is not this API: the list path answers 200, no media type, with an empty body"),
    ],
)
def test_what_cannot_be_tested_is_unable_with_the_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], answer: httpx.Response | Exception, reason: str
) -> None:
    finished = run(tmp_path, after(0, answer))
    assert_ended(finished, capfd)
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("unable", 2)
    assert reason in finished.report["reason"]
    assert {request.method for request in finished.server.requests} == {"GET"}


@pytest.mark.parametrize(
    ("second", "reason"), [(json_answer(429, {}), "puts off"), (httpx.ReadTimeout("no"), "does not")]
)
def test_a_target_that_fails_while_it_is_looked_at_breaks_no_promise(
    tmp_path: Path, second: httpx.Response | Exception, reason: str
) -> None:
    finished = run(tmp_path, lambda number, *_: HTML if number == 1 else _raised(second))
    assert finished.report["verdict"] == "unable"
    assert reason in finished.report["reason"]


def _raised(answer: httpx.Response | Exception) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_a_run_without_a_key_is_unable_and_sends_nothing(tmp_path: Path) -> None:
    finished = run(tmp_path, key="", key_problem="No key: set it.")
    assert (finished.report["verdict"], finished.report["reason"]) == ("unable", "No key: set it.")
    assert finished.server.requests == []


@pytest.mark.whole
@pytest.mark.parametrize("answer", [json_answer(404, {"success": False}), HTML])
def test_a_list_that_is_broken_for_the_right_key_alone_is_a_finding(tmp_path: Path, answer: httpx.Response) -> None:
    assert run(tmp_path, answering("listChannels", answer)).report["verdict"] in ("broken", "incomplete")


def test_a_list_that_always_fails_is_broken_and_not_unable(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    finished = run(tmp_path, answering("listChannels", json_answer(500, {"success": False})))
    assert_ended(finished, capfd)
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("broken", 1)
    assert finished.server.left == []


def test_a_broken_promise_is_broken_with_an_example(tmp_path: Path) -> None:
    finished = run(tmp_path, answering("deleteChannel", json_answer(204, None)))
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("broken", 1)
    row = next(check for check in finished.report["checks"] if check["id"] == "success-status" and check["failed"])
    assert row["operation"] == "deleteChannel"
    assert row["example"]["curl"].startswith(f"curl -sS -i -X DELETE {TARGET}{CHANNELS}/")
    assert row["example"]["response"]["status"] == 204


@pytest.mark.whole
@pytest.mark.parametrize("operation_id", ["rotateChannelToken", "createWebsiteChannel"])
def test_an_operation_that_never_succeeds_makes_a_run_incomplete(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], operation_id: str
) -> None:
    refusal = json_answer(400, {"success": False, "message": "plan"})

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        operation = SPEC.match(request.method, request.url.path)
        right = request.headers.get("x-api-key") == FULL_KEY
        return refusal if operation and operation.id == operation_id and right else serve(request)

    finished = run(tmp_path, hook)
    assert_ended(finished, capfd)
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("incomplete", 3)
    assert operation_id in finished.report["never_succeeded"]
    assert f"Never succeeded: {operation_id}" in finished.summary


@pytest.mark.whole
def test_a_list_of_another_shape_makes_a_run_incomplete(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if (request.method, response.status_code) != ("GET", 200):
            return response
        return json_answer(200, {**response.json(), "data": {"items": response.json()["data"]}})

    finished = run(tmp_path, hook)
    assert_ended(finished, capfd)
    assert finished.report["verdict"] == "incomplete"
    assert "listed-once" in finished.report["never_ran"]
    assert (finished.server.left, finished.server.harmed) == ([], False)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("profile", "point"),
    [
        *(("quick", point) for point in (2, 35, 70, 105)),
        *((BRIEF.name, point) for point in (125, 145, 156, 163)),  # in rounds, cases, links and sequences
    ],
)
def test_a_target_that_goes_away_half_way_makes_a_run_incomplete(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], profile: str, point: int
) -> None:
    finished = run(tmp_path, after(point, httpx.ConnectError("gone")), profile=profile)
    assert_ended(finished, capfd)
    assert (finished.report["verdict"], finished.outcome.exit_code) == ("incomplete", 3)
    assert finished.report["reason"].startswith("the target went away: ConnectError")
    assert len(finished.server.requests) <= point + 12


@pytest.mark.whole
def test_a_connection_that_breaks_now_and_then_breaks_no_promise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    finished = run(tmp_path, breaking(*range(5, 120, 7), served=True))
    assert_ended(finished, capfd)
    assert (finished.broken, finished.server.left) == (set(), [])
    assert finished.report["channels"]["left"] == []


@pytest.mark.whole
@pytest.mark.parametrize("served", [0, 30, *more(3)])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_ends_in_a_verdict(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, served: int
) -> None:
    finished = run(tmp_path, after(served, HOSTILE[name]))
    assert_ended(finished, capfd)
    assert not finished.server.harmed


def test_a_body_without_end_ends_in_a_verdict(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "LARGEST_BODY", 10_000)

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b" " * 100

    finished = run(tmp_path, lambda number, request, serve: httpx.Response(200, stream=Endless()))
    assert_ended(finished, capfd)
    assert finished.report["verdict"] == "unable"


@pytest.mark.whole
def test_a_key_that_may_only_read_is_told_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    finished = run(tmp_path, key=READ_ONLY_KEY, read_only_key=None)
    assert_ended(finished, capfd)
    assert finished.report["verdict"] == "incomplete"
    assert "does the key have the scope messaging:write?" in " ".join(finished.summary.split())
    assert "REFUTED" not in finished.summary
    assert finished.outcome.requests < 60


@pytest.mark.whole
@pytest.mark.parametrize("data", [{"embedSnippet": "<script></script>"}, "<script></script>"], ids=["object", "text"])
def test_a_create_that_tells_no_id_takes_no_means_away(tmp_path: Path, data: object) -> None:
    """The vendor's guide promises a snippet, no more: the channel is known by its name."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        created = request.url.path == WEBSITE and response.status_code == 200
        return json_answer(200, {**response.json(), "data": data}) if created else response

    finished = run(tmp_path, hook, profile=BRIEF)
    assert finished.report["verdict"] == "kept"
    assert finished.server.left == []


@pytest.mark.whole
def test_a_key_that_is_refused_half_way_makes_a_run_incomplete(tmp_path: Path) -> None:
    revoked = json_answer(401, {"success": False, "message": "The key was revoked.", "data": None, "errors": []})
    finished = run(tmp_path, after(75, revoked), profile="default")
    assert (finished.broken, finished.report["verdict"]) == (set(), "incomplete")
    assert "refuses the key" in finished.report["reason"]
    assert sorted(finished.report["channels"]["left"]) == sorted(finished.server.left) != []


@pytest.mark.whole
def test_nothing_keeps_a_run_that_is_over(tmp_path: Path) -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(thing, Interaction) for thing in gc.get_objects())

    before = kept()
    assert run(tmp_path, profile=BRIEF).report["verdict"] == "kept"
    assert kept() <= before + 128  # the last ones are remembered for their features
