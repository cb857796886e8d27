"""Every variant serves what the document says, and does so otherwise than the plain mock."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contract_tests.mock.variants import VARIANTS
from contract_tests.tests.support.conversation import CHANNELS, UNKNOWN, conversation, mock, plain


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_serves_the_six_operations(name: str) -> None:
    with mock(VARIANTS[name]) as (api, store):
        path = f"{CHANNELS}/{next(iter(store.channels))}"
        requests: list[tuple[str, str, Any]] = [
            ("GET", CHANNELS, None),
            ("POST", f"{CHANNELS}/website", {"displayName": "a"}),
            ("PATCH", path, {"displayName": "b"}),
            ("POST", f"{path}/toggle-agent", {"enabled": True}),
            ("POST", f"{path}/rotate-token", None),
            ("DELETE", path, None),
        ]
        for method, target, body in requests:
            answer = api.request(method, target, json=body)
            assert answer.status_code == 200
            assert answer.json()["success"] is True


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_differs_from_the_plain_mock_without_failing(name: str) -> None:
    lines = conversation(VARIANTS[name], times=2)
    assert lines != plain(times=2)
    paused = [line for line in lines if line.split()[1] == "503"]
    assert not [line for line in lines if re.match(r"\w+ 50[024]", line)]
    assert all("retry-after" in line for line in paused)


def test_variants_go_together() -> None:
    names = ["nulls-left-out", "extra-properties", "dates-in-utc", "empty-errors", "list-in-page", "others-at-work"]
    with mock(*(VARIANTS[name] for name in names)) as (api, store):
        path = f"{CHANNELS}/{next(iter(store.channels))}"
        shown = api.patch(path, json={"tokenExpiresAt": "2026-06-18T19:11:34+03:00"}).json()["data"]
        assert shown["tokenExpiresAt"] == "2026-06-18T16:11:34.000Z"
        assert "aiModelCode" not in shown
        assert {"total", "items"} == api.get(CHANNELS).json()["data"].keys()
        assert api.delete(UNKNOWN).content == b""


@pytest.mark.parametrize(
    ("name", "sent", "shown"),
    [
        ("dates-in-utc", "2026-06-18T19:11:34.1069+03:00", "2026-06-18T16:11:34.106Z"),
        ("dates-with-seven-digits", "2026-06-18T16:11:34.106Z", "2026-06-18T16:11:34.1060000Z"),
        ("dates-with-offset", "2026-06-18T16:11:34.106Z", "2026-06-18T19:11:34.106000+03:00"),
        ("dates-in-utc", "0999-06-18T16:11:34Z", "0999-06-18T16:11:34.000Z"),
        ("dates-in-utc", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("dates-with-offset", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_dates_are_rewritten_to_the_same_instant(name: str, sent: str, shown: str) -> None:
    with mock(VARIANTS[name]) as (api, store):
        path = f"{CHANNELS}/{next(iter(store.channels))}"
        assert api.patch(path, json={"tokenExpiresAt": sent}).json()["data"]["tokenExpiresAt"] == shown


def test_a_plan_of_five_channels_refuses_the_sixth() -> None:
    with mock(VARIANTS["five-channels"]) as (api, _):
        statuses = [api.post(f"{CHANNELS}/website", json={}).status_code for _ in range(3)]
    assert statuses == [200, 200, 400]


def test_rules_do_not_touch_what_takes_no_body() -> None:
    with mock(VARIANTS["null-refused"]) as (api, store):
        answer = api.request("DELETE", f"{CHANNELS}/{next(iter(store.channels))}", json={"a": None})
    assert (answer.status_code, len(store.channels)) == (200, 2)
