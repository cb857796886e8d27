"""How the suite calls the API: through the generated client, or raw where the client could not send such a request."""

from __future__ import annotations

import importlib
import itertools
import json
import random
import re
import secrets
import threading
import typing
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from sendyiq_social_channels import Client, SendyIQError

from contract_tests.channels import CREATE, DELETE, LIST
from contract_tests.exchange import Exchange, Intent
from contract_tests.gate import Gate
from contract_tests.identity import NAME_PREFIX, name_in, new_id
from contract_tests.spec import Operation, Spec, snake

T = TypeVar("T")
SIDE_BY_SIDE = 4
"""Requests at one time."""
VALID = Intent(valid=True)
UNREADABLE = (SendyIQError, ValueError, RecursionError, httpx.HTTPError, httpx.InvalidURL)
"""What clients raise over an odd answer, a redirect to nowhere included: the gate has the answer all the same."""


class Api:
    """Calls operations by their ids. Every request passes the gate."""

    def __init__(self, spec: Spec, gate: Gate, rng: random.Random) -> None:
        self.spec = spec
        self.gate = gate
        self.rng = rng
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)
        self._groups = itertools.count(1)
        self._base = str(gate.target).rstrip("/")
        self._client = Client(base_url=self._base, retries=0, httpx_args={"transport": gate, "trust_env": False})
        self._raw = httpx.Client(base_url=self._base, transport=gate, trust_env=False)

    def close(self) -> None:
        """Close the clients; the gate stays open."""
        self._raw.close()

    def name(self) -> str:
        """Return a name for a new channel that a person recognises and no one else has."""
        return f"{NAME_PREFIX}{self._run}-{next(self._numbers)}"

    def mint(self) -> str:
        """Return an id that no channel has."""
        minted = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return self.mint() if self.gate.ownership.is_other(minted) else self.gate.ownership.mint(minted)

    def call(
        self,
        operation_id: str,
        channel_id: str | None = None,
        body: dict[str, Any] | None = None,
        intent: Intent = VALID,
    ) -> Exchange:
        """Call an operation through the generated client. What the client makes of the answer is no matter here."""
        operation = self.spec.operations[operation_id]
        function, model = client_function(operation)
        arguments: dict[str, Any] = {"client": self._client}
        if operation.path_parameters:
            arguments[snake(operation.path_parameters[0])] = channel_id
        if model is not None:
            arguments["body"] = model.from_dict(body or {})
        with self.gate.call(intent) as call:
            try:
                function(**arguments)
            except UNREADABLE:
                if not call.exchanges:
                    raise
        return call.exchange

    def send(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        media_type: str | None = "application/json",
        intent: Intent = Intent(),  # noqa: B008 (immutable)
    ) -> Exchange:
        """Send a request as it is."""
        headers = {"Content-Type": media_type} if content is not None and media_type else {}
        with self.gate.call(intent) as call:
            request = self._raw.build_request(method, path, content=content, headers=headers)
            try:
                self._raw.send(request)
            except UNREADABLE:
                if not call.exchanges:
                    raise
        return call.exchange

    def send_json(
        self,
        operation_id: str,
        channel_id: str | None,
        body: Any,
        intent: Intent = VALID,
    ) -> Exchange:
        """Send a JSON body as it is, which the client's models would tidy."""
        operation = self.spec.operations[operation_id]
        content = json.dumps(body).encode()
        return self.send(operation.method, path_of(operation, channel_id), content, intent=intent)

    def side_by_side(self, *calls: Callable[[], T]) -> list[T]:
        """Make calls that have nothing to do with each other: in turn, or at one time where the target is slow."""
        if not self.gate.budget.is_slow or len(calls) < 2:
            return [call() for call in calls]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return [job.result() for job in [pool.submit(call) for call in calls]]

    def at_once(self, *calls: Callable[..., T], valid: bool = True) -> list[T]:
        """Make calls at the same time, which a server has to keep apart; they take an `intent`."""
        intent = Intent(valid=valid, together=next(self._groups))
        start = threading.Barrier(len(calls))  # or the first is answered before the second thread is there

        def together(call: Callable[..., T]) -> T:
            start.wait()
            return call(intent=intent)

        with ThreadPoolExecutor(len(calls)) as pool:
            return [job.result() for job in [pool.submit(together, call) for call in calls]]

    # The calls that every part of the suite makes

    def list(self) -> Exchange:
        """List the channels."""
        return self.call(LIST)

    def create(self, body: dict[str, Any] | None = None) -> str | None:
        """Create a channel with a recognisable name; return its id if it got one."""
        exchange = self.call(CREATE, body={"displayName": self.name()} if body is None else body)
        return self.created_id(exchange)

    def created_id(self, exchange: Exchange) -> str | None:
        """Return the id of the channel that an exchange created, if it is the run's own.

        Where the answer does not tell it, which it need not, a list does: the channel is known by its name.
        """
        if not exchange.succeeded or exchange.operation is None:
            return None
        channel_id, name = new_id(exchange.operation, exchange.json), name_in(exchange.request.content)
        if isinstance(channel_id, str) and self.gate.ownership.may_change(channel_id):
            return channel_id
        if name is None or exchange.operation.id != CREATE:
            return None
        self.list()
        return self.gate.ownership.id_of(name)

    def delete(self, channel_id: str) -> Exchange:
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
