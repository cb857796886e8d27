"""Every guess is written down, leads to its place, and is confirmed, refuted or left unseen."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from contract_tests.checks.assumptions import Assumptions, exists
from contract_tests.checks.catalog import CHECKS, DOCUMENTED_REFUSAL, UNKNOWN_ID
from contract_tests.checks.results import Evidence, Results
from contract_tests.tests.support.suite import SPEC, Serve, json_answer, run

LIST_DATA = "/components/schemas/ChannelListEnvelope/allOf/1/properties/data"


@pytest.fixture
def assumptions() -> Assumptions:
    return Assumptions(SPEC)


def statuses(assumptions: Assumptions, where: str) -> set[str]:
    return {assumption.status for assumption in assumptions.all if assumption.pointer == where}


def test_every_pointer_leads_to_a_guess_in_the_document(assumptions: Assumptions) -> None:
    assert len(assumptions.all) > 20
    for assumption in assumptions.all:
        assert exists(SPEC, assumption), assumption.pointer
        if assumption.pointer != "/components/responses":  # all refusals together: some of them are known
            assert SPEC.provenance(assumption.pointer) == "assumed", assumption.pointer


def test_every_statement_is_one_plain_sentence(assumptions: Assumptions) -> None:
    for assumption in assumptions.all:
        assert assumption.statement.endswith("."), assumption.statement
        assert "\n" not in assumption.statement


def test_no_place_of_the_document_is_told_twice(assumptions: Assumptions) -> None:
    statements = [(assumption.pointer, assumption.statement) for assumption in assumptions.all]
    assert len(set(statements)) == len(statements)


def test_every_guess_of_the_table_of_checks_is_in_the_ledger(assumptions: Assumptions) -> None:
    known = {assumption.statement for assumption in assumptions.all}
    guesses = [check for check in CHECKS if check.provenance == "assumed"]
    assert guesses
    for check in guesses:
        assert any(statement.startswith(check.statement.partition(" the status")[0]) for statement in known)


def test_a_guess_is_unseen_then_confirmed_then_refuted_for_good(assumptions: Assumptions) -> None:
    assert statuses(assumptions, LIST_DATA) == {"unseen"}
    assumptions.met(LIST_DATA)
    assert statuses(assumptions, LIST_DATA) == {"confirmed"}
    assumptions.contradicted(LIST_DATA + "/type", "an object")
    assumptions.contradicted(LIST_DATA + "/type", "later, a text")
    assumptions.met(LIST_DATA)
    assert statuses(assumptions, LIST_DATA) == {"refuted"}
    assert [a.evidence for a in assumptions.refuted] == ["an object"]


def test_an_alternative_of_null_reads_as_one(assumptions: Assumptions) -> None:
    said = {assumption.statement for assumption in assumptions.all}
    assert any(statement.startswith("DeletedEnvelope.data is null") for statement in said)
    assert "ChannelEnvelope.data may be null." in said


def test_a_contradiction_belongs_to_the_nearest_statement_above_it(assumptions: Assumptions) -> None:
    assumptions.contradicted("/components/schemas/Channel/properties/isEnabled/type/anything", "seen")
    assert [a.pointer for a in assumptions.refuted] == ["/components/schemas/Channel/properties/isEnabled"]


def test_what_is_no_guess_is_passed_over(assumptions: Assumptions) -> None:
    assumptions.met("/components/schemas/Envelope")
    assumptions.contradicted("/components/schemas/Envelope/required", "seen")
    assert assumptions.refuted == []
    assert not any(a.seen for a in assumptions.all)


def test_a_guess_in_the_table_never_fails(assumptions: Assumptions) -> None:
    results = Results(assumptions)
    results.fail(UNKNOWN_ID, "updateChannel", Evidence("404", "410", []))
    assert results.failures == []
    (refuted,) = assumptions.refuted
    assert refuted.statement == "An id that nothing has gets 404."
    assert refuted.evidence == "updateChannel: expected 404; seen 410"


@pytest.mark.whole
def test_a_run_against_the_mock_refutes_no_guess_and_confirms_most(tmp_path: Path) -> None:
    assumptions = run(tmp_path).outcome.results.assumptions
    assert assumptions.refuted == []
    unseen = [a for a in assumptions.all if a.status == "unseen"]
    assert len(unseen) < len(assumptions.all) / 4


@pytest.mark.whole
def test_a_refuted_guess_is_shown_prominently_and_keeps_the_verdict(tmp_path: Path) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        return json_answer(410, response.json()) if response.status_code == 404 else response

    finished = run(tmp_path, hook)
    assert finished.report["verdict"] == "kept"
    assert "  REFUTED  A second delete gets 404." in finished.summary
    refuted = [a for a in finished.report["assumptions"] if a["status"] == "refuted"]
    statements = " ".join(assumption["statement"] for assumption in refuted)
    assert "A second delete gets 404." in statements
    assert DOCUMENTED_REFUSAL.statement in statements
    assert all("410" in assumption["evidence"] for assumption in refuted)
