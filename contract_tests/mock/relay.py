"""Sends what the reference page tries on to staging: a browser does not call a server that does not allow it.

Whoever can reach this machine, or have a browser on it open a page, may try to misuse it. So it takes requests of this
machine's own page alone, makes each anew out of parts that were looked at, and hands back no more than a page needs.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anyio
import httpx

from contract_tests.mock.messages import Response, json_response
from contract_tests.spec import Operation, Spec
from contract_tests.spec.errors import UserError
from contract_tests.spec.target import same_host

PREFIX = "/relay"
MARK = "x-relay"
"""The header that the page sends. No page of another origin may, unless it is asked beforehand, and that is refused."""
MOST_SENT = 2**20
MOST_READ = 2 * 2**20
SECONDS = 30.0
"""For all of a request, its response included."""
SENT_ON = ("content-type", "accept")
HANDED_BACK = ("content-type", "retry-after", "allow", "x-request-id")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+")
"""Nothing encoded, no empty segment, and none that begins with a dot."""
_VALUE = re.compile(r"[\x20-\x7e]{1,8192}")


class NotRelayedError(Exception):
    """Ends a request that is not sent on, or whose response is not handed back."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.response = json_response(status, {"error": f"Not relayed: {reason}"})


@dataclass(frozen=True)
class Incoming:
    """A request to the relay, as the server got it."""

    method: str
    path: str
    """Without the prefix of the relay, as it was sent."""
    query: str
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    client: str
    port: int
    """That of the server."""
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the one value of a header. Raises NotRelayedError where there are several."""
        values = [value for this, value in self.headers if this == name]
        if len(values) > 1:
            raise NotRelayedError(400, f"there are several headers {name}")
        return values[0] if values else None


class Relay:
    """Knows one server. Raises UserError where the document names none that may be asked."""

    def __init__(self, spec: Spec, connect: Callable[[], httpx.AsyncBaseTransport] | None = None) -> None:
        self._spec = spec
        self.url = staging_url(spec)
        self._connect = connect or httpx.AsyncHTTPTransport

    async def __call__(self, request: Incoming) -> Response:
        """Send a request on, and hand its response back. Never raises."""
        try:
            check_sender(request)
            operation = self._operation(request)
            with anyio.fail_after(SECONDS):
                return await self._send(operation, request)
        except NotRelayedError as refusal:
            return refusal.response
        except TimeoutError:
            return NotRelayedError(504, f"no response within {SECONDS:.0f} seconds").response
        except (httpx.HTTPError, OSError) as error:  # its text may hold what was sent
            return NotRelayedError(502, f"{self.url} could not be asked ({type(error).__name__})").response

    def _operation(self, request: Incoming) -> Operation:
        operation = self._spec.match(request.method, request.path) if _PATH.fullmatch(request.path) else None
        if operation is None:
            raise NotRelayedError(404, "the document has no such operation")
        documented = {p["name"] for p in self._spec.parameters(operation) if p.get("in") == "query"}
        if any(name not in documented for name, _ in parse_qsl(request.query, keep_blank_values=True)):
            raise NotRelayedError(400, "the operation has no such query parameter")
        if len(request.body) > MOST_SENT:
            raise NotRelayedError(413, "the body is larger than 1 MiB")
        return operation

    async def _send(self, operation: Operation, request: Incoming) -> Response:
        query = parse_qsl(request.query, keep_blank_values=True)
        url = httpx.URL(self.url + request.path, params=query) if query else httpx.URL(self.url + request.path)
        sent = httpx.Request(operation.method, url, headers=self._headers(request), content=request.body or None)
        # A connection of its own, and no client: that would keep cookies, follow redirects and write a log.
        async with self._connect() as transport:
            response = await transport.handle_async_request(sent)
            try:
                return await _handed_back(response)
            finally:
                await response.aclose()

    def _headers(self, request: Incoming) -> dict[str, str]:
        key_header = self._spec.key_header
        headers = {"accept-encoding": "identity", "user-agent": "sendyiq-reference-page"}
        for name in (*SENT_ON, key_header.lower()):
            value = request.header(name)
            if value is not None and not _VALUE.fullmatch(value):
                raise NotRelayedError(400, f"the header {name} has characters that it may not have")
            headers |= {} if value is None else {name: value}
        return headers


def staging_url(spec: Spec) -> str:
    """Return the staging server of the document. Raises UserError where there is none, or it is production."""
    named = {server["x-target"]: server["url"] for server in spec.document.get("servers", ()) if "x-target" in server}
    url = str(named.get("staging", "")).rstrip("/")
    parts = urlsplit(url)
    if not parts.hostname or parts.username is not None:
        raise UserError("RELAY=staging: openapi.yaml names no server of `x-target: staging`.")
    if same_host(url, named.get("production", "")):
        raise UserError("RELAY=staging: the staging server of openapi.yaml is the production server.")
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise UserError("RELAY=staging: the staging server is not asked without TLS.")
    return url


def check_sender(request: Incoming) -> None:
    """Raise NotRelayedError unless the page of this very server sent the request, from this machine."""
    host = request.header("host") or ""
    origin, referer = request.header("origin"), request.header("referer")
    site = request.header("sec-fetch-site")
    if not is_loopback(request.client):
        raise NotRelayedError(403, "it comes from another machine")
    # A public name that leads here (DNS rebinding) is another Host.
    if host not in {f"{name}:{request.port}" for name in ("127.0.0.1", "localhost", "[::1]")}:
        raise NotRelayedError(403, "its Host is not this machine")
    if origin != f"http://{host}" and not (origin is None and site == "same-origin"):
        raise NotRelayedError(403, "its Origin is not this page's")
    if site not in (None, "same-origin"):
        raise NotRelayedError(403, "it comes from another site")
    if referer is not None and not referer.startswith(f"http://{host}/docs/"):
        raise NotRelayedError(403, "its Referer is not this page")
    if request.header(MARK) != "staging":
        raise NotRelayedError(403, "this page did not send it")


async def _handed_back(response: httpx.Response) -> Response:
    if 300 <= response.status_code < 400:
        raise NotRelayedError(502, f"staging redirects ({response.status_code}), and no redirect is followed")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotRelayedError(502, "staging compressed its response without being asked to")
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > MOST_READ:
            raise NotRelayedError(502, "the response of staging is larger than 2 MiB")
    return Response(response.status_code, body, dict(_safe(response.headers)))


def _safe(headers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in HANDED_BACK:
        value = str(headers.get(name, ""))
        if _VALUE.fullmatch(value):
            yield name, value


def is_loopback(host: str) -> bool:
    """Whether an address, or a name, is that of this machine to itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
