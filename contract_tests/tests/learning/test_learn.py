"""A server shaped otherwise than guessed is learnt from: the next run has nothing to refute and nothing to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests import spec
from contract_tests.checks.applicability import inapplicable
from contract_tests.learning import lessons
from contract_tests.learning.proposal import Proposal, propose
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import transport
from contract_tests.mock.store import FULL_KEY, Store
from contract_tests.settings import Profile
from contract_tests.tests.support import vocabulary
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import BRIEF, OWN, SPEC, TARGET
from contract_tests.tests.support.teaching import TEACHING, mock, next_run, run
from contract_tests.tests.support.worlds import OURS


def refuted(report: dict[str, Any]) -> list[str]:
    return [a["pointer"] for a in report["assumptions"] if a["status"] == "refuted"]


def learnt(folder: Path, *names: str, profile: Profile | str = TEACHING) -> Proposal:
    run(folder, mock(*names), profile=profile)
    return propose(OURS, lessons.read(folder, even_broken=False))


def tokens(shown_by: str) -> str:
    """Return our document with the operations named that show tokens and accounts."""
    text = OURS
    for name in (vocabulary.TOKEN, "externalAccountId"):
        text = text.replace(
            f"        {name}:\n          type", f"        {name}:\n          x-shown-by: {shown_by}\n          type"
        )
    assert text.count("x-shown-by: ") == 2
    return text


def test_what_no_response_shows_is_left_out_and_says_why() -> None:
    hidden = {check.id: why for check, why in inapplicable(spec.document.parse(tokens("[]"))).items()}
    for check in ("unique-token", "rotate-replaces", "website-token"):
        assert "x-shown-by" in hidden[check]
    assert "rotate-only" not in hidden
    told = inapplicable(spec.document.parse(tokens(f"[{vocabulary.CREATE}]")))
    assert {check.id for check in told} & {"unique-token", "rotate-replaces", "website-token"} == {"rotate-replaces"}


@pytest.mark.whole
def test_what_is_shown_all_the_same_is_judged(tmp_path: Path) -> None:
    report = run(tmp_path, mock("tokens-shared"), spec.document.parse(tokens("[]")), profile="quick")
    assert report["verdict"] == "broken"
    assert "unique-token" in {finding["check"] for finding in report["findings"]}
    assert "unique-token" not in report["left_out"]


def test_the_mock_shows_what_x_shown_by_names_alone() -> None:
    document = spec.document.parse(tokens(f"[{vocabulary.CREATE}]"))
    with httpx.Client(
        transport=transport(App(document, Store())), base_url=TARGET, headers={"X-API-Key": FULL_KEY}
    ) as client:
        made = client.post(document.operations[vocabulary.CREATE].path, json={}).json()["data"]
        (listed,) = client.get(document.operations[vocabulary.LIST].path).json()["data"]
    assert made[vocabulary.TOKEN]
    assert vocabulary.TOKEN not in listed


@pytest.mark.whole
def test_a_server_as_guessed_changes_provenances_and_days_alone(tmp_path: Path) -> None:
    proposal = learnt(tmp_path)
    changed = [line[1:].strip() for line in proposal.diff.splitlines()[2:] if line[:1] in "+-"]
    assert {line.partition(":")[0] for line in changed} == {"x-provenance", "x-observed"}
    assert proposal.diff.count("+      x-provenance: observed") > 1


SHORT, LONG = (TEACHING, BRIEF), ("default", "default")
ALL = (
    "list-in-page",
    "problem-documents",
    "unknown-id-is-gone",
    "tokens-hidden",
    "ids-only",
    "create-answers-text",
    "create-answers-snippet",
    "changes-answer-nothing",
    "extra-properties",
    "extra-headers",
    "empty-errors",
    "unknown-id-is-bad",
    "second-delete-served",
    "invalid-is-unprocessable",
    "any-media-type",
)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("variant", "first", "second"),
    [
        ("list-in-page", *SHORT),
        *more(("tokens-hidden", "default", BRIEF)),  # what is never shown takes more to be believed
        *more(*((name, *LONG) for name in ALL)),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_after_learning_the_next_run_is_kept_and_refutes_nothing(
    tmp_path: Path, variant: str, first: Profile | str, second: Profile | str
) -> None:
    proposal = learnt(tmp_path, variant, profile=first)
    amended = spec.document.parse(proposal.after, validate=True)
    report = next_run(tmp_path, mock(variant), amended, second)
    assert (report["verdict"], refuted(report), report["never_ran"]) == ("kept", [], [])
    again = propose(proposal.after, lessons.read(tmp_path, even_broken=False))
    assert again.diff == ""


Change = Callable[[str, dict[str, Any]], dict[str, Any]]


class Otherwise(httpx.BaseTransport):
    """A server whose successful answers are changed on the way."""

    def __init__(self, change: Change) -> None:
        self._inner, self._change = mock(), change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        operation = SPEC.match(request.method, request.url.path)
        if response.status_code != 200 or operation is None:
            return response
        return httpx.Response(200, json=self._change(operation.id, json.loads(response.read())))


def deleted_is_shown(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "data": {"id": OWN, "displayName": "gone"}} if operation == vocabulary.DELETE else body


def update_shows_an_array(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "data": [body["data"]]} if operation == vocabulary.UPDATE else body


def list_is_grouped(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    if operation != vocabulary.LIST:
        return body
    websites = [channel for channel in body["data"] if channel[vocabulary.TYPE] == "Website"]
    return {**body, "data": {"website": websites, "other": [c for c in body["data"] if c not in websites]}}


def create_shows_it_deeper(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    if operation != vocabulary.CREATE:
        return body
    channel = dict(body["data"])
    return {**body, "data": {"channel": channel, "embedSnippet": channel.pop("embedSnippet")}}


def flag_is_an_object(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    channels = body["data"] if isinstance(body["data"], list) else [body["data"] or {}]
    for channel in channels:
        channel["isEnabled"] = {"value": True}
    return body


def type_is_a_number(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    channels = body["data"] if isinstance(body["data"], list) else [body["data"] or {}]
    for channel in channels:
        if vocabulary.TYPE in channel:
            channel[vocabulary.TYPE] = 3
    return body


@pytest.mark.whole
@pytest.mark.parametrize(
    "change",
    [
        list_is_grouped,
        *more(create_shows_it_deeper, deleted_is_shown, update_shows_an_array, flag_is_an_object, type_is_a_number),
    ],
)
def test_the_mock_answers_as_the_amended_document_says(tmp_path: Path, change: Change) -> None:
    run(tmp_path, Otherwise(change))
    proposal = propose(OURS, lessons.read(tmp_path, even_broken=False))
    amended = spec.document.parse(proposal.after, validate=True)
    report = next_run(tmp_path, Otherwise(change), amended)
    assert (report["verdict"], refuted(report), report["never_ran"]) == ("kept", [], [])
    store = Store()
    against_mock = next_run(tmp_path, transport(App(amended, store)), amended)
    assert (against_mock["verdict"], refuted(against_mock)) == ("kept", [])


def hostile(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    odd = {
        FULL_KEY: 1,
        FULL_KEY.partition(".")[2][:14]: 1,
        OWN: 1,
        "a: {b": 1,
        "- x\n  y": 1,
        "x" * 4000: 1,
        "\u202etxt": 1,
        **{
            f"property{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyz'[n // 100 % 6]}": n for n in range(600)
        },
    }
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"deeper": deep}
    return {**body, **odd, "note": FULL_KEY, "deep": deep}


@pytest.mark.whole
@pytest.mark.parametrize("profile", [BRIEF.name, *more("default")])
def test_a_hostile_server_gets_no_secret_and_no_flood_into_the_document(tmp_path: Path, profile: str) -> None:
    run(tmp_path, Otherwise(hostile), profile=profile)
    noted = (tmp_path / lessons.FILE).read_text()
    proposal = propose(OURS, lessons.read(tmp_path, even_broken=True))
    for written in (noted, proposal.after, "\n".join([*proposal.sentences, *proposal.open])):
        assert FULL_KEY not in written
        assert FULL_KEY.partition(".")[2][:14] not in written
        assert "xxxx" not in written
    assert OWN not in noted
    assert len(noted) < 1_000_000
    assert len(proposal.after) < 2 * len(OURS)
    spec.document.parse(proposal.after, validate=True)


@pytest.mark.whole
def test_what_changes_after_it_was_learnt_is_a_finding_with_the_day(tmp_path: Path) -> None:
    """A list, and the status that a mistake gets."""
    amended = spec.document.parse(learnt(tmp_path, "list-in-page", "unknown-id-is-bad").after)
    report = next_run(tmp_path, mock(), amended)
    assert report["verdict"] == "broken"
    since = {(f["check"], f["provenance"]): f["since"] for f in report["findings"]}
    assert since["schema-observed", "observed"] == report["started"][:10]
    assert ("malformed-id", "observed") in since
