"""Calls the methods of SendyIQ and AsyncSendyIQ alike, with the examples of the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
import respx
from openapi_python_client.strings import snake_case
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, SendyIQ

from contract_tests.spec import Operation
from contract_tests.spec.pointers import at
from contract_tests.tests.support import stubs

OPERATIONS = list(stubs.SPEC.operations.values())
CHANNEL_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.id)
both_ways = pytest.mark.parametrize("way", ["sync", "async"])


async def ask(way: str, operation_id: str, client: AuthenticatedClient | None = None, **arguments: Any) -> Any:
    """Call a method, and close the client."""
    name = str(snake_case(operation_id))
    if way == "async":
        async with AsyncSendyIQ(client=client or stubs.client()) as sendy:
            return await getattr(sendy, name)(**arguments)
    with SendyIQ(client=client or stubs.client()) as blocking:
        return getattr(blocking, name)(**arguments)


async def ask_example(way: str, operation: Operation, client: AuthenticatedClient | None = None) -> Any:
    """Call an operation with the first examples of the document."""
    return await ask(way, operation.id, client, **arguments_of(operation))


def arguments_of(operation: Operation, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the arguments of a method: the examples of the parameters, and a body's properties by their names."""
    if body is None:
        body = next(example.value for example in stubs.bodies() if example.operation == operation)
    given = {str(snake_case(parameter["name"])): parameter["example"] for parameter in stubs.parameters(operation)}
    return given | {str(snake_case(name)): _typed(operation, name, value) for name, value in (body or {}).items()}


def answering(*answers: httpx.Response | Exception, **settings: Any) -> AuthenticatedClient:
    """Make a client whose requests get these answers, the last one again and again."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        now = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(now, Exception):
            raise now
        return httpx.Response(now.status_code, headers=now.headers, content=now.content)

    return through(answer, **settings)


def through(answer: Callable[[httpx.Request], httpx.Response], **settings: Any) -> AuthenticatedClient:
    """Make a client whose requests are answered so, without retries unless the settings say otherwise."""
    httpx_args = {"transport": transport(answer), **settings.pop("httpx_args", {})}
    return AuthenticatedClient(stubs.BASE_URL, stubs.KEY, **{"retries": 0, **settings}, httpx_args=httpx_args)


def transport(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    """Let respx answer every request, sync and async, without patching anything."""
    router = respx.Router(assert_all_called=False)
    router.route().mock(side_effect=answer)
    return httpx.MockTransport(router.handler)


def envelope(data: Any, **more: Any) -> httpx.Response:
    """Make a successful answer."""
    return httpx.Response(200, json={"success": True, "message": None, "data": data, "errors": [], **more})


def _typed(operation: Operation, name: str, value: Any) -> Any:
    schema = at(stubs.SPEC.document, operation.body_pointer or "")["properties"][name]
    return datetime.fromisoformat(value) if schema.get("format") == "date-time" else value
