"""`contract.har` is valid, holds every request, and no credential."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from playwright.sync_api import Browser

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.tests.support.browser import chromium, opened
from contract_tests.tests.support.suite import Server
from contract_tests.tests.support.written import faulty, hostile, written

SCHEMA = json.loads((Path(__file__).parent / "har-schema.json").read_text(encoding="utf-8"))

IMPORT = """async (har) => {
  const { HARFormat, Importer } = await import("devtools://devtools/bundled/models/har/har.js");
  const requests = Importer.Importer.requestsFromHARLog(new HARFormat.HARRoot(har).log);
  return requests.map((request) => [request.url(), request.statusCode]);
}"""
__all__ = ["chromium"]
pytestmark = pytest.mark.whole


def har_of(folder: Path) -> dict[str, Any]:
    har: dict[str, Any] = json.loads((folder / "contract.har").read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(SCHEMA).validate(har)
    return har


def test_every_request_is_there_with_its_timing_operation_and_check(tmp_path: Path) -> None:
    report = written(tmp_path, faulty("update-wipes-unsent"))
    entries = har_of(tmp_path)["log"]["entries"]
    assert len(entries) == report["requests"]
    assert all(entry["time"] == entry["timings"]["wait"] > 0 for entry in entries)
    comments = [entry["comment"] for entry in entries]
    assert any("listChannels, phase" in comment and "failed: update-partial" in comment for comment in comments)
    started = [entry["startedDateTime"] for entry in entries]
    assert started == sorted(started)


def test_a_run_that_was_unable_has_a_valid_one_too(tmp_path: Path) -> None:
    report = written(tmp_path, key="another.key-of-nobody")
    assert (report["verdict"], len(har_of(tmp_path)["log"]["entries"])) == ("unable", report["requests"])


def test_chromium_opens_it(chromium: Browser, tmp_path: Path) -> None:
    """As its network panel imports a file."""
    report = written(tmp_path, key="another.key-of-nobody")
    with opened(chromium, "devtools://devtools/bundled/devtools_app.html") as seen:
        imported = seen.page.evaluate(IMPORT, har_of(tmp_path))
    assert imported == [[sent["url"], sent["status"]] for sent in report["timeline"]]


def test_a_hostile_server_gets_no_credential_into_what_is_written(tmp_path: Path) -> None:
    written(tmp_path, Server(hostile()))
    har_of(tmp_path)
    for file in ("contract.har", "contract.html", "contract.json", "history.jsonl"):
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert [key for key in (FULL_KEY, READ_ONLY_KEY, FULL_KEY[:20]) if key in text] == [], file


def test_of_a_large_body_the_beginning_is_kept(tmp_path: Path) -> None:
    written(tmp_path, Server(hostile(2**20)))
    contents = [entry["response"]["content"] for entry in har_of(tmp_path)["log"]["entries"]]
    large = max(contents, key=lambda content: int(content["size"]))
    assert large["size"] > 2**20
    assert len(large["text"]) < 2**14
    assert large["comment"].startswith("The first part; it has ")
