"""A document that a maintainer has amended, and the mock of it, need nothing else: the suite finds it kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.mock.application import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import Store
from contract_tests.runner.run import Run
from contract_tests.tests.support import worlds
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import TARGET, settings
from contract_tests.transport.redaction import Redactor


@pytest.mark.whole
@pytest.mark.parametrize("profile", ["quick", *more("default")])
@pytest.mark.parametrize("document", worlds.DOCUMENTS.values(), ids=worlds.DOCUMENTS.keys())
def test_the_mock_does_as_its_document_says(document: Callable[[], str], profile: str, tmp_path: Path) -> None:
    known = worlds.read(document())
    store = Store(known)
    store.seed(3)
    before = {name: dict(channel) for name, channel in store.channels.items()}
    chosen = settings(tmp_path, profile=profile)
    outcome = Run(known, chosen, TARGET, Redactor(), lambda *_: None, transport(App(known, store))).run()
    assert [(row.check.id, row.operation) for row in outcome.results.failures] == []
    assert [guess.statement for guess in outcome.results.assumptions.refuted] == []
    assert (outcome.verdict, outcome.results.never_ran, outcome.cut_short) == ("kept", [], {})
    assert store.channels == before
    assert not any(items for items in store.collections.values() if items is not store.channels)
