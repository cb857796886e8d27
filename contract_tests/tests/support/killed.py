"""A run that was killed, its journal, and the sweep after it."""

from __future__ import annotations

from pathlib import Path

from contract_tests.runner import sweep
from contract_tests.tests.support.suite import (
    SPEC,
    TARGET,
    Server,
    World,
    settings,
)
from contract_tests.transport import journal
from contract_tests.transport.journal import Record
from contract_tests.transport.redaction import Redactor

NAME = "contract-test-0123456789ab-1"
IDS = ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "1b4e28ba-2fa1-41d2-883f-0016d3cca427"]


def swept(folder: Path) -> int:
    return sweep.sweep(SPEC, settings(folder), TARGET, Redactor())


def killed_run(folder: Path, server: Server) -> list[str]:
    """Leave what a run leaves whose process is killed: two channels, and no clean-up. Return their ids."""
    world = World(folder, server=server)
    world.api.list()
    ids = [world.create(), world.create()]
    server.requests.clear()
    return ids


def entries(folder: Path) -> Record:
    return journal.read(folder)[0][TARGET]
