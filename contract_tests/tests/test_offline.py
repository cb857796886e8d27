"""The guard of the tests: one that opens a socket fails, whoever swallows the error."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.tests import conftest

pytest_plugins = ["pytester"]

GUARDED = """
import contextlib, httpx, pytest, socket
peers = pytest.mark.parametrize("peer", ["http://127.0.0.1:9", "http://localhost:9", "http://api.invalid"])
careless = contextlib.suppress(Exception)

@peers
def test_guilty(peer):
    with careless:
        httpx.get(peer)

@peers
@pytest.mark.anyio
async def test_guilty_async(peer):
    with careless:
        async with httpx.AsyncClient() as client:
            await client.get(peer)

@pytest.mark.network("loopback")
def test_guilty_elsewhere():
    with careless:
        socket.create_connection(("192.0.2.1", 9), timeout=0.1)

@pytest.mark.network("loopback")
def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_offline():
    pass
"""


# Plugins that are loaded inside would be unloaded after it, with libraries that other tests use.
@pytest.fixture(autouse=True)
def _no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.mark.network("one of the tests inside reaches loopback, as its marker lets it")
def test_the_guard_fails_who_opens_a_socket_even_if_nobody_notices(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile(GUARDED)
    _, _, failed = pytester.inline_run("-p", "anyio").listoutcomes()
    assert len(failed) == 3 + 3 + 1
    assert all("::test_guilty" in report.nodeid and report.when == "teardown" for report in failed)
    assert all("opened a socket" in report.longreprtext for report in failed)


def test_the_marker_of_the_guard_wants_a_reason(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile("import pytest\n@pytest.mark.network\ndef test_a(): pass")
    assert pytester.inline_run().ret == pytest.ExitCode.USAGE_ERROR
