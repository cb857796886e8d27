"""The mock's own distribution holds the mock and the document, nothing else, and works on its own."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from contract_tests import mock, reference, spec
from contract_tests.tests.client.test_package import build, run

MOCK = Path(mock.__file__).parent
NAME = "sendyiq_social_channels_mock"

# What a developer writes: both fixtures of the package, and the mock in process. Run with -S, which leaves out
# what an editable install puts on the path.
TEST = """
import httpx, pathlib, sys
from sendyiq_social_channels_mock import Mock, running

LIST = "/api/v1/store/integrations/social/channels"

def client(mock, **more):
    return httpx.Client(base_url=mock.url, headers={"X-API-Key": mock.key}, **more)

def test_fixture(social_channels_mock):
    social_channels_mock.seed(3)
    assert len(client(social_channels_mock).get(LIST).json()["data"]) == 3
    assert [request.operation for request in social_channels_mock.requests] == ["listChannels"]

def test_fixture_starts_anew(social_channels_mock):
    assert client(social_channels_mock).get(LIST).json()["data"] == []

def test_over_http():
    with running(channels=1) as mock:
        assert len(client(mock).get(LIST).json()["data"]) == 1

def test_in_process():
    mock = Mock(variants=["newest-first"])
    assert client(mock, transport=mock.transport()).get(LIST).status_code == 200

def test_nothing_of_the_repository_is_used():
    assert "contract_tests" not in sys.modules
"""
PYTEST = "import sys; sys.path[:0] = sys.argv[2:]; import pytest; sys.exit(pytest.main(['-q', sys.argv[1]]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(MOCK, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What has to be on the path: the package, installed, and what it needs."""
    target = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--target", str(target), str(wheel), cwd=target)
    wanted = [Requirement(line) for line in requirements(target)]
    needed = ["pytest", *(one.name for one in wanted if one.marker is None or one.marker.evaluate())]
    return [str(target), *{str(importlib.metadata.distribution(name).locate_file("")) for name in needed}]


def requirements(target: Path) -> list[str]:
    (distribution,) = importlib.metadata.distributions(path=[str(target)])
    return distribution.requires or []


@pytest.mark.whole
def test_the_wheel_holds_the_mock_and_the_document(content: dict[str, bytes]) -> None:
    packed = {name.removeprefix(f"{NAME}/") for name in content if ".dist-info/" not in name}
    own = {p.relative_to(MOCK).as_posix() for p in MOCK.rglob("*.py") if p.name != "hatch_build.py"}
    rooms = (Path(spec.__file__).parent, Path(reference.__file__).parent)
    files = [path for room in rooms for path in room.rglob("*.*") if "__pycache__" not in path.parts]
    shared = {path.relative_to(MOCK.parent).as_posix() for path in files}
    assert packed == own | shared | {"openapi.yaml", "LICENSE", "py.typed"}
    assert content[f"{NAME}/openapi.yaml"] == spec.SPEC_PATH.read_bytes()
    assert not [name for name, data in content.items() if name.endswith(".py") and b"contract_tests" in data]


def imported(source: bytes) -> set[str]:
    """Return the top-level modules that a module imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.partition(".")[0] for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}}


@pytest.mark.whole
def test_what_it_imports_is_what_it_requires(content: dict[str, bytes], installed: list[str]) -> None:
    sources = [data for name, data in content.items() if name.endswith(".py")]
    modules = set().union(*map(imported, sources)) - sys.stdlib_module_names - {NAME}
    known = importlib.metadata.packages_distributions()
    distributions = {known[module][0].lower().replace("_", "-") for module in modules}
    required = {Requirement(line).name for line in requirements(Path(installed[0]))}
    not_for_the_mock = {"openapi-spec-validator", "pytest"}
    what_uvicorn_imports = {"httptools", "uvloop"}
    assert required == distributions - not_for_the_mock | what_uvicorn_imports


@pytest.mark.whole
def test_the_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build(MOCK, "sdist", tmp_path / "sdist")) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.2 has none yet
        archive.extractall(tmp_path / "unpacked")
    (project,) = (tmp_path / "unpacked").iterdir()
    assert build(project, "wheel", tmp_path / "built").read_bytes() == wheel.read_bytes()


@pytest.mark.network("serves the mock on this machine")
def test_a_developers_tests_pass_where_nothing_of_the_repository_is(installed: list[str], tmp_path: Path) -> None:
    test = tmp_path / "test_integration.py"
    test.write_text(TEST)
    assert "5 passed" in run("-I", "-S", "-c", PYTEST, str(test), *installed, cwd=tmp_path)


def test_it_runs_as_a_module(installed: list[str], tmp_path: Path) -> None:
    path_first = "import sys; sys.path[:0] = sys.argv[2:]; del sys.argv[2:]"
    program = f"{path_first}; import runpy; runpy.run_module('{NAME}', run_name='__main__', alter_sys=True)"
    command = [sys.executable, "-I", "-S", "-c", program, "--fault=zzz", *installed]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"There is no fault 'zzz'\. The mock prints all \d+ with FAULT=list\.\n", done.stderr)
