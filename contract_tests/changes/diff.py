"""`make diff`: what changed since a git ref, whom it breaks, and which part of the version has to grow."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from contract_tests.changes import client_surface, document_changes
from contract_tests.changes.change import Change
from contract_tests.spec import SPEC_PATH
from contract_tests.spec.document import parse
from contract_tests.spec.errors import UserError

HEADINGS = {"breaks": "Breaks", "may break": "May break", "adds": "Adds"}
CLIENT = f"generated_client/{client_surface.PACKAGE}"


def main(environment: Mapping[str, str], root: Path = SPEC_PATH.parent) -> str:
    """Return the comparison as Markdown."""
    base = environment.get("BASE", "").strip() or _last_tag(root)
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}").strip().decode()
    if not commit:
        raise UserError(f"BASE={base} is no git ref here. Name a tag, a branch or a commit.")
    before, after = _git(root, "show", f"{commit}:openapi.yaml").decode(), SPEC_PATH.read_text(encoding="utf-8")
    if not before:
        raise UserError(f"There is no openapi.yaml in {base}.")
    of_document, lacking = document_changes.changes(before, after)
    of_client = _of_client(root, commit)
    lines = [f"## What has changed since {base}", "", _version(before, after, [*of_document, *of_client]), ""]
    lines += [*_section("The document", of_document), *_section("The client", of_client)]
    return "\n".join([*lines, *([lacking, ""] if lacking else [])])


def _of_client(root: Path, commit: str) -> list[Change]:
    archive = _git(root, "archive", "--format=zip", commit, CLIENT)
    if not archive:
        return []
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
        return client_surface.changes(Path(folder) / "generated_client", root / "generated_client")


def _version(before: str, after: str, changes: Sequence[Change]) -> str:
    """Say which part of the version has to grow, and whether it has."""
    old, new = (str(parse(text).document["info"]["version"]) for text in (before, after))
    due = next_version(old, changes)
    has = _numbers(new) >= _numbers(due)
    words = "it has to be at least" if due != old else "it may stay"
    return f"The version was {old}; {words} **{due}**, and is {new}{'' if has else ': **it has to grow**'}."


def next_version(version: str, changes: Sequence[Change]) -> str:
    """Return the least version that tells the changes: before 1.0.0 the middle part says that something breaks."""
    major, minor, patch = _numbers(version)
    weights = {change.weight for change in changes}
    if not weights:
        return version
    if weights & {"breaks"}:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    return f"{major}.{minor + 1}.0" if major else f"0.{minor}.{patch + 1}"


def _numbers(version: str) -> tuple[int, int, int]:
    numbers = [int(part) if part.isdigit() else 0 for part in version.partition("-")[0].split(".")]
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    return major, minor, patch


def _section(title: str, changes: Sequence[Change]) -> list[str]:
    lines = [f"### {title}", ""]
    for weight, heading in HEADINGS.items():
        found = [str(change) for change in changes if change.weight == weight]
        lines += [f"**{heading}**", "", *(f"- {words}" for words in found), ""] if found else []
    return lines if len(lines) > 2 else [*lines, "Nothing that its users notice.", ""]


def _last_tag(root: Path) -> str:
    tag = _git(root, "describe", "--tags", "--abbrev=0").strip().decode()
    if not tag:
        raise UserError("BASE is missing, and there is no tag: name the git ref to compare with, as BASE=main.")
    return tag


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False).stdout  # noqa: S607
    except OSError:
        raise UserError("git is missing: nothing can be compared without it.") from None
