"""Hostile clients of the mock: slow, many, wrong; it goes on serving, and says nothing that is no answer."""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from contract_tests.mock import Mock, running
from contract_tests.tests.mock.test_mock_server import CHANNELS, CREATE, LIST, connected, received, still_serves

pytestmark = pytest.mark.network("serves the mock on this machine")
MANY = 1000


@pytest.fixture
def mock() -> Iterator[Mock]:
    with running() as started:
        yield started


def test_a_client_that_does_not_read_holds_up_no_one_and_gets_all_its_answers(mock: Mock) -> None:
    mock.seed(1000)
    with connected(mock.url) as connection:
        connection.sendall(LIST * 99 + LIST[:-2] + b"Connection: close\r\n\r\n")
        assert still_serves(mock.url)
        assert b"".join(iter(lambda: connection.recv(1 << 20), b"")).count(b"HTTP/1.1 200 ") == 100


def test_a_body_may_wait_to_be_asked_for(mock: Mock) -> None:
    with connected(mock.url) as connection:
        connection.sendall(CREATE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert received(connection).startswith(b"HTTP/1.1 200 ")


def test_a_connection_that_shall_end_ends_after_the_response(mock: Mock) -> None:
    with connected(mock.url) as connection:
        connection.sendall(LIST[:-2] + b"Connection: close\r\n\r\n")
        assert received(connection).startswith(b"HTTP/1.1 200 ")
        assert connection.recv(1) == b""


def test_random_bytes_get_no_answer_of_the_500s(mock: Mock, capfd: pytest.CaptureFixture[str]) -> None:
    source = random.Random(7)
    for _ in range(300):
        request = bytearray(source.choice([LIST, CREATE + b"Content-Length: 2\r\n\r\n{}"]))
        for _ in range(source.randrange(1, 8)):
            request[source.randrange(len(request))] = source.randrange(256)
        with connected(mock.url) as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(bytes(request))
                connection.shutdown(socket.SHUT_WR)
            assert not re.search(rb"HTTP/1.1 5\d\d", received(connection))
    assert still_serves(mock.url)
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def many_files() -> Iterator[None]:
    resource = pytest.importorskip("resource", reason="Windows has no limit of open files")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != hard < 2 * MANY:
        pytest.skip(f"this machine allows {hard} open files; the test needs {2 * MANY}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * MANY), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_connections_are_served(many_files: None) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PORT": "0"}
    command = [sys.executable, "-m", "contract_tests.mock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        url = f"http://{urlsplit(process.stdout.readline().split()[1]).netloc}"
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(connected(url)) for _ in range(MANY)]
            for connection in connections:
                connection.sendall(LIST)
            assert all(received(connection).startswith(b"HTTP/1.1 200 ") for connection in connections)
            assert still_serves(url)
            process.terminate()
            assert process.wait(10) == 0


def test_writers_at_the_same_time_leave_the_state_right(mock: Mock) -> None:
    """Each worker lives its own channels; in the end the mock holds what they think it holds."""
    mock.pace.blocks = True  # each request in a thread

    def work(seed: int) -> dict[str, tuple[str, bool]]:
        source = random.Random(seed)
        mine: dict[str, tuple[str, bool]] = {}
        with httpx.Client(base_url=mock.url, headers={"X-API-Key": mock.key}) as api:
            for number in range(60):
                if not mine or source.random() < 0.4:
                    name = f"{seed}-{number}"
                    shown = api.post(f"{CHANNELS}/website", json={"displayName": name}).json()["data"]
                    mine[shown["id"]] = (name, False)
                    continue
                path = f"{CHANNELS}/{(chosen := source.choice(sorted(mine)))}"
                name, enabled = mine[chosen]
                match source.randrange(4):
                    case 0:
                        name = f"{seed}-{number}"
                        assert api.patch(path, json={"displayName": name}).json()["data"]["displayName"] == name
                    case 1:
                        enabled = not enabled
                        shown = api.post(f"{path}/toggle-agent", json={"enabled": enabled}).json()["data"]
                        assert shown["isAgentEnabled"] is enabled
                    case 2:
                        assert api.post(f"{path}/rotate-token").status_code == 200
                    case 3:
                        assert api.delete(path).status_code == 200
                        assert api.delete(path).status_code == 404
                        del mine[chosen]
                        continue
                mine[chosen] = (name, enabled)
        return mine

    with ThreadPoolExecutor(8) as pool:
        expected = {name: state for mine in pool.map(work, range(8)) for name, state in mine.items()}
    stored = {c["id"]: (c["displayName"], c["isAgentEnabled"]) for c in mock.store.channels.values()}
    assert stored == expected
    tokens = [channel["channelToken"] for channel in mock.store.channels.values()]
    assert len(set(tokens)) == len(tokens)
    assert all(channel["externalAccountId"] == channel["channelToken"] for channel in mock.store.channels.values())
