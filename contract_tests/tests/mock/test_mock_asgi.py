"""The mock is an ASGI application: for its own server, for test clients, for any other server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests import mock as package
from contract_tests.mock import Mock, running
from contract_tests.mock.faults import CLIENT_FAULTS

CHANNELS = "/api/v1/store/integrations/social/channels"
CREATE = f"{CHANNELS}/website"


def asked(mock: Mock) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(mock.asgi)
    return httpx.AsyncClient(transport=transport, base_url=mock.url, headers={"X-API-Key": mock.key})


def test_the_manuals_example_for_the_client_runs(capsys: pytest.CaptureFixture[str]) -> None:
    manual = (Path(package.__file__).parent / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(from sendyiq_social_channels import .*?)^```", manual, re.M | re.S)
    exec(compile(example.replace("sendyiq_social_channels_mock", package.__name__), "README.md", "exec"), {})
    assert capsys.readouterr().out == "Website chat 1\n"


@pytest.mark.anyio
async def test_an_asgi_client_asks_the_mock() -> None:
    mock = Mock(channels=1, latency=0.001)
    async with asked(mock) as client:
        created = (await client.post(f"{CREATE}?a=%20b", json={"displayName": "a"})).json()["data"]
        assert len((await client.get(CHANNELS)).json()["data"]) == 2
        deleted = await client.delete(f"{CHANNELS}/{created['id']}")
        assert deleted.status_code == 200
        assert (await client.get("/_mock/state")).status_code == 200
    assert [(r.method, r.query) for r in mock.requests] == [("POST", "a=%20b"), ("GET", ""), ("DELETE", "")]


@pytest.mark.anyio
async def test_an_application_behind_a_prefix_knows_its_paths() -> None:
    messages: list[MutableMapping[str, Any]] = []
    scope = {"type": "http", "method": "GET", "path": f"/mock{CHANNELS}", "root_path": "/mock", "headers": []}

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    await Mock().asgi(scope, receive, send)
    assert messages[0]["status"] == 401


@pytest.mark.anyio
async def test_a_lifespan_is_started_and_ended() -> None:
    events = ["lifespan.startup", "lifespan.shutdown"]
    said: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": events.pop(0)}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message["type"])

    await Mock().asgi({"type": "lifespan"}, receive, send)
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_the_application_of_the_package_is_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMIT", "7")
    monkeypatch.delitem(vars(package), "app", raising=False)
    assert package.app is package.app
    assert not hasattr(package, "ap")


@pytest.mark.network("serves the mock on this machine")
def test_stubs_break_connections_over_http() -> None:
    with running() as mock, httpx.Client(base_url=mock.url, headers={"X-API-Key": mock.key}) as api:
        mock.stub("createWebsiteChannel", drop=True)
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            api.post(CREATE, json={})
        assert not mock.store.channels
        mock.stub("createWebsiteChannel", cut=20)
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            api.post(CREATE, json={})
        assert len(mock.store.channels) == 1
        mock.stub("createWebsiteChannel", delay=5)
        with pytest.raises(httpx.ReadTimeout):
            api.post(CREATE, json={}, timeout=0.2)
        assert api.get(CHANNELS).status_code == 200


def _is_json(answer: httpx.Response) -> bool:
    try:
        answer.json()
    except ValueError:
        return False
    return True


BAD_DAYS: dict[str, int | type[Exception]] = {
    "server-errors": 500,
    "unavailable": 503,
    "throttled": 429,
    "slow": httpx.ReadTimeout,
    "cut-off": httpx.RemoteProtocolError,
    "dropped": httpx.RemoteProtocolError,
    "dropped-afterwards": httpx.RemoteProtocolError,
    "gateway-html": 502,
    "empty-body": 200,
    "not-json": 200,
    "redirected": 302,
}


@pytest.mark.network("serves the mock on this machine")
def test_every_fault_for_clients_is_what_a_client_meets() -> None:
    assert set(CLIENT_FAULTS) == set(BAD_DAYS)
    with running() as mock, httpx.Client(base_url=mock.url, headers={"X-API-Key": mock.key}, timeout=0.5) as api:
        for name, met in BAD_DAYS.items():
            mock.set(faults=[name])  # type: ignore[list-item]  # each is one of the names
            if isinstance(met, int):
                answer = api.get(CHANNELS)
                assert (answer.status_code, _is_json(answer)) == (met, met in (500, 503, 429))
            else:
                with pytest.raises(met):
                    api.get(CHANNELS)


@pytest.mark.network("serves the mock on this machine")
def test_many_channels_are_seeded_while_others_are_served() -> None:
    with running() as mock, ThreadPoolExecutor(1) as pool:
        seeding = pool.submit(httpx.post, f"{mock.url}/_mock/seed", json={"channels": 30_000}, timeout=60)
        waits = []
        while not seeding.done():
            begin = time.monotonic()
            assert httpx.delete(f"{mock.url}{CHANNELS}/x", headers={"X-API-Key": mock.key}).status_code == 404
            waits.append(time.monotonic() - begin)
        assert seeding.result().json()["count"] == len(mock.store.channels) == 30_000
    assert len(waits) > 5
    assert max(waits) < sum(waits) / 2  # no request waits for the seeding as a whole


WITHOUT = """
import signal, sys
for name in ("resource", "uvloop"):
    sys.modules[name] = None
for name in ("pthread_sigmask", "sigwait", "pthread_kill"):
    vars(signal).pop(name, None)
import httpx
from contract_tests.mock import running
with running(channels=1, faults=["lost-update"]) as mock:
    url = mock.url + "/api/v1/store/integrations/social/channels"
    print(httpx.get(url, headers={"X-API-Key": mock.key}).status_code)
"""


@pytest.mark.network("serves the mock on this machine")
def test_it_runs_without_what_windows_does_not_have() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", WITHOUT], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("200\n", "")
