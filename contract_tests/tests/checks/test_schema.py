"""Each answer that contradicts the document is placed in it, and the place says whose fault that is."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contract_tests.checks.assumptions import Assumptions
from contract_tests.checks.long_lists import LONG
from contract_tests.checks.responses import ResponseJudge, internals
from contract_tests.checks.results import Results
from contract_tests.checks.schema import Schemas, Verdict
from contract_tests.reporting import evidence
from contract_tests.spec.pointers import at
from contract_tests.tests.support import stubs
from contract_tests.tests.support.suite import SPEC, interaction
from contract_tests.tests.support.vocabulary import CREATE, DELETE, LIST, UPDATE
from contract_tests.transport.interaction import KEPT, Intent, Interaction
from contract_tests.transport.redaction import Redactor

SHAPES = Schemas(SPEC)
GOOD: dict[str, dict[str, Any]] = {
    example.operation.id: example.value for example in stubs.answers() if example.status == 200
}
SCHEMAS = "/components/schemas"
CHANNEL = f"{SCHEMAS}/Channel/properties"
SNIPPET = f"{SCHEMAS}/ChannelWithSnippet/allOf/1/properties/embedSnippet"
Change = Callable[[dict[str, Any]], object]


def changed(operation_id: str, change: Change) -> Interaction:
    body = copy.deepcopy(GOOD[operation_id])
    change(body)
    return interaction(operation_id, httpx.Response(200, json=body))


def judged(answer: Interaction) -> Verdict:
    verdict = SHAPES.judge(answer, answer.json)
    assert verdict is not None
    return verdict


def placed(answer: Interaction) -> set[tuple[str, str]]:
    return {(SPEC.provenance(v.pointer), v.pointer) for v in judged(answer).violations}


def results_of(answer: Interaction) -> Results:
    results = Results(Assumptions(SPEC))
    ResponseJudge(SPEC, results, Redactor())(answer)
    return results


def broken(answer: Interaction) -> set[str]:
    return {row.check.id for row in results_of(answer).failures}


def refuted(answer: Interaction) -> set[str]:
    return {assumption.pointer for assumption in results_of(answer).assumptions.refuted}


def channel(body: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = body["data"][0] if isinstance(body["data"], list) else body["data"]
    return data


@pytest.mark.parametrize("operation_id", GOOD)
def test_the_documents_own_examples_break_and_refute_nothing(operation_id: str) -> None:
    answer = changed(operation_id, lambda body: None)
    assert placed(answer) == set()
    assert broken(answer) == refuted(answer) == set()
    assert f"{SPEC.operations[operation_id].responses[200].pointer}/content/application~1json" in judged(answer).seen


@pytest.mark.parametrize("operation_id", [LIST, CREATE, UPDATE])
@pytest.mark.parametrize(
    ("change", "check", "pointer"),
    [
        (lambda b: channel(b).update(id="ch_7c9e6679"), "semantics", f"{CHANNEL}/id/format"),
        (lambda b: channel(b).update(id=5), "semantics", f"{CHANNEL}/id/type"),
        (lambda b: channel(b).update(displayName=5), "reference", f"{CHANNEL}/displayName/type"),
        (lambda b: channel(b).update(isAgentEnabled="true"), "reference", f"{CHANNEL}/isAgentEnabled/type"),
        (lambda b: channel(b).update(tokenExpiresAt=1767225599), "reference", f"{CHANNEL}/tokenExpiresAt/type"),
        (lambda b: channel(b).update(tokenExpiresAt="soon"), "reference", f"{CHANNEL}/tokenExpiresAt/format"),
        (lambda b: b.pop("success"), "guide", f"{SCHEMAS}/Envelope/required"),
        (lambda b: b.update(success="true"), "guide", f"{SCHEMAS}/Envelope/properties/success/type"),
        (lambda b: b.update(message={}), "guide", f"{SCHEMAS}/Envelope/properties/message/type"),
        (lambda b: b.update(errors="none"), "guide", f"{SCHEMAS}/Envelope/properties/errors/type"),
        (
            lambda b: channel(b).update(channelToken="7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            "guide",
            f"{SCHEMAS}/Channel/then/properties/channelToken/pattern",
        ),
    ],
)
def test_a_broken_promise_is_placed_where_it_is_written(
    operation_id: str, change: Change, check: str, pointer: str
) -> None:
    answer = changed(operation_id, change)
    assert placed(answer) == {(check, pointer)}
    assert broken(answer) == {f"schema-{check}"}
    assert refuted(answer) == set()


@pytest.mark.parametrize("data", [None, {}, "left out"])
def test_a_create_that_answers_nothing_breaks_the_guide(data: Any) -> None:
    answer = changed(CREATE, lambda body: body.pop("data") if data == "left out" else body.update(data=data))
    assert "schema-guide" in broken(answer)


@pytest.mark.parametrize(
    ("operation_id", "change", "pointer"),
    [
        (LIST, lambda b: b.update(data={"items": b["data"]}), f"{SCHEMAS}/ChannelListEnvelope/allOf/1/properties/data"),
        (LIST, lambda b: channel(b).update(isEnabled="yes"), f"{CHANNEL}/isEnabled"),
        (UPDATE, lambda b: channel(b).update(isEnabled="yes"), f"{CHANNEL}/isEnabled"),
        (CREATE, lambda b: channel(b).update(embedSnippet={}), SNIPPET),
        (LIST, lambda b: channel(b).pop("id"), f"{SCHEMAS}/Channel"),
        (DELETE, lambda b: b.update(data={"deleted": True}), f"{SCHEMAS}/DeletedEnvelope/allOf/1/properties/data"),
    ],
)
def test_a_wrong_guess_is_refuted_and_breaks_nothing(operation_id: str, change: Change, pointer: str) -> None:
    answer = changed(operation_id, change)
    assert broken(answer) == set()
    assert refuted(answer) == {pointer}
    (assumption,) = results_of(answer).assumptions.refuted
    assert assumption.evidence
    assert operation_id in assumption.evidence


@pytest.mark.parametrize(
    "change",
    [
        lambda b: channel(b).update(channelType="Telegram", channelToken="any", externalAccountId="any"),
        lambda b: channel(b).update(dict.fromkeys(set(channel(b)) - {"id"})),
        lambda b: [channel(b).pop(name) for name in set(channel(b)) - {"id"}],
        lambda b: channel(b).update(new={"anything": [1]}),
        lambda b: b.update(message=None, errors=None, traceId="x"),
        lambda b: [b.pop("message"), b.pop("errors")],
        lambda b: channel(b).update(tokenExpiresAt="2026-12-31"),
        lambda b: channel(b).update(tokenExpiresAt="2026-12-31T23:59:59.1234567"),
        lambda b: channel(b).update(channelToken="A" * 32, externalAccountId="A" * 32),
    ],
)
@pytest.mark.parametrize("operation_id", [LIST, CREATE, UPDATE])
def test_what_may_be_otherwise_is_no_finding(operation_id: str, change: Change) -> None:
    answer = changed(operation_id, change)
    assert broken(answer) == refuted(answer) == set()


ERROR = {"success": False, "message": "no", "data": None, "errors": []}
PROBLEM = {"type": "about:blank", "title": "no", "status": 404}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 415, 429])
@pytest.mark.parametrize(
    ("response", "is_refuted"),
    [
        ({"json": ERROR}, False),
        ({"json": {"success": False}}, False),
        ({"content": b""}, True),
        ({"json": PROBLEM, "headers": {"content-type": "application/problem+json"}}, True),
        ({"html": "<h1>no</h1>"}, True),
        ({"json": {"error": "no"}}, True),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, True),
    ],
)
def test_an_error_of_another_form_refutes_a_guess_and_breaks_nothing(
    status: int, response: dict[str, Any], is_refuted: bool
) -> None:
    answer = interaction(UPDATE, httpx.Response(status, **response), intent=Intent())
    assert broken(answer) == set()
    assert bool(refuted(answer)) is is_refuted


@pytest.mark.parametrize("success", [True, False])
@pytest.mark.parametrize("status", [200, 400])
def test_success_agrees_with_the_status(status: int, success: bool) -> None:
    answer = interaction(LIST, httpx.Response(status, json={**GOOD[LIST], "success": success}))
    assert ("success-flag" in broken(answer)) is (success is not (status == 200))


@pytest.mark.parametrize("body", [b"<html>", b"", b"{", b"null", b"[]", b"\xff"])
def test_a_2xx_that_is_no_envelope_breaks_the_guide(body: bytes) -> None:
    answer = interaction(LIST, httpx.Response(200, content=body, headers={"content-type": "application/json"}))
    assert broken(answer) == {"schema-guide"}


@pytest.mark.parametrize("status", [201, 202, 204, 302, 304])
def test_another_success_or_a_redirect_breaks_the_reference(status: int) -> None:
    assert "success-status" in broken(interaction(UPDATE, httpx.Response(status, json=GOOD[UPDATE])))
    assert "success-status" not in broken(interaction(UPDATE, httpx.Response(status), intent=Intent()))


def test_an_undocumented_refusal_refutes_a_guess() -> None:
    answer = interaction(UPDATE, httpx.Response(409, json=ERROR))
    assert (broken(answer), refuted(answer)) == (set(), {"/components/responses"})


def test_another_spelling_of_a_documented_property_breaks_the_guide() -> None:
    assert broken(changed(LIST, lambda b: channel(b).update(display_name="x"))) == {"camel-case"}
    assert broken(changed(LIST, lambda b: channel(b).update(some_thing="x", URL="y"))) == set()


@pytest.mark.parametrize(
    "text",
    [
        "System.FormatException: no",
        '{"trace": "x\\n   at Store.Channels.Read(String text) in /src/Channels.cs:line 41"}',
        'Traceback (most recent call last):\n  File "/app/main.py", line 3',
        "java.lang.NullPointerException",
        "C:\\build\\agent\\Store\\Channels.cs",
        "/app/src/Channels/ChannelController.cs:118",
        "at Object.<anonymous> (/srv/app/index.js:10:15)",
    ],
)
def test_internals_are_seen(text: str) -> None:
    assert internals(text)


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.com/docs/errors/channel.cs",
        "the line 5 of your body",
        "Program.cs",
        "We met at noon (GMT).",
    ],
)
def test_words_are_no_internals(text: str) -> None:
    assert internals(text) is None


def test_every_place_that_is_met_is_in_the_document() -> None:
    seen = {where for operation_id in GOOD for where in judged(changed(operation_id, lambda body: None)).seen}
    assert all(at(SPEC.document, where) is not None for where in seen)


def test_null_says_something_of_statements_that_ask_for_it_alone() -> None:
    places = judged(changed(UPDATE, lambda body: body.update(data=None, message=None))).seen
    assert "/components/schemas/ChannelEnvelope/allOf/1/properties/data/oneOf/1" in places
    assert not any(where.endswith("/properties/message") for where in places)


def test_in_a_long_list_what_was_in_order_and_is_the_same_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    results = Results(Assumptions(SPEC))
    judge = ResponseJudge(SPEC, results, Redactor())
    items = [{**GOOD[LIST]["data"][0], "id": str(uuid.UUID(int=number))} for number in range(LONG)]
    sizes: list[int] = []

    def counting(self: Schemas, answer: Interaction, body: Any) -> Verdict | None:
        sizes.append(len(body["data"]))
        return of_old(self, answer, body)

    of_old = Schemas.judge
    monkeypatch.setattr(Schemas, "judge", counting)
    for _ in range(2):
        judge(interaction(LIST, httpx.Response(200, json={**GOOD[LIST], "data": items})))
    assert (sizes, results.failures) == ([LONG, 0], [])
    items[7] = {**items[7], "id": "no-uuid"}
    for _ in range(2):  # what is not in order is judged each time
        judge(interaction(LIST, httpx.Response(200, json={**GOOD[LIST], "data": items})))
    assert sizes == [LONG, 0, 1, 1]
    assert [row.failed for row in results.failures] == [2]


@pytest.mark.parametrize("padding", ["", "x" * KEPT])
def test_a_failure_keeps_the_item_of_a_long_list_that_it_is_about(padding: str) -> None:
    results = Results(Assumptions(SPEC))
    judge = ResponseJudge(SPEC, results, Redactor())
    items = [{**GOOD[LIST]["data"][0], "id": str(uuid.UUID(int=number))} for number in range(LONG + 7)]
    judge(interaction(LIST, httpx.Response(200, json={**GOOD[LIST], "data": items})))
    items[LONG] = {**items[LONG], "isAgentEnabled": "true"}
    listed = interaction(LIST, httpx.Response(200, json={**GOOD[LIST], "data": items, "padding": padding}))
    judge(listed)
    listed.release()
    (shown,) = evidence.of(results.failures[0].failure)
    assert json.dumps(items[LONG], ensure_ascii=False) in shown["body"]
    assert shown["body"].endswith(f" and {LONG + 6} others")
