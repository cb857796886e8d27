"""The options of one call."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from . import arguments
from .types import UNSET, Unset


class Options:
    """What a call does otherwise than the client's settings say; what is UNSET is as they say.

    Args:
        timeout: Seconds for each step of a request, or an httpx.Timeout; None waits for ever.
        headers: Sent besides those of the client; the API key is none of them.
        retries: How often the request is sent again at most; 0 for never.
        deadline: Seconds for the whole call, retries and waits included; None for no limit.
    """

    __slots__ = ("deadline", "headers", "retries", "timeout")

    def __init__(
        self,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
        retries: int | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
        key_header: str | None = None,
    ) -> None:
        self.timeout = timeout if isinstance(timeout, Unset) else arguments.check_timeout(timeout)
        self.headers = arguments.check_headers(headers, key_header)
        self.retries = retries if isinstance(retries, Unset) else arguments.check_retries(retries)
        self.deadline = deadline if isinstance(deadline, Unset) else arguments.check_seconds("deadline", deadline)

    def over(self, other: Options) -> Options:
        """Return these options, and those of the other where nothing is said here."""
        merged = Options()
        merged.timeout = other.timeout if isinstance(self.timeout, Unset) else self.timeout
        merged.headers = httpx.Headers(other.headers)
        merged.headers.update(self.headers)
        merged.retries = other.retries if isinstance(self.retries, Unset) else self.retries
        merged.deadline = other.deadline if isinstance(self.deadline, Unset) else self.deadline
        return merged
