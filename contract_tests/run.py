"""One run of the contract suite: from the first list to the verdict."""

from __future__ import annotations

import contextlib
import functools
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from contract_tests import preflight, sequences
from contract_tests.access import Access
from contract_tests.answers import AnswerJudge
from contract_tests.api import Api
from contract_tests.budget import BudgetSpent, Limits
from contract_tests.channels import CREATE, DELETE, Own
from contract_tests.exchange import Exchange, Intent
from contract_tests.findings import Finding, findings
from contract_tests.gate import Gate
from contract_tests.guard import RefusedByGate
from contract_tests.journal import Journal, JournalLost, now
from contract_tests.ledger import Ledger
from contract_tests.model import Model
from contract_tests.properties import Properties
from contract_tests.redaction import Redactor
from contract_tests.rejection import Rejection
from contract_tests.replay import History, Replay
from contract_tests.results import Results
from contract_tests.rounds import Rounds
from contract_tests.settings import Settings
from contract_tests.shrink import Shrinker
from contract_tests.spec import Spec
from contract_tests.wire import TargetGone

EXIT_CODES = {"kept": 0, "broken": 1, "unable": 2, "incomplete": 3}


@dataclass
class Outcome:
    """All that a report tells of a run."""

    settings: Settings
    target: str
    results: Results
    started: str
    seconds: float = 0.0
    requests: int = 0
    created: int = 0
    deleted: int = 0
    left: list[str] = field(default_factory=list)
    in_doubt: list[str] = field(default_factory=list)
    stopped: str | None = None
    """Why the run ended before its plan did."""
    unable: str | None = None
    never_succeeded: list[str] = field(default_factory=list)
    budget_spent_in: str | None = None
    """The phase in which the profile's requests were used up, if they were."""
    cut_short: dict[str, str] = field(default_factory=dict)
    """Phase to why it ended before its plan did."""
    findings: list[Finding] = field(default_factory=list)
    channels: dict[str, Own] = field(default_factory=dict)
    """All channels of the run, by normalised id."""

    @property
    def verdict(self) -> str:
        """`unable`, `broken`, `incomplete` or `kept`, in this order."""
        if self.unable:
            return "unable"
        if self.results.failures:
            return "broken"
        if self.never_succeeded or self.results.never_ran or self.stopped or self.cut_short:
            return "incomplete"
        return "kept"

    @property
    def exit_code(self) -> int:
        """What the process exits with."""
        if self.verdict in ("kept", "incomplete") and self.settings.strict and self.results.ledger.refuted:
            return 1
        return EXIT_CODES[self.verdict]


