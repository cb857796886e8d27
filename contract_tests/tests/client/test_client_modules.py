"""The module functions, as openapi-python-client documents them, against stubs of all that the document describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, get_type_hints
from uuid import UUID

import httpx
import pytest
import respx
from openapi_python_client.strings import pascal_case, snake_case
from sendyiq_social_channels import AuthenticatedClient, errors
from sendyiq_social_channels.api.social_channels import delete_channel, list_channels
from sendyiq_social_channels.errors import UnexpectedStatus

from contract_tests.spec import Operation, tokens_of
from contract_tests.tests.client.calling import answering
from contract_tests.tests.support import stubs

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


def stub_undocumented(router: respx.MockRouter, operation: Operation) -> tuple[int, bytes]:
    status = next(status for status in (500, 418, 503) if status not in operation.responses)
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


@pytest.mark.anyio
@every_style
@every_operation
async def test_a_strange_answer_raises_an_error_with_the_facts(operation: Operation, style: str) -> None:
    caller = answering(httpx.Response(200, html="<p>Hello</p>"))
    with pytest.raises(errors.UnreadableAnswerError, match="not JSON") as caught:
        await call(operation, style, BODY[operation.id], caller)
    assert (caught.value.status, caught.value.content) == (200, b"<p>Hello</p>")


@pytest.mark.anyio
@every_style
async def test_a_refusal_that_cannot_be_read_says_what_it_would_mean(style: str) -> None:
    with pytest.raises(errors.UnexpectedStatus, match=r"From the API, 401 would mean: The key is missing or wrong"):
        await call(OPERATIONS[0], style, None, answering(httpx.Response(401)))


@pytest.mark.anyio
@every_style
async def test_failures_of_the_network_are_errors_of_the_client_and_of_httpx(style: str) -> None:
    for error in (httpx.TimeoutException, errors.APITimeoutError):
        with pytest.raises(error):
            await call(OPERATIONS[0], style, None, answering(httpx.ReadTimeout("")))


@pytest.mark.parametrize("status", [299, 520, 999])
def test_a_status_that_python_does_not_know_is_handed_on(status: int) -> None:
    answer = list_channels.sync_detailed(client=answering(httpx.Response(status, text="x")))
    assert (answer.status_code, answer.status_code.value, answer.parsed) == (status, status, None)


@pytest.mark.parametrize("bad", ["", "..", None, "x"])
def test_an_id_that_is_none_is_not_sent(bad: Any) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=r"^Nothing was sent: channel_id is no UUID"):
        delete_channel.sync(bad, client=answering(httpx.Response(200)))
