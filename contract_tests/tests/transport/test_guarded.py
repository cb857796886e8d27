"""Whatever makes a request, it goes out only if it can do no harm; it is counted, paced, and put off when asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import schemathesis

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.runner.api import path_of
from contract_tests.runner.phases.properties import plain, send_case
from contract_tests.tests.support.suite import CHANNELS, SPEC, WEBSITE, Serve, World, breaking
from contract_tests.tests.support.vocabulary import DELETE, ROTATE, TOGGLE, UPDATE
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.interaction import Intent
from contract_tests.transport.policy import UNREADABLE, RequestBlocked

CHANGES = {UPDATE: b'{"displayName": "x"}', TOGGLE: b'{"enabled": true}', ROTATE: None, DELETE: None}
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "without hyphens": lambda text: text.replace("-", ""),
    "percent-encoded": lambda text: "".join(f"%{ord(character):02x}" for character in text),
    "behind a dot": lambda text: f"%2e/{text}",
    "in braces": lambda text: f"%7B{text}%7D",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.api.list()
    return world


def nothing_happened(world: World) -> bool:
    return world.sent == [f"GET {CHANNELS}"] and not world.server.harmed and not world.server.left


@pytest.mark.parametrize("operation_id", CHANGES)
def test_the_generated_client_cannot_change_a_listed_channel(world: World, operation_id: str) -> None:
    with pytest.raises(RequestBlocked):
        world.api.call(operation_id, world.other)
    assert nothing_happened(world)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("operation_id", CHANGES)
def test_no_spelling_of_an_id_gets_a_listed_channel_changed(world: World, operation_id: str, spelling: str) -> None:
    operation = SPEC.operations[operation_id]
    path = path_of(operation, SPELLINGS[spelling](world.other))
    with pytest.raises(RequestBlocked):
        world.api.send(operation.method, path, CHANGES[operation_id])
    assert nothing_happened(world)


def test_a_case_of_schemathesis_that_names_a_listed_channel_goes_out_with_a_minted_id(world: World) -> None:
    operation = SPEC.operations[UPDATE]
    schema = schemathesis.openapi.from_dict(plain(SPEC))[operation.path][operation.method]
    case = schema.Case(path_parameters={"channelId": world.other}, body={"displayName": "x"})
    assert send_case(world.api, case).status == 404
    assert world.other not in world.sent[-1]
    assert not world.server.harmed


@pytest.mark.parametrize("tail", ["/", "/rotate-token/", "//rotate-token", "/rotate-token/more", "/anything"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_path_that_only_begins_with_a_listed_channel_is_refused(world: World, method: str, tail: str) -> None:
    """Routers forgive a slash more than the document does."""
    with pytest.raises(RequestBlocked):
        world.api.send(method, f"{CHANNELS}/{world.other}{tail}", b"{}")
    assert nothing_happened(world)


def test_a_listed_channel_is_not_even_asked_for_with_a_method_that_no_path_lists(world: World) -> None:
    with pytest.raises(RequestBlocked):
        world.api.send("GET", f"{CHANNELS}/{world.other}/toggle-agent")
    assert nothing_happened(world)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [CHANNELS, WEBSITE, CHANNELS + "/", "/", CHANNELS + "/nowhere"])
def test_a_change_of_the_whole_collection_is_refused(world: World, method: str, path: str) -> None:
    with pytest.raises(RequestBlocked):
        world.api.send(method, path, b"{}")
    assert nothing_happened(world)


@pytest.mark.parametrize(("method", "passes"), [("PUT", True), ("PATCH", True), ("DELETE", False)])
def test_of_the_whole_collection_only_what_no_one_can_read_passes(world: World, method: str, passes: bool) -> None:
    if passes:
        assert world.api.send(method, CHANNELS, UNREADABLE).status >= 400
    else:
        with pytest.raises(RequestBlocked):
            world.api.send(method, CHANNELS, UNREADABLE)
    assert len(world.sent) == 1 + passes
    assert not world.server.harmed


@pytest.mark.parametrize(
    "origin", ["https://suite.invalid", "http://suite.invalid:81", "http://invalid", "http://suite.invalid.example"]
)
def test_another_origin_is_refused(world: World, origin: str) -> None:
    with pytest.raises(RequestBlocked), httpx.Client(transport=world.transport) as anyone:
        anyone.get(origin + CHANNELS)
    assert nothing_happened(world)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
def test_read_only_sends_only_get(tmp_path: Path, method: str) -> None:
    world = World(tmp_path, read_only=True)
    world.api.list()
    with pytest.raises(RequestBlocked):
        world.api.send(method, CHANNELS)
    assert nothing_happened(world)


def test_nothing_may_be_changed_before_the_first_list(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(RequestBlocked, match="not known yet"):
        world.api.create()
    assert world.sent == []


def test_a_list_that_failed_does_not_count_as_the_first(tmp_path: Path) -> None:
    world = World(tmp_path, lambda number, request, serve: httpx.Response(500))
    world.api.list()
    with pytest.raises(RequestBlocked, match="not known yet"):
        world.api.create()


def test_redirects_are_not_followed(tmp_path: Path) -> None:
    elsewhere = {"location": f"http://elsewhere.invalid{CHANNELS}"}
    world = World(tmp_path, lambda number, request, serve: httpx.Response(307, headers=elsewhere))
    assert world.api.list().status == 307
    assert world.api.send("GET", CHANNELS).status == 307
    assert [request.url.host for request in world.server.requests] == ["suite.invalid"] * 2


def test_no_cookies_travel(tmp_path: Path) -> None:
    """With a session in a cookie, a request without a key would not be one."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        response.headers["set-cookie"] = "session=1; Path=/"
        return response

    world = World(tmp_path, hook)
    for _ in range(2):
        world.api.list()
        world.api.send("GET", CHANNELS)
    assert [request.headers.get("cookie") for request in world.server.requests] == [None] * 4


