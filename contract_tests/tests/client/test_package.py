"""The distribution of the client holds the client, all of it and nothing else, and works on its own."""

from __future__ import annotations

import ast
import email.message
import email.parser
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from contract_tests import spec
from generated_client.generator import generate

PROJECT = spec.SPEC_PATH.parent
CLIENT = generate.CLIENT / generate.PACKAGE
NAME = "sendyiq_social_channels"
VERSION: str = spec.load(validate=False).document["info"]["version"]

# Imports every module of the client; says how many came, which not from the first folder, and whether this
# repository leaked in. It runs with -S, which leaves out what an editable install puts on the path.
USE = """
import importlib, pathlib, pkgutil, sys
folder, *dependencies = sys.argv[1:]
sys.path[:0] = [folder, *dependencies]
package = importlib.import_module("sendyiq_social_channels")
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
mine = {n: m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] == package.__name__}
strangers = [name for name, file in mine.items() if not pathlib.Path(file).is_relative_to(folder)]
print(len(mine), strangers, "contract_tests" in sys.modules)
"""


# Calls the client without a network; the warnings of a version of Python are errors.
CALL = """
import asyncio, pickle, sys
sys.path[:0] = sys.argv[1:]
import httpx
from sendyiq_social_channels import AsyncSendyIQ, AuthenticatedClient, SendyIQ, errors
channel = {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "tokenExpiresAt": "2026-01-01T00:00:00.1234567Z"}
found = [httpx.Response(200, json={"success": True, "data": [channel]}) for _ in range(2)]
answers = iter([*found, httpx.Response(520), httpx.Response(404, json={"success": False})])
transport = httpx.MockTransport(lambda _: next(answers))
client = AuthenticatedClient(token="a.b", httpx_args={"transport": transport}, retries=1)
with SendyIQ(client=client) as sendy:
    print(sendy.list_channels()[0].token_expires_at)
    async def main():
        async with AsyncSendyIQ(client=client) as later:
            print((await later.list_channels())[0].id)
    asyncio.run(main())
    for kind in (errors.ServerError, errors.NotFoundError):
        try:
            sendy.toggle_channel_agent(channel["id"], enabled=True)
        except kind as error:
            print(pickle.loads(pickle.dumps(error)).status)
"""
PYTHONS = ("3.11", "3.12", "3.13")


def interpreter(version: str) -> str | None:
    """Find a Python of a version on this machine, on the PATH or where pyenv puts it."""
    found = [shutil.which(f"python{version}"), *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
    for path in filter(None, found):
        if subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return None


def run(*arguments: str, cwd: Path, python: str = sys.executable) -> str:
    done = subprocess.run([python, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(project: Path, target: str, folder: Path) -> Path:
    """Build with the hatchling that is installed: no isolated environment, so no download."""
    run("-m", "hatchling", "build", "-t", target, "-d", str(folder), cwd=project)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(PROJECT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(PROJECT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(content: dict[str, bytes]) -> email.message.Message:
    return email.parser.BytesParser().parsebytes(content[f"{NAME}-{VERSION}.dist-info/METADATA"])


def source_files() -> dict[str, bytes]:
    return {
        f"{NAME}/{path.relative_to(CLIENT).as_posix()}": path.read_bytes()
        for path in CLIENT.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def imported_distributions() -> set[str]:
    """List what the generated code imports and Python does not bring."""
    modules = set()
    for path in CLIENT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    known = importlib.metadata.packages_distributions()
    return {known[module][0] for module in modules - sys.stdlib_module_names}


@pytest.mark.whole
def test_the_wheel_holds_the_client_its_metadata_and_the_licence(content: dict[str, bytes]) -> None:
    about = f"{NAME}-{VERSION}.dist-info/"
    licence = f"{about}licenses/LICENSE"
    packed = {name: data for name, data in content.items() if not name.startswith(about)}
    assert packed == source_files()
    assert f"{NAME}/py.typed" in packed
    assert content[licence] == (PROJECT / "LICENSE").read_bytes()
    assert content.keys() - packed.keys() == {
        licence,
        *(about + name for name in ("METADATA", "RECORD", "WHEEL")),
    }


def test_the_metadata_says_what_the_document_and_the_code_say(metadata: email.message.Message) -> None:
    requirements = metadata.get_all("Requires-Dist", [])
    assert metadata["Name"] == "sendyiq-social-channels"
    assert metadata["Version"] == VERSION
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert sorted(re.split(r"[^\w.-]", line)[0] for line in requirements) == sorted(imported_distributions())
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


@pytest.mark.whole
def test_the_sdist_holds_what_a_wheel_is_built_from(sdist: Path) -> None:
    top = f"{NAME}-{VERSION}/"
    with tarfile.open(sdist) as archive:
        names = {member.name.removeprefix(top) for member in archive if member.isfile()}
    extra = {"LICENSE", "PKG-INFO", "generated_client/README.md", "openapi.yaml", "pyproject.toml", ".gitignore"}
    assert names == extra | {f"generated_client/{name}" for name in source_files()}


@pytest.mark.whole
def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.2 has none yet
        archive.extractall(tmp_path / "unpacked")
    (project,) = (tmp_path / "unpacked").iterdir()
    assert build(project, "wheel", tmp_path / "built").read_bytes() == wheel.read_bytes()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the folders that hold the wheel's content and what it needs."""
    target = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--target", str(target), str(wheel), cwd=target)
    dependencies = {str(importlib.metadata.distribution(name).locate_file("")) for name in imported_distributions()}
    return [str(target), *dependencies]


@pytest.mark.whole
def test_the_wheel_works_where_nothing_of_the_repository_is(installed: list[str], tmp_path: Path) -> None:
    said = run("-I", "-S", "-c", USE, *installed, cwd=tmp_path)
    modules = len([name for name in source_files() if name.endswith(".py")])
    assert said == f"{modules} [] False\n"


@pytest.mark.whole
@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_works_with_every_python_that_it_says(version: str, installed: list[str], tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine; installing one lifts this")
    said = run("-I", "-S", "-W", "error", "-c", CALL, *installed, cwd=tmp_path, python=python)
    first = ["2026-01-01 00:00:00.123456+00:00", "7c9e6679-7425-40de-944b-e07fc1f90ae7"]
    assert said.splitlines() == [*first, "520", "404"]


@pytest.mark.whole
def test_a_package_index_would_take_both(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    said = run("-m", "twine", "--no-color", "check", "--strict", str(sdist), str(wheel), cwd=tmp_path)
    assert said.count("PASSED") == 2
