"""How the suite calls the API: through the generated client, or raw where the client could not send such a request."""

from __future__ import annotations

import contextlib
import copy
import importlib
import itertools
import json
import random
import re
import secrets
import threading
import typing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from sendyiq_social_channels import Client, SendyIQError

from contract_tests.checks.occasions import texts_of
from contract_tests.checks.values import required_values
from contract_tests.reference.python import PACKAGE, module_of
from contract_tests.runner.selection import Selection
from contract_tests.spec import Operation, Resource, Spec, snake
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.identity import NAME_PREFIX, name_in
from contract_tests.transport.interaction import Intent, Interaction
from contract_tests.transport.ownership import Ownership
from contract_tests.transport.policy import RequestBlocked

LISTS_AT_MOST = 3
"""Lists that are read until one shows what was created: one that is empty or cannot be read bears nothing out."""
LONGEST_NAME = 40
"""Characters that a property has to hold to carry a name."""
T = TypeVar("T")
SIDE_BY_SIDE = 4
"""Requests at one time."""
VALID = Intent(valid=True)
UNREADABLE = (SendyIQError, ValueError, RecursionError, httpx.HTTPError, httpx.InvalidURL)
"""What clients raise over an odd response, a redirect to nowhere included: the transport has it all the same."""


class Api:
    """Calls the operations of one resource by their ids. Every request passes the transport."""

    def __init__(
        self, spec: Spec, transport: GuardedTransport, rng: random.Random, selection: Selection | None = None
    ) -> None:
        self.spec = spec
        self.selection = selection or Selection(spec)
        self.transport = transport
        self.rng = rng
        self.resource: Resource = next(iter(spec.resources.values()))
        self.in_use: set[str] = set()
        """Ids of what is not deleted to make room for others."""
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)
        self._groups = itertools.count(1)
        self._base = str(transport.target).rstrip("/")
        self._client = Client(base_url=self._base, retries=0, httpx_args={"transport": transport, "trust_env": False})
        self._raw = httpx.Client(base_url=self._base, transport=transport, trust_env=False)

    def of(self, resource: Resource) -> Api:
        """Return the same for another resource: connections, names and chance are shared."""
        api = copy.copy(self)
        api.resource, api.in_use = resource, set()
        return api

    @property
    def ownership(self) -> Ownership:
        """What the run has of the resource."""
        return self.transport.ownerships[self.resource.name]

    def close(self) -> None:
        """Close the clients; the transport stays open."""
        self._raw.close()

    def name(self) -> str:
        """Return a name for a new channel that a person recognises and no one else has."""
        return f"{NAME_PREFIX}{self._run}-{next(self._numbers)}"

    def mint(self) -> str:
        """Return an id that nothing has."""
        minted = self.resource.mint_id(self.rng)
        return self.mint() if self.ownership.is_other(minted) else self.ownership.mint(minted)

    def call(
        self,
        operation_id: str,
        resource_id: str | None = None,
        body: dict[str, Any] | None = None,
        intent: Intent = VALID,
    ) -> Interaction:
        """Call an operation through the generated client. What the client makes of the response is no matter here.

        One that the client was not generated for is called as it is.
        """
        operation = self.spec.operations[operation_id]
        generated = client_function(operation)
        if generated is None:
            return self.send_json(operation_id, resource_id, body, intent)
        function, model = generated
        arguments: dict[str, Any] = {"client": self._client}
        if operation.path_parameters:
            arguments[snake(operation.path_parameters[-1])] = resource_id
        if model is not None:
            arguments["body"] = model.from_dict(body or {})
        with self.transport.call(intent) as call:
            try:
                function(**arguments)
            except UNREADABLE:
                if not call.interactions:
                    raise
        return call.interaction

    def send(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        media_type: str | None = "application/json",
        intent: Intent = Intent(),  # noqa: B008 (immutable)
    ) -> Interaction:
        """Send a request as it is."""
        headers = {"Content-Type": media_type} if content is not None and media_type else {}
        with self.transport.call(intent) as call:
            request = self._raw.build_request(method, path, content=content, headers=headers)
            try:
                self._raw.send(request)
            except UNREADABLE:
                if not call.interactions:
                    raise
        return call.interaction

    def send_json(
        self,
        operation_id: str,
        resource_id: str | None,
        body: Any,
        intent: Intent = VALID,
    ) -> Interaction:
        """Send a JSON body as it is, which the client's models would tidy."""
        operation = self.spec.operations[operation_id]
        content = json.dumps(body or {}).encode() if operation.body_pointer else None
        return self.send(operation.method, path_of(operation, resource_id), content, intent=intent)

    def side_by_side(self, *calls: Callable[[], T]) -> list[T]:
        """Make calls that have nothing to do with each other: in turn, or at one time where the target is slow."""
        if not self.transport.budget.is_slow or len(calls) < 2:
            return [call() for call in calls]
        with self._pool(SIDE_BY_SIDE) as pool:
            return [job.result() for job in [pool.submit(call) for call in calls]]

    @contextlib.contextmanager
    def _pool(self, size: int) -> Iterator[ThreadPoolExecutor]:
        """Give threads; where the run is interrupted, none of them goes on waiting for the target."""
        with ThreadPoolExecutor(size) as pool:
            try:
                yield pool
            except KeyboardInterrupt:
                self.transport.budget.clock.cut()
                raise

    def at_once(self, *calls: Callable[..., T], valid: bool = True) -> list[T]:
        """Make calls at the same time, which a server has to keep apart; they take an `intent`."""
        intent = Intent(valid=valid, together=next(self._groups))
        start = threading.Barrier(len(calls))  # or the first is answered before the second thread is there

        def together(call: Callable[..., T]) -> T:
            start.wait()
            return call(intent=intent)

        with self._pool(len(calls)) as pool:
            return [job.result() for job in [pool.submit(together, call) for call in calls]]

    def claim(self, *interactions: Interaction) -> list[str | None]:
        """Return the ids of the channels that creates made, in their order; a list bears them out, and tells the id.

        None stands for one that was refused, or that no list shows to be the run's own.
        """
        names = [name_in(e.request.content) or "" if e.succeeded else "" for e in interactions]
        for _ in range(LISTS_AT_MOST):
            if not any(name and self.ownership.id_of(name) is None for name in names):
                break
            self.list()
        return [self.ownership.id_of(name) for name in names]

    def text_names(self, operation: Operation | None) -> list[str]:
        """Return the text properties of a body that come back, and may have the value that others have."""
        return texts_of(self.resource, operation) if operation else []

    @property
    def carriers(self) -> list[str]:
        """The properties of a create that can carry its name: those in which lists show one, once they have."""
        create = self.resource.creates
        names = self.resource.roundtrip(create) if create else ()
        texts = [
            name
            for name in names
            if create
            and name in self.resource.texts
            and create.body_properties[name].definition.get("maxLength", LONGEST_NAME) >= LONGEST_NAME
        ]
        return [name for name in texts if name in self.ownership.carriers] or texts

    def body(self, operation: Operation, **given: Any) -> dict[str, Any]:
        """Return a valid body with the values given, and with what the document requires besides."""
        return {**required_values(self.spec, operation, self.name), **given}

    def valid_body(self, operation: Operation) -> dict[str, Any]:
        """Return a body that changes something: with a name where it can carry one."""
        texts = self.text_names(operation)
        if operation == self.resource.creates:
            texts = self.carriers
        if texts:
            return self.body(operation, **{texts[0]: self.fitting_name(operation, texts[0])})
        flags = [name for name, sent in operation.body_properties.items() if sent.is_flag]
        return self.body(operation, **dict.fromkeys(flags[:1], True))

    def fitting_name(self, operation: Operation, text: str) -> str:
        """Return a name, or as much of its end as a text property of a body takes."""
        return operation.body_properties[text].end_of(self.name())

    def keep_name(self, resource_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Give an update that would overwrite a channel's name a new one: by it the channel is known again."""
        carriers = self.ownership.carriers_of(resource_id)
        if not carriers or not carriers <= body.keys():
            return body
        name = self.name()
        self.ownership.rename(resource_id, name)
        return {**body, self.rng.choice(sorted(carriers)): name}

    def make_room(self) -> None:
        """Where the run may create no more: list, which settles its creates, and delete what is not in use."""
        if self.ownership.room > 0 or self.ownership.stopped or not self.resource.is_deletable:
            return
        if self.ownership.unsettled:
            self.list()
        if self.ownership.room <= 0:
            for resource_id in self.ownership.alive:
                if resource_id not in self.in_use:
                    self.delete(resource_id)

    # The calls that every part of the suite makes

    def list(self) -> Interaction:
        """List the resource."""
        if self.resource.lists is None:
            raise RequestBlocked(f"nothing lists {self.resource.name}")
        return self.call(self.resource.lists.id)

    def create(self, body: dict[str, Any] | None = None) -> str | None:
        """Create one with a recognisable name; return its id once a list has borne it out."""
        create = self.resource.creates
        if create is None or not (body or self.carriers):
            return None
        return self.claim(self.call(create.id, body=self.valid_body(create) if body is None else body))[0]

    def delete(self, resource_id: str, intent: Intent = VALID) -> Interaction:
        """Delete one that is the run's. Once something else was gone with a delete, list after each."""
        if self.resource.deletes is None:
            raise RequestBlocked(f"nothing deletes {self.resource.name}")
        deleted = self.call(self.resource.deletes.id, resource_id, intent=intent)
        if self.ownership.deletes_astray:
            self.list()
        return deleted


def path_of(operation: Operation, resource_id: str | None) -> str:
    """Fill the path of an operation; the id goes in as it is."""
    return re.sub(r"\{\w+\}", lambda _: resource_id or "", operation.path)


def client_function(operation: Operation) -> tuple[typing.Callable[..., Any], Any] | None:
    """Find the generated function of an operation, and the model of its body; None where there is none, or several."""
    try:
        module = importlib.import_module(f"{PACKAGE}.api.{module_of(operation)}")
    except ModuleNotFoundError:
        return None
    function = module.sync_detailed
    taken = typing.get_type_hints(function).get("body")
    models = [each for each in (taken, *typing.get_args(taken)) if hasattr(each, "from_dict")]  # or Unset, if optional
    return None if taken is not None and len(models) != 1 else (function, models[0] if models else None)
