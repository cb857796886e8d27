"""Deletes what killed runs left, by their journal alone: nothing else tells whose a channel is."""

from __future__ import annotations

import random

from contract_tests.api import Api
from contract_tests.budget import Limits
from contract_tests.errors import UserError
from contract_tests.gate import Gate
from contract_tests.identity import NAME
from contract_tests.journal import Journal, JournalLost, Left, now, read
from contract_tests.redaction import Redactor
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.wire import TargetGone


def sweep(spec: Spec, settings: Settings, target: str, redactor: Redactor) -> int:
    """Delete the channels of the journal that are not noted as deleted; return the exit status.

    Raises UserError where the journal is another target's, or the target refuses the key.
    """
    if settings.key_problem:
        raise UserError(settings.key_problem)
    if settings.read_only:
        raise UserError("READ_ONLY=1 and sweep contradict each other: sweep deletes. Leave READ_ONLY out.")
    left = read(settings.reports)
    if left.targets - {target}:
        others = ", ".join(sorted(left.targets - {target}))
        raise UserError(f"The journal in {settings.reports} is of {others}, not of {target}. Set TARGET to it.")
    redactor.add(settings.key, "[key]")
    limits = Limits(settings.rate, requests=10 * len(left.ids) + 100)
    gate = Gate(spec, target, {"full": settings.key}, limits, Journal(settings.reports, target, now()), redactor)
    api = Api(spec, gate, random.Random(0))
    try:
        failed = _delete(api, gate, left, target)
    except TargetGone as gone:
        raise UserError(f"{target} does not answer ({gone}). Sweep again when it does.") from None
    except JournalLost as lost:
        raise UserError(f"{lost}. Sweep again when it can be.") from None
    finally:
        api.close()
        gate.close()
    for name in left.in_doubt:
        print(f"possibly left, look for it by its name: {name}" if NAME.fullmatch(name) else f"possibly left: {name}")
    print(f"swept {len(left.ids) - len(failed)} of {len(left.ids)} channels; creates in doubt: {len(left.in_doubt)}")
    return 1 if failed else 0


def _delete(api: Api, gate: Gate, left: Left, target: str) -> list[str]:
    """Delete what the journal names; return the ids of what is still there."""
    for channel_id in left.ids:
        gate.ownership.recall(channel_id)
    answers: dict[str, str] = {}
    for channel_id in left.ids:
        answer = api.delete(channel_id)
        if answer.status in (401, 403):
            raise UserError(f"{target} refuses the key ({answer.status}). Check SENDYIQ_API_KEY.")
        gone = "deleted" if answer.succeeded else "already gone" if answer.status in (404, 410) else ""
        answers[channel_id] = gone or f"NOT deleted ({answer.status})"
    if left.ids:
        api.list()  # an answer alone is no proof
    failed = gate.ownership.alive
    for channel_id, name in left.ids.items():
        told = answers[channel_id]
        done = "" if channel_id not in failed or told.startswith("NOT") else "NOT deleted, though the answer was: "
        print(f"{done}{told}: {channel_id} {name}")
    return failed
