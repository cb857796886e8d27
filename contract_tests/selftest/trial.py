"""One run of the suite in this process against a mock: with a fault, legal variants, a temptation, or as it is."""

from __future__ import annotations

import dataclasses
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract_tests import spec as spec_module
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.hostile import HOSTILE
from contract_tests.mock.inprocess import transport
from contract_tests.mock.messages import Handler, Request, Response
from contract_tests.mock.middleware import Middleware, channel_id_of
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Channel, Store
from contract_tests.mock.variants import TOGETHER, VARIANTS
from contract_tests.runner.run import Run
from contract_tests.settings import Settings
from contract_tests.transport.identity import NAME_PREFIX, names_of
from contract_tests.transport.redaction import Redactor

EARLIER = 3
"""Channels that are there before each run, and must be as they were after it."""
TARGET = "http://drill.invalid"
HEALTHY = "(healthy)"
HEALTHY_SEEDS = 20
"""Seeds for the mock as it is, in a drill with several seeds."""


@dataclass(frozen=True)
class Trial:
    """A run against one fault, one variant or some together, or the mock as it is."""

    kind: str
    """`fault`, `variant`, `hostile` or `healthy`."""
    name: str
    seed: int = 1
    verdict: str = ""
    failed: tuple[str, ...] = ()
    """The checks that failed."""
    first_finding: int | None = None
    """Number of the request at which the first of them did."""
    requests: int = 0
    seconds: float = 0.0
    harmed: int = 0
    """Requests that would change a channel which the run had not created."""
    changed: bool = False
    """Whether an earlier channel is not as it was."""
    left: int = 0
    """Channels of the run that are still there."""
    untold: int = 0
    """Those of them of which the run says nothing."""
    reason: str = ""
    refuted: tuple[str, ...] = ()
    """The guesses that were."""

    @property
    def meant(self) -> tuple[str, ...]:
        """The check that is meant to catch it; one of several."""
        meant = FAULTS[self.name].caught_by if self.kind == "fault" else ()
        return (meant,) if isinstance(meant, str) else meant

    @property
    def passed(self) -> bool:
        """Whether the suite said what it should, and did no harm where the server is honest."""
        if self.harmed or self.untold:
            return False
        if self.kind == "fault":
            return self.verdict == "broken" and not set(self.meant).isdisjoint(self.failed)
        if self.kind == "hostile":
            return self.verdict in ("broken", "incomplete", "kept", "unable")
        return self.verdict in ("kept", "incomplete") and not self.changed and not self.left


def wrappers(trial: Trial) -> list[type[Middleware]]:
    """Return what is put around the mock for a trial."""
    if trial.kind == "healthy":
        return []
    if trial.kind == "hostile":
        return [HOSTILE[trial.name]]
    return [FAULTS[trial.name]] if trial.kind == "fault" else [VARIANTS[name] for name in trial.name.split(" + ")]


class Watch:
    """Stands right before the store, and counts the changes that reach for what the run has not created."""

    def __init__(self, app: Handler, store: Store) -> None:
        self._app = app
        self._store = store
        self.earlier = set(store.channels)
        self.harm = 0

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        channel_id = channel_id_of(request)
        if request.method != "GET" and channel_id in self.earlier:
            self.harm += 1
        return self._app(request)


@dataclass(frozen=True)
class World:
    """A mock of a trial: what it is made of, and what was there before."""

    store: Store
    watch: Watch
    handler: Handler
    wrappers: list[Middleware]

    @classmethod
    def of(cls, trial: Trial) -> World:
        """Make the mock of a trial."""
        spec, store = spec_module.load(validate=False), Store()
        store.seed(EARLIER)
        watch = Watch(App(spec, store), store)
        made = [wrapper() for wrapper in wrappers(trial)]
        handler: Handler = watch
        for wrapper in made:
            handler = wrapper.wrap(store, handler)
        watch.earlier |= set(store.channels)
        return cls(store, watch, handler, made)

    @property
    def others(self) -> set[str]:
        """Ids of the channels that are not the run's."""
        return self.watch.earlier.union(*(getattr(wrapper, "others", ()) for wrapper in self.wrappers))

    def left(self) -> list[Channel]:
        """Return what the run left in the store."""
        others = self.others
        return [channel for name, channel in self.store.channels.items() if name not in others and _is_ours(channel)]


def run_trial(trial: Trial, settings: Settings) -> Trial:
    """Run the suite in this process against a mock of its own."""
    world = World.of(trial)
    before = json.dumps(world.store.channels)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        mine = dataclasses.replace(
            settings,
            reports=Path(folder),
            seed=trial.seed,
            rate=0,
            settling=1.5 if trial.kind == "hostile" else 0,
            key=FULL_KEY,
            read_only_key=READ_ONLY_KEY,
            target=TARGET,
        )
        run = Run(spec_module.load(validate=False), mine, TARGET, Redactor(), lambda *_: None, transport(world.handler))
        outcome = run.run()
    after = json.dumps({name: world.store.channels.get(name) for name in json.loads(before)})
    left = world.left()
    return dataclasses.replace(
        trial,
        verdict=outcome.verdict,
        failed=tuple(dict.fromkeys(row.check.id for row in outcome.results.failures)),
        refuted=tuple(guess.statement for guess in outcome.results.assumptions.refuted),
        first_finding=outcome.results.first_finding,
        requests=outcome.requests,
        seconds=round(time.monotonic() - started, 1),
        harmed=world.watch.harm,
        changed=before != after,
        left=len(left),
        untold=sum(not _is_told(channel, [*outcome.left, *outcome.possibly_left]) for channel in left),
        reason=outcome.unable or outcome.stopped or "; ".join(outcome.cut_short.values()),
    )


def _is_ours(channel: Channel) -> bool:
    return NAME_PREFIX in json.dumps(channel) or not channel.get("displayName")


def _is_told(channel: Channel, told: list[str]) -> bool:
    """Whether a run speaks of a channel, by its id or by one of its names."""
    names = {channel["id"], *(name for name, _ in names_of(channel))}
    return any(name in words.replace(":", " ").split() for name in names for words in told)


def trials(first: int = 1, seeds: int = 1) -> Iterator[Trial]:
    """Yield the mock as it is, variants alone and together, temptations and faults, each with so many seeds."""
    chosen = range(first, first + seeds)
    yield from (Trial("healthy", HEALTHY, first + n) for n in range(HEALTHY_SEEDS if seeds > 1 else 1))
    combined = (" + ".join(names) for names in TOGETHER)
    yield from (Trial("variant", name, seed) for name in itertools.chain(VARIANTS, combined) for seed in chosen)
    yield from (Trial("hostile", name, seed) for name in HOSTILE for seed in chosen)
    yield from (Trial("fault", name, seed) for name in FAULTS for seed in chosen)
