"""Lets the pages of other origins read what the mock responds (CORS, of the Fetch standard)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.spec.errors import UserError


def is_preflight(request: Request) -> bool:
    """Whether a browser asks what a page may send; it shows no key then."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


class Cors:
    """Which origins are served: all, none, or those that are named. Raises UserError for what is not an origin."""

    def __init__(self, origins: bool | Sequence[str]) -> None:
        self._serves_all = origins is True
        named = () if isinstance(origins, bool) else origins
        if isinstance(named, str) or not all(isinstance(origin, str) and _is_origin(origin) for origin in named):
            raise UserError("cors: 1 or True for every origin, or some such as http://localhost:5173, is wanted.")
        self._named = frozenset(origin.lower() for origin in named)

    def names(self, origin: str) -> bool:
        """Whether an origin was named; one that is served with all others was not."""
        return origin.lower() in self._named

    def respond(self, request: Request, handler: Handler) -> Response:
        """Respond as the handler does, or to a preflight; with what the browser wants to read."""
        origin = request.headers.get("origin", "")
        if not origin or not (self._serves_all or self.names(origin)):
            return handler(request)
        allowed = {"access-control-allow-origin": "*" if self._serves_all else origin, "vary": "Origin"}
        if is_preflight(request):
            allowed["access-control-allow-methods"] = request.headers["access-control-request-method"]
            allowed["access-control-allow-headers"] = request.headers.get("access-control-request-headers", "*")
            allowed["access-control-max-age"] = "600"
            return Response(204, b"", allowed)
        allowed["access-control-expose-headers"] = "*"
        response = handler(request)
        return replace(response, headers={**response.headers, **allowed})


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return False
