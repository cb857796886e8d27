"""What a call, and the calls of `with_options`, do otherwise than the settings say; raw responses; logging."""

from __future__ import annotations

import logging
import platform
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, Client, SendyIQ, errors

from contract_tests.tests.client.calling import answering, ask, both_ways, envelope, through
from contract_tests.tests.support import stubs

LIST = "listChannels"
OPTIONS: dict[str, Any] = {"timeout": 3, "headers": {"X-One": "1"}, "retries": 0}


def recording(**settings: Any) -> tuple[AuthenticatedClient, list[httpx.Request]]:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"success": True, "data": []}, headers={"X-Request-Id": "r-1"})

    return through(answer, **settings), sent


@pytest.mark.anyio
@both_ways
async def test_options_are_those_of_one_call(way: str) -> None:
    client, sent = recording()
    await list_channels(way, client, **OPTIONS)
    await list_channels(way, client)
    assert [request.headers.get("X-One") for request in sent] == ["1", None]
    assert [request.extensions["timeout"]["read"] for request in sent] == [3, 30]
    assert {request.headers[stubs.SPEC.key_header] for request in sent} == {stubs.KEY}


@pytest.mark.parametrize("create", [SendyIQ, AsyncSendyIQ])
def test_with_options_shares_the_connections(create: type[SendyIQ]) -> None:
    client, _ = recording()
    sendy = create(client=client)
    other = sendy.with_options(timeout=3).with_options(retries=5)
    assert type(other) is create
    assert other.client.get_httpx_client() is client.get_httpx_client()
    assert other.client.get_async_httpx_client() is client.get_async_httpx_client()


def test_options_add_up_and_the_nearest_counts() -> None:
    client, sent = recording(headers={"X-One": "0", "X-Two": "0", "X-Three": "0"})
    sendy = SendyIQ(client=client).with_options(timeout=3, headers={"x-two": "1", "x-three": "1"})
    sendy.list_channels(headers={"X-Three": "2"})
    sendy.list_channels(timeout=None)
    headers = sent[0].headers
    assert [headers.get_list(name) for name in ("X-One", "X-Two", "X-Three")] == [["0"], ["1"], ["2"]]
    assert [request.extensions["timeout"]["read"] for request in sent] == [3, None]


async def list_channels(way: str, client: AuthenticatedClient, *, raw: bool = False, **options: Any) -> Any:
    """Call the method of a client, or that of its raw responses."""
    if way == "sync":
        blocking = SendyIQ(client=client)
        return (blocking.with_raw_response if raw else blocking).list_channels(**options)
    later = AsyncSendyIQ(client=client)
    return await (later.with_raw_response if raw else later).list_channels(**options)


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("retries", [0, 1])
async def test_retries_of_one_call(retries: int, way: str) -> None:
    client = through(lambda _: httpx.Response(429, json={"success": False}), retries=3)
    with pytest.raises(errors.TooManyRequestsError) as caught:
        await list_channels(way, client, retries=retries)
    assert caught.value.sent == 1 + retries


@pytest.mark.parametrize("inner", [True, False])
def test_a_view_can_be_entered_and_closes_for_all(inner: bool) -> None:
    client, _ = recording()
    sendy = SendyIQ(client=client)
    sendy.list_channels()  # so that httpx has it open
    with sendy.with_options(retries=0) if inner else sendy:
        sendy.list_channels()
    for closed in (sendy, sendy.with_options(timeout=3)):
        with pytest.raises(errors.ClientStateError, match="closed"):
            closed.list_channels()


@pytest.mark.anyio
@both_ways
async def test_a_raw_response_is_the_whole_answer(way: str) -> None:
    client, sent = recording()
    answer = await list_channels(way, client, raw=True, timeout=3)
    assert sent[0].extensions["timeout"]["read"] == 3
    assert (answer.status, answer.parsed, answer.request_id) == (200, [], "r-1")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.response.json() == {"success": True, "data": []}
    assert stubs.KEY not in repr(answer)


@pytest.mark.anyio
@both_ways
async def test_a_refusal_is_raised_of_a_raw_response_too(way: str) -> None:
    client = answering(httpx.Response(400, json={"success": False}))
    with pytest.raises(errors.BadRequestError):
        await list_channels(way, client, raw=True)


@pytest.mark.anyio
@both_ways
async def test_an_error_has_the_headers_the_id_the_wait_and_the_response(way: str) -> None:
    headers = {"Retry-After": "60", "X-Correlation-Id": "c-7", "X-Echo": stubs.KEY}
    client = answering(httpx.Response(429, json={"success": False}, headers=headers))
    with pytest.raises(errors.TooManyRequestsError, match=r"calls the request c-7") as caught:
        await ask(way, LIST, client)
    error = caught.value
    assert (error.retry_after, error.request_id, error.headers["retry-after"]) == (60, "c-7", "60")
    assert error.headers["X-Echo"] == "[redacted]"
    assert error.response is not None
    assert error.response.headers["X-Echo"] == stubs.KEY


