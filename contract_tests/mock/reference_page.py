"""Serves the reference page beside the mock: at `/docs/`, with the document at `/openapi.json` and `/openapi.yaml`."""

from __future__ import annotations

import functools
import mimetypes
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from contract_tests.mock.asgi import Asgi, Receive, Scope, Send, read_request, send_response
from contract_tests.mock.messages import Response, envelope
from contract_tests.reference import page
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError

if TYPE_CHECKING:
    from contract_tests.mock.relay import Relay

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")
_SAFE: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Headers of all that is served here: no other page shows it in a frame, or reads it as a script."""


class ReferencePage:
    """An ASGI application around that of the mock."""

    def __init__(self, application: Asgi, spec: Spec, key: str, relay: Relay | None = None) -> None:
        self._application = application
        self._spec = spec
        self._key = key
        self._relay = relay
        self._documents = {f"/{name}": content for name, content in page.documents(spec).items()}
        self._paths = {"/", "/docs", *self._documents}
        self._files = functools.lru_cache(maxsize=4)(self._made_for)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to what asks for the page, or for the relay; all else is the mock's."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith("/relay/"):
            await send_response(await self._relayed(scope, receive), scope, send)
        elif scope["type"] == "http" and (path in self._paths or path.startswith("/docs/")):
            await send_response(self._respond(scope, path), scope, send)
        else:
            await self._application(scope, receive, send)

    def _respond(self, scope: Scope, path: str) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return envelope(405, message="The page is read with GET.", headers={"allow": "GET, HEAD"})
        if path in ("/", "/docs"):
            return Response(307, b"", {"location": "docs/", **_SAFE})
        if path in self._documents:
            return _file(path, self._documents[path])
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if not _HOST.fullmatch(host):
            return envelope(400, message="The Host is not one.")
        try:
            files = self._files(host)
        except UserError as error:
            return Response(501, f"{error}\n".encode(), {"content-type": "text/plain; charset=utf-8", **_SAFE})
        name = path.removeprefix("/docs/") or "index.html"
        return _file(name, files[name]) if name in files else envelope(404, message="The page has no such file.")

    def _made_for(self, host: str) -> Mapping[str, bytes]:
        """Make the files of the page as a browser sees it that knows the mock by this name."""
        url = f"http://{host}"
        servers = [page.Server(url, "the mock, which forgets all when it stops", url)]
        if self._relay:
            text = f"to {self._relay.url}, staging, through this machine"
            servers.append(page.Server("/relay", text, self._relay.url, is_real=True))
        return page.files(self._spec, page.Page(servers, self._key))

    async def _relayed(self, scope: Scope, receive: Receive) -> Response:
        if self._relay is None:
            return envelope(404, message="There is no relay. RELAY=staging switches it on.")
        from contract_tests.mock.relay import PREFIX, Incoming

        raw_path: bytes = scope.get("raw_path") or b""
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
        request = await read_request(scope, receive)
        response = await self._relay(
            Incoming(
                scope["method"],
                raw_path.decode("latin-1").removeprefix(PREFIX),
                request.query,
                headers,
                client[0],
                server[1],
                request.body,
            )
        )
        response.headers = {**response.headers, **_SAFE, "content-security-policy": "default-src 'none'; sandbox"}
        return response


def _file(name: str, content: bytes) -> Response:
    kind = {"yaml": "application/yaml", "js": "text/javascript"}.get(name.rpartition(".")[2])
    kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(200, content, {"content-type": f"{kind}; charset=utf-8", **_SAFE})
