"""The Markdown says within a minute what is wrong, whose mistake it is, and what to attach."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.reporting import WRITERS, html_report, markdown
from contract_tests.tests.support.suite import TARGET, WEBSITE, Serve, json_answer, reported, run

pytestmark = pytest.mark.whole


def top(said: str) -> str:
    """Return what stands before the first section."""
    return said.partition("\n### ")[0]


def test_a_broken_promise_is_the_apis_and_says_what_to_attach(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "toggle-clears-prompt")
    said = markdown.text(found)
    assert f"a defect of the API at `{TARGET}`" in top(said)
    assert "contract.har" in top(said)
    assert said.index("### 1. Broken") < said.index("### Not tested") < said.index("### Guesses")


def test_a_run_that_is_not_whole_begins_with_the_true_cause(tmp_path: Path) -> None:
    scope = markdown.text(run(tmp_path / "a", key=READ_ONLY_KEY, read_only_key=None).report)
    assert "does the key have the scope messaging:write?" in top(scope)
    full = markdown.text(run(tmp_path / "b", _full).report)
    assert "every create was answered 409: The plan allows no more." in top(full)
    assert "Never succeeded: deleteChannel, updateChannel, rotateChannelToken, toggleChannelAgent`" in full


def _full(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    if request.method == "POST" and request.url.path == WEBSITE and request.headers.get("x-api-key") == FULL_KEY:
        return json_answer(409, {"success": False, "message": "The plan allows no more.", "errors": []})
    return serve(request)


def test_what_the_client_would_raise_for_want_of_data_is_told(tmp_path: Path) -> None:
    finished = run(tmp_path, _without_data)
    for writer in WRITERS:
        writer.write(finished.report, tmp_path)
    page = (tmp_path / html_report.FILE).read_text(encoding="utf-8")
    for said in (finished.summary, markdown.text(finished.report), page):
        assert re.search(r"updateChannel: (\d+) of \1 successes; the method of the client raises NoDataError", said)


def _without_data(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    response = serve(request)
    if request.method != "PATCH" or response.status_code != 200:
        return response
    return json_answer(200, {**response.json(), "data": None})


def test_where_nothing_is_listed_what_was_not_switched_off_is_tried(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "create-not-listed")
    assert {"query-key", "read-only-key-reads"}.isdisjoint(found["left_out"])
    assert "Never ran (the list does not show what was created" in markdown.text(found)


def test_a_run_that_tested_nothing_says_why_and_no_more(tmp_path: Path) -> None:
    said = markdown.text(run(tmp_path, lambda *_: httpx.Response(302, headers={"location": "/login"})).report)
    assert "is not this API" in top(said)
    assert "the contract was not looked at" in said
    assert "### " not in said
