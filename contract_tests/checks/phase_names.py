"""The names of a run's phases, and which of them try a check: chosen checks send what these need, and no more."""

from __future__ import annotations

from typing import Literal, TypeAlias

Phase: TypeAlias = Literal[
    "first round", "access", "pairs", "rejection", "rounds", "schemathesis cases", "links", "sequences"
]
Phases: TypeAlias = frozenset[Phase]

MORE_ROUNDS: Phases = frozenset({"rounds", "links", "sequences"})
"""What comes after the first round of valid calls: the same calls with other values, and in other orders."""
MORE_VALUES: Phases = MORE_ROUNDS | {"schemathesis cases"}
VALUES: Phases = MORE_VALUES | {"first round"}
"""For what goes by the values sent."""
ONCE: Phases = frozenset({"first round"})
"""For what any channel shows in its first life."""
AT_ONCE: Phases = frozenset({"pairs"})
ONCE_OR_AT_ONCE: Phases = ONCE | AT_ONCE
KEYS: Phases = frozenset({"access"})
PROBES: Phases = frozenset({"rejection"})
BODIES: Phases = PROBES | {"schemathesis cases"}
EVERY: Phases = VALUES | KEYS | AT_ONCE | PROBES
"""For what is judged of every response."""
VALID_CALLS: Phases = VALUES | AT_ONCE
"""Those that call operations as they should be called."""
