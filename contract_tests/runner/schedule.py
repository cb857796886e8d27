"""The schedule of a run: which phases, in which order, for each resource."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from contract_tests.checks.phase_names import Phase
from contract_tests.checks.results import Results
from contract_tests.runner.api import Api
from contract_tests.runner.phases.lifecycle import Rounds
from contract_tests.runner.phases.pairs import Pairs
from contract_tests.runner.phases.rejection import Rejection
from contract_tests.settings import Settings

Work = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """A part of the schedule: what to do for each resource."""

    name: Phase
    work: Mapping[str, Work]
    is_for_all: bool = False
    """Whether it is done once, for all of them."""


def steps(
    settings: Settings,
    apis: Mapping[str, Api],
    rounds: Mapping[str, Rounds],
    access: Work,
    results: Results,
    rng: random.Random,
    credentials: Mapping[str, str],
) -> Iterator[Step]:
    """Yield what to do, in order: first a little of everything, which is all of a quick run."""
    profile = settings.profile
    pairs = {name: Pairs(api, rng) for name, api in apis.items()}
    rejection = {name: Rejection(api, results, credentials) for name, api in apis.items()}

    each = functools.partial(_each, apis)
    yield each("first round", lambda name: functools.partial(rounds[name].run, 0))
    yield Step("access", dict.fromkeys(apis, access), is_for_all=True)
    yield each("pairs", lambda name: functools.partial(pairs[name].run, 0, 1))
    yield each("rejection", lambda name: functools.partial(rejection[name].run, 0, 1))
    # What takes many requests to find.
    if profile.probes > 1:
        yield each("rejection", lambda name: functools.partial(rejection[name].run, 1, profile.probes))
    if profile.pairs > 1:
        yield each("pairs", lambda name: functools.partial(pairs[name].run, 1, profile.pairs))
    for number in range(1, profile.rounds):
        yield each("rounds", functools.partial(lambda n, name: functools.partial(rounds[name].run, n), number))
    if profile.cases or profile.links or profile.sequences:
        yield from _generated(settings, apis, results)


def _each(apis: Mapping[str, Api], name: Phase, work: Callable[[str], Work]) -> Step:
    return Step(name, {resource: work(resource) for resource in apis})


def _generated(settings: Settings, apis: Mapping[str, Api], results: Results) -> Iterator[Step]:
    """Yield what Hypothesis and Schemathesis make up. A quick run needs neither, and takes as long as their imports."""
    from contract_tests.runner.phases import sequences
    from contract_tests.runner.phases.properties import Properties

    profile, each = settings.profile, functools.partial(_each, apis)
    properties = {name: Properties(api, results, settings.seed) for name, api in apis.items()}
    if profile.cases:
        yield each("schemathesis cases", lambda name: functools.partial(properties[name].run, profile.cases))
    if profile.links:
        yield each("links", lambda name: functools.partial(properties[name].links, profile.links))
    if profile.sequences:
        yield each(
            "sequences", lambda name: functools.partial(sequences.run, apis[name], settings.seed, profile.sequences)
        )
