"""The gate through which every request of a run passes: it counts, paces, waits, guards the store and shows answers."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx

from contract_tests.exchange import Exchange, Intent
from contract_tests.guard import Guard, RefusedByGate
from contract_tests.identity import name_in, new_id
from contract_tests.journal import Journal
from contract_tests.ownership import Ownership
from contract_tests.redaction import Redactor
from contract_tests.spec import Operation, Spec
from contract_tests.wire import LONGEST_WAIT, Endless, Wire, pause

RESENT = "resent"
"""Extension of a request that was sent before and may have been served then."""
ATTEMPTS = 8
"""How often one request is sent before the target counts as gone: in all for longer than most limits look back."""
PAUSED_AT_MOST = 600.0
"""Seconds that a run is put off in all."""
SLOW = 0.05
"""Seconds for an answer from which on a target is slow."""
LOCKED_OUT = 2
"""Lists in a row that are answered 401 to the key: from then on it counts as revoked or locked."""
REFUSED_KEYS_AT_MOST = 20
"""Requests without a good key in a run: a real key must not get locked."""


class BudgetSpent(Exception):  # noqa: N818
    """The profile's requests are used up."""


class TargetGone(Exception):  # noqa: N818
    """The target stopped answering."""

    def __init__(self, why: str, *, never_sent: bool = False) -> None:
        super().__init__(why)
        self.never_sent = never_sent


@dataclass
class Call:
    """What is to be known of requests made in a context: why they are sent, and what was exchanged."""

    intent: Intent
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def exchange(self) -> Exchange:
        """The last exchange."""
        return self.exchanges[-1]


_call: contextvars.ContextVar[Call] = contextvars.ContextVar("call")


@dataclass
class Limits:
    """What a run may send."""

    rate: float = 0.0
    """Requests a second; 0 for no limit."""
    requests: int = 700
    read_only: bool = False


