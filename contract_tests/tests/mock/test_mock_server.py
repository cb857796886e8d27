"""The mock over a socket: keep-alive, many clients, hostile clients, start and stop."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.messages import SERVER, Request, Response
from contract_tests.mock.pace import Pace
from contract_tests.mock.server import running
from contract_tests.mock.store import FULL_KEY, Store
from contract_tests.spec.errors import UserError

pytestmark = pytest.mark.network("serves the mock on this machine")

CHANNELS = "/api/v1/store/integrations/social/channels"
LIST = f"GET {CHANNELS} HTTP/1.1\r\nHost: mock\r\nX-API-Key: {FULL_KEY}\r\n\r\n".encode()
CREATE = (
    LIST.replace(b"GET", b"POST").replace(b" HTTP", b"/website HTTP", 1)[:-2] + b"Content-Type: application/json\r\n"
)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture(params=[False, True], ids=["inline", "threads"])
def url(request: pytest.FixtureRequest, store: Store) -> Iterator[str]:
    with running(App(spec.load(validate=False), store), pace=Pace(blocks=request.param)) as url:
        yield url


@contextlib.contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        yield connection


def received(connection: socket.socket, answers: int = 1) -> bytes:
    """Read until so many answers are there, or the server closes."""
    data = b""
    while len(re.findall(rb"HTTP/1.1 [2-5]\d\d", data)) < answers or not data.endswith(b"}"):
        try:
            chunk = connection.recv(65536)
        except ConnectionResetError:
            break
        if not chunk:
            break
        data += chunk
    return data


def still_serves(url: str) -> bool:
    return httpx.get(url + CHANNELS, headers={"X-API-Key": FULL_KEY}).status_code == 200


def test_a_connection_is_kept(url: str) -> None:
    with connected(url) as connection:
        for _ in range(3):
            connection.sendall(LIST)
            assert received(connection).startswith(b"HTTP/1.1 200 OK\r\n")


def test_pipelined_requests_are_answered_in_order(url: str, store: Store) -> None:
    body = b'{"displayName":"%d"}'
    creates = b"".join(CREATE + b"Content-Length: %d\r\n\r\n" % len(body % n) + body % n for n in range(5))
    with connected(url) as connection:
        connection.sendall(creates + LIST)
        names = re.findall(rb'"displayName":"(\d)"', received(connection, 6))
    assert names == [b"0", b"1", b"2", b"3", b"4"] * 2


@pytest.mark.parametrize("url", [True], indirect=True)
def test_concurrent_writers_lose_nothing(url: str, store: Store) -> None:
    names = [f"name {n}" for n in range(60)]
    with httpx.Client(base_url=url, headers={"X-API-Key": FULL_KEY}) as api, ThreadPoolExecutor(8) as pool:

        def create(name: str) -> str:
            return str(api.post(f"{CHANNELS}/website", json={"displayName": name}).json()["data"]["id"])

        def change(change: tuple[str, str]) -> int:
            return api.patch(f"{CHANNELS}/{ids[0]}", json={change[0]: change[1]}).status_code

        ids = list(pool.map(create, names))
        changes = {"displayName": "a", "aiProviderCode": "b", "aiModelCode": "c", "systemPromptOverride": "d"}
        assert set(pool.map(change, changes.items())) == {200}
        assert store.channels[ids[0]].items() >= changes.items()
        assert len({channel["channelToken"] for channel in store.channels.values()}) == len(names)
        assert sorted(channel["displayName"] for channel in store.channels.values()) == sorted(["a", *names[1:]])
        deleted = list(pool.map(lambda id_: api.delete(f"{CHANNELS}/{id_}").status_code, ids * 2))
        assert (deleted.count(200), deleted.count(404)) == (60, 60)
    assert store.channels == {}


MALFORMED = {
    "another protocol": (b"\x16\x03\x01\x00garbage\r\n\r\n", 400),
    "another version": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "space in a header's name": (LIST[:-2] + b"Bad Name : x\r\n\r\n", 400),
    "NUL in a header": (LIST[:-2] + b"a: b\0c\r\n\r\n", 400),
    "negative length": (CREATE + b"Content-Length: -1\r\n\r\n", 400),
    "two lengths": (CREATE + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
    "no chunk": (CREATE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", 400),
}


@pytest.mark.parametrize(("sent", "status"), MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("url", [False], indirect=True)
def test_what_is_no_request_is_refused(url: str, sent: bytes, status: int) -> None:
    with connected(url) as connection:
        with contextlib.suppress(ConnectionError):  # it may hang up before all is sent
            connection.sendall(sent)
        answer = received(connection)
        assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert still_serves(url)


def test_a_chunked_body_is_read(url: str, store: Store) -> None:
    with connected(url) as connection:
        connection.sendall(CREATE + b'Transfer-Encoding: chunked\r\n\r\n8\r\n{"displa\r\n')
        connection.sendall(b'b\r\nyName":"a"}\r\n0\r\n\r\n')
        assert b'"displayName":"a"' in received(connection)


@pytest.mark.parametrize("url", [False], indirect=True)
@pytest.mark.parametrize(("key", "status"), [(FULL_KEY, 413), ("wrong", 401)])
def test_an_endless_body_is_refused_before_its_end(url: str, key: str, status: int) -> None:
    head = CREATE.replace(FULL_KEY.encode(), key.encode()) + b"Content-Length: 9000000000\r\n\r\n"
    with connected(url) as connection:
        connection.sendall(head + b"x" * 3_000_000)
        assert received(connection).startswith(b"HTTP/1.1 %d " % status)
    assert still_serves(url)


@pytest.mark.parametrize("url", [False], indirect=True)
def test_open_and_cut_connections_do_no_harm(url: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connected(url)).sendall(LIST[:-2])
        with connected(url) as connection:
            connection.sendall(CREATE + b"Content-Length: 100\r\n\r\n{")
        assert still_serves(url)


def test_the_end_does_not_wait_for_clients() -> None:
    with contextlib.ExitStack() as stack:
        with running(lambda request: Response(200, request.body)) as url:
            for part in (b"", LIST[:-2], CREATE + b"Content-Length: 100\r\n\r\n{"):
                stack.enter_context(connected(url)).sendall(part)
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)


def test_a_request_arrives_as_it_was_sent() -> None:
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(200, b"{}", {"content-type": "application/json"})

    with running(handler) as url:
        httpx.request("PUT", f"{url}/a%2Fb/%C3%A9?c=%20d", content=b"\0", headers=[("X-A", "1"), ("x-a", "2")])
    request = seen[0]
    assert (request.method, request.path, request.query, request.body) == (
        "PUT",
        "/a%2Fb/%C3%A9",
        "c=%20d",
        b"\0",
    )
    assert request.headers["x-a"] == "1, 2"


@pytest.mark.parametrize("pace", [Pace(), Pace(latency=0.01), Pace(blocks=True)], ids=["inline", "late", "threads"])
def test_a_handler_that_fails_is_an_answer(pace: Pace) -> None:
    def handler(request: Request) -> Response:
        raise TypeError(request.path)

    with running(handler, pace=pace) as url, connected(url) as connection:
        connection.sendall(LIST * 2)
        answers = received(connection, 2)
    assert answers.count(b"HTTP/1.1 500 ") == answers.count(b"The mock failed.") == 2


def test_a_busy_port_is_said_in_one_line() -> None:
    with running(lambda _: Response(200, b"")) as url:
        port = urlsplit(url).port or 0
        with (
            pytest.raises(UserError, match=rf"^Port {port} of 127\.0\.0\.1 .*$"),
            running(lambda _: Response(200, b""), port=port),
        ):
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a process")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_mock_for_people_shows_its_keys_and_stops_cleanly(stop: signal.Signals) -> None:
    code = "from contract_tests.mock.launch import main; main({'PORT': '0', 'CHANNELS': '2'})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        line = process.stdout.readline()
        hit = re.fullmatch(r'curl (\S+) -H "X-API-Key: (\S+)"\n', line)
        assert hit
        response = httpx.get(hit[1], headers={"X-API-Key": hit[2]})
        assert len(response.json()["data"]) == 2
        assert response.headers["server"] == SERVER
        process.send_signal(stop)
        assert process.wait(10) == 0
