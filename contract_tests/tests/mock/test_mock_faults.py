"""Every fault shows, and every variant still serves: one fixed conversation, with and without them."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import httpx
import pytest

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS, concurrency
from contract_tests.mock.inprocess import client
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import Middleware, with_data, wrapped
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store
from contract_tests.mock.variants import VARIANTS

CHANNELS = "/api/v1/store/integrations/social/channels"
UNKNOWN = f"{CHANNELS}/7c9e6679-7425-40de-944b-e07fc1f90ae7"
TEXTS = {
    "displayName": " Zoe\u0308 & ع\r\n",
    "aiProviderCode": "",
    "aiModelCode": "🌷",
    "systemPromptOverride": "x" * 5000,
}
SECRETS = {"accessToken": "T0ken-4f1c9be27d", "appSecret": "S3cret-83ad5c60e1"}
TOGETHER: dict[str, type[Middleware]] = {**VARIANTS, **FAULTS}
RANDOM = re.compile(r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?P<token>[0-9a-f]{32})")


@contextlib.contextmanager
def mock(*wrappers: type[Middleware]) -> Iterator[tuple[httpx.Client, Store]]:
    store = Store()
    store.seed(3)
    handler = wrapped(store, App(spec.load(validate=False), store), wrappers)
    with client(handler) as api:
        yield api, store


class Conversation:
    """Sends requests and writes down what comes back, with random ids and tokens numbered as they appear."""

    def __init__(self, api: httpx.Client, store: Store) -> None:
        self.api, self.store = api, store
        self.lines: list[str] = []
        self._numbers: dict[str, str] = {}

    def send(self, method: str, path: str, **options: Any) -> None:
        answer = self.api.request(method, path, **options)
        headers = sorted(f"{name}: {value}" for name, value in answer.headers.items() if name != "content-length")
        self.lines.append(RANDOM.sub(self._number, f"{method} {answer.status_code} {headers} {answer.text}"))

    def _number(self, hit: re.Match[str]) -> str:
        return self._numbers.setdefault(hit[0], f"<{hit.lastgroup} {len(self._numbers)}>")

    def newest(self) -> str:
        """Return the id of the newest channel; of none where a fault took them all."""
        return next(reversed(self.store.channels), "none")

    def serve(self) -> str:
        """Do what every client does, on a channel of its own; return the path of a second one."""
        self.send("POST", f"{CHANNELS}/website", json={"displayName": "first"})
        first = f"{CHANNELS}/{self.newest()}"
        self.send("POST", f"{CHANNELS}/website", json={**TEXTS, "isAgentEnabled": True})
        second = f"{CHANNELS}/{self.newest()}"
        for path in (first, second):
            for offset in ("+03:00", "Z"):
                self.send("PATCH", path, json={"tokenExpiresAt": f"2026-06-18T16:11:34.106{offset}"})
            self.send("PATCH", path, json={"displayName": "renamed", **SECRETS})
            self.send("POST", f"{path}/toggle-agent", json={"enabled": False})
            self.send("POST", f"{path}/toggle-agent", json={"enabled": True})
            self.send("POST", f"{path}/rotate-token")
            self.send("GET", CHANNELS)
        self.send("DELETE", first)
        self.send("DELETE", first)
        self.send("PATCH", first, json={"displayName": "again"})
        self.send("GET", CHANNELS)
        return second

    def annoy(self, path: str) -> None:
        """Send what is to be refused, or is nearly so."""
        as_json = {"Content-Type": "application/json"}
        for body in (b"", b"{", b"[]", b"[" * 9999, b'{"displayName": 5}', b'{"displayName": ["a"]}'):
            self.send("PATCH", path, content=body, headers=as_json)
        self.send("PATCH", path, json={"tokenExpiresAt": "soon", **SECRETS})
        self.send("PATCH", path, json={"displayName": None, "aiModelCode": "a\0b"})
        self.send("PATCH", path, content=b"{}", headers={"Content-Type": "text/plain"})
        for odd in ({}, {"flavour": 1}, {"displayName": " "}, {"tokenExpiresAt": "2026-12-31"}):
            self.send("PATCH", path, json=odd)
        self.send("POST", f"{path}/toggle-agent", json={})
        for enabled in ("true", 1, None):
            self.send("POST", f"{path}/toggle-agent", json={"enabled": enabled})
        for other in (UNKNOWN, f"{CHANNELS}/nonsense"):
            self.send("DELETE", other)
        for method, target in (("PUT", path), ("POST", CHANNELS), ("PUT", CHANNELS), ("GET", f"{path}/toggle-agent")):
            self.send(method, target, json={})
        self.send("GET", CHANNELS)

    def intrude(self, path: str) -> None:
        """Ask as somebody who has no business here."""
        key_id = FULL_KEY.partition(".")[0]
        for key in ("", "wrong", f"{key_id}.wrong", FULL_KEY.swapcase(), READ_ONLY_KEY):
            self.send("POST", f"{path}/toggle-agent", json={"enabled": False}, headers={"X-API-Key": key})
            self.send("PATCH", UNKNOWN, content=b"{", headers={"X-API-Key": key})
        del self.api.headers["X-API-Key"]
        self.send("GET", CHANNELS)
        self.send("GET", CHANNELS, params={"X-API-Key": FULL_KEY})
        self.send("DELETE", path, headers={"X-API-Key": "wrong"})
        self.send("GET", CHANNELS, headers={"X-API-Key": FULL_KEY})
        self.api.headers["X-API-Key"] = FULL_KEY

    def whole(self) -> list[str]:
        second = self.serve()
        self.annoy(second)
        self.intrude(second)
        return self.lines


def conversation(wrapper: type[Middleware] = Middleware, times: int = 1) -> list[str]:
    with mock(wrapper) as (api, store):
        return [line for _ in range(times) for line in Conversation(api, store).whole()]


@functools.cache
def plain(times: int = 1) -> list[str]:
    """What the mock says as it is: the same every time."""
    return conversation(times=times)


@pytest.fixture(scope="module")
def contract() -> list[str]:
    return plain()


def test_the_conversation_is_the_same_every_time(contract: list[str]) -> None:
    assert conversation() == contract


@pytest.mark.parametrize(
    "name", [name for name in FAULTS if FAULTS[name].family not in ("concurrency", "intermittent")]
)
def test_every_fault_shows(name: str, contract: list[str]) -> None:
    assert conversation(FAULTS[name]) != contract


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name].family == "intermittent"])
def test_a_fault_that_comes_and_goes_shows_in_time(name: str, contract: list[str]) -> None:
    assert conversation(FAULTS[name])[:30] == plain()[:30]
    assert conversation(FAULTS[name], times=12) != plain(times=12)


@pytest.mark.parametrize("seed", range(40))
def test_faults_and_variants_go_together_whatever_they_make_of_a_response(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(concurrency, "_DELAY", 0)
    random = Random(seed)
    chosen = random.sample(list(TOGETHER), k=random.randint(2, 30))
    with mock(*(TOGETHER[name] for name in chosen)) as (api, store):
        lines = Conversation(api, store).whole()
    assert not [line for line in lines if "The mock failed" in line], chosen


class Misspelt(Middleware):
    def on_success(self, request: Request, response: Response) -> Response:
        return with_data(response, lambda channels: channels["displayname"])


def test_a_fault_that_cannot_be_shown_fails_alone_and_gives_way_to_others() -> None:
    with mock(Misspelt) as (api, _), pytest.raises(TypeError):
        api.get(CHANNELS)
    with mock(Misspelt, FAULTS["success-missing"]) as (api, _):
        assert api.get(CHANNELS).json().keys() == {"message", "data", "errors"}


def meeting(wrapper: type[Middleware]) -> tuple[list[int], int, dict[str, Any]]:
    """Let creates, updates and deletes meet; return the statuses, the ids created and a channel twice updated."""
    with mock(wrapper) as (api, store), ThreadPoolExecutor(8) as pool:
        names = list("abcd")
        properties = ("displayName", "aiModelCode", "aiProviderCode")
        bodies = [dict.fromkeys(properties, name) for name in names]  # a value that is not there cannot come back
        created = list(pool.map(lambda body: api.post(f"{CHANNELS}/website", json=body), bodies))
        ids = {answer.json()["data"]["id"] for answer in created}
        kept = len(ids & store.channels.keys())
        updated, deleted = [*sorted(ids & store.channels.keys()), *store.channels][:2]
        changes: dict[str, Any] = dict(zip(properties, ["x", "y", "z"], strict=True))
        sent: list[tuple[str, str, dict[str, Any] | None]] = [
            *(("PATCH", updated, {name: value}) for name, value in changes.items()),
            ("POST", f"{updated}/toggle-agent", {"enabled": True}),
            ("POST", f"{updated}/rotate-token", None),
            *[("DELETE", deleted, None)] * 2,
        ]
        start = Barrier(len(sent))  # on a busy machine the last thread comes when the first is done

        def change(method: str, path: str, body: dict[str, Any] | None) -> int:
            start.wait()
            return api.request(method, f"{CHANNELS}/{path}", json=body).status_code

        with_both = list(pool.map(lambda arguments: change(*arguments), sent))
        seen = (*changes, "isAgentEnabled")
        return sorted(with_both), kept, {name: store.channels[updated].get(name) for name in seen}


UNHARMED = (
    [200] * 6 + [404],
    4,
    {"displayName": "x", "aiModelCode": "y", "aiProviderCode": "z", "isAgentEnabled": True},
)


def test_requests_that_meet_do_not_harm_each_other() -> None:
    assert meeting(Middleware) == UNHARMED


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name].family == "concurrency"])
def test_every_race_shows_when_requests_meet_and_only_then(
    monkeypatch: pytest.MonkeyPatch, name: str, contract: list[str]
) -> None:
    assert conversation(FAULTS[name]) == contract
    monkeypatch.setattr(concurrency, "_DELAY", 0.3)  # they do meet, however busy the machine
    assert meeting(FAULTS[name]) != UNHARMED


def test_every_fault_says_what_it_is() -> None:
    assert len(FAULTS) >= 36
    assert all(fault.__doc__ for fault in FAULTS.values())
    assert len({fault.__doc__ for fault in FAULTS.values()}) == len(FAULTS)


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
