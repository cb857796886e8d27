# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
"""What holds the settings and the connections. Settings never change: `with_…` returns another client."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx

from . import arguments, reading

BASE_URL = "https://stagging-api.sendyiq.com"
"""The first server of the document."""
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds that each step of a request may take: connecting, sending, waiting for the next bytes."""
RETRIES = 2
"""How often a request is sent again at most."""


class Client:
    """The settings of requests without an API key, and their connections. Threads and tasks may share one.

    Args:
        base_url: Where the API is; the operations' paths are appended.
        cookies, headers: Sent with every request.
        timeout: Seconds for each step, or an httpx.Timeout; None waits for ever.
        verify_ssl: False trusts any certificate; a path or an SSLContext says which to trust.
        follow_redirects: Whether to follow redirects. The API key goes to no other host than that of base_url.
        httpx_args: More arguments for httpx.Client and httpx.AsyncClient.
        raise_on_unexpected_status: Whether the module functions raise where the document does not know a status.
        retries: How often a request is sent again at most; 0 for never. What is safe to send twice (GET, PUT,
            DELETE) is sent again after a timeout, a broken connection, 502, 503 and 504; PATCH after 503 with
            Retry-After; any request after a connection that never came about, and 429. After a redirect only what
            is safe is. Each wait is 30 seconds at most.

    Raises:
        errors.InvalidArgumentError: base_url is no address.
    """

    __slots__ = (
        "__weakref__",
        "_async_client",
        "_base_url",
        "_client",
        "_cookies",
        "_follow_redirects",
        "_headers",
        "_httpx_args",
        "_key",
        "_lock",
        "_origin",
        "_prefix",
        "_retries",
        "_timeout",
        "_verify_ssl",
        "raise_on_unexpected_status",
    )

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        raise_on_unexpected_status: bool = False,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout | float | None = TIMEOUT,
        verify_ssl: str | bool | ssl.SSLContext = True,
        follow_redirects: bool = False,
        httpx_args: Mapping[str, Any] | None = None,
        retries: int = RETRIES,
    ) -> None:
        self.raise_on_unexpected_status = raise_on_unexpected_status
        self._base_url = arguments.check_url(base_url)
        self._origin = (self._base_url.scheme, self._base_url.netloc)
        self._cookies = dict(cookies or {})
        self._headers = dict(headers or {})
        self._timeout = timeout
        self._verify_ssl = verify_ssl
        self._follow_redirects = follow_redirects
        self._httpx_args = dict(httpx_args or {})
        self._retries = arguments.check_retries(retries)
        self._key: tuple[str, str] | None = None
        self._forget()

    def _forget(self) -> None:
        self._client: httpx.Client | None = None
        self._async_client: httpx.AsyncClient | None = None
        # The operations' paths go to httpx with the base_url in front: it is faster than its own way to join them.
        self._prefix = str(self._base_url).rstrip("/")
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={reading.address(self._base_url)!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied: it holds connections, and perhaps a key")

    def _with(self, **changes: Any) -> Self:
        other = object.__new__(type(self))
        for name in Client.__slots__[1:]:
            setattr(other, name, getattr(self, name))
        for name, value in changes.items():
            setattr(other, name, value)
        other._forget()
        return other

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Get a new client matching this one with additional headers"""
        return self._with(_headers=self._headers | dict(headers))

    def with_cookies(self, cookies: Mapping[str, str]) -> Self:
        """Get a new client matching this one with additional cookies"""
        return self._with(_cookies=self._cookies | dict(cookies))

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Get a new client matching this one with a new timeout configuration"""
        return self._with(_timeout=timeout)

    def with_retries(self, retries: int) -> Self:
        """Get a new client matching this one that sends a request again at most this often"""
        return self._with(_retries=retries)

    def _arguments(self) -> dict[str, Any]:
        return {
            "base_url": self._base_url,
            "cookies": self._cookies,
            "headers": self._headers,
            "timeout": self._timeout,
            "verify": self._verify_ssl,
            "follow_redirects": self._follow_redirects,
            **self._httpx_args,
        }

    def _before_sending(self, request: httpx.Request) -> None:
        """Add the key: here, so that it is neither in the settings nor at another host."""
        if self._key is not None and request.extensions.get("secured", True):
            name, value = self._key
            request.headers = _Headers(request.headers)
            request.extensions["key_header"] = name
            if (request.url.scheme, request.url.netloc) == self._origin:
                request.headers[name] = value
            else:
                request.headers.pop(name, None)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Manually set the underlying httpx.Client

        **NOTE**: This will override any other settings on the client, including cookies, headers, timeout and key.
        """
        self._client = client
        self._prefix = ""
        return self

    def get_httpx_client(self) -> httpx.Client:
        """Get the underlying httpx.Client, constructing a new one if not previously set"""
        if self._client is None:
            with self._lock:
                if self._client is None:
                    client = httpx.Client(**self._arguments())
                    hooks = client.event_hooks
                    client.event_hooks = {**hooks, "request": [*hooks["request"], self._before_sending]}
                    self._client = client
        return self._client

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Manually set the underlying httpx.AsyncClient

        **NOTE**: This will override any other settings on the client, including cookies, headers, timeout and key.
        """
        self._async_client = async_client
        self._prefix = ""
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Get the underlying httpx.AsyncClient, constructing a new one if not previously set"""
        if self._async_client is None:
            with self._lock:
                if self._async_client is None:

                    async def before_sending(request: httpx.Request) -> None:
                        self._before_sending(request)

                    client = httpx.AsyncClient(**self._arguments())
                    hooks = client.event_hooks
                    client.event_hooks = {**hooks, "request": [*hooks["request"], before_sending]}
                    self._async_client = client
        return self._async_client

    def send(self, request: dict[str, Any]) -> httpx.Response:
        """Send what an operation's `_get_kwargs` describes, again if need be.

        Raises:
            errors.APIConnectionError, errors.APITimeoutError: No whole answer came.
        """
        client = self.get_httpx_client()
        request["url"] = self._prefix + request["url"]
        turn = built = None
        while True:
            outcome: httpx.Response | httpx.RequestError | httpx.InvalidURL
            try:
                built = client.build_request(**request)
                outcome = client.send(built)
                if outcome.status_code < 400:
                    return outcome
            except (httpx.RequestError, httpx.InvalidURL) as error:
                outcome = error
            except RuntimeError as error:  # the client is closed, or its event loop is
                outcome = httpx.RequestError(str(error), request=built)
            from . import retries

            turn = retries.next_turn(turn or retries.first_turn(self._retries), request, built, outcome)
            if turn is None:
                return reading.answered(outcome, request, built)
            turn.sleep(outcome)

    async def asend(self, request: dict[str, Any]) -> httpx.Response:
        """Like `send`, without blocking."""
        client = self.get_async_httpx_client()
        request["url"] = self._prefix + request["url"]
        turn = built = None
        while True:
            outcome: httpx.Response | httpx.RequestError | httpx.InvalidURL
            try:
                built = client.build_request(**request)
                outcome = await client.send(built)
                if outcome.status_code < 400:
                    return outcome
            except (httpx.RequestError, httpx.InvalidURL) as error:
                outcome = error
            except RuntimeError as error:  # the client is closed, or its event loop is
                outcome = httpx.RequestError(str(error), request=built)
            from . import retries

            turn = retries.next_turn(turn or retries.first_turn(self._retries), request, built, outcome)
            if turn is None:
                return reading.answered(outcome, request, built)
            await turn.asleep(outcome)

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    async def aclose(self) -> None:
        """Close the connections of the async functions."""
        if self._async_client is not None:
            await self._async_client.aclose()

    def __enter__(self) -> Self:
        """Enter a context manager for self.client—you cannot enter twice (see httpx docs)"""
        self.get_httpx_client().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Exit a context manager for internal httpx.Client (see httpx docs)"""
        self.get_httpx_client().__exit__(kind, error, traceback)

    async def __aenter__(self) -> Self:
        """Enter a context manager for underlying httpx.AsyncClient—you cannot enter twice (see httpx docs)"""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Exit a context manager for underlying httpx.AsyncClient (see httpx docs)"""
        await self.get_async_httpx_client().__aexit__(kind, error, traceback)


class AuthenticatedClient(Client):
    """A client that sends an API key.

    Args:
        token: The API key; the default is what the environment variable SENDYIQ_API_KEY holds.
        prefix: What stands before the key in the header, such as Bearer.
        auth_header_name: The header that carries the key.
        others: See Client.

    Raises:
        errors.APIKeyError: There is no key, or it cannot be one.
        errors.InvalidArgumentError: base_url is no address, or another setting cannot be one.
    """

    __slots__ = ()

    def __init__(
        self,
        base_url: str = BASE_URL,
        token: str | None = None,
        prefix: str = "",
        auth_header_name: str = reading.KEY_HEADER,
        *,
        raise_on_unexpected_status: bool = False,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout | float | None = TIMEOUT,
        verify_ssl: str | bool | ssl.SSLContext = True,
        follow_redirects: bool = False,
        httpx_args: Mapping[str, Any] | None = None,
        retries: int = RETRIES,
    ) -> None:
        super().__init__(
            base_url,
            raise_on_unexpected_status=raise_on_unexpected_status,
            cookies=cookies,
            headers=headers,
            timeout=timeout,
            verify_ssl=verify_ssl,
            follow_redirects=follow_redirects,
            httpx_args=httpx_args,
            retries=retries,
        )
        token = arguments.check_key(os.environ.get("SENDYIQ_API_KEY", "") if token is None else token)
        arguments.check_header(auth_header_name, prefix)
        self._key = (auth_header_name, f"{prefix} {token}" if prefix else token)


class _Headers(httpx.Headers):
    """Headers of a request that carries a key: httpx would show it in their repr."""

    def __repr__(self) -> str:
        return f"<{len(self)} headers, not shown: one is the API key>"
