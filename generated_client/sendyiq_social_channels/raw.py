# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""Responses with what HTTP says of them: `with_raw_response`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Generic, ParamSpec, TypeVar, cast

import httpx

from . import reading

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class RawResponse(Generic[T]):
    """A successful response, whole.

    Attributes:
        status: The status of the response.
        headers: Its headers.
        request_id: What the server calls the request, from the usual headers; None where it does not say.
        parsed: What the method returns without `with_raw_response`.
        response: The response as httpx has it, with its request and so with the key.
    """

    __slots__ = ("parsed", "response")

    def __init__(self, parsed: T, response: httpx.Response) -> None:
        self.parsed = parsed
        self.response = response

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the response."""
        return self.response.headers

    @property
    def request_id(self) -> str | None:
        """What the server calls the request; None where it does not say."""
        return reading.request_id(self.response)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.status}>"


def returns_raw(method: Callable[P, R]) -> Callable[P, RawResponse[R]]:
    """Type a method of an object that returns raw responses."""
    return cast("Callable[P, RawResponse[R]]", method)


def returns_raw_later(method: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, RawResponse[R]]]:
    """Type such a method for asyncio."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[R]]]", method)
