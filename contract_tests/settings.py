"""What the user sets: target, profile, seed, rate, switches and keys, read from the environment."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.spec.target import resolve_target

KEY = "SENDYIQ_API_KEY"
READ_ONLY_KEY = "SENDYIQ_READONLY_API_KEY"
LEAST_MINUTES = 0.5
OPERATIONS = 6
"""Operations of a document up to which a profile's requests do; with more of them, it gets more."""
REFUSED_KEYS_EACH = 2
"""Requests without a good key more for each operation beyond these."""


@dataclass(frozen=True)
class Variable:
    """What a user may set, by a variable of make and of the environment, or by an option of the same name."""

    meaning: str
    default: str


VARIABLES: Mapping[str, Variable] = {
    "TARGET": Variable("`mock`, `staging`, or a base URL; production is refused, however its host is written", "mock"),
    "REPORTS": Variable("folder for reports and the journal; runs with different folders do not meet", "reports/"),
    "PROFILE": Variable("`quick` (120 requests at most), `default` (700) or `thorough` (5,000)", "default"),
    "SEED": Variable("the same seed sends the same run", "random, printed"),
    "RATE": Variable(
        "requests a second, 0 for no limit; each 429 lowers it, to a quarter at most", "5; none on the mock"
    ),
    "MINUTES": Variable("a run's deadline, its clean-up included", "5, 20 or 90, by PROFILE"),
    "READ_ONLY": Variable("1 sends only GET, and says what that leaves out", "0"),
    "STRICT": Variable("1 exits 1 on refuted assumptions too", "0"),
    "QUERY_KEY": Variable("0 leaves out the one request with the key in its URL", "1"),
    "TRUST_CREATES": Variable(
        "1 goes by the ids that creates tell where lists show no names: in a store of your own", "0"
    ),
    "OPERATION": Variable("tries these operations alone, by operationId, with commas between", "all"),
    "CHECK": Variable("tries these checks alone, by id, with commas between; `make checks` prints them", "all"),
    "RERUN": Variable("`failed` tries what the last run in REPORTS found, with its seed", "all"),
    "SEEDS": Variable("of `drill`: how many seeds, from SEED on", "1, from 1 on"),
    "APPLY": Variable("of `learn`: 1 writes the amendments into openapi.yaml", "0"),
    "EVEN_BROKEN": Variable("of `learn`: 1 learns from a run with findings too, from what has none", "0"),
    "UNTIL": Variable("of `accept`: the last day on which the findings are known, as 2026-12-31", "none"),
    "REASON": Variable("of `accept`: why they are accepted", "none"),
    "TICKET": Variable("of `accept`: where that is followed up", "none"),
    "BASE": Variable("of `diff`: the git ref to compare with", "the last tag"),
}
"""Declared here alone: the command line and its help follow, and a test holds the table of the manual against it."""


def table() -> list[str]:
    """Return the variables as a table in Markdown."""
    rows = [f"| `{name}` | {variable.meaning} | {variable.default} |" for name, variable in VARIABLES.items()]
    return ["| variable | means | default |", "| --- | --- | --- |", *rows]


@dataclass(frozen=True)
class Profile:
    """How much a run may send."""

    name: str
    requests: int
    """Requests at most, everything included."""
    minutes: float
    """How long a run may take, everything included, unless MINUTES says otherwise."""
    rounds: int
    """Rounds of up to four channels, each taken through all of its life."""
    cases: int
    """Schemathesis cases for each operation and mode (positive, negative)."""
    pairs: int
    """Pairs of updates that are sent together."""
    sequences: int
    """Random sequences of the model-based machine."""
    links: int
    """Sequences of schemathesis' machine along the links."""
    probes: int
    """Wrong requests of each kind: of each check on each operation, the first so many."""
    requests_each: int = 0
    """Requests more for each operation of the document beyond the first six."""

    def requests_for(self, operations: int) -> int:
        """Return how many requests a run may send for a document with so many operations."""
        return self.requests + self.requests_each * max(0, operations - OPERATIONS)


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "quick",
            requests=120,
            requests_each=20,
            minutes=5,
            rounds=1,
            cases=0,
            pairs=1,
            sequences=0,
            links=0,
            probes=1,
        ),
        Profile(
            "default",
            requests=700,
            requests_each=115,
            minutes=20,
            rounds=9,
            cases=3,
            pairs=8,
            sequences=4,
            links=3,
            probes=20,
        ),
        Profile(
            "thorough",
            requests=5000,
            requests_each=800,
            minutes=90,
            rounds=60,
            cases=40,
            pairs=40,
            sequences=80,
            links=40,
            probes=1000,
        ),
    )
}


