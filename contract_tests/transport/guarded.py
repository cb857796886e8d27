"""The guarded transport, through which every request of a run passes: it counts, paces, waits, and guards the store."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from contract_tests.spec import Resource, Spec
from contract_tests.transport import http_client
from contract_tests.transport.budget import Budget, BudgetSpent, Limits
from contract_tests.transport.clock import OutOfTime
from contract_tests.transport.http_client import Busy, Endless, HttpClient, TargetUnavailable
from contract_tests.transport.identity import name_in
from contract_tests.transport.interaction import Intent, Interaction
from contract_tests.transport.journal import Journal
from contract_tests.transport.ownership import Ownership
from contract_tests.transport.policy import RequestBlocked, SafetyPolicy, Subject
from contract_tests.transport.redaction import Redactor

SENT = "sent"
"""Extension of a request that went out, or may have."""
RESENT = "resent"
"""Extension of a request that was sent before and may have been served then."""
ATTEMPTS = 8
"""How often one request is sent before the target counts as gone: in all for longer than most limits look back."""
LOCKED_OUT = 2
"""Lists in a row that are answered 401 to the key: from then on it counts as revoked or locked."""


@dataclass
class Call:
    """What is to be known of requests made in a context: why they are sent, and what was exchanged."""

    intent: Intent
    interactions: list[Interaction] = field(default_factory=list)

    @property
    def interaction(self) -> Interaction:
        """The last interaction."""
        return self.interactions[-1]


_call: contextvars.ContextVar[Call] = contextvars.ContextVar("call")


class GuardedTransport(httpx.BaseTransport):
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
        self.budget = Budget(limits)
        self.ownerships = {
            name: Ownership(journal, resource, trust_creates=limits.trust_creates)
            for name, resource in spec.resources.items()
        }
        """By the name of the resource."""
        self._policy = SafetyPolicy(
            spec, self.target, self.ownerships, read_only=limits.read_only, is_mock=limits.is_mock
        )
        self.observers: list[Callable[[Interaction], None]] = []
        self.ended: BudgetSpent | TargetUnavailable | OutOfTime | None = None
        """Why nothing is sent any more but the clean-up."""
        self.mistake: Exception | None = None
        """What an observer raised: a mistake of ours, which ends the run too."""
        self.first_delete: float | None = None
        """When the first delete of something of the run was answered, by the clock."""
        self._observing = threading.RLock()
        self._admitting = threading.Lock()
        self._locked_out = 0
        self._http = HttpClient(self.budget.clock, transport)

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
    def remaining(self) -> int:
        """Requests that may still be sent; what the clean-up will need is kept back."""
        return self.budget.remaining(self._reserve)

    @property
    def sent(self) -> int:
        """Requests that went out."""
        return self.budget.sent

    @property
    def _reserve(self) -> int:
        return sum(2 * len(ownership.alive) + 2 for ownership in self.ownerships.values() if ownership.listed) or 2

    def _ownership(self, resource: Resource | None) -> Ownership | None:
        return self.ownerships[resource.name] if resource else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request if it can do no harm, and show the response to the observers.

        Raises RequestBlocked, BudgetSpent, OutOfTime or TargetUnavailable; sends to the target's origin alone.
        """
        if (stop := self.ended or self.mistake) is not None and not self.budget.cleaning:
            raise stop
        call = _call.get(None) or Call(Intent())
        request.read()
        subject = self._policy.subject(request)
        ownership = self._ownership(subject.resource)
        with self._admitting:  # of two creates at one time the second one counts the first
            self._policy.check(request, subject)
            self._authenticate(request, call.intent)
            name = self._note_create(request, subject)
            started = ownership.tick() if ownership else 0
            if ownership and subject.id is not None and request.method != "GET":
                ownership.touch(subject.id)
        try:
            response = self._send(request, subject, self._is_bad(call.intent), name)
        except (TargetUnavailable, BudgetSpent, OutOfTime, RequestBlocked) as stop:
            self.ended = None if isinstance(stop, RequestBlocked) else stop
            if ownership and name is not None and SENT not in request.extensions:
                ownership.never_sent(name)
            raise
        intent = call.intent
        if RESENT in request.extensions:  # the first sending may have been served: the response may speak of the second
            intent = dataclasses.replace(intent, valid=False)
        interaction = self._interaction(request, response, intent, subject)
        self.budget.record_latency(interaction.seconds)
        call.interactions.append(interaction)
        if ownership:
            self._learn(interaction, ownership, name, started)
        self._show(interaction)
        self._look_for_lock(interaction)
        interaction.release()
        return response

    def _interaction(
        self, request: httpx.Request, response: httpx.Response, intent: Intent, subject: Subject
    ) -> Interaction:
        sent_at = (datetime.now(UTC) - response.elapsed).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        numbered = self.sent, subject.operation, request, response, intent
        return Interaction(*numbered, subject.resource, subject.id, sent_at, response.elapsed.total_seconds())

    def _look_for_lock(self, interaction: Interaction) -> None:
        """End the run where the key is taken no more: what follows would test nothing."""
        intent = interaction.intent
        if interaction.operation is None or interaction.operation.changes or not intent.has_key:
            return
        self._locked_out = self._locked_out + 1 if interaction.status == 401 else 0
        if self._locked_out == LOCKED_OUT and not self.budget.cleaning:
            self.ended = TargetUnavailable("it refuses the key, with which it listed the channels before")

    def _show(self, interaction: Interaction) -> None:
        with self._observing:
            for observer in self.observers:
                try:
                    observer(interaction)
                except Exception as mistake:  # noqa: BLE001 (the client above would take it for an odd response)
                    self.mistake = self.mistake or mistake

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

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

    def _send(self, request: httpx.Request, subject: Subject, bad_key: bool, name: str | None) -> httpx.Response:
        """Send, and send again for as long as the target asks for a pause."""
        after = 0.0
        for attempt in range(ATTEMPTS):
            if attempt:
                self.budget.pause(max(after, 2.0 ** (attempt - 2)) if attempt > 2 else after)
                self._look_first(request, name)
            response = self._send_once(request, bad_key, name, self._kept_back(request, subject))
            seconds = http_client.pause(response)
            if seconds is None:
                return response
            after = seconds
            self.budget.throttled(bad_key=bad_key, too_many=response.status_code == 429)
            if response.status_code != 429:
                request.extensions[RESENT] = True
            else:
                self._show(self._interaction(request, response, Intent(), subject))
            if after > http_client.LONGEST_WAIT:
                raise Busy(f"it asks for a pause of {after:.0f} s")
        raise Busy(f"it answered {response.status_code} {ATTEMPTS} times in a row")

    def _look_first(self, request: httpx.Request, name: str | None) -> None:
        """Before a create is sent again, look whether it has made its channel: no create makes two.

        Raises RequestBlocked where it has, or where a list could not show it.
        """
        if name is None:
            return
        ownership = self._ownership(self._policy.subject(request).resource)
        lists = ownership.resource.lists if ownership else None
        if ownership and lists:
            with self.call(Intent()):
                self.handle_request(httpx.Request(lists.method, self.target.join(lists.path)))
            if name_in(name.encode()) is not None and ownership.id_of(name) is None:
                return
        raise RequestBlocked("a create was answered with a pause or not at all, and what it makes is there perhaps")

    def _kept_back(self, request: httpx.Request, subject: Subject) -> int:
        ownership = self._ownership(subject.resource)  # of what the clean-up needs, a delete of the run's own is one
        return self._reserve - (ownership is not None and request.method == "DELETE" and subject.id in ownership.alive)

    def _send_once(self, request: httpx.Request, bad_key: bool, name: str | None, kept_back: int) -> httpx.Response:
        """Send; once more where the connection broke. A create whose answer was lost is looked for in later lists."""
        for again in (True, False):
            self.budget.acquire(kept_back, bad_key=bad_key)
            before = request.extensions.get(SENT)
            request.extensions[SENT] = True
            try:
                return self._http.send(request)
            except httpx.HTTPError as error:
                if isinstance(error, httpx.ConnectError) and not before:
                    del request.extensions[SENT]
                if not isinstance(error, httpx.ConnectError):
                    request.extensions[RESENT] = True
                if not again or isinstance(error, httpx.TimeoutException | Endless):
                    what = f" ({error})" if isinstance(error, httpx.ConnectError) else ""
                    why = f"{type(error).__name__}{what} at {request.method} {request.url.path}"
                    raise TargetUnavailable(why) from None
                self._http.renew()
                if request.extensions.get(RESENT):
                    self._look_first(request, name)
        raise AssertionError("unreachable")

    # What responses tell

    def _note_create(self, request: httpx.Request, subject: Subject) -> str | None:
        """Note a request that may create something before it goes out; return the name to know it by."""
        ownership, name = self._ownership(subject.resource), name_in(request.content)
        if ownership is None or (subject.id is not None and ownership.is_own(subject.id)):
            return None
        if name is not None:
            ownership.expect(name)
        elif request.method == "POST" and subject.id is None:
            name = f"one without a name, request {self.sent + 1} ({secrets.token_hex(3)})"
            ownership.expect(name, named=False)
        return name

    def _learn(self, interaction: Interaction, ownership: Ownership, name: str | None, started: int) -> None:
        if name is not None:
            self._learn_create(interaction, ownership, name)
        elif interaction.has_deleted and interaction.resource_id:
            ownership.mark_deleted(interaction.resource_id, found=interaction.succeeded)
            self.first_delete = self.first_delete or self.budget.clock.now()
        elif interaction.succeeded and interaction.is_list:
            ownership.see_list(interaction.response.content, started, interaction.response.headers)

    @staticmethod
    def _learn_create(interaction: Interaction, ownership: Ownership, name: str) -> None:
        """Pass on what became of a create. What nothing should have created, a list shows if it is there.

        A gateway's status says nothing of it: what is behind may still make the channel, after any list.
        """
        if interaction.succeeded and interaction.does("creates"):
            ownership.served(name, interaction.made)
        elif interaction.status not in http_client.GATEWAY:
            ownership.refused(name, failed=interaction.status >= 500)
