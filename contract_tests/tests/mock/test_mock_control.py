"""The mock under control: what it is set to, what it was seeded with, and what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract_tests.mock import Mock
from contract_tests.mock.request_log import MOST_BYTES, MOST_REQUESTS

CHANNELS = "/api/v1/store/integrations/social/channels"
SECRET = "T0ken-4f1c9be27d"


@pytest.fixture
def mock() -> Mock:
    return Mock(channels=2)


@pytest.fixture
def api(mock: Mock) -> Iterator[httpx.Client]:
    headers = {"X-API-Key": mock.key}
    with httpx.Client(transport=mock.transport(), base_url=mock.url, headers=headers) as client:
        yield client


@pytest.fixture
def control(mock: Mock) -> Iterator[httpx.Client]:
    with httpx.Client(transport=mock.transport(), base_url=f"{mock.url}/_mock") as client:
        yield client


def types(channels: list[dict[str, Any]]) -> list[str]:
    return [channel["channelType"] for channel in channels]


def test_the_index_names_every_route(control: httpx.Client) -> None:
    routes = control.get("/").json()["routes"]
    assert "POST /_mock/seed" in routes
    for method, path in (route.split() for route in routes):
        assert control.request(method, path.removeprefix("/_mock"), json={}).status_code in (200, 400)


def test_the_document_is_served_with_the_mock_as_its_server(mock: Mock, control: httpx.Client) -> None:
    served = control.get("/openapi.json").json()
    assert served.pop("servers") == [{"url": "/"}]
    assert served == {name: part for name, part in mock.spec.document.items() if name != "servers"}


def test_seeding_a_number_adds_all_known_types_and_never_the_same_channel_twice(
    control: httpx.Client, api: httpx.Client
) -> None:
    added = control.post("/seed", json={"channels": 4}).json()["channels"]
    assert types(added) == ["Instagram", "Website", "WhatsApp", "Instagram"]  # two were there
    listed = api.get(CHANNELS).json()["data"]
    assert len({channel["id"] for channel in listed}) == len(listed) == 6


def test_the_same_seeds_make_the_same_channels(mock: Mock) -> None:
    assert Mock(channels=2).store.channels == mock.store.channels


def test_a_channel_can_be_seeded_with_its_properties_and_credentials(control: httpx.Client, api: httpx.Client) -> None:
    wanted = {"channelType": "WhatsApp", "displayName": "Orders", "isAgentEnabled": True, "accessToken": SECRET}
    (added,) = control.post("/seed", json={"channels": [wanted]}).json()["channels"]
    answer = api.get(CHANNELS)
    assert answer.json()["data"][-1].items() >= {**wanted, "id": added["id"]}.items() - {("accessToken", SECRET)}
    assert SECRET not in answer.text
    assert control.get("/state").json()["credentials"][added["id"]] == {"accessToken": SECRET}
    assert api.post(f"{CHANNELS}/{added['id']}/rotate-token").status_code == 200


WRONG = [
    ("POST", "/seed", b"{", 400, "not valid JSON"),
    ("POST", "/seed", b"", 400, '"channels": 3'),
    ("POST", "/seed", b"[]", 400, '"channels": 3'),
    ("POST", "/seed", b'{"channels":-1}', 400, "whole number"),
    ("POST", "/seed", b'{"channels":true}', 400, "whole number"),
    ("POST", "/seed", b'{"channels":1e99}', 400, "whole number"),
    ("POST", "/seed", b'{"channels":99999999999999999999999}', 400, "whole number"),
    ("POST", "/seed", b'{"channels":"abc"}', 400, "list of objects"),
    ("POST", "/seed", b'{"channels":[1]}', 400, "list of objects"),
    ("POST", "/seed", b'{"channels":[{"displayName":' + b"[" * 300 + b"]" * 300 + b"}]}", 400, "nested too deeply"),
    ("POST", "/seed", b'{"channels":[{"id":"x"}]}', 400, "id"),
    ("POST", "/seed", b'{"channels":[{"id":null}]}', 400, "id"),
    ("POST", "/seed", b'{"channels":[{"channelType":[]}]}', 400, "channelType"),
    ("POST", "/seed", b'{"channels":[{"channelToken":"short"}]}', 400, "channelToken"),
    ("POST", "/seed", b'{"channels":[{"account":2}]}', 400, "no property of Channel 'account'. Known are accessToken"),
    ("POST", "/seed", b'{"channels":[{"self":2}]}', 400, "no property of Channel 'self'. Known are"),
    ("POST", "/seed", b'{"channels":[{"channel_type":"Website"}]}', 400, "Did you mean channelType?"),
    ("PATCH", "/settings", b'{"faults":["lost-updat"]}', 400, "Did you mean lost-update"),
    ("PATCH", "/settings", b'{"variants":["zzz"]}', 400, "with VARIANT=list"),
    ("PATCH", "/settings", b'{"faults":"lost-update"}', 400, "list of names"),
    ("PATCH", "/settings", b'{"faults":[[]]}', 400, "list of names"),
    ("PATCH", "/settings", b'{"latency":-1}', 400, "latency"),
    ("PATCH", "/settings", b'{"latency":null}', 400, "latency"),
    ("PATCH", "/settings", b'{"rateLimit":1.5}', 400, "rate limit"),
    ("PATCH", "/settings", b'{"chanels":3}', 400, "faults, variants, latency, rateLimit"),
    ("PATCH", "/settings", b"7", 400, "faults, variants, latency, rateLimit"),
    ("PUT", "/settings", b"{}", 405, "GET, PATCH"),
    ("GET", "/nothing", b"", 404, "GET /_mock/ says"),
    ("GET", "x", b"", 404, "There is no /_mock"),
    ("POST", "/seed", b'"' + b"x" * 1_100_000 + b'"', 413, "larger"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "reason"), WRONG)
def test_a_wrong_request_is_told_why_in_one_line_and_changes_nothing(
    mock: Mock, control: httpx.Client, method: str, path: str, body: bytes, status: int, reason: str
) -> None:
    before = (dict(mock.store.channels), mock.settings)
    answer = control.request(method, f"http://mock/_mock{path}", content=body)
    assert answer.status_code == status
    assert reason in answer.json()["error"]
    assert "\n" not in answer.json()["error"]
    assert (mock.store.channels, mock.settings) == before


def test_a_control_that_fails_says_so(mock: Mock, control: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mock, "seeder", lambda _: 1 / 0)
    answer = control.post("/seed", json={"channels": 1})
    assert (answer.status_code, answer.json()) == (500, {"error": "The mock failed; its log says why."})


def test_two_seeded_channels_cannot_have_one_id(mock: Mock, control: httpx.Client) -> None:
    taken = next(iter(mock.store.channels))
    for channels in ([{"id": taken.upper()}], [{"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}] * 2):
        assert "same id" in control.post("/seed", json={"channels": channels}).json()["error"]


def test_a_fault_shows_while_it_is_set(control: httpx.Client, api: httpx.Client) -> None:
    assert control.patch("/settings", json={"faults": ["emoji-crashes"]}).json()["faults"] == ["emoji-crashes"]
    assert [fault["name"] for fault in control.get("/faults").json() if fault["active"]] == ["emoji-crashes"]
    assert api.post(f"{CHANNELS}/website", json={"displayName": "🌷"}).status_code == 500
    control.patch("/settings", json={"faults": [], "variants": ["newest-first"]})
    assert [variant["name"] for variant in control.get("/variants").json() if variant["active"]] == ["newest-first"]
    created = api.post(f"{CHANNELS}/website", json={"displayName": "🌷"}).json()["data"]
    assert api.get(CHANNELS).json()["data"][0]["id"] == created["id"]


def test_a_rate_limit_answers_429_and_leaves_the_controls_alone(control: httpx.Client, api: httpx.Client) -> None:
    control.patch("/settings", json={"rateLimit": 2})
    answers = [api.get(CHANNELS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json()["success"] is False
    assert control.get("/settings").json()["rateLimit"] == 2


def test_latency_holds_up_answers_and_not_the_controls(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("contract_tests.mock.inprocess.time.sleep", slept.append)
    mock.set(latency=1.5)
    with httpx.Client(transport=mock.transport(), base_url=mock.url) as client:
        client.get(CHANNELS)
        client.get("/_mock/settings")
    assert sum(slept) == 1.5


def test_the_log_shows_what_was_sent_and_no_key(
    mock: Mock, api: httpx.Client, control: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    path = f"{CHANNELS}/{list(mock.store.channels)[1]}"
    api.patch(path, json={"accessToken": SECRET, "displayName": "é"})
    api.get(CHANNELS, headers={"X-API-Key": mock.read_only_key})
    api.get(f"{CHANNELS}?x-api-key=R3al-key&a=b%20c", headers={"X-API-Key": "R3al-key", "Authorization": "R3al-key"})
    api.get("/else", headers={"Cookie": "R3al-key"})
    first, second, third, fourth = control.get("/requests").json()
    assert (first["number"], first["operation"], first["method"], first["path"]) == (1, "updateChannel", "PATCH", path)
    assert first["json"] == json.loads(first["body"]) == {"accessToken": SECRET, "displayName": "é"}
    assert [entry["headers"]["x-api-key"] for entry in (first, second, third)] == [
        "[full key]",
        "[read-only key]",
        "[wrong key]",
    ]
    assert [entry["status"] for entry in (first, second, third, fourth)] == [200, 200, 401, 404]
    assert fourth["operation"] is None
    shown = json.dumps([first, second, third, fourth])
    assert not [key for key in (mock.key, mock.read_only_key, "R3al-key") if key in shown]
    assert SECRET not in repr(mock.requests)
    assert capfd.readouterr() == ("", "")


def test_a_body_that_is_nested_too_deeply_is_in_the_log_as_text_alone(
    mock: Mock, api: httpx.Client, control: httpx.Client
) -> None:
    body = b"[" * 252 + b"]" * 252
    api.patch(f"{CHANNELS}/{list(mock.store.channels)[1]}", content=body, headers={"Content-Type": "application/json"})
    (entry,) = control.get("/requests").json()
    assert (entry["body"], entry["json"]) == (body.decode(), None)


def test_the_log_is_emptied_on_demand(mock: Mock, api: httpx.Client, control: httpx.Client) -> None:
    api.get(CHANNELS)
    assert control.delete("/requests").json() == []
    assert mock.requests == []
    api.get(CHANNELS)
    assert mock.requests[0].number == 1


def test_the_log_has_a_bound(mock: Mock, api: httpx.Client) -> None:
    for _ in range(MOST_REQUESTS + 5):
        api.get(CHANNELS)
    assert [mock.requests[0].number, len(mock.requests)] == [6, MOST_REQUESTS]
    for _ in range(20):
        api.post(f"{CHANNELS}/website", content=b"x" * 1_000_000)
    assert len(mock.requests) < MOST_BYTES / 1_000_000


def test_the_log_counts_headers_as_what_they_take(
    mock: Mock, api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contract_tests.mock.request_log.MOST_BYTES", 1_600_000)
    for headers in ({"a": "x" * 200_000}, {f"a{number}": "" for number in range(2000)}):
        mock.forget_requests()
        for _ in range(10):
            api.get(CHANNELS, headers=headers)
        assert 0 < len(mock.requests) < 9


def test_a_reset_goes_back_to_the_start(mock: Mock, api: httpx.Client, control: httpx.Client) -> None:
    before = api.get(CHANNELS).json()
    api.delete(f"{CHANNELS}/{before['data'][0]['id']}")
    control.post("/seed", json={"channels": 3})
    control.patch("/settings", json={"faults": ["lost-update"], "latency": 0.001, "rateLimit": 1000})
    answer = control.post("/reset").json()
    assert answer == {"channels": 2, "faults": [], "variants": [], "latency": 0, "rateLimit": 0}
    assert mock.requests == []
    assert api.get(CHANNELS).json() == before


def test_without_controls_their_paths_are_unknown_ones() -> None:
    with httpx.Client(transport=Mock(control=False).transport(), base_url=Mock.url) as client:
        assert client.get("/_mock/state").status_code == 404
        assert "error" not in client.get("/_mock/state").json()


@pytest.mark.anyio
async def test_an_asynchronous_client_asks_the_same_mock(mock: Mock) -> None:
    mock.set(faults=["lost-update"])  # which waits, in a thread
    async with httpx.AsyncClient(transport=mock.transport(), base_url=mock.url) as client:
        answer = await client.get(CHANNELS, headers={"X-API-Key": mock.key})
    assert len(answer.json()["data"]) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        *(
            {"Host": "localhost:4010", "Origin": origin}
            for origin in (
                "https://evil.example",
                "http://localhost:8123",
                "http://localhost",
                "null",
                "http://1.2.3.4",
                "http://router",
                "file://",
                "moz-extension://4f1c9be2",
                "http://[x",
                "",
            )
        ),
    ],
    ids=str,
)
def test_a_page_of_another_origin_controls_nothing(mock: Mock, control: httpx.Client, headers: dict[str, str]) -> None:
    refused = [
        control.get("/state", headers=headers),
        control.post("/reset", content=b"", headers={**headers, "Content-Type": "text/plain"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert all(answer.json().keys() == {"error"} for answer in refused)


def test_a_page_of_its_own_or_of_an_origin_that_is_named_controls_the_mock(control: httpx.Client) -> None:
    own = {"Host": "localhost:4010", "Origin": "http://localhost:4010"}
    assert control.get("/state", headers=own).status_code == 200
    page = "http://localhost:5173"
    foreign = {"Host": "localhost:4010", "Origin": page, "Sec-Fetch-Site": "cross-site"}
    with httpx.Client(transport=Mock(cors=[page]).transport(), base_url=f"{Mock.url}/_mock") as named:
        answer = named.get("/state", headers=foreign)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, page)
    with httpx.Client(transport=Mock(cors=True).transport(), base_url=f"{Mock.url}/_mock") as open_to_all:
        assert open_to_all.get("/state", headers=foreign).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:4010", "[::1]:4010", "localhost", "mock:4010", "host.docker.internal"])
def test_a_near_host_controls_the_mock(control: httpx.Client, host: str) -> None:
    assert control.get("/state", headers={"Host": host}).status_code == 200
