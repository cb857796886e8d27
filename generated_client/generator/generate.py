"""Generates the client from `openapi.yaml`, and compares trees: `make client` and the drift test."""

from __future__ import annotations

import ast
import filecmp
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from contract_tests import spec
from contract_tests.spec.errors import UserError
from generated_client.generator import project

CLIENT = Path(__file__).resolve().parent.parent
PACKAGE = "sendyiq_social_channels"
TEMPLATES = CLIENT / "templates"
RUNTIME = CLIENT / "runtime"
Members = dict[str, set[str]]
BANNER = "# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.\n"


def generate(destination: Path, document: Path = spec.SPEC_PATH, templates: Path | None = TEMPLATES) -> None:
    """Write the package into an empty or missing folder. Raises UserError where the generator warns or fails.

    Without templates it is what the generator writes on its own, for comparison.
    """
    if not spec.load(document).servers:
        raise UserError(f"{document.name} names no `servers`: the client has to know where the API is.")
    # The generator runs its post hooks, ruff, from the PATH.
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path}"
    try:
        warnings = project.build(document, CLIENT / "config.yaml", templates, destination)
    finally:
        os.environ["PATH"] = path
    if warnings:
        raise UserError("\n".join([f"openapi-python-client refuses {document.name}:", *warnings]))
    inherited = _inherited() if templates else {}
    for module in sorted(destination.rglob("*.py")):
        for class_name, name in _defined_twice(ast.parse(module.read_text(encoding="utf-8")), inherited):
            where = f"{class_name} in {module.relative_to(destination)}"
            raise UserError(f"{document.name}: what would be `{name}` of {where} needs another name: that one is taken")
    shutil.rmtree(destination / ".ruff_cache", ignore_errors=True)
    if templates:
        for module in RUNTIME.glob("*.py"):
            if module.name != "__init__.py":
                shutil.copyfile(module, destination / module.name)
    for module in destination.rglob("*.py"):
        module.write_text(BANNER + module.read_text(encoding="utf-8"), encoding="utf-8")
    (destination / "py.typed").write_text(BANNER, encoding="utf-8")


def _defined_twice(module: ast.Module, inherited: Members) -> Iterator[tuple[str, str]]:
    """Find names of the document that the client itself has for something: Python would drop one without a word."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            taken = Counter(name for base in node.bases for name in inherited.get(ast.unparse(base), ()))
            yield from ((node.name, name) for name, count in (Counter(_members(node)) + taken).items() if count > 1)


def _inherited() -> Members:
    """Return what the classes of the operations inherit."""
    found: Members = {}
    for node in ast.parse((RUNTIME / "bases.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            above = {name for base in node.bases for name in found.get(ast.unparse(base), ())}
            found[node.name] = above | set(_members(node))
    return found


def _members(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        match member:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=[ast.Name(id="__slots__")], value=slots):
                yield from ast.literal_eval(slots)


def differences(left: Path, right: Path) -> list[str]:
    """List the files, as relative paths, that are not in both trees with the same bytes."""
    names = {
        path.relative_to(tree).as_posix()
        for tree in (left, right)
        for path in tree.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(
        name
        for name in names
        if not (left / name).is_file()
        or not (right / name).is_file()
        or not filecmp.cmp(left / name, right / name, shallow=False)
    )


def main() -> None:
    """Regenerate the client in place and say which files changed."""
    with tempfile.TemporaryDirectory(dir=CLIENT, prefix=".new-") as folder:
        fresh = Path(folder) / PACKAGE
        generate(fresh)
        changed = differences(CLIENT / PACKAGE, fresh)
        if changed:
            shutil.rmtree(CLIENT / PACKAGE, ignore_errors=True)
            fresh.rename(CLIENT / PACKAGE)
    for name in changed:
        print(f"  changed: generated_client/{PACKAGE}/{name}")
    print(f"client: {len(changed)} files changed" if changed else "client: up to date with openapi.yaml")
