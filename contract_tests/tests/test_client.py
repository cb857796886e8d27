"""The generated client against stubs of all that the document describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints
from uuid import UUID

import pytest
import respx
from openapi_python_client.strings import pascal_case, snake_case
from sendyiq_social_channels import AuthenticatedClient
from sendyiq_social_channels.api.social_channels import list_channels, update_channel
from sendyiq_social_channels.errors import UnexpectedStatus
from sendyiq_social_channels.models import Channel, ChannelListEnvelope, UpdateChannelRequest
from sendyiq_social_channels.types import UNSET

from contract_tests.pointers import tokens_of
from contract_tests.spec import Operation
from contract_tests.tests import conftest, stubs

pytest_plugins = ["pytester"]

STYLES = ("sync_detailed", "sync", "asyncio_detailed", "asyncio")
OPERATIONS = list(stubs.SPEC.operations.values())
BODIES = list(stubs.bodies())
ANSWERS = list(stubs.answers())
BODY = {body.operation.id: body.value for body in reversed(BODIES)}  # the first of each operation
ANSWER = {answer.operation.id: answer for answer in reversed(ANSWERS)}
CHANNEL_ID = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.id)
every_style = pytest.mark.parametrize("style", STYLES)


def module_of(operation: Operation) -> ModuleType:
    """Follow the generator's convention: a package for each tag, in it a module for each operation."""
    tag = snake_case(operation.definition["tags"][0])
    return import_module(f"sendyiq_social_channels.api.{tag}.{snake_case(operation.id)}")


async def call(operation: Operation, style: str, body: Any, caller: AuthenticatedClient) -> Any:
    """Call the operation with the examples of its parameters, each as the type that the function asks for."""
    function: Callable[..., Any] = getattr(module_of(operation), style)
    hints = get_type_hints(function)
    arguments: dict[str, Any] = {"client": caller}
    for parameter in stubs.parameters(operation):
        name = snake_case(parameter["name"])
        arguments[name] = hints[name](parameter["example"])
    if "body" in hints:
        arguments["body"] = hints["body"].from_dict(body)
    if style.startswith("asyncio"):
        async with caller:
            return await function(**arguments)
    with caller:
        return function(**arguments)


@pytest.mark.anyio
@every_style
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
async def test_every_documented_answer_is_parsed(
    answer: stubs.Example, style: str, respx_mock: respx.MockRouter
) -> None:
    stubs.stub(respx_mock, answer)
    result = await call(answer.operation, style, BODY[answer.operation.id], stubs.client())
    if style.endswith("_detailed"):
        assert result.status_code == answer.status
        result = result.parsed
    if answer.schema is None:
        assert result is None
    else:
        assert type(result).__name__ == pascal_case(tokens_of(answer.schema)[-1])
        assert stubs.instants(result.to_dict()) == stubs.instants(answer.value)


