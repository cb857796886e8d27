"""Answers of something that is not this API: no documented refusal, and a text that says to check base_url."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sendyiq_social_channels import errors

from contract_tests.spec import Operation
from contract_tests.tests.client.calling import answering, ask_example, both_ways, every_operation

STATUSES = (400, 401, 403, 404, 415, 429)
FOREIGN: dict[str, dict[str, Any]] = {
    "empty": {"content": b""},
    "HTML": {"html": "<!doctype html><title>Not here</title>"},
    "cut short": {"content": b'{"success": false, "mess', "headers": {"Content-Type": "application/json"}},
    "a list": {"json": []},
    "a text": {"json": "not found"},
    "error object": {"json": {"error": {"code": 5, "message": "Not found"}}},
    "message only": {"json": {"message": "no Route matched with those values"}},
    "success alone among others": {"json": {"success": False, "error": "not found"}},
    "success": {"json": {"success": True, "data": []}},
}
OURS: dict[str, dict[str, Any]] = {
    "envelope": {"json": {"success": False, "message": "No.", "data": None, "errors": []}},
    "bare envelope": {"json": {"success": False}},
    "envelope with more": {"json": {"success": False, "message": "No.", "traceId": "00-1"}},
    "problem document": {
        "json": {"type": "about:blank", "title": "No.", "status": 0},
        "headers": {"Content-Type": "application/problem+json; charset=utf-8"},
    },
}


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("status", STATUSES)
async def test_a_foreign_refusal_is_no_documented_one(operation: Operation, status: int, kind: str, way: str) -> None:
    with pytest.raises(errors.UnexpectedStatus) as caught:
        await ask_example(way, operation, answering(httpx.Response(status, **FOREIGN[kind])))
    assert type(caught.value) is errors.UnexpectedStatus
    said = str(caught.value)
    assert "check base_url" in said
    assert "The store has no channel" not in said
    assert ("This is not how the API refuses" in said) == (status in operation.responses)
    assert ".." not in said.replace("...", "")


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("status", STATUSES)
async def test_a_refusal_of_the_api_is_documented_where_the_operation_says_so(
    operation: Operation, status: int, kind: str, way: str
) -> None:
    with pytest.raises(errors.APIStatusError) as caught:
        await ask_example(way, operation, answering(httpx.Response(status, **OURS[kind])))
    documented = errors.BY_STATUS[status] if status in operation.responses else errors.UnexpectedStatus
    assert type(caught.value) is documented


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("kind", ["empty", "HTML", "cut short", "a list", "a text", "error object", "message only"])
async def test_a_foreign_success_is_unreadable(operation: Operation, kind: str, way: str) -> None:
    with pytest.raises(errors.UnreadableAnswerError, match=r"(?i)check base_url"):
        await ask_example(way, operation, answering(httpx.Response(200, **FOREIGN[kind])))


@pytest.mark.anyio
@both_ways
@every_operation
@pytest.mark.parametrize("status", [500, 502, 503, 504, 522])
async def test_a_foreign_failure_is_one_of_a_server(operation: Operation, status: int, way: str) -> None:
    with pytest.raises(errors.ServerError, match="Try again later"):
        await ask_example(way, operation, answering(httpx.Response(status, html="<h1>Bad gateway</h1>")))


@pytest.mark.anyio
@both_ways
@every_operation
async def test_a_redirect_says_where_to(operation: Operation, way: str) -> None:
    answer = httpx.Response(301, headers={"Location": "https://www.invalid/"})
    with pytest.raises(errors.UnexpectedStatus, match=r"It points to 'https://www\.invalid/'.*check base_url"):
        await ask_example(way, operation, answering(answer))
