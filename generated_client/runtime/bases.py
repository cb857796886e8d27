"""What the classes of the operations have in common; `operations` adds a method for each operation."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import httpx

from ._document import Server
from ._exceptions import InvalidArgumentError
from .client import RETRIES, TIMEOUT, AuthenticatedClient
from .options import Options
from .raw import RawResponse
from .types import UNSET, Unset

R = TypeVar("R")


class SendyIQBase:
    """The settings of both kinds; the classes of `operations` say what they mean."""

    __slots__ = ("_is_raw", "client")

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        server: Server | None = None,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
        verify_ssl: str | bool | ssl.SSLContext = True,
        client: AuthenticatedClient | None = None,
    ) -> None:
        self._is_raw = False
        if client is not None:
            given = (api_key, base_url, server, deadline, headers, user_agent)
            others = (timeout, retries, verify_ssl) != (UNSET, UNSET, True)
            if others or any(value is not None for value in given):
                raise InvalidArgumentError("client has settings of its own: pass all others to it, or no client.")
            if not isinstance(client, AuthenticatedClient):
                raise InvalidArgumentError(f"client is a {type(client).__name__}: pass an AuthenticatedClient.")
            self.client = client
            return
        self.client = AuthenticatedClient(
            base_url,
            api_key,
            server=server,
            timeout=TIMEOUT if isinstance(timeout, Unset) else timeout,
            retries=RETRIES if isinstance(retries, Unset) else retries,
            deadline=deadline,
            headers=headers,
            user_agent=user_agent,
            verify_ssl=verify_ssl,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.client!r})"

    def with_options(
        self,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
    ) -> Self:
        """Get the same with other options: it shares the connections, so closing either closes both.

        Each method takes the same options for one call.

        Args:
            timeout: Seconds for each step of a request, or an httpx.Timeout; None waits for ever.
            headers: Sent besides those of the client.
            retries: How often a request is sent again at most; 0 for never.
            deadline: Seconds for a whole call, retries and waits included; None for no limit.
        """
        client = self.client.with_options(timeout=timeout, headers=headers, retries=retries, deadline=deadline)
        return self._copy(client, is_raw=self._is_raw)

    def _copy(self, client: AuthenticatedClient, *, is_raw: bool) -> Self:
        other = object.__new__(type(self))
        other.client = client
        other._is_raw = is_raw
        return other

    def _returning_raw(self) -> Self:
        return self._copy(self.client, is_raw=True)

    def _options(
        self,
        timeout: httpx.Timeout | float | Unset | None,
        headers: Mapping[str, str] | None,
        retries: int | Unset,
        deadline: float | Unset | None,
    ) -> Options | None:
        if timeout is UNSET and headers is None and retries is UNSET and deadline is UNSET:
            return None
        return self.client.options(timeout, headers, retries, deadline)

    def _result(self, read: Callable[..., R], response: httpx.Response) -> R:
        result = read(response=response)
        return cast("R", RawResponse(result, response)) if self._is_raw else result


class SyncOperations(SendyIQBase):
    """Operations that block. Threads may share one."""

    __slots__ = ()

    def _call(
        self,
        read: Callable[..., R],
        request: dict[str, Any],
        timeout: httpx.Timeout | float | Unset | None,
        headers: Mapping[str, str] | None,
        retries: int | Unset,
        deadline: float | Unset | None,
    ) -> R:
        options = self._options(timeout, headers, retries, deadline)
        return self._result(read, self.client.send(request, options))

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, error, traceback)


class AsyncOperations(SendyIQBase):
    """Operations for asyncio. The tasks of one event loop may share one."""

    __slots__ = ()

    async def _call(
        self,
        read: Callable[..., R],
        request: dict[str, Any],
        timeout: httpx.Timeout | float | Unset | None,
        headers: Mapping[str, str] | None,
        retries: int | Unset,
        deadline: float | Unset | None,
    ) -> R:
        options = self._options(timeout, headers, retries, deadline)
        return self._result(read, await self.client.asend(request, options))

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def __aenter__(self) -> Self:
        await self.client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.client.__aexit__(kind, error, traceback)