@pytest.mark.parametrize(
    ("wait", "seconds"), [("soon", None), ("1", 1), ("1.5", 1.5), ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9)]
)
def test_what_a_server_asks_to_wait_is_read_where_it_can_be(wait: str, seconds: float | None) -> None:
    client = answering(httpx.Response(400, json={"success": False}, headers={"Retry-After": wait}))
    with pytest.raises(errors.BadRequestError) as caught:
        SendyIQ(client=client).list_channels()
    assert caught.value.retry_after == seconds or (seconds == 1e9 and (caught.value.retry_after or 0) > 1e9)


@pytest.mark.anyio
@both_ways
async def test_the_user_agent_says_who_it_is(way: str) -> None:
    version = stubs.SPEC.document["info"]["version"]
    ours = f"sendyiq-social-channels/{version} python/{platform.python_version()} httpx/{httpx.__version__}"
    for settings, expected in (
        ({}, ours),
        ({"user_agent": "my-shop/1.2"}, f"{ours} my-shop/1.2"),
        ({"headers": {"user-agent": "other"}}, "other"),
    ):
        client, sent = recording(**settings)
        await ask(way, LIST, client)
        assert sent[0].headers.get_list("User-Agent") == [expected]


@pytest.mark.anyio
@both_ways
async def test_each_attempt_is_logged_and_each_retry(way: str, caplog: pytest.LogCaptureFixture) -> None:
    answers: list[httpx.Response | Exception] = [
        httpx.Response(429, headers={"Retry-After": "0"}),
        httpx.ConnectError(stubs.KEY),
        envelope([]),
    ]
    with caplog.at_level(logging.DEBUG, "sendyiq_social_channels"):
        await ask(way, LIST, answering(*answers, retries=2, httpx_args={"params": {"secret": "query"}}))
    ours = [record for record in caplog.records if record.name == "sendyiq_social_channels"]
    said = [(record.levelname, record.getMessage()) for record in ours]
    path = stubs.SPEC.operations[LIST].path
    expected = [
        ("DEBUG", rf"GET {path}: 429 in \d+ ms, attempt 1"),
        ("INFO", rf"GET {path} is sent again in 0\.\d s, after 429"),
        ("DEBUG", rf"GET {path}: ConnectError in \d+ ms, attempt 2"),
        ("INFO", rf"GET {path} is sent again in \d\.\d s, after ConnectError"),
        ("DEBUG", rf"GET {path}: 200 in \d+ ms, attempt 3"),
    ]
    assert [level for level, _ in said] == [level for level, _ in expected]
    for (_, text), (_, pattern) in zip(said, expected, strict=True):
        assert re.fullmatch(pattern, text), text
    assert "secret" not in repr(said)


def test_nothing_is_logged_of_a_good_call_at_info(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "sendyiq_social_channels"):
        SendyIQ(client=answering(envelope([]))).list_channels()
    assert not [record for record in caplog.records if record.name == "sendyiq_social_channels"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"timeout": "5"}, "timeout is '5'"),
    ({"timeout": -1}, "timeout is -1"),
    ({"timeout": 0}, "timeout is 0"),
    ({"timeout": True}, "timeout is True"),
    ({"timeout": float("nan")}, "timeout is nan"),
    ({"timeout": float("inf")}, "timeout is inf: pass seconds, more than 0 and at most 2000000, or None for no limit"),
    ({"timeout": 1e300}, r"timeout is 1e\+300"),
    ({"timeout": httpx.Timeout(5, connect=-1)}, "connect of timeout is -1"),
    ({"timeout": httpx.Timeout(5, read=0)}, "read of timeout is 0"),
    ({"deadline": 10**400}, "deadline is 1000"),
    ({"retries": -1}, "retries is -1"),
    ({"retries": True}, "retries is True"),
    ({"retries": 1.5}, r"retries is 1\.5"),
    ({"deadline": 0}, "deadline is 0"),
    ({"deadline": "20"}, "deadline is '20'"),
    ({"headers": {"X Y": "1"}}, "no name of a header: 'X Y'"),
    ({"headers": {"X-Y": "a\nb"}}, "the value of X-Y"),
    ({"headers": {"X-Y": 1}}, "texts"),
    ({"headers": ["X-Y"]}, "pass a dict"),
]
MISSPELT: dict[str, Any] = {"server": "mok"}
KEYLESS: dict[str, Any] = {"client": Client(stubs.BASE_URL)}
LISTED: dict[str, Any] = {"server": ["mock"]}
TYPED: dict[str, Any] = {"base_url": httpx.URL(stubs.BASE_URL), "token": stubs.KEY}
UNKNOWN: dict[str, Any] = {"httpx_args": {"proxys": "http://127.0.0.1:1"}}
TWICE: dict[str, Any] = {"httpx_args": {"verify": False}}
PLACES: dict[str, Callable[[dict[str, Any]], object]] = {
    "settings": lambda settings: SendyIQ(stubs.KEY, **settings),
    "settings of a client": lambda settings: AuthenticatedClient(token=stubs.KEY, **settings),
    "options": lambda options: SendyIQ(stubs.KEY).with_options(**options),
    "a call": lambda options: SendyIQ(client=recording()[0]).list_channels(**options),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("setting", "reason"), REFUSED, ids=repr)
