"""What may pass the transport: requests to the target alone, and changes only of what is the run's own or nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from contract_tests.spec import Operation, Resource, Spec
from contract_tests.transport.identity import ids_in
from contract_tests.transport.ownership import ALIVE_AT_MOST, Ownership

UNREADABLE = b"]"
"""No JSON, and nothing that a lenient server could mend into some: it asks for no change of anything."""


class RequestBlocked(Exception):  # noqa: N818 (it is a decision, not an error)
    """The transport does not send this request: it could harm the store."""


@dataclass(frozen=True)
class Subject:
    """What a request is about, by its method and path."""

    operation: Operation | None
    resource: Resource | None
    id: str | None
    """What stands where the paths of the document have the id of the resource, whatever the method."""


class SafetyPolicy:
    """Judges requests before they go out, by their URL and method alone: who made them is no matter."""

    def __init__(
        self,
        spec: Spec,
        target: httpx.URL,
        ownerships: Mapping[str, Ownership],
        *,
        read_only: bool,
        is_mock: bool = False,
    ) -> None:
        self._spec = spec
        self._origin = (target.scheme, target.host, target.port)
        self._ownerships = ownerships
        self._read_only = read_only
        self._is_mock = is_mock

    def subject(self, request: httpx.Request) -> Subject:
        """Say what a request is about."""
        raw = request.url.raw_path.decode("ascii").partition("?")[0]
        operation = self._spec.match(request.method, request.url.path)
        listed = self._spec.match(request.method, raw)
        if listed is None or listed.path_parameters:
            for other in self._spec.operations.values():
                resource = self._spec.resource_of(other)
                hit = other.pattern.match(raw) or other.pattern.match(request.url.path)
                if hit and hit.groups():
                    parameter = resource.id_parameters.get(other.id) if resource else None
                    text = hit.group(parameter) if parameter else hit.groups()[-1]
                    return Subject(operation, resource, httpx.URL("http://x/" + text).path[1:])
        return Subject(operation, self._resource_at(raw), None)

    def _resource_at(self, path: str) -> Resource | None:
        """Return the resource that the operations of a path without an id are about, whatever the method."""
        found = self._spec.routes.find(path)
        resources = (self._spec.resource_of(operation) for operation in (found[0].values() if found else ()))
        return next(filter(None, resources), None)

    def check(self, request: httpx.Request, subject: Subject) -> None:
        """Raise RequestBlocked for a request that could harm the store."""
        url = request.url
        if (url.scheme, url.host, url.port) != self._origin:
            raise RequestBlocked(f"{url.host} is not the target")
        ownership = self._ownerships.get(subject.resource.name) if subject.resource else None
        named = ids_in(url.raw_path.decode("ascii").partition("?")[0]) + ([] if subject.id is None else [subject.id])
        if not all(ownership is not None and ownership.may_change(name) for name in named):
            raise RequestBlocked(f"{request.method} names an id that no list has shown to be this run's own")
        if request.method == "GET":
            return
        if self._read_only:
            raise RequestBlocked("READ_ONLY=1 sends only GET")
        if request.method in ("HEAD", "OPTIONS"):
            return
        if ownership is None or (subject.operation is not None and subject.operation.effect is None):
            raise RequestBlocked("no `x-effect` says what this request changes")
        if not ownership.listed:
            raise RequestBlocked("what was there before is not known yet")
        if request.method == "DELETE" and (stopped := ownership.deletes_stopped):
            raise RequestBlocked(stopped)
        if subject.id is None:
            self._check_create(request, ownership)

    def _check_create(self, request: httpx.Request, ownership: Ownership) -> None:
        """Raise RequestBlocked for what the run could not delete, or could not name."""
        if request.method in ("PUT", "PATCH") and request.content == UNREADABLE:
            return
        if request.method != "POST":
            raise RequestBlocked(f"{request.method} on a path without an id could change all there is")
        if not (ownership.resource.is_deletable or self._is_mock):
            raise RequestBlocked("nothing deletes what this request makes")
        if stopped := ownership.stopped:
            raise RequestBlocked(stopped)
        if ownership.room <= 0 and ownership.resource.is_deletable:  # the mock takes the others with it
            raise RequestBlocked(
                f"the run already has {ALIVE_AT_MOST} of them, or does not know them"
                if ownership.proven
                else "no list has borne out the first create of the run yet"
            )
