"""What the client costs: beside raw httpx, and beside what the generator writes with its own templates."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from sendyiq_social_channels import SendyIQ

from contract_tests import spec
from contract_tests.mock.store import FULL_KEY
from contract_tests.selftest.bench import peers
from contract_tests.selftest.bench.row import Row
from generated_client.generator import generate

STOCK = "stock_client"
DISTRIBUTION = "sendyiq-social-channels"
OURS, RAW, STOCK_TEMPLATES = "this client", "raw httpx", "stock templates"


def rows(_: object = None, *, calls: int = 2000, lists: int = 300, imports: int = 25) -> list[Row]:
    """Measure lists, an update, and the imports: medians of things done in turns, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        generate.generate(Path(folder) / STOCK, templates=None)
        sys.path.insert(0, folder)
        try:
            measured = [*_against_mock(1, calls), *_against_mock(100, lists)]
        finally:
            sys.path.remove(folder)
        return [*measured, _imports(Path(folder), imports)]


def in_turns(rivals: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Let each do its thing once in every round, so that what disturbs the machine disturbs all; return the medians."""
    taken: dict[str, list[float]] = {who: [] for who in rivals}
    for number in range(-max(3, rounds // 20), rounds):  # the first are to warm up
        for who, act in rivals.items():
            start = time.perf_counter()
            act()
            if number >= 0:
                taken[who].append(time.perf_counter() - start)
    return {who: 1000 * statistics.median(seconds) for who, seconds in taken.items()}


def _against_mock(channels: int, rounds: int) -> Iterator[Row]:
    stock: Any = importlib.import_module(STOCK)
    models: Any = importlib.import_module(f"{STOCK}.models")
    operation = f"{STOCK}.api.social_channels"
    listing, updating = (importlib.import_module(f"{operation}.{name}") for name in ("list_channels", "update_channel"))
    document = spec.load(validate=False)
    path = document.operations["listChannels"].path
    with contextlib.ExitStack() as stack:
        command = [*peers.mock_command()[:-1], f"--channels={channels}"]
        url = f"http://127.0.0.1:{stack.enter_context(peers.started(command)).port}"
        raw = stack.enter_context(httpx.Client(base_url=url, headers={document.key_header: FULL_KEY}))
        plain = stock.AuthenticatedClient(url, FULL_KEY, prefix="", auth_header_name=document.key_header)
        stack.enter_context(plain)
        ours = stack.enter_context(SendyIQ(FULL_KEY, base_url=url))
        first = ours.list_channels()[0].id
        yield Row(
            f"list of {channels}",
            "ms",
            in_turns(
                {
                    OURS: ours.list_channels,
                    RAW: lambda: raw.get(path).json(),
                    STOCK_TEMPLATES: lambda: listing.sync(client=plain),
                },
                rounds,
            ),
        )
        if channels == 1:
            body = models.UpdateChannelRequest(display_name="A")
            yield Row(
                "update of a channel",
                "ms",
                in_turns(
                    {
                        OURS: lambda: ours.update_channel(first, display_name="A"),
                        RAW: lambda: raw.patch(f"{path}/{first}", json={"displayName": "A"}).json(),
                        STOCK_TEMPLATES: lambda: updating.sync(first, client=plain, body=body),
                    },
                    rounds,
                ),
            )


def _imports(folder: Path, rounds: int) -> Row:
    """Time whole processes, in an environment that holds only what the client needs, all of it compiled."""
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env/bin/python"
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    for name in _needed(DISTRIBUTION):
        for file in importlib.metadata.files(name) or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), site / file)
    shutil.copytree(generate.CLIENT / generate.PACKAGE, site / generate.PACKAGE)
    shutil.copytree(folder / STOCK, site / STOCK)
    shutil.rmtree(site / STOCK / "__pycache__", ignore_errors=True)
    subprocess.run([python, "-m", "compileall", "-q", site], check=True)
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}

    def importing(program: str) -> Callable[[], object]:
        return lambda: subprocess.run([python, "-c", program], env=environment, check=True)

    programs = {
        OURS: f"import {generate.PACKAGE}",
        RAW: "import httpx",
        STOCK_TEMPLATES: f"import {STOCK}",
        "this client's models": f"import {generate.PACKAGE}.models",
    }
    return Row("import", "ms", in_turns({who: importing(program) for who, program in programs.items()}, rounds))


def _needed(distribution: str) -> set[str]:
    """Return the names of all that a distribution needs, itself left out."""
    found: set[str] = set()
    todo = [distribution]
    while todo:
        for line in importlib.metadata.requires(todo.pop()) or []:
            name = re.split(r"[^\w.-]", line)[0]
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                if "extra ==" not in line and name not in found and importlib.metadata.version(name):
                    found.add(name)
                    todo.append(name)
    return found
