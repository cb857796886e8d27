"""Runs that teach: against a mock, with what learning reads written down."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import httpx

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.store import Store
from contract_tests.mock.variants import VARIANTS
from contract_tests.reporting import contract_json, observations_json
from contract_tests.runner.run import Run
from contract_tests.settings import PROFILES, Profile
from contract_tests.tests.support.suite import BRIEF, SPEC, TARGET, settings
from contract_tests.transport.redaction import Redactor


def mock(*names: str) -> httpx.BaseTransport:
    store = Store()
    store.seed(3)
    return transport(wrapped(store, App(SPEC, store), [{**FAULTS, **VARIANTS}[name] for name in names]))


TEACHING = dataclasses.replace(
    PROFILES["default"], name="teaching", rounds=8, pairs=2, probes=6, cases=0, links=0, sequences=0
)
"""Shows everything often enough to be learnt."""


def run(
    folder: Path,
    server: httpx.BaseTransport,
    document: spec.Spec = SPEC,
    *,
    seed: int = 1,
    profile: Profile | str = TEACHING,
) -> dict[str, Any]:
    """Run, and write what is learnt from."""
    folder.mkdir(exist_ok=True)
    redactor = Redactor()
    chosen = settings(folder, seed=seed, profile=profile)
    outcome = Run(document, chosen, TARGET, redactor, lambda *_: None, server).run()
    report = contract_json.of(outcome, document.key_header, redactor)
    observations_json.write(report, folder)
    return report


def next_run(
    folder: Path, server: httpx.BaseTransport, document: spec.Spec, profile: Profile | str = BRIEF
) -> dict[str, Any]:
    """Run with what was learnt, and with another seed."""
    return run(folder, server, document, seed=2, profile=profile)
