"""Seeded faults: what the suite must find, and what clients must cope with; each is middleware."""

from __future__ import annotations

from contract_tests.mock.faults import (
    auth,
    concurrency,
    crash,
    envelope,
    intermittent,
    leniency,
    methods,
    numbers,
    outages,
    secrets,
    shape,
    status,
    stored,
    text,
)
from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.faults.outages import Outage
from contract_tests.mock.middleware import registry

FAULTS: dict[str, type[Fault]] = registry(
    Fault,
    (
        shape,
        envelope,
        status,
        crash,
        auth,
        leniency,
        stored,
        text,
        concurrency,
        secrets,
        methods,
        intermittent,
        numbers,
    ),
)
"""Name to class: defects of the API, each of which the suite finds."""

CLIENT_FAULTS: dict[str, type[Outage]] = registry(Outage, (outages,))
"""Name to class: what a client meets on a bad day."""

__all__ = ["CLIENT_FAULTS", "FAULTS", "Fault", "Outage"]
