"""Options, markers and the one run of `test_contract.py`."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contract_tests.checks.coverage import Cell
from contract_tests.reporting import words

OPTIONS = ("TARGET", "REPORTS", "PROFILE", "SEED", "RATE", "MINUTES", "QUERY_KEY")
FLAGS = ("READ_ONLY", "STRICT_GUESSES", "TRUST_CREATES")
"""`--strict` is pytest's own."""
STEP = 0.1
"""Seconds after which a worker looks again whether another one has run the suite."""
REPORT = pytest.StashKey[Mapping[str, Any]]()
ERROR = pytest.StashKey[str]()
"""Why nothing could be tested, until an item has told it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    from contract_tests.settings import VARIABLES

    group = parser.getgroup("contract", "the contract suite (contract_tests/test_contract.py)")
    for name in OPTIONS:
        variable = VARIABLES[name]
        group.addoption(_option(name), metavar="…", help=f"{variable.meaning} ({variable.default})".replace("%", "%%"))
    for name in FLAGS:
        meaning = VARIABLES[name.removesuffix("_GUESSES")].meaning.replace("1 exits 1 on", "fails on")
        group.addoption(_option(name), action="store_true", help=meaning.removeprefix("1 "))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "contract: a check of the contract on an operation.")
    config.addinivalue_line("markers", "race: it needs requests at the same time.")
    if not hasattr(config, "workerinput") and any(config.getoption(_option(name)) for name in OPTIONS):
        _check_options(config)


def _check_options(config: pytest.Config) -> None:
    """Raise pytest.UsageError for a mistake, before anything is collected."""
    from contract_tests import spec
    from contract_tests.front import contract as suite
    from contract_tests.spec.errors import UserError

    try:
        suite.read(_environment(config), spec.load(validate=False))
    except UserError as error:
        raise pytest.UsageError(str(error)) from None


def _environment(config: pytest.Config) -> dict[str, str]:
    """Return the keys and what is set of the mock, and what was asked for, as the environment would have it."""
    from contract_tests.mock.configuration import OF_THE_MOCK_ALONE
    from contract_tests.settings import KEY, READ_ONLY_KEY

    given = {name: os.environ.get(name, "") for name in (KEY, READ_ONLY_KEY, *OF_THE_MOCK_ALONE)}
    options = {name: str(config.getoption(_option(name)) or "") for name in OPTIONS}
    flags = {name.removesuffix("_GUESSES"): "1" if config.getoption(_option(name)) else "" for name in FLAGS}
    return {**given, **options, **flags}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if report := config.stash.get(REPORT, None):
        chosen = f" · {report['chosen']}: no whole run" if report["chosen"] else ""
        terminalreporter.write_sep("-", "contract")
        terminalreporter.write_line(
            f"{report['verdict'].upper()} · {report['target']} · seed {report['seed']} · profile {report['profile']} · "
            f"{report['requests']} requests{chosen}"
        )
        for line in words.left_behind(report):
            terminalreporter.write_line(line)


def _option(name: str) -> str:
    return f"--{name.lower().replace('_', '-')}"


@pytest.fixture
def contract(contract_run: Mapping[str, Any], request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """The report of the run. Where nothing could be tested, one item is in error, and the others are skipped."""
    if contract_run["verdict"] == "unable":
        why = f"nothing could be tested: {contract_run['reason']}"
        if request.config.stash.get(ERROR, None):
            del request.config.stash[ERROR]
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    return contract_run


@pytest.fixture(scope="session")
def contract_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The report of a run of what was chosen: one run, however many workers there are."""
    config = request.config
    chosen = [item.callspec.params["cell"] for item in request.session.items if _is_ours(item)]  # type: ignore[attr-defined]
    if not hasattr(config, "workerinput"):
        return _run(config, chosen)
    # The folder above is shared by the workers; who makes this one in it runs the suite.
    shared = tmp_path_factory.getbasetemp().parent / "contract"
    try:
        shared.mkdir()
    except FileExistsError:
        return _report_of_another(shared)
    report = _run(config, chosen)
    part = shared / "part"
    part.write_text(json.dumps(report), encoding="utf-8")
    part.replace(shared / "report.json")
    return report


def _is_ours(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and item.get_closest_marker("contract") is not None


def _report_of_another(shared: Path) -> Mapping[str, Any]:
    from contract_tests.settings import PROFILES

    end = time.monotonic() + 60 * max(profile.minutes for profile in PROFILES.values())
    while not (shared / "report.json").exists():
        if time.monotonic() > end:
            pytest.fail("the worker that runs the suite has not finished", pytrace=False)
        time.sleep(STEP)
    report: Mapping[str, Any] = json.loads((shared / "report.json").read_text(encoding="utf-8"))
    return report


def _run(config: pytest.Config, chosen: list[Cell]) -> Mapping[str, Any]:
    """Run the suite; what cannot be is the report of a run that was unable."""
    from contract_tests import settings as settings_module
    from contract_tests import spec as spec_module
    from contract_tests.checks.coverage import cells
    from contract_tests.front import contract as suite
    from contract_tests.runner.interrupts import Interrupts
    from contract_tests.runner.selection import Selection
    from contract_tests.spec.errors import UserError
    from contract_tests.transport.redaction import Redactor

    environment = _environment(config)
    redactor = Redactor()
    for name in (settings_module.KEY, settings_module.READ_ONLY_KEY):
        redactor.add(environment[name], f"[{name}]")
    try:
        spec = spec_module.load()
        settings = suite.read(environment, spec)
        is_whole = set(chosen) >= set(cells(spec))
        selection = Selection(spec) if is_whole else Selection(spec, chosen, f"{len(chosen)} items of pytest")
        with suite.target_of(settings) as (ready, target), Interrupts() as interrupts:
            report = suite.run(spec, ready, target, selection, redactor, lambda *_: None, interrupts.hold).report
        config.stash[REPORT] = report
    except UserError as error:
        report = {"verdict": "unable", "reason": redactor.text(str(error))}
    if report["reason"] == "interrupted":
        raise KeyboardInterrupt
    if report["verdict"] == "unable":
        config.stash[ERROR] = report["reason"]
    return report
