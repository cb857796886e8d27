"""Seeded faults: what the suite must find, each a wrapper around a mock that keeps the contract."""

from __future__ import annotations

from contract_tests.mock.faults import (
    auth,
    concurrency,
    crash,
    envelope,
    intermittent,
    methods,
    secrets,
    shape,
    state,
    status,
    text,
    validation,
)
from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.wrapping import registry

FAULTS: dict[str, type[Fault]] = registry(
    Fault,
    (
        shape,
        envelope,
        status,
        crash,
        auth,
        validation,
        state,
        text,
        concurrency,
        secrets,
        methods,
        intermittent,
    ),
)
"""Name to class."""

__all__ = ["FAULTS", "Fault"]
