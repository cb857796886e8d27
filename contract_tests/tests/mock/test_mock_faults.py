"""Every fault shows in one fixed conversation, and those of a race where requests meet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest

from contract_tests.mock.faults import FAULTS, concurrency
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import Middleware, with_data
from contract_tests.mock.variants import VARIANTS
from contract_tests.tests.support.conversation import CHANNELS, Conversation, conversation, mock, plain

TOGETHER: dict[str, type[Middleware]] = {**VARIANTS, **FAULTS}


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
    monkeypatch.setattr(concurrency, "_STEPS", 0)
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
    assert meeting(FAULTS[name]) != UNHARMED
    monkeypatch.setattr(concurrency, "_STEPS", 0)  # nothing to wait for
    assert conversation(FAULTS[name]) == contract


def test_every_fault_says_what_it_is() -> None:
    assert len(FAULTS) >= 36
    assert all(fault.__doc__ for fault in FAULTS.values())
    assert len({fault.__doc__ for fault in FAULTS.values()}) == len(FAULTS)