def test_what_can_be_no_setting_is_refused_at_once(place: str, setting: dict[str, Any], reason: str) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=reason):
        PLACES[place](setting)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda client: client.with_retries(-1), "retries is -1"),
        (lambda client: client.with_timeout("5"), "timeout is '5'"),
        (lambda client: client.with_headers({"X": 5}), "texts"),
        (lambda client: SendyIQ(stubs.KEY, client=client), "client has settings of its own"),
        (lambda client: AsyncSendyIQ(client=client, base_url="https://a.invalid"), "client has settings of its own"),
        (lambda client: SendyIQ(client=client, timeout=None), "client has settings of its own"),
        (lambda client: SendyIQ(client=client, verify_ssl=False), "client has settings of its own"),
        (lambda client: SendyIQ(stubs.KEY, user_agent="a\nb"), "user_agent is"),
        (lambda client: SendyIQ(stubs.KEY, verify_ssl=""), "verify_ssl is ''"),
        (lambda client: SendyIQ(stubs.KEY, base_url="https://a b.invalid"), "holds a space"),
        (lambda client: SendyIQ(stubs.KEY, base_url="https://a.invalid:70000"), "a port beyond 65535"),
        (lambda client: AuthenticatedClient(**TYPED), "base_url is a URL: pass a text"),
        (lambda client: AuthenticatedClient(stubs.BASE_URL, stubs.KEY, **UNKNOWN), "httpx.Client has no 'proxys'"),
        (lambda client: AuthenticatedClient(stubs.BASE_URL, stubs.KEY, **TWICE), "pass verify_ssl"),
        (lambda client: AuthenticatedClient(stubs.BASE_URL, stubs.KEY, cookies={"a": "b\r\nX: y"}), "cookies: 'a' has"),
        (lambda client: client.with_cookies({"a": 1}), "the value of a cookie are texts"),
        (lambda client: client.with_cookies("a=b"), "cookies is a str: pass a dict"),
        (lambda client: client.set_httpx_client(httpx.AsyncClient()), "This is a AsyncClient: pass an httpx.Client"),
        (lambda client: client.set_async_httpx_client(None), "This is a NoneType: pass an httpx.AsyncClient"),
        (lambda client: SendyIQ(stubs.KEY, base_url="https://a.invalid", server="mock"), "pass one of them"),
        (lambda client: SendyIQ(stubs.KEY, **MISSPELT), "server is 'mok': the document has 'staging', 'production'"),
        (lambda client: SendyIQ(stubs.KEY, **LISTED), "server is .'mock'."),
        (lambda client: SendyIQ(**KEYLESS), "client is a Client: pass an AuthenticatedClient"),
        (lambda client: SendyIQ(stubs.KEY, headers={"X-Api-Key": "another.key"}), "holds the API key"),
        (lambda client: client.with_headers({"X-Api-Key": "another.key"}), "holds the API key"),
        (lambda client: client.with_options(headers={"x-api-key": "another.key"}), "holds the API key"),
    ],
)
def test_what_contradicts_itself_is_refused_at_once(act: Callable[[AuthenticatedClient], Any], reason: str) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=reason) as caught:
        act(AuthenticatedClient(stubs.BASE_URL, stubs.KEY))
    assert "another.key" not in repr(caught.value)


@pytest.mark.anyio
@both_ways
async def test_what_httpx_cannot_use_is_told_as_a_setting(way: str) -> None:
    client = AuthenticatedClient(stubs.BASE_URL, stubs.KEY, httpx_args={"proxy": "nowhere"})
    with pytest.raises(errors.InvalidArgumentError, match="httpx cannot be used with these settings: Unknown scheme"):
        await ask(way, LIST, client)


def test_a_call_may_refuse_to_wait_for_a_connection() -> None:
    client, sent = recording()
    SendyIQ(client=client).list_channels(timeout=httpx.Timeout(5, pool=0))
    assert sent[0].extensions["timeout"]["pool"] == 0


def test_where_the_api_is(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = {server["x-target"]: server["url"] for server in stubs.SPEC.document["servers"]}

    def place(**settings: Any) -> str:
        return str(SendyIQ(stubs.KEY, **settings).client.get_httpx_client().base_url).rstrip("/")

    monkeypatch.delenv("SENDYIQ_BASE_URL", raising=False)
    assert place() == servers["staging"]
    assert {name: place(server=name) for name in servers} == servers
    monkeypatch.setenv("SENDYIQ_BASE_URL", "https://env.invalid/x")
    assert place() == "https://env.invalid/x"
    assert place(server="mock") == servers["mock"]
    assert place(base_url="https://here.invalid") == "https://here.invalid"
    monkeypatch.setenv("SENDYIQ_BASE_URL", "env.invalid")
    with pytest.raises(errors.InvalidArgumentError, match="SENDYIQ_BASE_URL must begin with https"):
        place()
