"""Lets httpx talk to a handler without a socket."""

from __future__ import annotations

import httpx

from contract_tests import spec
from contract_tests.mock.messages import Handler, Request
from contract_tests.mock.store import FULL_KEY


def client(handler: Handler, key: str = FULL_KEY) -> httpx.Client:
    """Return a client that asks a handler, with an API key."""
    headers = {spec.load(validate=False).key_header: key}
    return httpx.Client(transport=transport(handler), base_url="http://mock", headers=headers)


def transport(handler: Handler) -> httpx.MockTransport:
    """Return a transport for `httpx.Client(transport=…)`."""

    def answer(request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        response = handler(Request(request.method, path, query, request.headers, request.read()))
        return httpx.Response(response.status, headers=response.headers, content=response.body)

    return httpx.MockTransport(answer)
