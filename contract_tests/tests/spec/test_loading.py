"""The OpenAPI rules, which take long: a document is held against them once, and again after each edit."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from contract_tests.spec import loading
from contract_tests.spec.document import SPEC_PATH
from contract_tests.spec.errors import UserError

TEXT = SPEC_PATH.read_text(encoding="utf-8")
WRONG = TEXT.replace("description: Staging (the vendor spells it so).", "descriptions: Staging.")


def parse(text: str) -> None:
    loading.parse("openapi.yaml", text, validate=True)


@pytest.fixture(autouse=True)
def passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loading, "_PASSED", tmp_path / "cache" / "openapi.passed")
    return tmp_path / "cache" / "openapi.passed"


def test_a_document_that_kept_the_rules_is_known_and_an_edited_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    parse(TEXT)
    monkeypatch.setitem(sys.modules, "openapi_spec_validator", None)
    parse(TEXT)
    with pytest.raises(ImportError):
        parse(TEXT + "\n# edited\n")


def test_a_document_that_breaks_a_rule_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(UserError, match="descriptions"):
            parse(WRONG)


def test_where_nothing_can_be_remembered_the_rules_are_asked_again(passed: Path) -> None:
    passed.parent.write_text("a file where the folder would be")
    for _ in range(2):
        parse(TEXT)


def test_a_damaged_memory_counts_for_nothing(passed: Path) -> None:
    passed.parent.mkdir()
    passed.write_bytes(b"\xff\xfe")
    parse(TEXT)