@pytest.mark.parametrize(
    ("intent", "header", "query"),
    [
        (Intent(), FULL_KEY, ""),
        (Intent(key="read-only"), READ_ONLY_KEY, ""),
        (Intent(key="literally.this"), "literally.this", ""),
        (Intent(key=""), "", ""),
        (Intent(key=None), None, ""),
        (Intent(key_in_query=True), None, f"X-API-Key={FULL_KEY}"),
    ],
)
def test_the_intent_alone_decides_which_key_goes_out(
    world: World, intent: Intent, header: str | None, query: str
) -> None:
    with (
        world.transport.call(intent),
        httpx.Client(transport=world.transport, headers={"X-API-Key": "other"}) as anyone,
    ):
        anyone.get(str(world.transport.target).rstrip("/") + CHANNELS)
    request = world.server.requests[-1]
    assert (request.headers.get("x-api-key"), request.url.query.decode()) == (header, query)


def test_a_reset_connection_is_tried_once_more(tmp_path: Path) -> None:
    world = World(tmp_path, breaking(1))
    assert world.api.list().status == 200
    assert world.transport.sent == len(world.sent) == 2


@pytest.mark.parametrize("error", [httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError, httpx.ReadTimeout])
def test_a_target_that_does_not_answer_is_gone(tmp_path: Path, error: type[httpx.HTTPError]) -> None:
    world = World(tmp_path, breaking(1, 2, 3, error=error))
    with pytest.raises(TargetUnavailable, match=error.__name__):
        world.api.list()
    assert world.transport.sent == len(world.sent) == (1 if error is httpx.ReadTimeout else 2)


def test_a_mistake_in_a_check_is_not_taken_for_an_odd_answer(tmp_path: Path) -> None:
    world = World(tmp_path)

    def mistaken(interaction: object) -> None:
        raise ValueError("a mistake")

    world.transport.observers.append(mistaken)
    world.api.list()
    with pytest.raises(ValueError, match="a mistake"):
        world.api.list()
    assert len(world.sent) == 1
