"""One run of the contract suite: from the first list to the verdict."""

from __future__ import annotations

import contextlib
import functools
import random
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpx

from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.findings import Finding, findings
from contract_tests.checks.responses import ResponseJudge
from contract_tests.checks.results import Results
from contract_tests.checks.state.model import Model
from contract_tests.checks.state.own import CREATE, DELETE, Own
from contract_tests.runner.api import Api
from contract_tests.runner.phases import preflight, sequences
from contract_tests.runner.phases.auth import Access
from contract_tests.runner.phases.lifecycle import Rounds
from contract_tests.runner.phases.properties import Properties
from contract_tests.runner.phases.rejection import Rejection
from contract_tests.runner.replay import History, Replay
from contract_tests.runner.shrink import Shrinker
from contract_tests.runner.timeline import Sent, Timeline
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.transport.budget import BudgetSpent, Limits
from contract_tests.transport.clock import OutOfTime
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.interaction import Intent, Interaction
from contract_tests.transport.journal import Journal, JournalLost, now
from contract_tests.transport.policy import RequestBlocked
from contract_tests.transport.redaction import Redactor
from contract_tests.transport.wire import TargetUnavailable

CLEAN_UP, CLEAN_UP_AFTER_CTRL_C = 60.0, 20.0
"""Seconds that a clean-up may take; of a short run, a third of it at most."""
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
    possibly_left: list[str] = field(default_factory=list)
    """In words, each with the id and the name by which to look for it."""
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
    timeline: Iterable[Sent] = ()

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
        if self.verdict in ("kept", "incomplete") and self.settings.strict and self.results.assumptions.refuted:
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
        self._kept_back = min(CLEAN_UP, settings.minutes * 20)
        limits = Limits(
            settings.rate,
            settings.profile.requests,
            read_only=settings.read_only,
            seconds=settings.minutes * 60 - self._kept_back,
            trust_creates=settings.trust_creates,
        )
        journal = Journal(settings.reports, target, now(), redactor.text)
        self.transport = GuardedTransport(spec, target, keys, limits, journal, redactor, transport)
        self.results = Results(Assumptions(spec))
        self.history = History()
        self.model = Model(spec, self.results, self.transport.ownership)
        self.transport.observers += [ResponseJudge(spec, self.results, redactor), self.model, self.history, self._count]
        self.api = Api(spec, self.transport, self._rng)
        timeline = Timeline(lambda: self._name)
        self.transport.observers.append(timeline)
        self.outcome = Outcome(settings, target, self.results, now(), timeline=timeline)
        self._succeeded: set[str] = set()
        self._creates: set[int] = set()
        """What creates with the key were answered."""
        self._name = "preflight"
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
        except TargetUnavailable as gone:
            self.outcome.stopped = f"the target went away: {gone}"
        except OutOfTime:
            self.outcome.stopped = f"its time was up (MINUTES={self.settings.minutes:g})"
        except KeyboardInterrupt:
            self.outcome.stopped = "interrupted"
        except JournalLost as lost:
            self.outcome.stopped = str(lost)
        except Exception as error:  # noqa: BLE001 (a mistake of ours must not cost what was found)
            self._mistaken(error)
        finally:
            self._clean_up()
        if self.transport.mistake is not None:
            self._mistaken(self.transport.mistake)
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
        if not self._phase("probe", rounds.probe):
            # Nothing more is created or changed: what can be read is tested all the same.
            self._phase(
                "access", functools.partial(Access(self.api, self.results, True).run, settings.key, False, False)
            )
            return
        # A little of everything, which is all of a quick run: what finds most for each request comes first.
        plan: list[tuple[str, Callable[[], None]]] = [
            ("rounds", functools.partial(rounds.run, 0)),
            ("access", lambda: enter(channel_id=rounds.watched)),
            ("pairs", functools.partial(rounds.pairs, 0, 1)),
            ("rejection", functools.partial(rejection.run, 0, 1)),
        ]
        # What takes many requests to find.
        if profile.probes > 1:
            plan.append(("rejection", functools.partial(rejection.run, 1, profile.probes)))
        if profile.pairs > 1:
            plan.append(("pairs", functools.partial(rounds.pairs, 1, profile.pairs)))
        plan += [("rounds", functools.partial(rounds.run, number)) for number in range(1, profile.rounds)]
        if profile.cases:
            plan.append(("schemathesis cases", functools.partial(properties.run, profile.cases)))
        if profile.links:
            plan.append(("links", functools.partial(properties.links, profile.links)))
        if profile.sequences:
            plan.append(("sequences", functools.partial(sequences.run, self.api, settings.seed, profile.sequences)))
        for name, work in plan:
            if not self._phase(name, work) or self._may_not_write:
                return
        if self.results.failures:
            creates = {name: own.created for name, own in self.model.channels.items()}
            replay = Replay(self.api, self.history, creates)
            self._phase("shrinking", Shrinker(self.api, self.results, replay).run)

    def _phase(self, name: str, work: Callable[..., None], *arguments: object) -> bool:
        """Run a phase, and return whether more may follow. One that odd answers led astray ends there.

        At its end its channels are deleted. Where the list is not what it should be then, nothing more is created.
        """
        self._name = name
        self._progress(name, self.transport.sent, self.settings.profile.requests)
        try:
            work(*arguments)
        except RequestBlocked as refused:
            self.outcome.cut_short[name] = str(refused)
        ownership = self.transport.ownership
        if ownership.unsettled and self._rounds:
            self.api.list()
        for channel_id in ownership.alive:
            if not self._rounds or channel_id != self._rounds.watched:
                with contextlib.suppress(RequestBlocked):
                    self.api.delete(channel_id)
        if (reason := ownership.stopped) and not self.settings.read_only:
            if reason not in self.outcome.cut_short.values():
                self.outcome.cut_short[name] = reason
            return False
        return True

    @property
    def _may_not_write(self) -> bool:
        """Whether the key lacks the scope for changes: then nothing can be found by more of them."""
        return set(self._creates) == {403}

    def _count(self, interaction: Interaction) -> None:
        operation = interaction.operation
        if operation and interaction.succeeded:
            self._succeeded.add(operation.id)
        if operation and operation.id == CREATE and interaction.intent.key == "full":
            self._creates.add(interaction.status)
        self._progress(self._name, self.transport.sent, self.settings.profile.requests)

    def _clean_up(self) -> None:
        """Delete what the run created and did not delete yet; a second Ctrl-C gives up, the journal stays."""
        self._name = "clean-up"
        budget = self.transport.budget
        budget.cleaning = True
        for _ in range(2):
            budget.clock.restart(CLEAN_UP_AFTER_CTRL_C if self.outcome.stopped == "interrupted" else self._kept_back)
            try:
                self._delete_all()
                break
            except (TargetUnavailable, OutOfTime):
                break
            except KeyboardInterrupt:
                if self.outcome.stopped == "interrupted":
                    break
                self.outcome.stopped = "interrupted"
        ownership = self.transport.ownership
        self.outcome.left, self.outcome.possibly_left = ownership.alive, ownership.possibly_left
        self.outcome.created, self.outcome.deleted = ownership.created, ownership.deleted
        self.api.close()
        self.transport.close()

    def _delete_all(self) -> None:
        """Delete, and look whether it is done, and done for good: an answer alone is no proof."""
        ownership, clock = self.transport.ownership, self.transport.budget.clock
        if ownership.unsettled or ownership.possibly_left:
            self._try(self.api.list)
        for _ in range(3):
            for channel_id in ownership.alive:
                # An interrupted delete may have been served: no promise is held against this one.
                self._try(functools.partial(self.api.call, DELETE, channel_id, intent=Intent()))
            if not ownership.created or not self._try(self.api.list):
                return
            if not ownership.alive:
                if (wait := self._settling) <= 0:
                    return
                clock.sleep(wait)
                if not self._try(self.api.list) or not ownership.alive:
                    return

    @property
    def _settling(self) -> float:
        """Seconds to wait until it is known whether what was deleted stays so: none where the run has seen it."""
        settling, since = self.settings.settling, self.transport.first_delete
        if since is None or not settling:
            return 0.0
        return settling if self.transport.ownership.returned else since + settling - self.transport.budget.clock.now()

    def _try(self, step: Callable[[], object]) -> bool:
        """Take a step of the clean-up; return whether it came to an answer. One that fails does not end it.

        Raises TargetUnavailable the second time in a row: it is gone for good.
        """
        try:
            step()
        except OutOfTime:
            raise
        except TargetUnavailable:
            if self._unanswered:
                raise
            self._unanswered = True
            return False
        except (BudgetSpent, RequestBlocked):
            return False
        except Exception as error:  # noqa: BLE001 (the other channels are to be deleted all the same)
            self._mistaken(error)
            return False
        self._unanswered = False
        return True

    def _conclude(self, seconds: float) -> None:
        self.outcome.seconds = round(seconds, 1)
        self.outcome.requests = self.transport.sent
        expected = [
            o.id for o in self.transport.spec.operations.values() if not (self.settings.read_only and o.changes)
        ]
        self.results.blocked = dict.fromkeys(self.results.never_ran, self._lacking())
        self.outcome.findings = findings(self.results, self.transport.spec)
        self.outcome.channels = self.model.channels
        self.outcome.never_succeeded = [o for o in expected if o not in self._succeeded]

    def _lacking(self) -> str:
        """Say what took away the means of the checks that never ran."""
        if self._may_not_write:
            return "every create was answered 403: does the key have the scope messaging:write?"
        if self.outcome.stopped or (self.model.lists and self.model.channels):
            return self.outcome.stopped or "the requests were used up, or there was no occasion"
        why = "no create told the id of its channel" if self.model.lists else "no list could be read"
        return "; ".join([why, *(f"refuted: {a.statement}" for a in self.results.assumptions.refuted)])
