"""What a client meets on a bad day, whatever it asks: for tests of retries, time limits and error messages."""

from __future__ import annotations

from typing import ClassVar

from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import Middleware


class Outage(Middleware):
    """Answers every request in the same wrong way. Stubs do so for some requests."""

    family: ClassVar[str] = "outages"


class ServerErrors(Outage):
    """Every request gets a 500."""

    def respond(self, request: Request) -> Response:
        return envelope(500, message="Something went wrong.")


class Unavailable(Outage):
    """Every request gets a 503 with Retry-After."""

    def respond(self, request: Request) -> Response:
        return envelope(503, message="Come back later.", headers={"retry-after": "1"})


class Throttled(Outage):
    """Every request gets a 429 with Retry-After."""

    def respond(self, request: Request) -> Response:
        return envelope(429, message="Too many requests.", headers={"retry-after": "1"})


class Slow(Outage):
    """Every response comes after 10 seconds."""

    def respond(self, request: Request) -> Response:
        return _changed(self.app(request), delay=10.0)


class CutOff(Outage):
    """Every response breaks off after 20 bytes of its body."""

    def respond(self, request: Request) -> Response:
        return _changed(self.app(request), cut=20)


class Dropped(Outage):
    """Every connection breaks before a response; nothing is done."""

    def respond(self, request: Request) -> Response:
        return Response(503, b"", drop=True)


class DroppedAfterwards(Outage):
    """Every request is served, and its connection breaks before the response."""

    def respond(self, request: Request) -> Response:
        return _changed(self.app(request), drop=True)


class GatewayHtml(Outage):
    """Every request gets a 502 with a page of HTML, as from a gateway."""

    def respond(self, request: Request) -> Response:
        page = b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
        return Response(502, page, {"content-type": "text/html"})


class EmptyBody(Outage):
    """Every request is served, and its response has no body."""

    def respond(self, request: Request) -> Response:
        return Response(self.app(request).status, b"", {"content-type": "application/json"})


class NotJson(Outage):
    """Every request is served, and its response is not JSON, though it says so."""

    def respond(self, request: Request) -> Response:
        return Response(self.app(request).status, b"{'success': True", {"content-type": "application/json"})


class Redirected(Outage):
    """Every request is redirected to a page to log in at."""

    def respond(self, request: Request) -> Response:
        return Response(302, b"", {"location": "https://login.example.com/"})


def _changed(response: Response, delay: float = 0.0, cut: int | None = None, drop: bool = False) -> Response:
    return Response(response.status, response.body, response.headers, delay, cut, drop)
