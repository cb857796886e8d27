"""What holds the settings and the connections. Settings never change: `with_…` returns another client."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx

from . import arguments, credentials, sending
from ._document import DISTRIBUTION, KEY_HEADER, KEY_VARIABLE, VERSION, Server
from .connections import Connections
from .options import Options
from .types import UNSET, Unset

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds that each step of a request may take: connecting, sending, waiting for the next bytes."""
RETRIES = 2
"""How often a request is sent again at most."""
USER_AGENT = f"{DISTRIBUTION}/{VERSION} python/{'.'.join(map(str, sys.version_info[:3]))} httpx/{httpx.__version__}"
"""What every request says of its sender; `user_agent` adds to it."""


class Client:
    """The settings of requests without an API key, and their connections. Threads, or tasks, may share one.

    Args:
        base_url: Where the API is; the operations' paths are appended. The default is what the environment variable
            for it holds (see `_document.BASE_URL_VARIABLE`), and otherwise the first server of the document.
        cookies, headers: Sent with every request.
        timeout: Seconds for each step, or an httpx.Timeout; None waits for ever.
        verify_ssl: False trusts any certificate; a path or an SSLContext says which to trust.
        follow_redirects: Whether to follow redirects. The API key goes to no other host than that of base_url.
        httpx_args: More arguments for httpx.Client and httpx.AsyncClient. How many requests may be under way at one
            time is one of them: {"limits": httpx.Limits(max_connections=100)}.
        raise_on_unexpected_status: Whether the module functions raise where the document does not know a status.
        retries: How often a request is sent again at most; 0 for never. What is safe to send twice (GET, PUT,
            DELETE) is sent again after a timeout, a broken connection, 502, 503 and 504; PATCH after 503 with
            Retry-After; any request after a connection that never came about, and 429. After a redirect only what
            is safe is. Each wait is 30 seconds at most.
        deadline: Seconds for a whole call, retries and waits included; None for no limit.
        user_agent: A product, such as my-shop/1.2, that follows the client's own in the header User-Agent.
        server: A server of the document by its name, instead of base_url.

    Raises:
        errors.InvalidArgumentError: A setting cannot be one.
    """

    __slots__ = (
        "__weakref__",
        "_base_url",
        "_connections",
        "_cookies",
        "_follow_redirects",
        "_headers",
        "_httpx_args",
        "_key",
        "_options",
        "_retries",
        "_timeout",
        "_verify_ssl",
        "raise_on_unexpected_status",
    )

    def __init__(
        self,
        base_url: str | None = None,
        *,
        raise_on_unexpected_status: bool = False,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout | float | None = TIMEOUT,
        verify_ssl: str | bool | ssl.SSLContext = True,
        follow_redirects: bool = False,
        httpx_args: Mapping[str, Any] | None = None,
        retries: int = RETRIES,
        deadline: float | None = None,
        user_agent: str | None = None,
        server: Server | None = None,
    ) -> None:
        self.raise_on_unexpected_status = raise_on_unexpected_status
        self._base_url = arguments.find_url(base_url, server)
        self._cookies = arguments.check_cookies(cookies)
        self._headers = httpx.Headers({"User-Agent": USER_AGENT + arguments.check_user_agent(user_agent)})
        self._headers.update(arguments.check_headers(headers))
        self._timeout = arguments.check_timeout(timeout)
        self._verify_ssl = arguments.check_verify(verify_ssl)
        self._follow_redirects = follow_redirects
        self._httpx_args = arguments.check_httpx_args(httpx_args)
        self._retries = arguments.check_retries(retries)
        self._options = Options(deadline=deadline)
        self._key: tuple[str, str] | None = None
        self._connect()

    def _connect(self) -> None:
        settings = {
            "base_url": self._base_url,
            "cookies": self._cookies,
            "headers": self._headers,
            "timeout": self._timeout,
            "verify": self._verify_ssl,
            "follow_redirects": self._follow_redirects,
            **self._httpx_args,
        }
        self._connections = Connections(settings, self._key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={credentials.address(self._base_url)!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied: it holds connections, and perhaps a key")

    def _with(self, **changes: Any) -> Self:
        other = object.__new__(type(self))
        for name in Client.__slots__[1:]:
            setattr(other, name, changes.get(name, getattr(self, name)))
        return other

    def _anew(self, **changes: Any) -> Self:
        other = self._with(**changes)
        other._connect()
        self._connections.hand_on(other._connections)
        return other

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Get a new client, with connections of its own, that sends additional headers."""
        merged = httpx.Headers(self._headers)
        merged.update(arguments.check_headers(headers, self._key[0] if self._key else None))
        return self._anew(_headers=merged)

    def with_cookies(self, cookies: Mapping[str, str]) -> Self:
        """Get a new client, with connections of its own, that sends additional cookies."""
        return self._anew(_cookies=self._cookies | arguments.check_cookies(cookies))

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Get a new client, with connections of its own, that has another time limit for each step."""
        return self._anew(_timeout=arguments.check_timeout(timeout))

    def with_retries(self, retries: int) -> Self:
        """Get a new client, with connections of its own, that sends a request again at most this often."""
        return self._anew(_retries=arguments.check_retries(retries))

    def with_options(
        self,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Self:
        """Get a client that shares the connections of this one: closing either closes both."""
        return self._with(_options=self.options(timeout, headers, retries, deadline))

    def options(
        self,
        timeout: httpx.Timeout | float | Unset | None,
        headers: Mapping[str, str] | None,
        retries: int | Unset,
        deadline: float | Unset | None,
    ) -> Options:
        """Return the options of one call, those of the client included."""
        if headers is None and timeout is retries is deadline is UNSET:  # as of nearly all calls
            return self._options
        key_header = self._key[0] if self._key else None
        return Options(timeout, headers, retries, deadline, key_header).over(self._options)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Send over an httpx.Client of your own, with the key, the headers, the cookies and the retries of this one.

        Its base_url, where it has one, replaces that of this client: the key goes there. Its timeout counts, unless a
        call or `with_options` says another.
        """
        self._connections.use(client)
        return self._take(client.base_url)

    def get_httpx_client(self) -> httpx.Client:
        """Get the underlying httpx.Client; it is made with the first call."""
        return self._connections.client()

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Send over an httpx.AsyncClient of your own: see `set_httpx_client`."""
        self._connections.use_async(async_client)
        return self._take(async_client.base_url)

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Get the underlying httpx.AsyncClient; it is made with the first call."""
        return self._connections.async_client()

    def _take(self, base_url: httpx.URL) -> Self:
        self._base_url = base_url if base_url.host else self._base_url
        return self

    def send(self, request: dict[str, Any], options: Options | None = None) -> httpx.Response:
        """Send what an operation's `_get_kwargs` describes, again if need be.

        Raises:
            errors.APIConnectionError, errors.APITimeoutError: No whole response came.
            errors.ClientStateError, errors.PoolExhaustedError: Nothing was sent.
        """
        client = self._connections.ready()
        call = sending.Call(self._connections, client, request, options or self._options, self._retries)
        return sending.send(call, client) if call.ends is None else sending.send_until(call, client)

    async def asend(self, request: dict[str, Any], options: Options | None = None) -> httpx.Response:
        """Like `send`, without blocking."""
        client = self._connections.async_ready()
        call = sending.Call(self._connections, client, request, options or self._options, self._retries)
        return await (sending.asend(call, client) if call.ends is None else sending.asend_until(call, client))

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    async def aclose(self) -> None:
        """Close the connections of the async functions."""
        await self._connections.aclose()

    def __enter__(self) -> Self:
        self._connections.enter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.get_httpx_client().__exit__(kind, error, traceback)

    async def __aenter__(self) -> Self:
        await self._connections.aenter()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.get_async_httpx_client().__aexit__(kind, error, traceback)


class AuthenticatedClient(Client):
    """A client that sends an API key.

    Args:
        token: The API key; the default is what the environment variable for it holds.
        prefix: What stands before the key in the header, such as Bearer.
        auth_header_name: The header that carries the key.
        others: See Client.

    Raises:
        errors.APIKeyError: There is no key, or it cannot be one.
        errors.InvalidArgumentError: Another setting cannot be one.
    """

    __slots__ = ()

    def __init__(
        self,
        base_url: str | None = None,
        token: str | None = None,
        prefix: str = "",
        auth_header_name: str = KEY_HEADER,
        *,
        raise_on_unexpected_status: bool = False,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout | float | None = TIMEOUT,
        verify_ssl: str | bool | ssl.SSLContext = True,
        follow_redirects: bool = False,
        httpx_args: Mapping[str, Any] | None = None,
        retries: int = RETRIES,
        deadline: float | None = None,
        user_agent: str | None = None,
        server: Server | None = None,
    ) -> None:
        arguments.check_header(auth_header_name, prefix)
        arguments.check_headers(headers, auth_header_name)
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
            deadline=deadline,
            user_agent=user_agent,
            server=server,
        )
        token = arguments.check_key(os.environ.get(KEY_VARIABLE, "") if token is None else token)
        self._key = (auth_header_name, f"{prefix} {token}" if prefix else token)
        self._connect()