class Gate(httpx.BaseTransport):
    """An httpx transport: whatever makes a request, it goes out only through `handle_request`."""

    def __init__(
        self,
        spec: Spec,
        target: str,
        keys: dict[str, str],
        limits: Limits,
        journal: Journal,
        redactor: Redactor,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.spec = spec
        self.target = httpx.URL(target)
        self.keys = keys
        self.limits = limits
        self.journal = journal
        self.redactor = redactor
        self.ownership = Ownership(journal)
        self._guard = Guard(spec, self.target, self.ownership, read_only=limits.read_only)
        self.sent = 0
        self.observers: list[Callable[[Exchange], None]] = []
        self.cleaning = False
        self.ended: BudgetSpent | TargetGone | None = None
        """Why nothing is sent any more but the clean-up."""
        self.mistake: Exception | None = None
        """What an observer raised: a mistake of ours, which ends the run too."""
        self._lock = threading.Lock()
        self._observing = threading.RLock()
        self._next_slot = 0.0
        self._paused = 0.0
        self._took: deque[float] = deque(maxlen=20)
        self._bad_keys = 0
        self._locked_out = 0
        self._wire = Wire(transport)

    @contextlib.contextmanager
    def call(self, intent: Intent) -> Iterator[Call]:
        """Say why the requests of this context are sent."""
        call = Call(intent)
        token = _call.set(call)
        try:
            yield call
        finally:
            _call.reset(token)

    @property
    def left(self) -> int:
        """Requests that may still be sent; what the clean-up will need is kept back."""
        reserve = 2 * len(self.ownership.alive) + 2
        return max(0, self.limits.requests - self.sent - (0 if self.cleaning else reserve))

    @property
    def is_slow(self) -> bool:
        """Whether the target lets us wait, so that requests had better go side by side."""
        with self._lock:
            return bool(self._took) and statistics.median(self._took) > SLOW

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request if it can do no harm, and show the answer to the observers.

        Raises RefusedByGate, BudgetSpent or TargetGone; never sends to another origin than the target's.
        """
        if self.ended is not None and not self.cleaning:
            raise self.ended
        if self.mistake is not None and not self.cleaning:
            raise self.mistake
        call = _call.get(None) or Call(Intent())
        request.read()
        operation = self.spec.match(request.method, request.url.path)
        channel_id = self._guard.channel_id(request)
        self._guard.check(request, operation)
        self._authenticate(request, call.intent)
        name = self._note_create(request)
        try:
            response = self._send(request, operation, channel_id, self._is_bad(call.intent))
        except (TargetGone, BudgetSpent, RefusedByGate) as stop:
            self.ended = None if isinstance(stop, RefusedByGate) else stop
            if name is not None and getattr(stop, "never_sent", True) and RESENT not in request.extensions:
                self.ownership.settle(name, look_out=False)
            raise
        intent = call.intent
        if RESENT in request.extensions:  # the first sending may have been served: the answer may speak of the second
            intent = dataclasses.replace(intent, valid=False)
        exchange = Exchange(self.sent, operation, request, response, intent, channel_id)
        with self._lock:
            self._took.append(response.elapsed.total_seconds())
        call.exchanges.append(exchange)
        self._learn(exchange, name)
        self._show(exchange)
        self._look_for_lock(exchange)
        return response

    def _look_for_lock(self, exchange: Exchange) -> None:
        """End the run where the key is taken no more: what follows would test nothing."""
        operation, intent = exchange.operation, exchange.intent
        if operation is None or operation.changes or intent.key != "full" or intent.key_in_query:
            return
        self._locked_out = self._locked_out + 1 if exchange.status == 401 else 0
        if self._locked_out == LOCKED_OUT and not self.cleaning:
            self.ended = TargetGone("it refuses the key, with which it listed the channels before")

    def _show(self, exchange: Exchange) -> None:
        with self._observing:
            for observer in self.observers:
                try:
                    observer(exchange)
                except Exception as mistake:  # noqa: BLE001 (the client above would take it for an odd answer)
                    self.mistake = self.mistake or mistake

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _authenticate(self, request: httpx.Request, intent: Intent) -> None:
        request.headers.pop(self.spec.key_header, None)
        request.headers.pop("cookie", None)  # with a session, a request without a key would not be one
        key = self.keys.get(intent.key, intent.key) if intent.key is not None else None
        if key is None:
            return
        if intent.key_in_query:
            request.url = request.url.copy_add_param(self.spec.key_header, key)
        else:
            request.headers[self.spec.key_header] = key

    # Sending

    def _is_bad(self, intent: Intent) -> bool:
        """Whether a request without a good key is about to go out."""
        return intent.key not in self.keys or intent.key_in_query

    def _send(
        self, request: httpx.Request, operation: Operation | None, channel_id: str | None, bad_key: bool
    ) -> httpx.Response:
        """Send, and send again for as long as the target asks for a pause."""
        after = 0.0
        for attempt in range(ATTEMPTS):
            if attempt:
                self._wait(max(after, 2.0 ** (attempt - 2)) if attempt > 2 else after)
            response = self._send_once(request, bad_key)
            seconds = pause(response)
            if seconds is None:
                return response
            after = seconds
            if response.status_code != 429:
                request.extensions[RESENT] = True
            else:
                self._show(Exchange(self.sent, operation, request, response, Intent(), channel_id))
            if after > LONGEST_WAIT:
                raise TargetGone(f"it asks for a pause of {after:.0f} s")
        raise TargetGone(f"it answered {response.status_code} {ATTEMPTS} times in a row")

    def _wait(self, seconds: float) -> None:
        self._paused += seconds
        if self._paused > PAUSED_AT_MOST * (2 if self.cleaning else 1):
            raise TargetGone(f"it asked for pauses of more than {PAUSED_AT_MOST:.0f} s in all")
        time.sleep(seconds)

    def _send_once(self, request: httpx.Request, bad_key: bool) -> httpx.Response:
        """Send; once more where the connection broke. A create whose answer was lost is looked for in later lists."""
        for again in (True, False):
            self._pay(bad_key)
            try:
                return self._wire.send(request)
            except httpx.HTTPError as error:
                if not isinstance(error, httpx.ConnectError):
                    request.extensions[RESENT] = True
                if not again or isinstance(error, httpx.TimeoutException | Endless):
                    why = f"{type(error).__name__} at {request.method} {request.url.path}"
                    raise TargetGone(why, never_sent=isinstance(error, httpx.ConnectError)) from None
        raise AssertionError("unreachable")

    def _pay(self, bad_key: bool) -> None:
        """Count a request and wait for its turn."""
        with self._lock:
            if self.left <= 0:
                raise BudgetSpent
            if bad_key and self._bad_keys >= REFUSED_KEYS_AT_MOST:
                raise RefusedByGate(f"{REFUSED_KEYS_AT_MOST} requests of the run had a bad key: more could lock a key")
            self.sent += 1
            self._bad_keys += bad_key
            if not self.limits.rate:
                return
            now = time.monotonic()
            slot = max(now, self._next_slot)
            self._next_slot = slot + 1 / self.limits.rate
        time.sleep(slot - now)

    # What answers tell

    def _note_create(self, request: httpx.Request) -> str | None:
        """Note a request that may create a channel before it goes out; return the name to know it by."""
        if request.method != "POST" or self._guard.channel_id(request) is not None:
            return None
        name = name_in(request.content) or f"(without a name, request {self.sent + 1})"
        self.ownership.expect(name)  # whatever ends the wait for the answer
        return name

    def _learn(self, exchange: Exchange, name: str | None) -> None:
        operation = exchange.operation
        if name is not None:
            self._learn_create(exchange, name)
        elif _is_gone(exchange) and exchange.channel_id:
            self.ownership.gone(exchange.channel_id)
        elif exchange.succeeded and exchange.request.method == "GET" and operation and not operation.path_parameters:
            self.ownership.see_list(exchange.response.content)

    def _learn_create(self, exchange: Exchange, name: str) -> None:
        operation = exchange.operation
        if exchange.status >= 500:
            self.ownership.create_failed(name)
        elif not exchange.succeeded:
            self.ownership.settle(name, look_out=True)  # refused, and yet there?
        elif operation and self.ownership.adopt(new_id(operation, exchange.json), name):
            self.ownership.settle(name, look_out=RESENT in exchange.request.extensions)  # sent twice, there twice?
        else:
            self.ownership.creates_tell_nothing = True


def _is_gone(exchange: Exchange) -> bool:
    """Whether a channel is gone by this answer: it was deleted, or the path knows it no more."""
    if exchange.operation is None or exchange.request.method != "DELETE":
        return False
    return exchange.succeeded or (exchange.status in (404, 410) and exchange.intent.key == "full")
