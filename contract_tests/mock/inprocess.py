"""Lets httpx talk to a handler without a socket."""

from __future__ import annotations

import httpx

from contract_tests.mock.messages import Handler, Request


def transport(handler: Handler) -> httpx.MockTransport:
    """Return a transport for `httpx.Client(transport=…)`."""

    def answer(request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        response = handler(Request(request.method, path, query, request.headers, request.read()))
        return httpx.Response(response.status, headers=response.headers, content=response.body)

    return httpx.MockTransport(answer)
