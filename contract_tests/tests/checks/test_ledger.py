"""Every guess is written down, leads to its place, and is confirmed, refuted or left unseen."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from contract_tests.checks.assumptions import Ledger, exists
from contract_tests.checks.catalog import BY_ID, CHECKS
from contract_tests.checks.results import Results
from contract_tests.tests.support.suite import SPEC, Serve, json_answer, run

LIST_DATA = "/components/schemas/ChannelListEnvelope/allOf/1/properties/data"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(SPEC)


def statuses(ledger: Ledger, where: str) -> set[str]:
    return {assumption.status for assumption in ledger.assumptions if assumption.pointer == where}


def test_every_pointer_leads_to_a_guess_in_the_document(ledger: Ledger) -> None:
    assert len(ledger.assumptions) > 20
    for assumption in ledger.assumptions:
        assert exists(SPEC, assumption), assumption.pointer
        if assumption.pointer != "/components/responses":  # all refusals together: some of them are known
            assert SPEC.provenance(assumption.pointer) == "assumed", assumption.pointer


def test_every_statement_is_one_plain_sentence(ledger: Ledger) -> None:
    for assumption in ledger.assumptions:
        assert assumption.statement.endswith("."), assumption.statement
        assert "\n" not in assumption.statement


def test_no_place_of_the_document_is_told_twice(ledger: Ledger) -> None:
    statements = [(assumption.pointer, assumption.statement) for assumption in ledger.assumptions]
    assert len(set(statements)) == len(statements)


def test_every_guess_of_the_table_of_checks_is_in_the_ledger(ledger: Ledger) -> None:
    known = {assumption.statement for assumption in ledger.assumptions}
    assert {check.statement for check in CHECKS if check.provenance == "assumed"} <= known


def test_a_guess_is_unseen_then_confirmed_then_refuted_for_good(ledger: Ledger) -> None:
    assert statuses(ledger, LIST_DATA) == {"unseen"}
    ledger.met(LIST_DATA)
    assert statuses(ledger, LIST_DATA) == {"confirmed"}
    ledger.contradicted(LIST_DATA + "/type", "an object")
    ledger.contradicted(LIST_DATA + "/type", "later, a text")
    ledger.met(LIST_DATA)
    assert statuses(ledger, LIST_DATA) == {"refuted"}
    assert [a.evidence for a in ledger.refuted] == ["an object"]


def test_a_contradiction_belongs_to_the_nearest_statement_above_it(ledger: Ledger) -> None:
    ledger.contradicted("/components/schemas/Channel/properties/isEnabled/type/anything", "seen")
    assert [a.pointer for a in ledger.refuted] == ["/components/schemas/Channel/properties/isEnabled"]


def test_what_is_no_guess_is_passed_over(ledger: Ledger) -> None:
    ledger.met("/components/schemas/Envelope")
    ledger.contradicted("/components/schemas/Envelope/required", "seen")
    assert ledger.refuted == []
    assert not any(a.seen for a in ledger.assumptions)


def test_a_guess_in_the_table_never_fails(ledger: Ledger) -> None:
    results = Results(ledger)
    results.fail("unknown-id", "updateChannel", "404", "410", [])
    assert results.failures == []
    (refuted,) = ledger.refuted
    assert refuted.statement == BY_ID["unknown-id"].statement
    assert refuted.evidence == "updateChannel: expected 404; seen 410"


def test_a_check_that_is_not_in_the_table_is_a_mistake(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        Results(ledger).hold("no-such-check", None)


def test_a_run_against_the_mock_refutes_no_guess_and_confirms_most(tmp_path: Path) -> None:
    ledger = run(tmp_path).outcome.results.ledger
    assert ledger.refuted == []
    unseen = [a for a in ledger.assumptions if a.status == "unseen"]
    assert len(unseen) < len(ledger.assumptions) / 4


def test_a_refuted_guess_is_shown_prominently_and_keeps_the_verdict(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        return json_answer(410, response.json()) if response.status_code == 404 else response

    finished = run(tmp_path, hook)
    assert finished.report["verdict"] == "kept"
    assert "  REFUTED  A second delete gets 404." in finished.summary
    refuted = [a for a in finished.report["assumptions"] if a["status"] == "refuted"]
    assert {BY_ID[name].statement for name in ("deleted-twice", "documented-refusal")} <= {
        assumption["statement"] for assumption in refuted
    }
    assert all("410" in assumption["evidence"] for assumption in refuted)
