"""What may pass the transport: to the target alone, and changes only of what is the run's own or no one's."""

from __future__ import annotations

import httpx

from contract_tests.spec import Spec
from contract_tests.transport.identity import ids_in
from contract_tests.transport.ownership import ALIVE_AT_MOST, Ownership

UNREADABLE = b"]"
"""No JSON, and nothing that a lenient server could mend into some: it asks for no change of anything."""


class RequestBlocked(Exception):  # noqa: N818 (it is an answer, not an error)
    """The transport does not send this request: it could harm the store."""


class SafetyPolicy:
    """Judges requests before they go out, by their URL and method alone: who made them is no matter."""

    def __init__(self, spec: Spec, target: httpx.URL, ownership: Ownership, *, read_only: bool) -> None:
        self._spec = spec
        self._origin = (target.scheme, target.host, target.port)
        self._ownership = ownership
        self._read_only = read_only

    def channel_id(self, request: httpx.Request) -> str | None:
        """Return what stands where the paths of the document have a parameter, whatever the method."""
        raw = request.url.raw_path.decode("ascii").partition("?")[0]
        listed = self._spec.match(request.method, raw)
        if listed is not None and not listed.path_parameters:
            return None
        for operation in self._spec.operations.values():
            hit = operation.pattern.match(raw) or operation.pattern.match(request.url.path)
            if hit and hit.groups():
                return httpx.URL("http://x/" + hit.group(1)).path[1:]
        return None

    def check(self, request: httpx.Request) -> None:
        """Raise RequestBlocked for a request that could harm the store."""
        url, channel_id = request.url, self.channel_id(request)
        if (url.scheme, url.host, url.port) != self._origin:
            raise RequestBlocked(f"{url.host} is not the target")
        named = ids_in(url.raw_path.decode("ascii").partition("?")[0]) + ([] if channel_id is None else [channel_id])
        if not all(self._ownership.may_change(name) for name in named):
            raise RequestBlocked(f"{request.method} names a channel that no list has shown to be this run's own")
        if request.method == "GET":
            return
        if self._read_only:
            raise RequestBlocked("READ_ONLY=1 sends only GET")
        if request.method in ("HEAD", "OPTIONS"):
            return
        if not self._ownership.listed:
            raise RequestBlocked("the channels that were there before are not known yet")
        if channel_id is not None:
            return
        if request.method in ("PUT", "PATCH") and request.content == UNREADABLE:
            return
        if request.method != "POST":
            raise RequestBlocked(f"{request.method} on a path without a channel could change all of them")
        if stopped := self._ownership.stopped:
            raise RequestBlocked(stopped)
        if self._ownership.room <= 0:
            raise RequestBlocked(
                f"the run already has {ALIVE_AT_MOST} channels, or does not know them"
                if self._ownership.proven
                else "no list has borne out the first channel of the run yet"
            )
