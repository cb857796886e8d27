"""The object: a method for each operation, typed arguments, and the useful part of the answer, sync and async alike."""

from __future__ import annotations

import inspect
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx
from openapi_python_client.strings import snake_case
from sendyiq_social_channels import AsyncSendyIQ, SendyIQ, errors
from sendyiq_social_channels.models import Channel

from contract_tests.spec import Operation
from contract_tests.tests.client.calling import (
    CHANNEL_ID,
    OPERATIONS,
    answering,
    arguments_of,
    ask,
    ask_example,
    both_ways,
    envelope,
    every_operation,
)
from contract_tests.tests.support import stubs

CHANNEL: dict[str, Any] = {"id": CHANNEL_ID, "displayName": "A"}
SUCCESSES = [answer for answer in stubs.answers() if answer.status == 200]


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("answer", SUCCESSES, ids=str)
async def test_a_method_returns_the_data(answer: stubs.Example, way: str, respx_mock: respx.MockRouter) -> None:
    stubs.stub(respx_mock, answer)
    result = await ask_example(way, answer.operation)
    data = answer.value["data"]
    if isinstance(data, list):
        assert all(isinstance(channel, Channel) for channel in result)
        result = [channel.to_dict() for channel in result]
    elif data is not None:
        assert isinstance(result, Channel)
        result = result.to_dict()
    assert stubs.instants(result) == stubs.instants(data)


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize("example", list(stubs.bodies()), ids=str)
async def test_a_method_sends_what_the_document_says(
    example: stubs.Example, way: str, respx_mock: respx.MockRouter
) -> None:
    operation = example.operation
    answer = next(answer for answer in SUCCESSES if answer.operation == operation)
    route = stubs.stub(respx_mock, answer)
    await ask(way, operation.id, **arguments_of(operation, example.value))
    request = route.calls.last.request
    assert (request.method, request.url) == (operation.method, stubs.url(operation))
    assert request.headers.get_list(stubs.SPEC.key_header) == [stubs.KEY]
    if example.schema is None:
        assert request.content == b""
    else:
        assert stubs.instants(json.loads(request.content)) == stubs.instants(example.value)
        assert request.headers.get_list("Content-Type") == ["application/json"]


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({}, {}),
        ({"display_name": "A"}, {"displayName": "A"}),
        ({"system_prompt_override": None}, {"systemPromptOverride": None}),
        ({"token_expires_at": None}, {"tokenExpiresAt": None}),
        ({"token_expires_at": datetime(2026, 12, 31, tzinfo=UTC)}, {"tokenExpiresAt": "2026-12-31T00:00:00+00:00"}),
    ],
    ids=lambda value: json.dumps(value, default=str),
)
async def test_an_update_sends_what_is_passed_and_nothing_else(
    changes: dict[str, Any], sent: dict[str, Any], way: str, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.patch(path__regex=f"/channels/{CHANNEL_ID}$").mock(envelope(CHANNEL))
    await ask(way, "updateChannel", channel_id=CHANNEL_ID, **changes)
    assert json.loads(route.calls.last.request.content) == sent


@pytest.mark.anyio
@both_ways
@every_operation
async def test_nothing_where_something_is_expected_says_that_the_call_succeeded(operation: Operation, way: str) -> None:
    client = answering(envelope(None))
    if operation.id == "deleteChannel":
        assert await ask_example(way, operation, client) is None
        return
    with pytest.raises(errors.NoDataError, match="The call itself succeeded") as caught:
        await ask_example(way, operation, client)
    assert caught.value.status == 200


@pytest.mark.anyio
@both_ways
@every_operation
async def test_success_false_is_no_success(operation: Operation, way: str) -> None:
    answer = httpx.Response(200, json={"success": False, "message": "Plan limit.", "data": None, "errors": ["limit"]})
    with pytest.raises(errors.RefusedError, match=r"Plan limit\.") as caught:
        await ask_example(way, operation, answering(answer))
    assert caught.value.errors == ["limit"]


@pytest.mark.anyio
@both_ways
async def test_a_delete_may_be_answered_without_a_body(way: str) -> None:
    assert await ask(way, "deleteChannel", answering(httpx.Response(204)), channel_id=CHANNEL_ID) is None


@pytest.mark.parametrize("sendy", [SendyIQ, AsyncSendyIQ])
def test_the_methods_are_the_operations_documented_with_what_they_raise(sendy: type) -> None:
    expected = {str(snake_case(operation.id)) for operation in OPERATIONS}
    methods = {name for name, value in vars(sendy).items() if inspect.isfunction(value) and name[0] != "_"}
    assert methods - {"close", "aclose"} == expected
    for operation in OPERATIONS:
        said = " ".join((inspect.getdoc(getattr(sendy, snake_case(operation.id))) or "").split())
        assert operation.definition["summary"] in said
        assert " ".join(operation.definition["description"].split()) in said
        for status, answer in operation.responses.items():
            if status >= 400:
                assert f"errors.{errors.BY_STATUS[status].__name__}: {answer.definition['description']}" in said


@pytest.mark.anyio
@both_ways
@pytest.mark.parametrize(
    ("operation_id", "arguments", "reason"),
    [
        ("deleteChannel", {"channel_id": ""}, "channel_id is no UUID: ''"),
        ("deleteChannel", {"channel_id": "../x"}, "channel_id is no UUID"),
        ("deleteChannel", {"channel_id": None}, "channel_id is no UUID: None"),
        ("updateChannel", {"channel_id": CHANNEL_ID, "token_expires_at": datetime(2026, 1, 1)}, "no time zone"),
        ("updateChannel", {"channel_id": CHANNEL_ID, "access_token": "x-y-z \ud800"}, "cannot be sent, at 22 of"),
        ("updateChannel", {"channel_id": CHANNEL_ID, "display_name": float("nan")}, "not JSON compliant"),
        ("updateChannel", {"channel_id": CHANNEL_ID, "display_name": b"A"}, "not JSON serializable"),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    operation_id: str, arguments: dict[str, Any], reason: str, way: str
) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="Nothing was sent") as caught:
        await ask(way, operation_id, answering(AssertionError("it was sent")), **arguments)
    assert reason in str(caught.value)
    assert "x-y-z" not in repr([caught.value, caught.value.__cause__])
