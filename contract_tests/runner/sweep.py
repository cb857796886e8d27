"""Deletes what killed runs left: what their journal names, and a list shows to be theirs by the rule of `ownership`."""

from __future__ import annotations

import random
from pathlib import Path

from contract_tests.runner.api import Api
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.transport.budget import BudgetSpent, Limits
from contract_tests.transport.clock import OutOfTime
from contract_tests.transport.guarded import GuardedTransport
from contract_tests.transport.http_client import TargetUnavailable
from contract_tests.transport.journal import CREATED, Journal, JournalLost, Record, now, read
from contract_tests.transport.policy import RequestBlocked
from contract_tests.transport.redaction import Redactor

ROUNDS = 3
"""How often what a list shows is deleted: one that shows a page shows the next one then."""
SECONDS = 600.0
"""How long a sweep may take."""


def sweep(spec: Spec, settings: Settings, target: str, redactor: Redactor) -> int:
    """Delete the channels of the journal that the list shows to be a run's own; return the exit status.

    Raises UserError where there is no journal, the target refuses the key, or its list cannot be read.
    """
    if settings.key_problem:
        raise UserError(settings.key_problem)
    if settings.read_only:
        raise UserError("READ_ONLY=1 and sweep contradict each other: sweep deletes. Leave READ_ONLY out.")
    if not settings.reports.is_dir() or not any(settings.reports.glob("journal*.jsonl")):
        raise UserError(
            f"{settings.reports} holds no journal ({CREATED}), so there is nothing to sweep. Is REPORTS right?"
        )
    records, unreadable = read(settings.reports)
    for other, record in records.items():
        if other != target and record.open:
            print(f"{other}: {len(record.open)} channels may be left there. Sweep them with TARGET={other}.")
    if unreadable:
        print(f"{unreadable} lines of the journal in {settings.reports} cannot be read, and are passed over.")
    record = records.get(target, Record())
    redactor.add(settings.key, "[key]")
    limits = Limits(settings.rate, requests=10 * len(record.open) + 100 * len(spec.resources), seconds=SECONDS)
    journal = Journal(settings.reports, target, now(), redactor.text)
    transport = GuardedTransport(spec, target, {"full": settings.key}, limits, journal, redactor)
    api = Api(spec, transport, random.Random(0))
    try:
        for name, ownership in transport.ownerships.items():
            ownership.restore(record.of(name), whole=not unreadable)
        swept = [_sweep(api.of(resource), target) for resource in spec.resources.values() if resource.lists]
        return max(swept, default=0)
    except (TargetUnavailable, OutOfTime, BudgetSpent) as gone:
        raise UserError(f"{target} does not answer ({gone}). Sweep again when it does.") from None
    except JournalLost as lost:
        raise UserError(f"{lost}. Sweep again when it can be.") from None
    finally:
        api.close()
        transport.close()


def _sweep(api: Api, target: str) -> int:
    """List a resource, delete what is a run's own, list again, and say what became of each."""
    ownership, name = api.ownership, api.resource.name
    first = api.list()
    if first.status in (401, 403):
        raise UserError(f"{target} refuses the key ({first.status}). Check SENDYIQ_API_KEY.")
    if not ownership.listed:
        raise UserError(f"The list of {target} cannot be read ({first.status}): nothing was deleted. Sweep again.")
    said: dict[str, str] = {}
    for _ in range(ROUNDS):
        for resource_id in ownership.alive:
            said[resource_id] = _delete(api, resource_id)
        if said:
            api.list()  # a response alone is no proof, and a list may show more now
        if set(ownership.alive) <= said.keys():
            break
    for resource_id, words in said.items():
        still = resource_id in ownership.alive and words.startswith("deleted")
        print(f"{'NOT deleted, though the response says so: ' if still else ''}{words}: {resource_id}")
    for line in ownership.settle_strays():
        print(f"not listed any more: {line}")
    doubted = ownership.possibly_left
    for line in doubted:
        print(f"possibly left, look for it by its name: {line}")
    ownership.settle_unanswered()  # they are told once
    failed = len(ownership.alive)
    print(f"swept {len(said) - failed} of {len(said)} ({name}); in doubt: {len(doubted)}")
    return 1 if failed else 0


def _delete(api: Api, resource_id: str) -> str:
    """Delete a channel and say how that went; one that fails keeps no other from being deleted."""
    try:
        status = api.delete(resource_id).status
    except (TargetUnavailable, RequestBlocked) as failed:
        api.transport.ended = None
        return f"NOT deleted ({failed})"
    return {404: "already gone", 410: "already gone"}.get(
        status, "deleted" if 200 <= status < 300 else f"NOT deleted ({status})"
    )


def earlier(folder: Path, target: str) -> str | None:
    """Say what an earlier run may have left at a target, and what to do; None where its journal says nothing."""
    records, _ = read(folder)
    count = len(records[target].open) if target in records else 0
    if not count:
        return None
    return f"An earlier run may have left {count} channels there: make sweep TARGET={target} REPORTS={folder}"
