"""A call ends at its deadline, whatever the server does: it drips, it stalls, it asks to wait."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, SendyIQ, errors

from contract_tests.mock.store import FULL_KEY
from contract_tests.spec import Operation
from contract_tests.tests.client.calling import ask, ask_example, both_ways, every_operation, through
from contract_tests.tests.client.servers import dripping, server

pytestmark = pytest.mark.network("serves answers that never end, on this machine")

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
DRIPS = {"body": (HEAD, b" "), "headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "status": (b"", b"H")}
DEADLINE = 0.15


@pytest.fixture(params=DRIPS)
def drip(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a server that sends a few bytes every 20 milliseconds, for ever."""
    with dripping(*DRIPS[request.param]) as url:
        yield url


@pytest.mark.anyio
@both_ways
@every_operation
async def test_a_server_that_drips_is_given_up(operation: Operation, way: str, drip: str) -> None:
    began = time.monotonic()
    with pytest.raises(errors.APITimeoutError, match=r"given up at its deadline of 0\.15 seconds") as caught:
        await ask_example(way, operation, AuthenticatedClient(drip, FULL_KEY, deadline=DEADLINE))
    assert DEADLINE <= time.monotonic() - began < DEADLINE + 1
    assert ("may have done it all the same" in str(caught.value)) == (operation.method != "GET")
    assert caught.value.method == operation.method


@pytest.mark.anyio
@both_ways
async def test_a_connection_that_was_used_before_keeps_to_the_deadline(way: str) -> None:
    good = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"success":true,"data":[] }'
    with dripping(HEAD, b" ", first=good) as url:
        if way == "sync":
            with SendyIQ(FULL_KEY, base_url=url) as sendy:
                assert sendy.list_channels() == []
                with pytest.raises(errors.APITimeoutError, match="deadline"):
                    sendy.list_channels(deadline=DEADLINE)
            return
        async with AsyncSendyIQ(FULL_KEY, base_url=url) as later:
            assert await later.list_channels() == []
            with pytest.raises(errors.APITimeoutError, match="deadline"):
                await later.list_channels(deadline=DEADLINE)


@pytest.mark.anyio
@both_ways
async def test_a_blocking_client_of_the_user_keeps_to_the_deadline(way: str) -> None:
    with dripping(HEAD, b" ") as url:
        client = AuthenticatedClient(url, FULL_KEY, deadline=DEADLINE).set_httpx_client(httpx.Client())
        client.set_async_httpx_client(httpx.AsyncClient())
        with pytest.raises(errors.APITimeoutError, match="deadline"):
            await ask(way, "listChannels", client)


@pytest.mark.anyio
@both_ways
async def test_a_stall_ends_all_retries_at_the_deadline(way: str) -> None:
    with server(b"", closes=False) as url:
        began = time.monotonic()
        with pytest.raises(errors.APITimeoutError, match="deadline"):
            await ask(way, "listChannels", AuthenticatedClient(url, FULL_KEY, deadline=DEADLINE, retries=9))
        assert time.monotonic() - began < DEADLINE + 1


@pytest.mark.anyio
@both_ways
async def test_a_shorter_limit_of_a_step_stays(way: str) -> None:
    with server(b"", closes=False) as url, pytest.raises(errors.APITimeoutError, match="ReadTimeout"):
        await ask(way, "listChannels", AuthenticatedClient(url, FULL_KEY, timeout=0.05, deadline=30, retries=0))


@pytest.mark.anyio
@both_ways
async def test_who_gets_no_connection_till_the_deadline_learns_so(way: str) -> None:
    limits = {"limits": httpx.Limits(max_connections=0)}
    client = AuthenticatedClient("http://127.0.0.1:9", FULL_KEY, deadline=1, httpx_args=limits)
    with pytest.raises(errors.PoolExhaustedError, match="Nothing was sent"):
        await ask(way, "listChannels", client)


@pytest.mark.anyio
@both_ways
async def test_a_wait_beyond_the_deadline_is_not_begun(way: str) -> None:
    answer = httpx.Response(429, headers={"Retry-After": "20"}, json={"success": False})
    client = through(lambda _: answer, retries=5, deadline=10)
    with pytest.raises(errors.TooManyRequestsError) as caught:
        await ask(way, "listChannels", client)
    assert (caught.value.sent, caught.value.retry_after) == (1, 20)
