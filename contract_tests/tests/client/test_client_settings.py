"""What a client takes by default, what it refuses, and that its settings never change."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
import respx
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, Client, SendyIQ, __version__, errors

from contract_tests.tests.client.calling import answering, ask, both_ways, envelope, through, transport
from contract_tests.tests.support import stubs

CLASSES = [SendyIQ, AsyncSendyIQ, AuthenticatedClient]
SERVER = stubs.SPEC.servers[0]


def recording(**settings: Any) -> tuple[AuthenticatedClient, list[httpx.Request]]:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return envelope([])

    return through(answer, **settings), sent


def test_two_lines_to_the_first_answer(monkeypatch: pytest.MonkeyPatch, respx_mock: respx.MockRouter) -> None:
    monkeypatch.setenv("SENDYIQ_API_KEY", stubs.KEY)
    operation = stubs.SPEC.operations["listChannels"]
    route = respx_mock.get(SERVER + operation.path).mock(envelope([]))
    with SendyIQ() as sendy:
        assert sendy.list_channels() == []
    assert route.calls.last.request.headers[stubs.SPEC.key_header] == stubs.KEY


def test_the_version_is_that_of_the_document() -> None:
    assert __version__ == stubs.SPEC.document["info"]["version"]


def test_there_is_a_time_limit_by_default() -> None:
    with AuthenticatedClient(token=stubs.KEY).get_httpx_client() as client:
        assert client.timeout == httpx.Timeout(30, connect=10)
    with AuthenticatedClient(token=stubs.KEY, timeout=None).get_httpx_client() as client:
        assert client.timeout == httpx.Timeout(None)


@pytest.mark.parametrize("create", CLASSES)
@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_it_says_where_to_put_one(create: Any, key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENDYIQ_API_KEY", raising=False)
    with pytest.raises(errors.APIKeyError, match="pass one, or set the environment variable SENDYIQ_API_KEY"):
        create(**({"token": key} if create is AuthenticatedClient else {"api_key": key}))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("abcd.efgh\n", "a line break"),
        ("abcd.ef\r\nX-Other: gh", "a line break"),
        (" abcd.efgh", "a space"),
        ("abcd\u00a0.efgh", "a space"),
        ("abcdefgh", "does not have the form.*<keyId>.<secret>"),
        ("abcd.", "does not have the form"),
        (".abcd", "does not have the form"),
        ("abcd.\u00e9fgh", "does not have the form"),
        ("abcd.\x00efgh", "does not have the form"),
    ],
)
def test_what_can_be_no_key_is_refused_without_showing_it(key: str, reason: str) -> None:
    for create in (SendyIQ, AsyncSendyIQ, lambda text: AuthenticatedClient(token=text)):
        with pytest.raises(errors.APIKeyError, match=reason) as caught:
            create(key)
        assert not [part for part in ("abcd", "efgh") if part in repr(caught.value)]


@pytest.mark.parametrize(
    "base_url",
    ["", "localhost:4010", "ftp://example.com", "http://", "/api", "https://a.invalid/?b", "https://a.invalid#b"],
)
def test_what_can_be_no_address_is_refused(base_url: str) -> None:
    for create in (Client, lambda url: SendyIQ(stubs.KEY, base_url=url)):
        with pytest.raises(errors.InvalidArgumentError, match="base_url"):
            create(base_url)


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("base_url", ["https://proxy.invalid/sendyiq", "https://proxy.invalid/sendyiq/"])
async def test_a_base_url_may_have_a_path(base_url: str, way: str, respx_mock: respx.MockRouter) -> None:
    path = stubs.SPEC.operations["listChannels"].path
    respx_mock.get(f"https://proxy.invalid/sendyiq{path}").mock(envelope([]))
    assert await ask(way, "listChannels", AuthenticatedClient(base_url, stubs.KEY, verify_ssl=stubs.TLS)) == []


@pytest.mark.anyio
@both_ways
async def test_settings_do_not_change(way: str) -> None:
    headers = {"X-One": "1"}
    client, sent = recording(headers=headers)
    client.get_httpx_client()
    client.get_async_httpx_client()
    other = client.with_headers({"X-Two": "2"}).with_cookies({"c": "3"}).with_timeout(4).with_retries(5)
    headers["X-One"] = "changed"
    await ask(way, "listChannels", client)
    await ask(way, "listChannels", other)
    before, after = (request.headers for request in sent)
    assert (before["X-One"], "X-Two" in before, "Cookie" in before) == ("1", False, False)
    assert (after["X-One"], after["X-Two"], after["Cookie"]) == ("1", "2", "c=3")
    assert before[stubs.SPEC.key_header] == after[stubs.SPEC.key_header] == stubs.KEY
    assert client.get_httpx_client().timeout.read == 30
    assert other.get_httpx_client().timeout.read == 4
    with pytest.raises(AttributeError):
        client.timeout = 5  # type: ignore[attr-defined]


def test_the_stock_arguments_do_what_they_did() -> None:
    client, sent = recording(prefix="Bearer", auth_header_name="Authorization", cookies={"a": "b"})
    with SendyIQ(client=client) as sendy:
        sendy.list_channels()
    assert sent[0].headers["Authorization"] == f"Bearer {stubs.KEY}"
    assert sent[0].headers["Cookie"] == "a=b"


@pytest.mark.anyio
@both_ways
async def test_hooks_of_the_user_stay(way: str) -> None:
    seen: list[str] = []

    async def note_later(request: httpx.Request) -> None:
        seen.append(request.method)

    hook = (lambda request: seen.append(request.method)) if way == "sync" else note_later
    client, sent = recording(httpx_args={"event_hooks": {"request": [hook]}})
    await ask(way, "listChannels", client)
    assert (seen, len(sent)) == (["GET"], 1)


def test_what_breaks_in_a_hook_of_the_user_is_chained() -> None:
    broken = ZeroDivisionError("of the user"), RuntimeError("of the user")

    def hook(request: httpx.Request) -> None:
        raise broken[1] from broken[0]

    client, sent = recording(httpx_args={"event_hooks": {"request": [hook]}})
    with pytest.raises(errors.ClientStateError, match="of the user") as caught:
        SendyIQ(client=client).list_channels()
    assert caught.value.__cause__ is broken[1]
    assert sent == []


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("own_url", ["", "https://own.invalid/x"])
async def test_a_client_of_the_user_gets_the_key_and_the_headers(way: str, own_url: str) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return envelope([])

    settings: dict[str, Any] = {"base_url": own_url, "transport": transport(answer), "headers": {"X-Own": "1"}}
    client = AuthenticatedClient(stubs.BASE_URL, stubs.KEY, headers={"X-Ours": "2"}, cookies={"a": "b"}, retries=0)
    client.set_httpx_client(httpx.Client(**settings)).set_async_httpx_client(httpx.AsyncClient(**settings))
    await ask(way, "listChannels", client.with_retries(1))
    path = stubs.SPEC.operations["listChannels"].path
    assert str(sent[0].url) == (own_url or stubs.BASE_URL) + path
    assert sent[0].headers.get_list(stubs.SPEC.key_header) == [stubs.KEY]
    assert (sent[0].headers["X-Own"], sent[0].headers["X-Ours"], sent[0].headers["Cookie"]) == ("1", "2", "a=b")


def test_a_client_that_the_user_shares_gives_the_key_to_nobody_else() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return envelope([])

    own = httpx.Client(transport=transport(answer))
    first, second = (AuthenticatedClient(stubs.BASE_URL, f"{name}.secret").set_httpx_client(own) for name in "ab")
    SendyIQ(client=first).list_channels()
    SendyIQ(client=second).list_channels()
    own.get("https://elsewhere.invalid/")
    own.get(stubs.BASE_URL)
    keys = [request.headers.get(stubs.SPEC.key_header) for request in sent]
    assert keys == ["a.secret", "b.secret", None, None]


@pytest.mark.anyio
async def test_connections_are_closed() -> None:
    client = answering(envelope([]))
    with SendyIQ(client=client):
        assert not client.get_httpx_client().is_closed
    assert client.get_httpx_client().is_closed
    async with AsyncSendyIQ(client=client):
        assert not client.get_async_httpx_client().is_closed
    assert client.get_async_httpx_client().is_closed
    again = client.with_retries(1)
    sendy, later = SendyIQ(client=again), AsyncSendyIQ(client=again)
    sendy.list_channels()
    await later.list_channels()
    sendy.close()
    await later.aclose()
    assert again.get_httpx_client().is_closed
    assert again.get_async_httpx_client().is_closed


@pytest.mark.parametrize("retries", [-1, None, "2", True, 1.5])
def test_what_is_no_number_of_retries_is_refused(retries: Any) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="retries is"):
        AuthenticatedClient(token=stubs.KEY, retries=retries)


@pytest.mark.parametrize("key", [5, b"keyId.secret"])
def test_a_key_that_is_no_text_is_refused(key: Any) -> None:
    with pytest.raises(errors.APIKeyError, match="no text"):
        SendyIQ(key)


def test_a_client_that_is_closed_says_so() -> None:
    sendy = SendyIQ(stubs.KEY)
    with sendy:
        pass
    with pytest.raises(errors.ClientStateError, match=r"The client is closed\. Nothing was sent"):
        sendy.list_channels()
    with pytest.raises(errors.ClientStateError, match="closed"), sendy:
        pass


@pytest.mark.anyio
@both_ways
async def test_a_client_that_was_closed_before_its_first_call_is_closed(way: str) -> None:
    client = answering(envelope([]))
    client.close()
    await client.aclose()
    with pytest.raises(errors.ClientStateError, match="closed"):
        await ask(way, "listChannels", client)


def test_another_client_of_the_user_may_serve_another_event_loop() -> None:
    client = AuthenticatedClient(stubs.BASE_URL, stubs.KEY)
    for _ in range(2):
        client.set_async_httpx_client(httpx.AsyncClient(transport=transport(lambda _: envelope([]))))
        assert asyncio.run(AsyncSendyIQ(client=client).list_channels()) == []


def test_certificates_are_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("none", encoding="utf-8")
    for wrong in (tmp_path / "nowhere.pem", tmp_path / "none.pem", 5, None):
        with pytest.raises(errors.InvalidArgumentError, match="verify_ssl is"):
            SendyIQ(stubs.KEY, verify_ssl=wrong)  # type: ignore[arg-type]
    for right in (True, False, str(tmp_path), ssl.create_default_context()):
        with SendyIQ(stubs.KEY, verify_ssl=right) as sendy:
            assert not sendy.client.get_httpx_client().is_closed


def test_the_authorities_are_read_once_unless_a_client_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    shared = _trusted()
    assert _trusted() is shared
    assert _trusted(verify_ssl=False).verify_mode is ssl.CERT_NONE
    assert _trusted(httpx_args={"trust_env": False}) is not shared
    named = tmp_path / "authorities.pem"
    shutil.copy(certifi.where(), named)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    other = _trusted()
    assert other is _trusted() is not shared
    os.utime(named, ns=(0, 0))
    assert _trusted() is not other
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    with pytest.raises(errors.InvalidArgumentError, match="No such file"):
        _trusted()
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert _trusted() is not _trusted()


def _trusted(**settings: Any) -> ssl.SSLContext:
    transport = AuthenticatedClient(stubs.BASE_URL, stubs.KEY, **settings).get_httpx_client()._transport
    assert isinstance(transport, httpx.HTTPTransport)
    context = transport._pool._ssl_context
    assert context is not None
    return context


def test_an_argument_that_holds_itself_is_refused() -> None:
    body: dict[str, Any] = {}
    body["itself"] = body
    with SendyIQ(stubs.KEY) as sendy, pytest.raises(errors.InvalidArgumentError):
        sendy.create_website_channel(display_name=body)  # type: ignore[arg-type]
