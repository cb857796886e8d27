"""Reads `observations.json`, and decides what of it may teach."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract_tests.checks.observations import Responses
from contract_tests.checks.shapes import Shape
from contract_tests.spec import Operation, Response, Spec, load
from contract_tests.spec.errors import UserError

FILE = "observations.json"
ENOUGH = 20
"""Times that a statement about values has to hold, without an exception: then, by the rule of three, it is 95 % sure
that fewer than one value in seven is otherwise."""
ENOUGH_REFUSALS = 3
"""Times for what a mistake gets: that goes by the operation, and hardly by the values sent."""
ENOUGH_TO_TELL = 3
"""Times that something new has to be seen to be proposed at all; what is seen less often is named as open."""


@dataclass
class Lessons:
    """What operations without a finding were answered."""

    day: str
    responses: Mapping[str, Mapping[int, Responses]]
    """By operation and status."""
    mistakes: Mapping[str, Mapping[str, Counter[int]]]
    """By operation and mistake, how often it got which status."""
    contradicted: frozenset[str]
    """Places of keywords that some value contradicted."""
    open: dict[str, None] = field(default_factory=dict)
    """What one run cannot decide, in sentences."""

    def documented(self, spec: Spec) -> Iterator[tuple[Operation, Response, Responses]]:
        """Yield what was answered with a status that the document has."""
        for name, statuses in self.responses.items():
            operation = spec.operations.get(name)
            for status, responses in statuses.items():
                if operation and status in operation.responses:
                    yield operation, operation.responses[status], responses


def read(folder: Path, *, even_broken: bool) -> Lessons:
    """Read what the last run left. Raises UserError where that teaches nothing."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="ascii"))
    except OSError:
        raise UserError(f"{folder} holds no {FILE}: run `make contract` against a target first.") from None
    except ValueError:
        raise UserError(f"{folder / FILE} is not whole: run `make contract` once more.") from None
    if written["is_mock"] or _is_mock(written["target"]):
        raise UserError(
            "The last run was against the mock, which knows nothing but openapi.yaml. Run against a target."
        )
    if written["verdict"] == "unable":
        raise UserError(f"The last run in {folder} tested nothing, so it teaches nothing.")
    if written["findings"] and not even_broken:
        raise UserError(
            f"The last run has findings ({written['findings']}), so what it saw may be wrong. EVEN_BROKEN=1 "
            "learns from the operations that have none."
        )
    return _lessons(written)


def _is_mock(target: str) -> bool:
    """Whether a target is where `make mock` serves."""
    servers = load(validate=False).document["servers"]
    return any(server.get("x-target") == "mock" and server["url"] == target for server in servers)


def _lessons(written: Mapping[str, Any]) -> Lessons:
    broken = set(written["broken_operations"])
    responses = {
        name: {int(status): _responses(each) for status, each in statuses.items()}
        for name, statuses in written["responses"].items()
        if name not in broken
    }
    mistakes = {
        name: {mistake: Counter({int(s): n for s, n in found.items()}) for mistake, found in each.items()}
        for name, each in written["mistakes"].items()
        if name not in broken
    }
    lessons = Lessons(written["started"][:10], responses, mistakes, frozenset(written["contradicted"]))
    for name in sorted(broken):
        lessons.open[f"{name} has a finding: what it answers teaches nothing."] = None
    return lessons


def _responses(written: Mapping[str, Any]) -> Responses:
    bodies = {name: Shape.of_json(shape) for name, shape in written["bodies"].items()}
    return Responses(written["count"], Counter(written["media_types"]), bodies, Counter(written["headers"]))
