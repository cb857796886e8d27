"""The controls of a running mock, under `/_mock/`: plain JSON in and out, without a key."""

from __future__ import annotations

import contextlib
import dataclasses
import ipaddress
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from contract_tests.mock import website_channels
from contract_tests.mock.configuration import known
from contract_tests.mock.messages import RefusedError, Request, Response, json_response
from contract_tests.mock.pace import CONTROLS
from contract_tests.mock.stubbing import Stub
from contract_tests.mock.validation import MAX_BODY, parse_json
from contract_tests.spec.errors import UserError

if TYPE_CHECKING:
    from contract_tests.mock.service import Mock

logger = logging.getLogger(__name__)

Action: TypeAlias = Callable[[Any], Any]
CHANNELS = "channels"
"""What channels are called here; other resources are called as their schema is."""
MOST_SHOWN = 1000
"""Items that a response to seeding shows."""


class Control:
    """Answers what is asked under `/_mock/`. A wrong request gets a 4xx with its reason in one line."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._routes: dict[str, dict[str, Action]] = {
            "": {"GET": self._index},
            "/openapi.json": {"GET": self._document},
            "/reset": {"POST": self._reset},
            "/seed": {"POST": self._seed},
            "/state": {"GET": self._state},
            "/settings": {"GET": self._settings, "PATCH": self._set},
            "/faults": {"GET": lambda _: self._named("fault")},
            "/variants": {"GET": lambda _: self._named("variant")},
            "/requests": {"GET": self._requests, "DELETE": self._forget},
            "/stubs": {"GET": self._stubs, "POST": self._stub, "DELETE": self._forget_stubs},
        }

    def __call__(self, request: Request) -> Response:
        """Answer a request whose path begins with the prefix."""
        if self._comes_from_elsewhere(request):
            return _refusal(403, f"{CONTROLS}/ takes nothing from a page of another origin, unless CORS names it.")
        methods = self._routes.get(request.path.removeprefix(CONTROLS).rstrip("/"))
        if methods is None:
            return _refusal(404, f"There is no {request.path[:80]}. GET {CONTROLS}/ says what there is.")
        action = methods.get(request.method)
        if action is None:
            allow = ", ".join(methods)
            return _refusal(405, f"{request.path} takes {allow}.", {"allow": allow})
        if len(request.body) > MAX_BODY:
            return _refusal(413, "The body is larger than 1 MiB.")
        try:
            return json_response(200, action(parse_json(request.body) if request.body else {}))
        except RefusedError:
            return _refusal(400, "The body is not valid JSON.")
        except UserError as error:
            return _refusal(400, str(error))
        except Exception:  # whoever asked waits for a response
            logger.exception("the mock failed at %s %s", request.method, request.path[:80])
            return _refusal(500, "The mock failed; its log says why.")

    def _comes_from_elsewhere(self, request: Request) -> bool:
        """Whether a web page may have made a request: one of another origin, or by a public name that leads here."""
        origin = request.headers.get("origin")
        if origin is not None and self._mock.cors.names(origin):
            return False
        try:
            host = urlsplit("//" + request.headers.get("host", "")).hostname or "localhost"
        except ValueError:
            return True
        is_foreign = origin is not None and not _comes_from(request, origin)
        return is_foreign or request.headers.get("sec-fetch-site") == "cross-site" or not _is_near(host)

    def _index(self, _: Any) -> Any:
        return {
            "routes": [f"{method} {CONTROLS}{path}" for path, methods in self._routes.items() for method in methods]
        }

    def _document(self, _: Any) -> Any:
        """Return the document with the mock as its server, so that whoever reads it sends nothing elsewhere."""
        return {**self._mock.spec.document, "servers": [{"url": "/"}]}

    def _reset(self, _: Any) -> Any:
        self._mock.reset()
        return self._settings(_)

    def _seed(self, body: Any) -> Any:
        if not isinstance(body, dict) or len(body) != 1:
            raise UserError('Send {"channels": 3}, or {"channels": [{…}, {…}]} with what they shall have.')
        ((name, wanted),) = body.items()
        items = self._mock.seeder(wanted, website_channels.NAME if name == CHANNELS else name)
        return {"count": len(items), name: items[:MOST_SHOWN]}

    def _state(self, _: Any) -> Any:
        store = self._mock.store
        with store.lock:
            stored = {name: [dict(item) for item in items.values()] for name, items in store.collections.items()}
            credentials = {name: dict(hidden) for name, hidden in store.credentials.items()}
        return {CHANNELS: stored.pop(website_channels.NAME, []), "credentials": credentials, **stored}

    def _settings(self, _: Any) -> Any:
        settings = dataclasses.asdict(self._mock.settings)
        return {_camel(name): value for name, value in settings.items() if name != "cors"}

    def _set(self, body: Any) -> Any:
        names = {_camel(name): name for name in ("faults", "variants", "latency", "rate_limit")}
        if not isinstance(body, dict) or not body.keys() <= names.keys():
            raise UserError(f"Send an object with any of {', '.join(names)}.")
        self._mock.set(**{names[name]: value for name, value in body.items()})
        return self._settings(body)

    def _named(self, kind: str) -> Any:
        active = getattr(self._mock.settings, f"{kind}s")
        return [
            {"name": name, "about": (middleware.__doc__ or "").strip(), "active": name in active}
            for name, middleware in known(kind).items()
        ]

    def _requests(self, _: Any) -> Any:
        return self._mock.requests

    def _forget(self, _: Any) -> Any:
        self._mock.forget_requests()
        return []

    def _stubs(self, _: Any) -> Any:
        return [_shown(stub) for stub in self._mock.stubs]

    def _stub(self, body: Any) -> Any:
        if not isinstance(body, dict):
            raise UserError('Send {"operation": "…", "status": 503, "headers": {"Retry-After": "1"}, "times": 2}.')
        return _shown(self._mock.add_stub(body))

    def _forget_stubs(self, _: Any) -> Any:
        self._mock.forget_stubs()
        return []


def _comes_from(request: Request, origin: str) -> bool:
    """Whether an origin is the mock's own: it names the host that was asked."""
    host = request.headers.get("host", "").lower()
    return bool(host) and origin.lower() in (f"http://{host}", f"https://{host}")


def _is_near(name: str) -> bool:
    """Whether a name is an address, or one that the public DNS does not have."""
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(name))
    return "." not in name or name.endswith((".localhost", ".local", ".internal", ".test", ".invalid"))


def _shown(stub: Stub) -> dict[str, Any]:
    return {**dataclasses.asdict(stub), "unused": stub.is_unused}


def _refusal(status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
    return json_response(status, {"error": reason}, headers)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