@pytest.mark.anyio
@every_style
@pytest.mark.parametrize("example", BODIES, ids=str)
async def test_the_request_is_what_the_document_says(
    example: stubs.Example, style: str, respx_mock: respx.MockRouter
) -> None:
    operation = example.operation
    route = stubs.stub(respx_mock, ANSWER[operation.id])
    await call(operation, style, example.value, stubs.client())
    assert route.call_count == 1
    request = route.calls.last.request
    assert (request.method, request.url) == (operation.method, stubs.url(operation))
    assert request.headers.get_list(stubs.SPEC.key_header) == [stubs.KEY]
    assert "Authorization" not in request.headers
    if example.schema is None:
        assert request.content == b""
        assert "Content-Type" not in request.headers
    else:
        assert stubs.instants(json.loads(request.content)) == stubs.instants(example.value)
        assert request.headers.get_list("Content-Type") == ["application/json"]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (UpdateChannelRequest(), {}),
        (UpdateChannelRequest(display_name="A"), {"displayName": "A"}),
        (UpdateChannelRequest(system_prompt_override=None), {"systemPromptOverride": None}),
        (UpdateChannelRequest(token_expires_at=None), {"tokenExpiresAt": None}),
        (
            UpdateChannelRequest(token_expires_at=datetime(2026, 12, 31, tzinfo=UTC)),
            {"tokenExpiresAt": "2026-12-31T00:00:00+00:00"},
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_an_update_sends_what_was_set_and_nothing_else(
    body: UpdateChannelRequest, sent: dict[str, Any], respx_mock: respx.MockRouter
) -> None:
    route = stubs.stub(respx_mock, ANSWER["updateChannel"])
    with stubs.client() as caller:
        update_channel.sync_detailed(CHANNEL_ID, client=caller, body=body)
    assert json.loads(route.calls.last.request.content) == sent


def list_with(router: respx.MockRouter, **changes: Any) -> tuple[dict[str, Any], ChannelListEnvelope, Channel]:
    """List with the first channel changed: what was answered, what was parsed, and that channel."""
    example = ANSWER["listChannels"]
    value = deepcopy(example.value)
    value["data"][0] |= changes
    router.request("GET", stubs.url(example.operation)).respond(json=value)
    with stubs.client() as caller:
        parsed = list_channels.sync(client=caller)
    assert isinstance(parsed, ChannelListEnvelope)
    assert isinstance(parsed.data, list)
    return value, parsed, parsed.data[0]


def test_unknown_properties_are_kept(respx_mock: respx.MockRouter) -> None:
    value, parsed, channel = list_with(respx_mock, pageUrl="https://example.com", labels={"vip": True})
    assert channel.additional_properties == {"pageUrl": "https://example.com", "labels": {"vip": True}}
    assert channel["pageUrl"] == "https://example.com"
    assert stubs.instants(parsed.to_dict()) == stubs.instants(value)


def test_a_channel_type_of_the_future_parses(respx_mock: respx.MockRouter) -> None:
    _, _, channel = list_with(respx_mock, channelType="Telegram")
    assert channel.channel_type == "Telegram"


def test_a_date_time_with_seven_fraction_digits_parses(respx_mock: respx.MockRouter) -> None:
    """The default of .NET; Python holds six."""
    _, _, channel = list_with(respx_mock, tokenExpiresAt="2026-12-31T23:59:59.1234567Z")
    assert channel.token_expires_at == datetime(2026, 12, 31, 23, 59, 59, 123456, tzinfo=UTC)


@pytest.mark.parametrize("missing", ["displayName", "channelType", "tokenExpiresAt", "isAgentEnabled"])
def test_what_is_missing_is_unset_and_stays_away(missing: str) -> None:
    value = {key: item for key, item in ANSWER["listChannels"].value["data"][0].items() if key != missing}
    channel = Channel.from_dict(value)
    assert getattr(channel, snake_case(missing)) is UNSET
    assert missing not in channel.to_dict()


def stub_undocumented(router: respx.MockRouter, operation: Operation) -> tuple[int, bytes]:
    status = next(status for status in (500, 418, 503) if status not in operation.answers)
    router.request(operation.method, stubs.url(operation)).respond(status, text="not JSON")
    return status, b"not JSON"


@pytest.mark.anyio
@every_style
@every_operation
async def test_an_undocumented_status_gives_none(
    operation: Operation, style: str, respx_mock: respx.MockRouter
) -> None:
    expected = stub_undocumented(respx_mock, operation)
    result = await call(operation, style, BODY[operation.id], stubs.client())
    if style.endswith("_detailed"):
        assert (result.status_code, result.content) == expected
        result = result.parsed
    assert result is None


@pytest.mark.anyio
@every_style
@every_operation
async def test_an_undocumented_status_raises_on_demand(
    operation: Operation, style: str, respx_mock: respx.MockRouter
) -> None:
    expected = stub_undocumented(respx_mock, operation)
    with pytest.raises(UnexpectedStatus) as caught:
        await call(operation, style, BODY[operation.id], stubs.client(raise_on_unexpected_status=True))
    assert (caught.value.status_code, caught.value.content) == expected


def test_a_request_without_a_stub_fails(respx_mock: respx.MockRouter) -> None:
    with stubs.client() as caller, pytest.raises(AssertionError, match="not mocked"):
        list_channels.sync(client=caller)


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


@pytest.mark.network("one of the tests inside reaches loopback, as its marker lets it")
def test_the_guard_fails_who_opens_a_socket_even_if_nobody_notices(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile(GUARDED)
    _, _, failed = pytester.inline_run().listoutcomes()
    assert len(failed) == 3 + 3 + 1
    assert all("::test_guilty" in report.nodeid and report.when == "teardown" for report in failed)
    assert all("opened a socket" in report.longreprtext for report in failed)


def test_the_marker_of_the_guard_wants_a_reason(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile("import pytest\n@pytest.mark.network\ndef test_a(): pass")
    assert pytester.inline_run().ret == pytest.ExitCode.USAGE_ERROR
