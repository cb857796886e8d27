"""Which runs teach: not the mock, none with findings unless told so, and none that is not there."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from contract_tests import spec
from contract_tests.learning import lessons
from contract_tests.learning.proposal import propose
from contract_tests.mock.messages import SERVER
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.suite import BRIEF
from contract_tests.tests.support.teaching import mock, next_run, run
from contract_tests.tests.support.worlds import OURS


@pytest.mark.whole
def test_a_run_with_findings_teaches_only_when_told_so_and_hides_none_of_them(tmp_path: Path) -> None:
    faults = ("update-drops-model", "agent-flag-as-text")
    first = run(tmp_path, mock(*faults), profile=BRIEF)
    with pytest.raises(UserError, match="EVEN_BROKEN=1"):
        lessons.read(tmp_path, even_broken=False)
    proposal = propose(OURS, lessons.read(tmp_path, even_broken=True))
    second = next_run(tmp_path, mock(*faults), spec.document.parse(proposal.after))
    assert {f["check"] for f in second["findings"]} >= {f["check"] for f in first["findings"]}


def test_the_mock_of_a_run_teaches_nothing(tmp_path: Path) -> None:
    run(tmp_path, mock(), profile="quick")
    noted = tmp_path / lessons.FILE
    noted.write_text(noted.read_text().replace('"is_mock": false', '"is_mock": true'))
    with pytest.raises(UserError, match="against the mock"):
        lessons.read(tmp_path, even_broken=True)


class Named(httpx.BaseTransport):
    """Sends what another server does, with the name of the mock."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        response.headers["server"] = SERVER
        return response


def test_a_mock_at_any_address_teaches_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, Named(mock()), profile="quick")["is_mock"]
    with pytest.raises(UserError, match="against the mock"):
        lessons.read(tmp_path, even_broken=True)


def test_what_answers_otherwise_than_the_document_is_no_mock_whatever_it_says(tmp_path: Path) -> None:
    assert not run(tmp_path, Named(mock("unknown-id-is-bad")), profile="quick")["is_mock"]
    assert propose(OURS, lessons.read(tmp_path, even_broken=False)).diff


def test_no_run_teaches_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="make contract"):
        lessons.read(tmp_path, even_broken=False)
