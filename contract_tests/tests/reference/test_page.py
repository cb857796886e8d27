"""The reference page as files: what is on it, and what is not."""

from __future__ import annotations

import copy
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests import spec
from contract_tests.reference import page
from contract_tests.reference.badges import with_badges
from contract_tests.reference.operation_samples import Writer
from contract_tests.spec import SPEC_PATH, Spec

SPEC = spec.load(validate=False)
SIX = {
    "listChannels",
    "createWebsiteChannel",
    "updateChannel",
    "toggleChannelAgent",
    "rotateChannelToken",
    "deleteChannel",
}


def data_of(files: dict[str, bytes]) -> dict[str, Any]:
    text = files["data.js"].decode().removeprefix("window.reference = ").rstrip(";\n")
    data: dict[str, Any] = json.loads(text)
    return data


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return page.files(SPEC, page.on_disk(SPEC))


def test_the_document_is_beside_the_page_as_it_is(files: dict[str, bytes]) -> None:
    assert files["openapi.yaml"] == SPEC_PATH.read_bytes()
    assert json.loads(files["openapi.json"]) == SPEC.document
    assert "kbd" not in files["openapi.json"].decode()


def test_production_is_no_server_of_the_page(files: dict[str, bytes]) -> None:
    servers = [server["url"] for server in data_of(files)["servers"]]
    assert servers == ["http://127.0.0.1:4010", "https://stagging-api.sendyiq.com"]
    assert b"https://api.sendyiq.com" not in files["index.html"]


def test_what_the_page_loads_is_in_its_folder(files: dict[str, bytes]) -> None:
    own = re.findall(r'(?:src|href)="([^"]+)"', files["index.html"].decode())
    assert {name for name in own if not name.startswith("data:")} <= files.keys()


def test_a_page_on_disk_holds_no_key(files: dict[str, bytes]) -> None:
    assert data_of(files)["key"] == ""
    assert "secret" not in repr(page.Page([], "secret"))


def test_each_operation_has_curl_and_python(files: dict[str, bytes]) -> None:
    for samples in data_of(files)["samples"].values():
        assert samples.keys() == SIX
        assert all(own.keys() == {"curl", "Python"} for own in samples.values())


def test_a_sample_is_one_call_with_the_documented_example() -> None:
    samples = Writer(SPEC, "http://server").samples()
    words = shlex.split(samples["toggleChannelAgent"]["curl"]["one"].replace("\\\n", ""))
    example = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    assert words[:4] == ["curl", "-sS", "-X", "POST"]
    assert words[4] == f"http://server/api/v1/store/integrations/social/channels/{example}/toggle-agent"
    assert json.loads(words[-1]) == {"enabled": True}
    assert 'X-API-Key: $SENDYIQ_API_KEY"' in samples["toggleChannelAgent"]["curl"]["one"]
    compile(samples["toggleChannelAgent"]["Python"]["whole"], "sample", "exec")


def test_what_needs_a_channel_creates_one_first() -> None:
    samples = Writer(SPEC, "http://server").samples()
    needing = {name for name, own in samples.items() if "whole" in own["curl"]}
    assert needing == SIX - {"listChannels", "createWebsiteChannel"}
    assert samples["deleteChannel"]["curl"]["whole"].splitlines()[0].startswith("id1=$(curl -sS -X POST")
    assert "${id1:?}" in samples["deleteChannel"]["curl"]["whole"]


def test_a_badge_stands_where_a_guess_begins() -> None:
    document = with_badges(SPEC)
    unsupported = document["components"]["responses"]["UnsupportedMediaType"]["description"]
    assert unsupported.startswith('<kbd title="A guess: nobody says so.">assumed</kbd>')
    assert "kbd" not in document["paths"]["/api/v1/store/integrations/social/channels"]["get"]["description"]
    assert "kbd" not in json.dumps(SPEC.document)


def test_what_was_observed_says_since_when() -> None:
    document = copy.deepcopy(SPEC.document)
    document["components"]["responses"]["NotFound"] |= {"x-provenance": "observed", "x-observed": "2026-11-24"}
    shown = with_badges(Spec(document))["components"]["responses"]["NotFound"]["description"]
    assert shown.startswith("<kbd title=")
    assert "Since 2026-11-24." in shown


MORE = """
/api/v1/store/integrations/social/rules:
  get:
    operationId: listRules
    tags: [Rules]
    parameters: [{name: limit, in: query, schema: {type: integer}}]
    responses: {'200': {description: All rules.}}
  post:
    operationId: createRule
    tags: [Rules]
    requestBody: {content: {application/json: {schema: {type: object}, example: {name: "it's one"}}}}
    responses: {'200': {description: The rule.}}
/api/v1/store/integrations/social/rules/{ruleId}:
  delete:
    operationId: deleteRule
    tags: [Rules]
    parameters: [{name: ruleId, in: path, required: true, schema: {type: string, examples: [r-1]}}]
    responses: {'200': {description: Gone.}}
"""


def with_more() -> Spec:
    document = copy.deepcopy(SPEC.document)
    document["paths"] |= yaml.safe_load(MORE)
    return Spec(document)


def test_three_more_operations_are_on_the_page() -> None:
    data = data_of(page.files(with_more(), page.on_disk(SPEC)))
    (samples, *_) = data["samples"].values()
    assert samples.keys() == SIX | {"listRules", "createRule", "deleteRule"}
    words = shlex.split(samples["createRule"]["curl"]["one"].replace("\\\n", ""))
    assert json.loads(words[-1]) == {"name": "it's one"}
    assert "/rules/r-1" in samples["deleteRule"]["curl"]["one"]
    assert "delete_rule.sync_detailed('r-1', client=client)" in samples["deleteRule"]["Python"]["one"]


def test_a_folder_is_written(tmp_path: Path) -> None:
    assert page.write(SPEC, tmp_path) == tmp_path / "docs" / "index.html"
    assert {path.name for path in (tmp_path / "docs").iterdir()} >= {"index.html", "data.js", "openapi.yaml"}
