"""Runs the contract suite once, against a target or a mock of its own, and writes what it leaves."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from contract_tests import settings as settings_module
from contract_tests.checks import coverage, known
from contract_tests.mock import configuration
from contract_tests.reporting import WRITERS, contract_json
from contract_tests.runner.run import Run
from contract_tests.runner.selection import Selection
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.transport.redaction import Redactor


@dataclass(frozen=True)
class Written:
    """What a run found, as `contract.json` has it, and what a process exits with for it."""

    report: Mapping[str, Any]
    exit_code: int


def read(environment: Mapping[str, str], spec: Spec) -> Settings:
    """Read the settings of a run, and what is set of a mock of its own. Raises UserError for what cannot be."""
    settings = settings_module.read(environment, spec)
    of_the_mock = {
        name: value for name in configuration.OF_THE_MOCK_ALONE if (value := environment.get(name, "").strip())
    }
    if of_the_mock and not settings.is_mock:
        raise UserError(
            f"{next(iter(of_the_mock))} is of the mock, and TARGET={settings.target} is none. Leave it out."
        )
    configuration.from_environment(of_the_mock)
    return dataclasses.replace(settings, of_the_mock=of_the_mock)


@contextlib.contextmanager
def target_of(settings: Settings) -> Iterator[tuple[Settings, str]]:
    """Yield the settings with keys, and the base URL; for `mock`, of a mock that lives as long as the context."""
    if not settings.is_mock:
        yield settings, settings.target
        return
    from contract_tests.mock import launch, server

    mock = launch.from_environment(settings.of_the_mock, server.HOST)
    with server.running(mock, pace=mock.pace) as url:
        yield dataclasses.replace(settings, key=mock.key, read_only_key=mock.read_only_key), url


def run(
    spec: Spec,
    settings: Settings,
    target: str,
    selection: Selection,
    redactor: Redactor,
    progress: Callable[[str, int, int], None],
    ended: Callable[[], None] = lambda: None,
) -> Written:
    """Run the suite, and write its reports. `ended` is called before they are: from then on nothing interrupts."""
    # The run's own mock is not to be looked for behind a proxy.
    direct = httpx.HTTPTransport() if settings.is_mock else None
    outcome = Run(spec, settings, target, redactor, progress, direct, selection, known.load()).run()
    ended()
    report, status = contract_json.of(outcome, spec.key_header, redactor), outcome.exit_code
    try:
        for writer in WRITERS:
            writer.write(report, settings.reports)
    except OSError as error:  # what was found is told all the same, but a run without its report is not whole
        print(f"The report could not be written: {error.strerror}", file=sys.stderr)
        status = status or 3
    return Written(report, status)


def chosen(spec: Spec, settings: Settings, *, has_seed: bool) -> tuple[Settings, Selection]:
    """Return what of the table the settings choose, and the settings of such a run. Raises UserError."""
    if settings.rerun_failed:
        report = contract_json.last_run(settings.reports)
        if report["verdict"] == "unable":
            raise UserError(f"The last run in {settings.reports} tested nothing ({report['reason']}).")
        cells = coverage.failed(spec, report["checks"])
        if not cells:
            raise UserError(f"The last run in {settings.reports} found nothing broken: there is nothing to try again.")
        same = settings if has_seed else dataclasses.replace(settings, seed=report["seed"])
        where = {sent["phase"].partition(" (")[0] for sent in report["timeline"] if sent["failed"]}
        return same, Selection(spec, cells, "RERUN=failed", where)
    named = {"OPERATION": settings.operations, "CHECK": settings.checks}
    words = " ".join(f"{name}={','.join(names)}" for name, names in named.items() if names)
    if not words:
        return settings, Selection(spec)
    return settings, Selection(spec, coverage.chosen(spec, settings.operations, settings.checks), words)