@dataclass(frozen=True)
class Settings:
    """The settings of one run. Keys are kept out of the repr."""

    target: str
    """Base URL, or `mock` for a mock of the run's own."""
    reports: Path
    profile: Profile
    seed: int
    rate: float
    """Requests a second at most; 0 for no limit."""
    read_only: bool
    strict: bool
    query_key: bool
    of_the_mock: Mapping[str, str] = field(default_factory=dict)
    """What was set of a mock of the run's own: FAULT and the like."""
    operations: tuple[str, ...] = ()
    """Those that are to be tried; none for all."""
    checks: tuple[str, ...] = ()
    """Likewise."""
    rerun_failed: bool = False
    """Whether what the last run found is to be tried, and nothing else."""
    trust_creates: bool = False
    """Whether the run's own channels may be known by the ids that creates tell, where lists show no names."""
    minutes: float = 20.0
    """How long the run may take, its clean-up included."""
    settling: float = 2.0
    """Seconds after which a deleted channel counts as gone for good; 0 on a mock."""
    key: str = field(repr=False, default="")
    read_only_key: str | None = field(repr=False, default=None)
    key_problem: str | None = None
    """Why there is no usable key; nothing is sent then."""

    @property
    def is_mock(self) -> bool:
        """Whether the run starts a mock of its own."""
        return self.target == "mock"


def read(environment: Mapping[str, str], spec: Spec) -> Settings:
    """Read the settings from environment variables. Raises UserError for what cannot be."""
    target = resolve_target(environment.get("TARGET", "").strip() or "mock", spec)
    is_mock = target == "mock"
    profile = _profile(environment.get("PROFILE", "").strip() or "default")
    return Settings(
        target=target,
        reports=folder(environment),
        profile=profile,
        seed=int(_number(environment, "SEED", random.randrange(1, 10**6))),
        rate=_number(environment, "RATE", 0 if is_mock else 5),
        read_only=_switch(environment, "READ_ONLY", default=False),
        strict=_switch(environment, "STRICT", default=False),
        query_key=_switch(environment, "QUERY_KEY", default=True),
        operations=_names(environment, "OPERATION"),
        checks=_names(environment, "CHECK"),
        rerun_failed=_rerun(environment),
        trust_creates=_switch(environment, "TRUST_CREATES", default=False),
        minutes=_minutes(environment, profile.minutes),
        settling=0.0 if is_mock else 2.0,
        # The mock has keys of its own: a real key has no business there.
        key="" if is_mock else environment.get(KEY, ""),
        read_only_key=None if is_mock else (environment.get(READ_ONLY_KEY) or None),
        key_problem=None if is_mock else _key_problem(environment, spec),
    )


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for reports."""
    return _folder(environment.get("REPORTS", "").strip() or "reports/")


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Return a switch that is off unless it is set."""
    return _switch(environment, name, default=False)


def _folder(name: str) -> Path:
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"REPORTS={name} cannot be a folder: {error.strerror}. Name another one.") from None
    return Path(name)


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise UserError(f"PROFILE={name} is unknown. Use {', '.join(PROFILES)}.")
    return PROFILES[name]


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        value = int(text) if name == "SEED" else float(text)
    except ValueError:
        value = -1
    if not 0 <= value < math.inf:
        raise UserError(f"{name}={text} is not a number of 0 or more.")
    return value


def _names(environment: Mapping[str, str], variable: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in environment.get(variable, "").split(",") if name.strip())


def _rerun(environment: Mapping[str, str]) -> bool:
    text = environment.get("RERUN", "").strip()
    if text not in ("", "failed"):
        raise UserError(f"RERUN={text[:80]} is unknown. Use RERUN=failed.")
    if text and (environment.get("OPERATION", "").strip() or environment.get("CHECK", "").strip()):
        raise UserError("RERUN=failed says what to try: leave OPERATION and CHECK out.")
    return bool(text)


def _minutes(environment: Mapping[str, str], default: float) -> float:
    minutes = _number(environment, "MINUTES", default)
    if minutes < LEAST_MINUTES:
        raise UserError(f"MINUTES={minutes:g} is too short: a run needs half a minute (0.5), its clean-up included.")
    return minutes


def _switch(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name, "").strip().lower()
    if text in ("", "0", "1", "true", "false", "yes", "no"):
        return default if not text else text in ("1", "true", "yes")
    raise UserError(f"{name}={text} is neither 0 nor 1.")


def _key_problem(environment: Mapping[str, str], spec: Spec) -> str | None:
    """Say what is wrong with the keys, without showing them: one may be real, with a slip in it."""
    if not environment.get(KEY):
        return f"No key: set {KEY} to an API key of the store at TARGET, as `<keyId>.<secret>`."
    if environment.get(KEY) == environment.get(READ_ONLY_KEY):
        return f"{KEY} and {READ_ONLY_KEY} are the same key. The second one is to have the scope messaging:read alone."
    for name in (KEY, READ_ONLY_KEY):
        if any(not 33 <= ord(character) <= 126 for character in environment.get(name, "")):
            return f"{name} holds a space, a line break or a character that no {spec.key_header} header can carry."
    return None
