"""What a change breaks, of the document and of the client, and which part of the version says so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from contract_tests.changes import client_surface, diff, document_changes
from contract_tests.changes.change import Change
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.keeping import changed
from contract_tests.tests.support.worlds import OURS

NO_NPX = pytest.mark.skipif(shutil.which("npx") is None, reason="npx is missing: install Node to compare with oasdiff")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)


def package(folder: Path, text: str) -> Path:
    where = folder / client_surface.PACKAGE
    where.mkdir(parents=True)
    (where / "__init__.py").write_text("from .inner import Client\n__all__ = ('Client',)\n")
    (where / "inner.py").write_text(text)
    return folder


@pytest.mark.usefixtures("alone")
def test_a_pattern_under_a_condition_is_told(alone: None) -> None:
    after = changed(OURS, ("pattern: ^[0-9A-Fa-f]{32}$", "pattern: ^[0-9]{32}$"))
    told, lacking = document_changes.changes(OURS, after)
    assert {change.weight for change in told} == {"breaks"}
    assert any("/then/properties/channelToken/pattern" in str(change) for change in told)
    assert lacking is not None
    assert lacking.startswith("npx is missing")


@pytest.mark.usefixtures("alone")
def test_provenance_and_descriptions_change_nothing_for_users(alone: None) -> None:
    after = changed(OURS, ("x-provenance: guide", "x-provenance: semantics"))
    assert document_changes.changes(OURS, after)[0] == []


def test_one_change_that_reaches_several_operations_is_told_once() -> None:
    source = {"file": "a.yaml", "line": 3, "column": 1}
    told = [
        {
            "id": "typed",
            "text": f"the `{way}/token` type changed",
            "level": 3,
            "operationId": name,
            "baseSource": source,
        }
        for way, name in (("data/items", "list"), ("data", "update"))
    ]
    assert document_changes._gathered(told) == [
        Change("breaks", "the `data/items/token` type changed", ("list", "update"))
    ]


def test_the_client_is_what_the_package_offers(tmp_path: Path) -> None:
    before = package(
        tmp_path / "a",
        "class Client:\n    def list(self): ...\n    def old(self): ...\n    def get(self): ...\ndef inner(): ...\n",
    )
    after = package(tmp_path / "b", "class Client:\n    def list(self, all): ...\n    def get(self, id=0): ...\n")
    told = client_surface.changes(before, after)
    assert [str(change) for change in told] == [
        "inner.Client.list: parameter was added as required",
        "inner.Client.old: public object was removed",
        "inner.Client.get takes id is new",
    ]


def test_another_type_may_break(tmp_path: Path) -> None:
    before = package(tmp_path / "a", "class Client:\n    name: str\n    def get(self, id: str) -> int: ...\n")
    after = package(tmp_path / "b", "class Client:\n    name: str | None\n    def get(self, id: int) -> None: ...\n")
    told = client_surface.changes(before, after)
    assert {change.weight for change in told} == {"may break"}
    assert [str(change) for change in told] == [
        "inner.Client.get returns: was int, is None",
        "inner.Client.get takes id: was str, is int",
        "inner.Client.name: was str, is str | None",
    ]


@pytest.mark.parametrize(
    ("version", "weights", "due"),
    [
        ("0.2.0", ["breaks", "adds"], "0.3.0"),
        ("0.2.3", ["adds"], "0.2.4"),
        ("0.2.3", [], "0.2.3"),
        ("1.2.3", ["breaks"], "2.0.0"),
        ("1.2.3", ["may break"], "1.3.0"),
    ],
)
def test_the_part_of_the_version_that_has_to_grow(version: str, weights: list[str], due: str) -> None:
    assert diff.next_version(version, [Change(weight, "x") for weight in weights]) == due  # type: ignore[arg-type]


@pytest.mark.usefixtures("alone")
def test_the_comparison_with_a_commit_says_what_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com"]
    (tmp_path / "openapi.yaml").write_text(OURS)
    package(tmp_path / "generated_client", "class Client:\n    def list(self): ...\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    inner = tmp_path / "generated_client" / client_surface.PACKAGE / "inner.py"
    inner.write_text("class Client:\n    pass\n")
    monkeypatch.setattr(diff, "SPEC_PATH", tmp_path / "openapi.yaml")
    told = diff.main({"BASE": "HEAD"}, tmp_path)
    assert "**0.3.0**, and is 0.2.0: **it has to grow**" in told
    assert "- inner.Client.list: public object was removed" in told
    with pytest.raises(UserError, match="BASE=nowhere is no git ref"):
        diff.main({"BASE": "nowhere"}, tmp_path)
    with pytest.raises(UserError, match="BASE is missing"):
        diff.main({}, tmp_path)


@NO_NPX
@pytest.mark.network("npx fetches oasdiff once")
def test_oasdiff_tells_what_breaks() -> None:
    after = changed(
        OURS, ("        isEnabled:\n          type: [boolean, 'null']", "        isEnabled:\n          type: string")
    )
    told, lacking = document_changes.changes(OURS, after)
    if lacking:
        pytest.skip(f"{lacking} A package registry would lift it.")
    assert any(change.weight == "breaks" and "isEnabled" in change.words for change in told)
