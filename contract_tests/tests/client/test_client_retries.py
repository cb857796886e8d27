"""What is sent again, when, and how often; above all what is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from sendyiq_social_channels import SendyIQError, errors

from contract_tests.spec import Operation
from contract_tests.tests.client.calling import ask_example, both_ways, every_operation, through
from contract_tests.tests.support import stubs

IDEMPOTENT = ("GET", "DELETE")
UNSENT = (httpx.ConnectError("refused"), httpx.ConnectTimeout(""))
AMBIGUOUS = (httpx.ReadTimeout(""), httpx.ReadError("reset"), httpx.WriteError(""), httpx.RemoteProtocolError("closed"))
WAITS = httpx.Response(503, headers={"Retry-After": "3"})


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait in no time, and note for how long."""
    noted: list[float] = []

    async def asleep(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(asyncio, "sleep", asleep)
    return noted


class Recorder:
    """Answers in turn, the last answer for ever, and notes what was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = answers
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answer = self.answers[min(len(self.sent), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


Sending = Callable[..., Any]


async def sendings(way: str, operation: Operation, *answers: httpx.Response | Exception, retries: int = 2) -> int:
    """Call the operation against the answers; return how often it was sent."""
    recorder = Recorder(*answers)
    caught: SendyIQError | None = None
    try:
        await ask_example(way, operation, through(recorder, retries=retries))
    except SendyIQError as error:
        caught = error
    assert caught is None or caught.sent == len(recorder.sent)
    assert len({(request.method, request.url, request.content) for request in recorder.sent}) == 1
    return len(recorder.sent)


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("failure", AMBIGUOUS, ids=lambda error: type(error).__name__)
async def test_what_may_have_been_done_is_done_again_only_where_that_is_harmless(
    operation: Operation, failure: Exception, way: str, waits: list[float]
) -> None:
    assert await sendings(way, operation, failure) == (3 if operation.method in IDEMPOTENT else 1)


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("failure", UNSENT, ids=lambda error: type(error).__name__)
async def test_what_reached_no_server_is_sent_again(
    operation: Operation, failure: Exception, way: str, waits: list[float]
) -> None:
    assert await sendings(way, operation, failure) == 3
    assert [0 <= wait <= limit for wait, limit in zip(waits, (0.5, 1.0), strict=True)] == [True, True]


@pytest.mark.anyio
@both_ways
@every_operation
async def test_an_exhausted_pool_is_not_asked_again(operation: Operation, way: str, waits: list[float]) -> None:
    assert await sendings(way, operation, httpx.PoolTimeout("")) == 1


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_an_answer_without_retry_after(operation: Operation, status: int, way: str, waits: list[float]) -> None:
    """429 says that nothing was done, by its meaning; of the others only what is harmless is sent again."""
    again = status == 429 or (operation.method in IDEMPOTENT and status != 500)
    assert await sendings(way, operation, httpx.Response(status)) == (3 if again else 1)


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_waited_for(operation: Operation, status: int, way: str, waits: list[float]) -> None:
    answer = httpx.Response(status, headers={"Retry-After": "7"})
    again = status == 429 or operation.method != "POST"  # a 503 may come after the create was done
    assert await sendings(way, operation, answer) == (3 if again else 1)
    assert waits == ([7.0, 7.0] if again else [])


@pytest.mark.anyio
@both_ways
async def test_retry_after_may_be_a_date(way: str, waits: list[float]) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
    answer = httpx.Response(429, headers={"Retry-After": date})
    assert await sendings(way, stubs.SPEC.operations["listChannels"], answer, retries=1) == 2
    assert 5 < waits[0] <= 10


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("wait", ["31", "3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
async def test_who_asks_for_too_long_a_wait_is_not_asked_again(wait: str, way: str, waits: list[float]) -> None:
    answer = httpx.Response(429, headers={"Retry-After": wait})
    assert await sendings(way, stubs.SPEC.operations["listChannels"], answer) == 1
    assert waits == []


@pytest.mark.anyio
@both_ways
async def test_a_retry_after_that_cannot_be_read_is_no_crash(way: str, waits: list[float]) -> None:
    answer = httpx.Response(429, headers={"Retry-After": "soon"})
    assert await sendings(way, stubs.SPEC.operations["listChannels"], answer) == 3


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("failure", [*UNSENT, *AMBIGUOUS, httpx.Response(429), WAITS], ids=repr)
async def test_without_retries_everything_is_sent_once(
    operation: Operation, failure: httpx.Response | Exception, way: str, waits: list[float]
) -> None:
    assert await sendings(way, operation, failure, retries=0) == 1


@pytest.mark.anyio
@both_ways
@every_operation
async def test_an_answer_that_comes_in_time_is_returned(operation: Operation, way: str, waits: list[float]) -> None:
    example = next(answer for answer in stubs.answers() if answer.operation == operation and answer.status == 200)
    good = httpx.Response(200, json=example.value)
    assert await sendings(way, operation, httpx.Response(429), httpx.Response(429), good) == 3
    assert await sendings(way, operation, good) == 1


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("answer", [httpx.Response(200), httpx.Response(400), httpx.Response(200, html="<p>")])
async def test_a_create_that_was_answered_is_never_sent_again(
    answer: httpx.Response, way: str, waits: list[float]
) -> None:
    assert await sendings(way, stubs.SPEC.operations["createWebsiteChannel"], answer, retries=9) == 1


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("after", [httpx.Response(429), WAITS, httpx.ConnectError("refused")], ids=repr)
async def test_a_create_is_not_sent_again_for_what_happens_after_its_redirect(
    after: httpx.Response | Exception, way: str, waits: list[float]
) -> None:
    recorder = Recorder(httpx.Response(303, headers={"Location": "/elsewhere"}), after)
    client = through(recorder, retries=2, follow_redirects=True)
    with pytest.raises(SendyIQError) as caught:
        await ask_example(way, stubs.SPEC.operations["createWebsiteChannel"], client)
    assert [request.method for request in recorder.sent] == ["POST", "GET"]
    assert "Nothing reached the server" not in str(caught.value)


@pytest.mark.anyio
@both_ways
async def test_the_last_refusal_is_raised_with_how_often_it_was_sent(way: str, waits: list[float]) -> None:
    client = through(lambda _: httpx.Response(429, json={"success": False, "message": "Slow down."}), retries=1)
    with pytest.raises(errors.TooManyRequestsError, match=r"Slow down\..*This was attempt 2"):
        await ask_example(way, stubs.SPEC.operations["createWebsiteChannel"], client)
