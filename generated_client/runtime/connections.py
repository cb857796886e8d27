"""The connections of a client, blocking and not, and the key that goes over them."""

from __future__ import annotations

import contextlib
import functools
import os
import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ._exceptions import ClientStateError, InvalidArgumentError, sentence

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

_OWN_TRUST = frozenset({"cert", "http2", "transport", "trust_env"})
"""Arguments of httpx that change what is trusted and how, or leave no use for it."""
CLOSED = "The client is closed. Nothing was sent: make another one, and close it when all calls are done."


class Connections:
    """Opened with the first call. Clients of `with_options` share them."""

    __slots__ = (
        "_async_client",
        "_client",
        "_is_aclosed",
        "_is_closed",
        "_key",
        "_lock",
        "_loop",
        "_origin",
        "_own",
        "_settings",
        "prefix",
    )

    def __init__(self, settings: Mapping[str, Any], key: tuple[str, str] | None) -> None:
        self._settings = settings
        self._key = key
        self._client: httpx.Client | None = None
        self._async_client: httpx.AsyncClient | None = None
        self._is_closed = self._is_aclosed = False
        self._own: list[object] = []
        self._lock = threading.Lock()
        self._loop: object = None
        # The operations' paths go to httpx with the base_url in front: it is faster than its own way to join them.
        self.prefix = str(settings["base_url"]).rstrip("/")
        self._origin = _origin(settings["base_url"])

    def client(self) -> httpx.Client:
        """Return the blocking client of httpx."""
        if self._client is None:
            with self._lock:
                if self._client is None:
                    client = _make(httpx.Client, self._settings)
                    self._own.append(client)
                    self._prepare(client)
                    self._client = client
        return self._client

    def async_client(self) -> httpx.AsyncClient:
        """Return the client of httpx for asyncio."""
        if self._async_client is None:
            with self._lock:
                if self._async_client is None:
                    client = _make(httpx.AsyncClient, self._settings)
                    self._own.append(client)
                    self._prepare_async(client)
                    self._async_client = client
        return self._async_client

    def use(self, client: httpx.Client) -> None:
        """Send over a client of the user's own."""
        _check(client, httpx.Client)
        self._take(client.base_url)
        self._prepare(client)
        self._client = client
        self._is_closed = False

    def use_async(self, client: httpx.AsyncClient) -> None:
        """Send over an asynchronous client of the user's own."""
        _check(client, httpx.AsyncClient)
        self._take(client.base_url)
        self._prepare_async(client)
        self._async_client = client
        self._is_aclosed = False
        self._loop = None

    def hand_on(self, other: Connections) -> None:
        """Let other connections use the clients that the user brought, too."""
        if self._client is not None and not self.is_own(self._client):
            other.use(self._client)
        if self._async_client is not None and not self.is_own(self._async_client):
            other.use_async(self._async_client)

    def ready(self) -> httpx.Client:
        """Return the blocking client, if it can send."""
        client = self._client or self.client()
        if self._is_closed or client.is_closed:
            raise ClientStateError(CLOSED)
        return client

    def async_ready(self) -> httpx.AsyncClient:
        """Return the client for asyncio, if it can send."""
        from asyncio import get_running_loop  # whoever calls has it: without, it costs as much as all else here

        client = self._async_client or self.async_client()
        if self._is_aclosed or client.is_closed:
            raise ClientStateError(CLOSED)
        loop = get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise ClientStateError(
                "The client's connections belong to another event loop. Nothing was sent: "
                "each asyncio.run() has a loop of its own, so make a client in each."
            )
        return client

    def enter(self) -> None:
        """Open the blocking client for a `with`, if it is not open already."""
        client = self.ready()
        with contextlib.suppress(RuntimeError):
            client.__enter__()

    async def aenter(self) -> None:
        """Open the client for asyncio for an `async with`, if it is not open already."""
        client = self.async_ready()
        with contextlib.suppress(RuntimeError):
            await client.__aenter__()

    def close(self) -> None:
        """Close the blocking client, also one that was not opened yet."""
        self._is_closed = True
        if self._client is not None:
            self._client.close()

    async def aclose(self) -> None:
        """Close the client for asyncio, also one that was not opened yet."""
        self._is_aclosed = True
        if self._async_client is not None:
            await self._async_client.aclose()

    def is_own(self, client: object) -> bool:
        """Say whether the settings are those of the client, not of one that the user brought."""
        return client in self._own

    def extras(self) -> dict[str, Any]:
        """Return the settings that a client of the user's own lacks: headers, and cookies as one."""
        headers = httpx.Headers(self._settings["headers"])
        cookies = "; ".join(f"{name}={value}" for name, value in self._settings["cookies"].items())
        if cookies:
            headers["Cookie"] = cookies
        return {"headers": headers, "timeout": self._settings["timeout"]}

    def _take(self, base_url: httpx.URL) -> None:
        if base_url.host:
            self._settings = {**self._settings, "base_url": base_url}
            self.prefix = str(base_url).rstrip("/")
            self._origin = _origin(base_url)

    def _prepare(self, client: httpx.Client) -> None:
        from . import deadline

        deadline.watch(client)
        before_sending = functools.partial(self._before_sending, is_own=self.is_own(client))
        hooks = client.event_hooks
        client.event_hooks = {**hooks, "request": [*hooks["request"], before_sending]}

    def _prepare_async(self, client: httpx.AsyncClient) -> None:
        is_own = self.is_own(client)

        async def before_sending(request: httpx.Request) -> None:
            self._before_sending(request, is_own=is_own)

        hooks = client.event_hooks
        client.event_hooks = {**hooks, "request": [*hooks["request"], before_sending]}

    def _before_sending(self, request: httpx.Request, *, is_own: bool) -> None:
        """Add the key: here, so that it is neither in the settings nor at another host."""
        extensions = request.extensions
        if self._key is None or not extensions.get("secured", True):
            return
        if extensions.get("sender", self if is_own else None) is not self:
            return  # a client of the user's own may serve others, too
        name, value = self._key
        request.headers = _Headers(request.headers)
        extensions["key_header"] = name
        if _origin(request.url) == self._origin:
            request.headers[name] = value
        else:
            request.headers.pop(name, None)


