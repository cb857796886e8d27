"""The client over sockets: servers that break, many threads and tasks, and what it logs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, SendyIQ, SendyIQError, errors

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.server import running
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.tests.client.calling import CHANNEL_ID, ask, both_ways
from contract_tests.tests.client.servers import server

pytestmark = pytest.mark.network("serves the mock, and servers that break, on this machine")

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(App(spec.load(validate=False), Store())) as url:
        yield url


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (b"", "RemoteProtocolError"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "RemoteProtocolError"),
        (HEAD + b"Content-Length: 100\r\n\r\n{", "RemoteProtocolError"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", "RemoteProtocolError"),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "DecodingError"),
    ],
    ids=["nothing", "not HTTP", "cut short", "cut chunk", "not gzip"],
)
async def test_an_answer_that_breaks_is_a_typed_error(answer: bytes, what: str, way: str) -> None:
    with server(answer) as base_url, pytest.raises(errors.APIConnectionError, match=what) as caught:
        await ask(way, "deleteChannel", AuthenticatedClient(base_url, FULL_KEY, retries=1), channel_id=CHANNEL_ID)
    assert caught.value.sent == (1 if what == "DecodingError" else 2)  # a delete is safe to send again
    assert "may have done it all the same" in str(caught.value)


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("answer", [b"", HEAD + b"Content-Length: 100\r\n\r\n{"], ids=["silence", "a stall"])
async def test_a_server_that_takes_too_long_is_a_typed_error(answer: bytes, way: str) -> None:
    with server(answer, closes=False) as base_url, pytest.raises(errors.APITimeoutError, match="ReadTimeout"):
        await ask(way, "listChannels", AuthenticatedClient(base_url, FULL_KEY, timeout=0.05, retries=0))


@pytest.mark.anyio
@both_ways
async def test_nobody_there_is_a_typed_error(way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(errors.APIConnectionError, match=r"Nothing reached the server\. Check the network"):
        await ask(way, "createWebsiteChannel", AuthenticatedClient(dead, FULL_KEY, retries=0))


@pytest.mark.anyio
@both_ways
async def test_a_life_of_a_channel(url: str, way: str) -> None:
    async def call(name: str, **arguments: object) -> Any:
        return await ask(way, name, AuthenticatedClient(url, FULL_KEY), **arguments)

    channel = await call("createWebsiteChannel", display_name="A", is_agent_enabled=True)
    changed = await call("updateChannel", channel_id=str(channel.id), display_name="B")
    assert (changed.id, changed.display_name, changed.is_agent_enabled) == (channel.id, "B", True)
    toggled = await call("toggleChannelAgent", channel_id=channel.id, enabled=False)
    assert toggled.is_agent_enabled is False
    rotated = await call("rotateChannelToken", channel_id=channel.id)
    assert rotated.channel_token != channel.channel_token
    assert channel.id in [listed.id for listed in await call("listChannels")]
    assert await call("deleteChannel", channel_id=channel.id) is None
    with pytest.raises(errors.NotFoundError):
        await call("deleteChannel", channel_id=channel.id)
    with pytest.raises(errors.ForbiddenError, match="messaging:write"):
        await ask(way, "createWebsiteChannel", AuthenticatedClient(url, READ_ONLY_KEY))
    with pytest.raises(errors.UnauthorizedError):
        await ask(way, "listChannels", AuthenticatedClient(url, FULL_KEY + "x"))
    with pytest.raises(errors.BadRequestError, match="displayName"):
        await call("createWebsiteChannel", display_name=7)


def test_threads_share_a_client(url: str) -> None:
    with SendyIQ(FULL_KEY, base_url=url) as sendy, ThreadPoolExecutor(16) as pool:
        names = [f"thread {number}" for number in range(48)]
        made = list(pool.map(lambda name: sendy.create_website_channel(display_name=name), names))
        assert [channel.display_name for channel in made] == names
        assert len({channel.id for channel in made}) == len(names)
        list(pool.map(lambda channel: sendy.delete_channel(channel.id), made))


def test_threads_that_start_together_share_the_connections(url: str) -> None:
    client = AuthenticatedClient(url, FULL_KEY)
    start = threading.Barrier(8)

    def first(_: int) -> int:
        start.wait()
        return id(client.get_httpx_client())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(first, range(8)))) == 1
    client.close()


@pytest.mark.anyio
async def test_tasks_share_a_client(url: str) -> None:
    async with AsyncSendyIQ(FULL_KEY, base_url=url) as sendy:
        names = [f"task {number}" for number in range(48)]
        made = await asyncio.gather(*(sendy.create_website_channel(display_name=name) for name in names))
        assert [channel.display_name for channel in made] == names
        await asyncio.gather(*(sendy.delete_channel(channel.id) for channel in made))


@pytest.mark.anyio
@both_ways
async def test_no_log_line_shows_a_secret(url: str, way: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = AuthenticatedClient(url, FULL_KEY, retries=1)
    secrets = {"access_token": "EAAG-access-token", "app_secret": "app-secret-of-ours"}
    with contextlib.suppress(SendyIQError):
        await ask(way, "updateChannel", client, channel_id=CHANNEL_ID, **secrets)
    said = caplog.text + repr([vars(record) for record in caplog.records])
    assert {"httpx", "httpcore.http11"} <= {record.name for record in caplog.records}
    assert not [secret for secret in (FULL_KEY, FULL_KEY.partition(".")[2], *secrets.values()) if secret in said]


@pytest.mark.anyio
@both_ways
async def test_the_key_follows_no_redirect_to_another_host(way: str) -> None:
    with server(b"", closes=True) as elsewhere:
        redirect = f"HTTP/1.1 307 Elsewhere\r\nLocation: {elsewhere}/x\r\nContent-Length: 0\r\n\r\n".encode()
        with server(redirect) as base_url, pytest.raises(errors.APIConnectionError) as caught:
            await ask(way, "listChannels", AuthenticatedClient(base_url, FULL_KEY, follow_redirects=True, retries=0))
    cause = caught.value.__cause__
    assert isinstance(cause, httpx.RequestError)
    assert str(cause.request.url).startswith(elsewhere)
    assert spec.load(validate=False).key_header not in cause.request.headers
