"""Every failure is an error of one family, with the facts and with what to do."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx
import pytest
from sendyiq_social_channels import SendyIQError, errors

from contract_tests.spec import Operation
from contract_tests.tests.client.calling import CHANNEL_ID, answering, ask_example, both_ways, every_operation
from contract_tests.tests.support import stubs

PROBLEM = httpx.Response(
    400,
    json={"title": "Bad", "detail": "Very.", "errors": {"a": ["b"]}},
    headers={"Content-Type": "application/problem+json"},
)
REFUSALS = [answer for answer in stubs.answers() if answer.status != 200]
UNREADABLE = {
    "empty": (httpx.Response(200), "not JSON.*The body is empty.*Check base_url"),
    "HTML": (httpx.Response(200, html="<html>Sign in</html>"), "not JSON.*text/html.*<html>Sign in"),
    "cut short": (httpx.Response(200, content=b'{"success": true, "data": {"id"'), "not JSON"),
    "not UTF-8": (httpx.Response(200, content=b'{"success": true, "message": "\xff"}'), "codec can't decode"),
    "a list": (httpx.Response(200, json=[]), "an object was expected, not list"),
    "a text": (httpx.Response(200, json="ok"), "an object was expected, not str"),
    "null": (httpx.Response(200, json=None), "an object was expected|not JSON"),
    "no success": (httpx.Response(200, json={"data": {"id": CHANNEL_ID}}), "'success' is missing|data: dict was not"),
    "deep": (httpx.Response(200, content=b"[" * 100_000), "recursion"),
}


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("answer", REFUSALS, ids=str)
async def test_a_documented_refusal_raises_its_own_error(answer: stubs.Example, way: str) -> None:
    assert answer.status is not None
    client = answering(httpx.Response(answer.status, json=answer.value))
    with pytest.raises(errors.APIStatusError) as caught:
        await ask_example(way, answer.operation, client)
    error = caught.value
    assert type(error) is errors.BY_STATUS[answer.status]
    assert (error.status, error.message, error.errors) == (
        answer.status,
        answer.value["message"],
        answer.value["errors"],
    )
    assert (error.method, error.url) == (answer.operation.method, str(stubs.url(answer.operation)))
    assert error.content == httpx.Response(200, json=answer.value).content
    assert answer.value["message"] in str(error)
    assert answer.operation.responses[answer.status].definition["description"] in str(error)


def test_each_documented_status_has_an_error() -> None:
    documented = {status for operation in stubs.SPEC.operations.values() for status in operation.responses}
    assert set(errors.BY_STATUS) == {status for status in documented if status >= 400}
    assert {error.__name__ for error in errors.BY_STATUS.values()} == {
        "BadRequestError",
        "ForbiddenError",
        "NotFoundError",
        "TooManyRequestsError",
        "UnauthorizedError",
        "UnsupportedMediaTypeError",
    }


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("kind", UNREADABLE)
async def test_an_answer_that_cannot_be_read_says_what_it_was(operation: Operation, kind: str, way: str) -> None:
    answer, what = UNREADABLE[kind]
    with pytest.raises(errors.UnreadableAnswerError, match=what) as caught:
        await ask_example(way, operation, answering(answer))
    assert (caught.value.status, caught.value.content) == (200, answer.content)
    assert "the call itself succeeded" in str(caught.value)


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (httpx.Response(500, html="<h1>Oops"), errors.ServerError, "500 Internal Server Error.*<h1>Oops.*Try again"),
        (httpx.Response(503), errors.ServerError, "503 Service Unavailable: The body is empty"),
        (httpx.Response(520), errors.ServerError, "520: The body is empty"),
        (httpx.Response(418, text="tea"), errors.UnexpectedStatus, "418 .*'tea'.*base_url"),
        (httpx.Response(302, headers={"Location": "/login"}), errors.UnexpectedStatus, "It points to '/login'"),
        (
            httpx.Response(401, html="<h1>No"),
            errors.UnexpectedStatus,
            "From the API, 401 would mean: The key",
        ),
        (httpx.Response(404), errors.UnexpectedStatus, "The body is empty.*check base_url"),
        (httpx.Response(404, json=[]), errors.UnexpectedStatus, r"begins '\[\]'"),
        (PROBLEM, errors.BadRequestError, "Bad Very. "),
        (
            httpx.Response(400, json={"success": False, "message": 7, "errors": "x"}),
            errors.BadRequestError,
            "Bad Request: x. The",
        ),
        (httpx.Response(400, json={"success": False, "errors": [""]}), errors.BadRequestError, "Bad Request: The"),
        (httpx.Response(429, headers={"Retry-After": "900"}), errors.UnexpectedStatus, "Retry-After '900'"),
    ],
    ids=repr,
)
async def test_any_other_answer_raises_with_the_facts(
    answer: httpx.Response, kind: type[SendyIQError], what: str, way: str
) -> None:
    with pytest.raises(kind, match=what) as caught:
        await ask_example(way, stubs.SPEC.operations["listChannels"], answering(answer))
    assert type(caught.value) is kind
    assert ".." not in str(caught.value)
    assert "  " not in str(caught.value)
    assert caught.value.content == answer.content


FAILURES: list[tuple[Exception, type[SendyIQError], bool]] = [
    (httpx.ConnectError("refused"), errors.APIConnectionError, True),
    (httpx.ConnectTimeout(""), errors.APITimeoutError, True),
    (httpx.ReadTimeout(""), errors.APITimeoutError, False),
    (httpx.WriteTimeout(""), errors.APITimeoutError, False),
    (httpx.ReadError("reset"), errors.APIConnectionError, False),
    (httpx.WriteError("broken pipe"), errors.APIConnectionError, False),
    (httpx.RemoteProtocolError("peer closed"), errors.APIConnectionError, False),
    (httpx.ProxyError("407"), errors.APIConnectionError, False),
    (httpx.DecodingError("not gzip"), errors.APIConnectionError, False),
    (httpx.TooManyRedirects("20"), errors.APIConnectionError, False),
    (httpx.InvalidURL("no"), errors.APIConnectionError, False),
]


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(("failure", "kind", "unsent"), FAILURES, ids=lambda value: type(value).__name__)
async def test_a_failure_of_the_network_says_whether_it_may_have_been_done(
    failure: Exception, kind: type[SendyIQError], unsent: bool, way: str
) -> None:
    operation = stubs.SPEC.operations["createWebsiteChannel"]
    with pytest.raises(errors.APIConnectionError) as caught:
        await ask_example(way, operation, answering(failure))
    assert type(caught.value) is kind
    assert type(failure).__name__ in str(caught.value)
    assert ("Nothing reached the server" in str(caught.value)) == unsent
    assert ("may have done it all the same" in str(caught.value)) != unsent
    assert (caught.value.method, caught.value.url) == ("POST", str(stubs.url(operation)))
    assert caught.value.status is None


@pytest.mark.parametrize("copier", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize("kind", [errors.NotFoundError, errors.APITimeoutError, errors.APIKeyError])
def test_an_error_is_copied_and_pickled_whole(kind: type[SendyIQError], copier: Any) -> None:
    facts: dict[str, Any] = {"status": 404, "errors": ["a"], "method": "GET", "url": "https://a", "content": b"{}"}
    error = kind("Gone.", **facts, sent=2)
    again = copier(error)
    assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))


def test_after_a_second_sending_a_refusal_says_that_the_first_may_have_done_it() -> None:
    assert str(errors.NotFoundError("Gone.", status=404, sent=2)).endswith("An earlier one may have done it.")
