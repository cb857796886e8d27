"""Stubs say how the next requests are answered: from Python, over HTTP, and by the header `Prefer`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract_tests.mock import Mock
from contract_tests.spec.errors import UserError

CHANNELS = "/api/v1/store/integrations/social/channels"
CREATE = f"{CHANNELS}/website"


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


def test_the_next_two_creates_are_unavailable_and_create_nothing(mock: Mock, api: httpx.Client) -> None:
    mock.stub("createWebsiteChannel", status=503, headers={"Retry-After": "7"}, times=2)
    assert api.get(CHANNELS).status_code == 200
    answers = [api.post(CREATE, json={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert len(mock.store.channels) == 3
    assert [(entry.operation, entry.stubbed) for entry in mock.requests[:2]] == [
        ("listChannels", False),
        ("createWebsiteChannel", True),
    ]


def test_a_stubbed_status_has_the_example_of_the_document(mock: Mock, api: httpx.Client) -> None:
    mock.stub(status=429)
    mock.stub("listChannels", status=401, example="noKey")
    throttled, refused = api.get(CHANNELS), api.get(CHANNELS)
    assert (throttled.json()["message"], throttled.headers["retry-after"]) == ("Too many requests.", "1")
    assert refused.json()["message"] == "Send a valid API key in the header X-API-Key."


def test_a_response_that_is_stubbed_in_its_way_is_served_all_the_same(
    mock: Mock, api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("contract_tests.mock.inprocess.time.sleep", slept.append)
    mock.stub("createWebsiteChannel", delay=2, headers={"X-Slow": "1"})
    answer = api.post(CREATE, json={"displayName": "a"})
    assert (answer.json()["data"]["displayName"], answer.headers["x-slow"], sum(slept)) == ("a", "1", 2)
    mock.stub("createWebsiteChannel", cut=20)
    with pytest.raises(httpx.RemoteProtocolError):
        api.post(CREATE, json={})
    assert len(mock.store.channels) == 4


def test_a_dropped_connection_does_nothing(mock: Mock, api: httpx.Client) -> None:
    mock.stub(drop=True)
    with pytest.raises(httpx.RemoteProtocolError):
        api.post(CREATE, json={})
    assert len(mock.store.channels) == 2


def test_a_body_is_answered_as_it_is_written(mock: Mock, api: httpx.Client) -> None:
    mock.stub(json={"success": True, "data": [7]})
    mock.stub(status=502, body="<h1>Bad Gateway</h1>", headers={"Content-Type": "text/html"})
    assert api.get(CHANNELS).json() == {"success": True, "data": [7]}
    page = api.get(CHANNELS)
    assert (page.status_code, page.text, page.headers["content-type"]) == (502, "<h1>Bad Gateway</h1>", "text/html")


def test_a_stub_that_no_request_met_can_be_asked_for(mock: Mock, api: httpx.Client) -> None:
    met, unmet = mock.stub("listChannels", status=500), mock.stub("deleteChannel", status=500)
    always = mock.stub("updateChannel", status=500, times=None)
    api.get(CHANNELS)
    assert (mock.unused_stubs, mock.stubs, met.used) == ([unmet, always], [met, unmet, always], 1)
    for _ in range(2):
        assert api.patch(f"{CHANNELS}/x", json={}).status_code == 500
    assert mock.unused_stubs == [unmet]
    mock.reset()
    assert mock.stubs == []


def test_stubs_are_set_seen_and_removed_over_http(mock: Mock, api: httpx.Client, control: httpx.Client) -> None:
    given = {"operation": "listChannels", "status": 503, "headers": {"Retry-After": "1"}, "times": 1}
    added = control.post("/stubs", json=given).json()
    assert added.items() >= {**given, "unused": True, "used": 0}.items()
    assert api.get(CHANNELS).status_code == 503
    assert [stub["unused"] for stub in control.get("/stubs").json()] == [False]
    assert mock.requests[0].stubbed is True
    assert control.delete("/stubs").json() == control.get("/stubs").json() == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"operation": "listChanels"}, "There is no operation 'listChanels'. Did you mean listChannels?"),
    ({"oparation": "listChannels"}, "There is no keyword of a stub 'oparation'. Did you mean operation?"),
    ({"operation": "listChannels", "status": 401, "example": "noKy"}, "Did you mean noKey?"),
    ({"status": 700}, "A stub wants status: a number from 200 to 599."),
    ({"status": True}, "A stub wants status"),
    ({"times": 0}, "A stub wants times"),
    ({"cut": -1}, "A stub wants cut"),
    ({"delay": 1e9}, "A stub wants delay"),
    ({"delay": None}, "A stub wants delay"),
    ({"drop": 1}, "A stub wants drop"),
    ({"body": 5}, "A stub wants body"),
    ({"body": "a", "json": 1}, "A stub wants either body or json."),
    ({"headers": {"Retry-After": 1}}, "A stub wants headers"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=lambda value: str(value)[:60])
def test_a_wrong_stub_is_refused_in_one_line(
    mock: Mock, control: httpx.Client, given: dict[str, Any], said: str
) -> None:
    answer = control.post("/stubs", json=given)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert mock.stubs == []


def test_a_wrong_stub_of_python_is_refused_at_once(mock: Mock) -> None:
    with pytest.raises(UserError, match=r"Did you mean createWebsiteChannel\?"):
        mock.stub("createWebsiteChanel")


@pytest.mark.parametrize(
    ("preference", "status", "message"),
    [
        ("code=404, example=unknownId", 404, "There is no such channel."),
        ('code=404;example="unknownId"', 404, "There is no such channel."),
        ("code=503", 503, "The mock was told to refuse this."),
        ("code=200", 200, "Channel deleted."),
        ("example=deleted", 200, "Channel deleted."),
        ("respond-async", 404, "There is nothing with this channelId."),
    ],
)
def test_one_request_says_by_prefer_how_it_is_answered(
    mock: Mock, api: httpx.Client, preference: str, status: int, message: str
) -> None:
    answer = api.delete(f"{CHANNELS}/x", headers={"Prefer": preference})
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert api.get(CHANNELS).status_code == 200


def test_an_unknown_example_is_said(api: httpx.Client) -> None:
    answer = api.get(CHANNELS, headers={"Prefer": "code=401, example=noKy"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "Prefer: There is no example for the status 401 called 'noKy'. Did you mean noKey?"},
    )
