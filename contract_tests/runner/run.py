"""One run of the contract suite: from the first list to the verdict."""

from __future__ import annotations

import contextlib
import functools
import random
import time
import traceback
from collections.abc import Callable, Iterator, Mapping

import httpx

from contract_tests.checks.applicability import inapplicable
from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.findings import findings
from contract_tests.checks.known import KnownFindings
from contract_tests.checks.observations import Observations
from contract_tests.checks.responses import ResponseJudge
from contract_tests.checks.results import Results
from contract_tests.checks.splitting import split
from contract_tests.checks.state.model import Model
from contract_tests.checks.traffic import Traffic
from contract_tests.mock.messages import SERVER
from contract_tests.runner.api import Api
from contract_tests.runner.cleanup import CLEAN_UP, CleanUp
from contract_tests.runner.outcome import Outcome
from contract_tests.runner.phases import preflight
from contract_tests.runner.phases.access import Access, refused_keys
from contract_tests.runner.phases.lifecycle import Rounds
from contract_tests.runner.reasons import why_never_ran, why_not_callable, why_not_created, why_not_sent
from contract_tests.runner.replay import History, Replay
from contract_tests.runner.schedule import Step, steps
from contract_tests.runner.selection import Selection
from contract_tests.runner.shrink import Shrinker
from contract_tests.runner.timeline import Timeline
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.transport.budget import BudgetSpent, Limits
from contract_tests.transport.clock import OutOfTime
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.journal import Journal, JournalLost, now
from contract_tests.transport.policy import RequestBlocked
from contract_tests.transport.redaction import Redactor


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
        selection: Selection | None = None,
        known: KnownFindings | None = None,
    ) -> None:
        if not spec.resources:
            raise UserError("openapi.yaml has no `x-effect`: nothing says what its operations do.")
        if why := why_not_callable(spec):
            raise UserError(why)
        self.settings = settings
        self.selection = selection or Selection(spec)
        self._progress = progress
        self._rng = random.Random(f"contract-tests {settings.seed}")  # a number alone may be another's seed
        self._credentials = {name: f"{self._rng.getrandbits(160):040x}" for name in sorted(spec.write_only_names)}
        keys = {"full": settings.key, **({"read-only": settings.read_only_key} if settings.read_only_key else {})}
        for name, value in {**keys, **self._credentials}.items():
            redactor.add(value, f"[{name} key]" if name in keys else f"[{name}]")
        self._kept_back = min(CLEAN_UP, settings.minutes * 20)
        self._requests = settings.profile.requests_for(len(spec.operations))
        limits = Limits(
            settings.rate,
            self._requests,
            read_only=settings.read_only,
            seconds=settings.minutes * 60 - self._kept_back,
            trust_creates=settings.trust_creates,
            is_mock=settings.is_mock,
            refused_keys=refused_keys(spec),
        )
        journal = Journal(settings.reports, target, now(), redactor.text)
        self.transport = GuardedTransport(spec, target, keys, limits, journal, redactor, transport)
        self.results = Results(Assumptions(spec), Observations(redactor))
        self.history = History()
        self.traffic = Traffic(spec)
        self.models = {
            name: Model(spec, self.results, ownership) for name, ownership in self.transport.ownerships.items()
        }
        self.transport.observers += [
            ResponseJudge(spec, self.results, redactor),
            *self.models.values(),
            self.history,
            self.traffic,
            self._count,
        ]
        self.api = Api(spec, self.transport, self._rng, self.selection)
        self.apis = {name: self.api.of(resource) for name, resource in spec.resources.items() if resource.lists}
        """By resource; what nothing lists cannot be told from what is somebody else's."""
        self._without = inapplicable(spec)
        reasons = {check.id: reason for check, reason in self._without.items()}
        self.results.left_out |= self.selection.left_out | reasons
        timeline = Timeline(lambda: self._name)
        self.transport.observers.append(timeline)
        self.outcome = Outcome(settings, target, self.results, now(), self.selection, self.traffic, timeline=timeline)
        self.outcome.known = known or KnownFindings()
        self._succeeded: set[str] = set()
        self._creates: set[int] = set()
        """What creates with the key were answered."""
        self._name = ""
        self._rounds: dict[str, Rounds] = {}

    def run(self) -> Outcome:
        """Run all phases that the profile has; whatever happens, clean up and say what was found until then."""
        started = time.monotonic()
        try:
            self.outcome.unable = self.settings.key_problem or self._find_reason()
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

    def _find_reason(self) -> str | None:
        """Return why nothing can be tested: the first resource tells; of the others it is known what is there."""
        first, *others = self.apis.values()
        reason = preflight.find_reason(first)
        for api in others if reason is None else ():
            api.list()
        return reason

    def _phases(self) -> None:
        """Take every resource through each phase, in turn: what finds most for each request comes first."""
        if self.settings.read_only:
            self._read()
            for check_id in self.results.never_ran:
                self.results.left_out[check_id] = "READ_ONLY=1"
            return
        self._rounds = {name: Rounds(api, self._rng, self._credentials) for name, api in self.apis.items()}
        probed = [name for name, api in self.apis.items() if self._probe(api, self._rounds[name])]
        if not probed:
            self._read()  # nothing more is created or changed: what can be read is tested all the same
            return
        for step in filter(lambda step: self.selection.has_phase(step.name), self._plan(probed)):
            names = probed[:1] if step.is_for_all else list(probed)
            for name in names:
                if not self._phase(step.name, step.work[name], self.apis[name]):
                    probed.remove(name)
            if not probed or self._may_not_write:
                return
        if self.results.failures:
            self._rounds = {}  # whoever repeats a finding has no channel that was watched
            for api in self.apis.values():
                self._tidy(api, is_its=False)
            creates = {key: own.created for model in self.models.values() for key, own in model.channels.items()}
            replay = Replay(self.apis, self.history, creates)
            self._phase("shrinking", Shrinker(self.api, self.results, replay).run, self.api)

    def _probe(self, api: Api, rounds: Rounds) -> bool:
        """Create the first one of a resource; return whether the run may go on with it."""
        if why := why_not_created(api, is_mock=self.settings.is_mock):
            self.results.left_out[f"everything that changes {api.resource.name}"] = why
            return False
        return self._phase("probe", rounds.probe, api)

    def _plan(self, names: list[str]) -> Iterator[Step]:
        rounds = {name: self._rounds[name] for name in names}
        return steps(
            self.settings,
            {name: self.apis[name] for name in names},
            rounds,
            # What is watched is known once the first round is over.
            lambda: self._try_keys({name: each.watched for name, each in rounds.items()}, read_only=False),
            self.results,
            self._rng,
            self._credentials,
        )

    def _read(self) -> None:
        """Try keys on what can be read alone."""
        first = next(iter(self.apis.values()))
        self._phase("access", functools.partial(self._try_keys, {}, read_only=True), first)

    def _try_keys(self, watched: Mapping[str, str | None], *, read_only: bool) -> None:
        """Try keys on all that is listed; `watched` names an item of each resource that is there all along."""
        settings = self.settings
        access = Access(list(self.apis.values()), self.results, settings.seed, read_only)
        access.run(settings.key, settings.query_key, settings.read_only_key is not None, watched)

    def _phase(self, name: str, work: Callable[[], object], api: Api) -> bool:
        """Run a phase, and return whether more may follow. One that odd responses led astray ends there.

        At its end what it created is deleted. Where a list is not what it should be then, nothing more is created.
        """
        self._name = name if len(self.apis) == 1 else f"{name} ({api.resource.name})"
        self._progress(self._name, self.transport.sent, self._requests)
        try:
            work()
        except RequestBlocked as refused:
            self.outcome.cut_short[self._name] = str(refused)
        tidied = [self._tidy(each, each is api) for each in self.apis.values()]
        return all(tidied)

    def _tidy(self, api: Api, is_its: bool) -> bool:
        """Delete what a phase created; return whether more may be created of it, where it is about this resource."""
        ownership = api.ownership
        if ownership.unsettled and not self.settings.read_only:
            api.list()
        for resource_id in ownership.alive if api.resource.is_deletable else ():
            if resource_id not in self._kept_alive:
                with contextlib.suppress(RequestBlocked):
                    api.delete(resource_id)
        if not (reason := ownership.stopped) or self.settings.read_only:
            return True
        if reason not in self.outcome.cut_short.values():
            self.outcome.cut_short[self._name] = reason
        return not is_its

    @property
    def _kept_alive(self) -> set[str | None]:
        """What nothing is done to as long as the run lasts."""
        return {rounds.watched for rounds in self._rounds.values()}

    @property
    def _may_not_write(self) -> bool:
        """Whether the key lacks the scope for changes: then nothing can be found by more of them."""
        return set(self._creates) == {403}

    def _count(self, interaction: Interaction) -> None:
        operation = interaction.operation
        self.outcome.says_mock |= interaction.response.headers.get("server") == SERVER
        if operation and interaction.succeeded:
            self._succeeded.add(operation.id)
        if interaction.does("creates") and interaction.intent.key == "full":
            self._creates.add(interaction.status)
        self._progress(self._name, self.transport.sent, self._requests)

    def _clean_up(self) -> None:
        """Delete what the run created and did not delete yet, and say what may be left."""
        self._name = "clean-up"
        was_interrupted = self.outcome.stopped == "interrupted"
        cleaner = CleanUp(self.transport, list(self.apis.values()), self.settings.settling, self._mistaken)
        if cleaner.run(self._kept_back, was_interrupted=was_interrupted):
            self.outcome.stopped = "interrupted"
        for ownership in self.transport.ownerships.values():
            if ownership.resource.is_deletable:  # a mock takes the rest with it
                self.outcome.left += ownership.alive
                self.outcome.possibly_left += ownership.possibly_left
            self.outcome.created += ownership.created
            self.outcome.deleted += ownership.deleted
        self.api.close()
        self.transport.close()

    def _conclude(self, seconds: float) -> None:
        self.outcome.seconds = round(seconds, 1)
        self.outcome.requests = self.transport.sent
        spec, operations = self.transport.spec, self.transport.spec.operations.values()
        is_mock = self.settings.is_mock
        not_sent = {op.id: why for op in operations if (why := why_not_sent(op, spec, self.apis, is_mock=is_mock))}
        self.results.left_out |= not_sent
        expected = [
            operation.id
            for operation in operations
            if operation.id not in not_sent and not (self.settings.read_only and operation.changes)
            if self.selection.wants(operation) and self.selection.has_valid_calls
        ]
        for check in {row.check for row in self.results.rows.values() if row.held or row.failed} & self._without.keys():
            self.results.left_out.pop(check.id, None)  # the document gives no occasion, and responses gave one
        why = why_never_ran(self.outcome, self.models.values(), self._creates)
        self.results.blocked = dict.fromkeys(self.results.never_ran, why)
        self.outcome.findings = list(split(findings(self.results, spec)))
        self.outcome.channels = {key: own for model in self.models.values() for key, own in model.channels.items()}
        self.outcome.never_succeeded = [o for o in expected if o not in self._succeeded]
