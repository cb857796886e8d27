"""How the suite calls the API: through the generated client, or raw where the client could not send such a request."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import random
import re
import secrets
import threading
import typing
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from sendyiq_social_channels import Client, SendyIQError

from contract_tests.checks.state.own import CHANNEL, CREATE, DELETE, LIST
from contract_tests.checks.values import is_date_time_property
from contract_tests.spec import Operation, Spec, at, snake
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.identity import NAME_PREFIX, name_in
from contract_tests.transport.interaction import Intent, Interaction

LISTS_AT_MOST = 3
"""Lists that are read until one shows what was created: one that is empty or cannot be read bears nothing out."""
T = TypeVar("T")
SIDE_BY_SIDE = 4
"""Requests at one time."""
VALID = Intent(valid=True)
UNREADABLE = (SendyIQError, ValueError, RecursionError, httpx.HTTPError, httpx.InvalidURL)
"""What clients raise over an odd answer, a redirect to nowhere included: the transport has the answer all the same."""


class Api:
    """Calls operations by their ids. Every request passes the transport."""

    def __init__(self, spec: Spec, transport: GuardedTransport, rng: random.Random) -> None:
        self.spec = spec
        self.transport = transport
        self.rng = rng
        self.in_use: set[str] = set()
        """Ids of channels that are not deleted to make room for others."""
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)
        self._groups = itertools.count(1)
        self._base = str(transport.target).rstrip("/")
        self._client = Client(base_url=self._base, retries=0, httpx_args={"transport": transport, "trust_env": False})
        self._raw = httpx.Client(base_url=self._base, transport=transport, trust_env=False)

    def close(self) -> None:
        """Close the clients; the transport stays open."""
        self._raw.close()

    def name(self) -> str:
        """Return a name for a new channel that a person recognises and no one else has."""
        return f"{NAME_PREFIX}{self._run}-{next(self._numbers)}"

    def mint(self) -> str:
        """Return an id that no channel has."""
        minted = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return self.mint() if self.transport.ownership.is_other(minted) else self.transport.ownership.mint(minted)

    def call(
        self,
        operation_id: str,
        channel_id: str | None = None,
        body: dict[str, Any] | None = None,
        intent: Intent = VALID,
    ) -> Interaction:
        """Call an operation through the generated client. What the client makes of the answer is no matter here."""
        operation = self.spec.operations[operation_id]
        function, model = client_function(operation)
        arguments: dict[str, Any] = {"client": self._client}
        if operation.path_parameters:
            arguments[snake(operation.path_parameters[0])] = channel_id
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
        channel_id: str | None,
        body: Any,
        intent: Intent = VALID,
    ) -> Interaction:
        """Send a JSON body as it is, which the client's models would tidy."""
        operation = self.spec.operations[operation_id]
        content = json.dumps(body).encode()
        return self.send(operation.method, path_of(operation, channel_id), content, intent=intent)

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
            if not any(name and self.transport.ownership.id_of(name) is None for name in names):
                break
            self.list()
        return [self.transport.ownership.id_of(name) for name in names]

    def text_names(self, operation_id: str) -> list[str]:
        """Return the text properties of a body that come back: those that a channel has too."""
        shown = at(self.spec.document, CHANNEL)
        sent = at(self.spec.document, self.spec.operations[operation_id].body_pointer or "")["properties"]
        return [
            name
            for name, schema in sent.items()
            if name in shown and "string" in schema["type"] and not is_date_time_property(schema)
        ]

    @property
    def carriers(self) -> list[str]:
        """The properties of a create that can carry its name: those in which lists show one, once they have."""
        texts = self.text_names(CREATE)
        return [name for name in texts if name in self.transport.ownership.carriers] or texts

    def keep_name(self, channel_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Give an update that would overwrite a channel's name a new one: by it the channel is known again."""
        carriers = self.transport.ownership.carriers_of(channel_id)
        if not carriers or not carriers <= body.keys():
            return body
        name = self.name()
        self.transport.ownership.rename(channel_id, name)
        return {**body, self.rng.choice(sorted(carriers)): name}

    def make_room(self) -> None:
        """Where the run may create no more: list, which settles its creates, and delete what is not in use."""
        if self.transport.ownership.room > 0 or self.transport.ownership.stopped:
            return
        if self.transport.ownership.unsettled:
            self.list()
        if self.transport.ownership.room <= 0:
            for channel_id in self.transport.ownership.alive:
                if channel_id not in self.in_use:
                    self.delete(channel_id)

    # The calls that every part of the suite makes

    def list(self) -> Interaction:
        """List the channels."""
        return self.call(LIST)

    def create(self, body: dict[str, Any] | None = None) -> str | None:
        """Create a channel with a recognisable name; return its id once a list has borne it out."""
        carrier = next(iter(self.carriers), "")
        return self.claim(self.call(CREATE, body={carrier: self.name()} if body is None else body))[0]

    def delete(self, channel_id: str) -> Interaction:
        """Delete a channel of the run."""
        return self.call(DELETE, channel_id)


def path_of(operation: Operation, channel_id: str | None) -> str:
    """Fill the path of an operation; the id goes in as it is."""
    return re.sub(r"\{\w+\}", lambda _: channel_id or "", operation.path)


def client_function(operation: Operation) -> tuple[typing.Callable[..., Any], Any]:
    """Find the generated function of an operation, and the model of its body, by the generator's naming."""
    tag = snake(operation.definition.get("tags", ["default"])[0])
    module = importlib.import_module(f"sendyiq_social_channels.api.{tag}.{snake(operation.id)}")
    function = module.sync_detailed
    return function, typing.get_type_hints(function).get("body")