class Run:
    """Holds the parts of a run together."""

    def __init__(
        self,
        spec: Spec,
        settings: Settings,
        target: str,
        redactor: Redactor,
        progress: Callable[[str, int, int], None],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self._progress = progress
        self._rng = random.Random(f"contract-tests {settings.seed}")  # a number alone may be another's seed
        self._credentials = {name: f"{self._rng.getrandbits(160):040x}" for name in ("accessToken", "appSecret")}
        keys = {
            "full": settings.key,
            **({"read-only": settings.read_only_key} if settings.read_only_key else {}),
        }
        for name, value in (
            *keys.items(),
            *self._credentials.items(),
        ):
            redactor.add(value, f"[{name} key]" if name in keys else f"[{name}]")
        limits = Limits(settings.rate, settings.profile.requests, read_only=settings.read_only)
        journal = Journal(settings.reports, target, now())
        self.gate = Gate(spec, target, keys, limits, journal, redactor, transport)
        self.results = Results(Ledger(spec))
        self.history = History()
        self.model = Model(spec, self.results, self.gate.ownership)
        self.gate.observers += [AnswerJudge(spec, self.results, redactor), self.model, self.history, self._count]
        self.api = Api(spec, self.gate, self._rng)
        self.outcome = Outcome(settings, target, self.results, now())
        self._succeeded: set[str] = set()
        self._creates: set[int] = set()
        """What creates with the key were answered."""
        self._name = ""
        self._unanswered = False
        """Whether the last step of the clean-up had no answer."""
        self._rounds: Rounds | None = None

    def run(self) -> Outcome:
        """Run all phases that the profile has; whatever happens, clean up and say what was found until then."""
        started = time.monotonic()
        try:
            self.outcome.unable = self.settings.key_problem or preflight.find_reason(self.api)
            if not self.outcome.unable:
                self._phases()
        except BudgetSpent:  # where findings cost requests, the plan is longer: what finds most comes first
            self.outcome.budget_spent_in = self._name
        except TargetGone as gone:
            self.outcome.stopped = f"the target went away: {gone}"
        except KeyboardInterrupt:
            self.outcome.stopped = "interrupted"
        except JournalLost as lost:
            self.outcome.stopped = str(lost)
        except Exception as error:  # noqa: BLE001 (a mistake of ours must not cost what was found)
            self._mistaken(error)
        finally:
            self._clean_up()
        if self.gate.mistake is not None:
            self._mistaken(self.gate.mistake)
        self._conclude(time.monotonic() - started)
        return self.outcome

    def _mistaken(self, error: Exception) -> None:
        if self.outcome.stopped is None:
            traceback.print_exception(error)
            self.outcome.stopped = f"a mistake in the suite itself: {type(error).__name__}"

    def _phases(self) -> None:
        profile, settings = self.settings.profile, self.settings
        access = Access(self.api, self.results, settings.read_only)
        enter = functools.partial(access.run, settings.key, settings.query_key, settings.read_only_key is not None)
        if settings.read_only:
            self._phase("access", enter)
            for check_id in self.results.never_ran:
                self.results.left_out[check_id] = "READ_ONLY=1"
            return
        rounds = Rounds(self.api, self._rng, self._credentials)
        properties = Properties(self.api, self.results, settings.seed)
        rejection = Rejection(self.api, self.results, self._credentials)
        self._rounds = rounds
        # A little of everything, which is all of a quick run: what finds most for each request comes first.
        self._phase("rounds", rounds.watch)
        self._phase("rounds", rounds.run, 0)
        self._phase("access", enter)
        if self._may_not_write:
            return
        self._phase("pairs", rounds.pairs, 0, 1)
        self._phase("rejection", rejection.run, 0, 1)
        # What takes many requests to find.
        if profile.probes > 1:
            self._phase("rejection", rejection.run, 1, profile.probes)
        if profile.pairs > 1:
            self._phase("pairs", rounds.pairs, 1, profile.pairs)
        for number in range(1, profile.rounds):
            self._phase("rounds", rounds.run, number)
        if profile.cases:
            self._phase("schemathesis cases", properties.run, profile.cases)
        if profile.links:
            self._phase("links", properties.links, profile.links)
        if profile.sequences:
            self._phase("sequences", sequences.run, self.api, settings.seed, profile.sequences)

        if self.results.failures:
            creates = {name: own.created for name, own in self.model.channels.items()}
            replay = Replay(self.api, self.history, creates)
            self._phase("shrinking", Shrinker(self.api, self.results, replay).run)

    def _phase(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        """Run a phase. One that odd answers led astray ends there; the next one starts anew."""
        self._name = name
        self._progress(name, self.gate.sent, self.settings.profile.requests)
        try:
            work(*arguments)
        except RefusedByGate as refused:
            self.outcome.cut_short[name] = str(refused)
        for channel_id in set(self.gate.ownership.alive) - {self._rounds.watched if self._rounds else None}:
            with contextlib.suppress(RefusedByGate):
                self.api.delete(channel_id)

    @property
    def _may_not_write(self) -> bool:
        """Whether the key lacks the scope for changes: then nothing can be found by more of them."""
        return set(self._creates) == {403}

    def _count(self, exchange: Exchange) -> None:
        operation = exchange.operation
        if operation and exchange.succeeded:
            self._succeeded.add(operation.id)
        if operation and operation.id == CREATE and exchange.intent.key == "full":
            self._creates.add(exchange.status)
        self._progress(self._name, self.gate.sent, self.settings.profile.requests)

    def _clean_up(self) -> None:
        """Delete what the run created and did not delete yet; a second Ctrl-C gives up, the journal stays."""
        self.gate.budget.cleaning = True
        for _ in range(2):
            try:
                self._delete_all()
                break
            except TargetGone:
                break
            except KeyboardInterrupt:
                if self.outcome.stopped == "interrupted":
                    break
                self.outcome.stopped = "interrupted"
        ownership = self.gate.ownership
        self.outcome.left, self.outcome.in_doubt = ownership.alive, ownership.awaited
        self.outcome.created, self.outcome.deleted = ownership.created, ownership.deleted
        self.api.close()
        self.gate.close()

    def _delete_all(self) -> None:
        """Delete, and look whether it is done: an answer alone is no proof."""
        ownership = self.gate.ownership
        if ownership.awaited or ownership.doubted:
            self._try(self.api.list)
        for _ in range(2):
            for channel_id in ownership.alive:
                # An interrupted delete may have been served: no promise is held against this one.
                self._try(functools.partial(self.api.call, DELETE, channel_id, intent=Intent()))
            if not ownership.created or not self._try(self.api.list) or not ownership.alive:
                return

    def _try(self, step: Callable[[], object]) -> bool:
        """Take a step of the clean-up; return whether it came to an answer. One that fails does not end it.

        Raises TargetGone the second time in a row: it is gone for good.
        """
        try:
            step()
        except TargetGone:
            if self._unanswered:
                raise
            self._unanswered = True
            return False
        except (BudgetSpent, RefusedByGate):
            return False
        except Exception as error:  # noqa: BLE001 (the other channels are to be deleted all the same)
            self._mistaken(error)
            return False
        self._unanswered = False
        return True

    def _conclude(self, seconds: float) -> None:
        self.outcome.seconds = round(seconds, 1)
        self.outcome.requests = self.gate.sent
        expected = [o.id for o in self.gate.spec.operations.values() if not (self.settings.read_only and o.changes)]
        self.results.blocked = dict.fromkeys(self.results.never_ran, self._lacking())
        self.outcome.findings = findings(self.results, self.gate.spec)
        self.outcome.channels = self.model.channels
        self.outcome.never_succeeded = [o for o in expected if o not in self._succeeded]

    def _lacking(self) -> str:
        """Say what took away the means of the checks that never ran."""
        if self._may_not_write:
            return "every create was answered 403: does the key have the scope messaging:write?"
        if self.outcome.stopped or (self.model.lists and self.model.channels):
            return self.outcome.stopped or "the requests were used up, or there was no occasion"
        why = "no create told the id of its channel" if self.model.lists else "no list could be read"
        return "; ".join([why, *(f"refuted: {a.statement}" for a in self.results.ledger.refuted)])