def _origin(url: httpx.URL) -> tuple[str, bytes]:
    return url.scheme, url.netloc


def _make(kind: type[C], settings: Mapping[str, Any]) -> C:
    try:
        if settings["verify"] is True and _OWN_TRUST.isdisjoint(settings):
            settings = {**settings, "verify": _authorities()}
        return kind(**settings)
    except (TypeError, ValueError, ImportError, OSError) as error:
        raise InvalidArgumentError(sentence(f"httpx cannot be used with these settings: {error}")) from error


def _authorities() -> ssl.SSLContext | bool:
    """Return the authorities that httpx trusts, read once for all clients: that takes some 20 ms.

    A file that the environment names is read anew where it has changed. A folder takes no time, and is left to httpx.
    """
    file = os.environ.get("SSL_CERT_FILE")
    if not file and os.environ.get("SSL_CERT_DIR"):
        return True
    read = Path(file).stat() if file else None
    state = (read.st_mtime_ns, read.st_size, read.st_ino) if read else None
    return _read_authorities(file, state, os.environ.get("SSLKEYLOGFILE"))


@functools.lru_cache(4)
def _read_authorities(*_: object) -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _check(client: object, kind: type) -> None:
    if not isinstance(client, kind):
        raise InvalidArgumentError(f"This is a {type(client).__name__}: pass an httpx.{kind.__name__}.")


class _Headers(httpx.Headers):
    """Headers of a request that carries a key: httpx would show it in their repr."""

    def __repr__(self) -> str:
        return f"<{len(self)} headers, not shown: one is the API key>"
