"""What faults and variants are made of: middleware between the client and the app, which stays as it is."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from contract_tests import spec
from contract_tests.mock import website_channels
from contract_tests.mock.messages import Handler, Request, Response, encode
from contract_tests.mock.store import Channel, Store

_UNFIT = (LookupError, TypeError, ValueError, AttributeError)
"""What comes of a response that has another shape than the app gives it."""


class Middleware:
    """Passes everything on. A subclass overrides the hook that suits it; an instance wraps once."""

    store: Store
    app: Handler
    operation: ClassVar[str | None] = None
    """The operation whose served requests `on_success` is for; None for all."""
    waits = False
    """Whether requests are held up, so that the server needs threads."""
    is_alone = True
    """Whether it meets the responses of the app itself, and not what another middleware made of them."""

    def wrap(self, store: Store, app: Handler) -> Handler:
        """Return a handler that differs from `app` in one thing."""
        self.store, self.app = store, app
        return self.respond

    def respond(self, request: Request) -> Response:
        """Respond to a request."""
        response = self.app(request)
        try:
            return self.on_response(request, response)
        except _UNFIT:
            if self.is_alone:
                raise
            return response  # another has taken away what this one changes

    def on_response(self, request: Request, response: Response) -> Response:
        """Change the response to a request."""
        if not 200 <= response.status < 300:
            return self.on_refusal(request, response)
        return self.on_success(request, response) if self.operation in (None, operation_of(request)) else response

    def on_success(self, request: Request, response: Response) -> Response:
        """Change the response to a request that was served."""
        return response

    def on_refusal(self, request: Request, response: Response) -> Response:
        """Change the response to a request that was refused."""
        return response


class ChannelMiddleware(Middleware):
    """Changes how channels look in every response."""

    def change_channel(self, channel: Channel) -> Channel:
        """Return the channel as it shall look."""
        return channel

    def on_success(self, request: Request, response: Response) -> Response:
        """Change each channel of the response."""
        return with_data(response, self._changed)

    def _changed(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self._changed(item) for item in data]
        return self.change_channel(data) if isinstance(data, dict) and _channel_id() in data else data


def _channel_id() -> str:
    return spec.load(validate=False).resources[website_channels.NAME].id_property


class EveryNth:
    """Says yes to one call in `n`. Calling it is atomic."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._calls = itertools.count(1)

    def __call__(self) -> bool:
        """Count this call; return whether it is the one."""
        return next(self._calls) % self._n == 0


def operation_of(request: Request) -> str | None:
    """Return the `operationId` that a request addresses."""
    operation = spec.load(validate=False).match(request.method, request.path)
    return operation.id if operation else None


def channel_id_of(request: Request) -> str:
    """Return the id in the path as the store has it; empty for a path without one."""
    operation = spec.load(validate=False).match(request.method, request.path)
    hit = operation.pattern.match(request.path) if operation else None
    return hit.group(1).lower() if hit and hit.groups() else ""


def json_of(request: Request) -> Any:
    """Return the body as JSON; None where it is not JSON."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def properties_of(request: Request) -> dict[str, Any]:
    """Return the properties that the body sends."""
    value = json_of(request)
    return value if isinstance(value, dict) else {}


def key_of(request: Request) -> str | None:
    """Return the API key as it was sent; None for no key header."""
    return request.headers.get(_key_header())


def _key_header() -> str:
    return spec.load(validate=False).key_header.lower()


def with_key(request: Request, key: str) -> Request:
    """Return the request with another API key."""
    return replace(request, headers={**request.headers, _key_header(): key})


def full_key(store: Store) -> str:
    """Return the key with the most scopes."""
    return max(store.keys, key=lambda key: len(store.keys[key]))


def with_body(request: Request, value: Any) -> Request:
    """Return the request with another JSON body."""
    headers = {**request.headers, "content-type": "application/json"}
    return replace(request, headers=headers, body=json.dumps(value).encode())


def with_envelope(response: Response, **members: Any) -> Response:
    """Return the response with other members in its envelope; as it is where it has none."""
    value = _envelope(response)
    return response if value is None else changed(response, {**value, **members})


def with_data(response: Response, change: Callable[[Any], Any]) -> Response:
    """Return the response with its data changed; as it is where it has none."""
    value = _envelope(response)
    if value is None or value.get("data") is None:
        return response
    return changed(response, {**value, "data": change(value["data"])})


def _envelope(response: Response) -> dict[str, Any] | None:
    try:
        value = response.json()
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def changed(response: Response, value: Any) -> Response:
    """Return the response with another JSON body."""
    return replace(response, body=encode(value))


Kind = TypeVar("Kind", bound=Middleware)


def registry(kind: type[Kind], modules: Iterable[ModuleType]) -> dict[str, type[Kind]]:
    """Collect the public classes of some modules by name: `LostUpdate` is `lost-update`."""
    return {
        re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower(): value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, kind) and value.__module__ == module.__name__
        if value is not kind and not name.startswith("_")
    }


def wrapped(store: Store, app: Handler, middleware: Iterable[type[Middleware]]) -> Handler:
    """Wrap an app in several middleware classes, the first one innermost."""
    made = [one() for one in middleware]
    for one in made:
        one.is_alone = len(made) == 1
        app = one.wrap(store, app)
    return app
