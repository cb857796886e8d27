"""Starts the servers that are compared, each in a process group of its own, and stops all of the group."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract_tests import spec
from contract_tests.mock.store import FULL_KEY
from contract_tests.spec.errors import UserError

PRISM = "@stoplight/prism-cli@5.16.0"
SPEC = spec.load(validate=False)
LIST = SPEC.operations["listChannels"].path
KEY = {SPEC.key_header: FULL_KEY}
_PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A server that has answered."""

    port: int
    pid: int
    seconds: float
    """From the start of its process to its first response."""

    @property
    def memory(self) -> float:
        """Resident memory of the process and its children, in MiB."""
        return sum(map(_resident, _tree(self.pid))) / 1024


def mock_command() -> list[str]:
    """Return how the mock is started; `{port}` stands for the port. Two channels, as Prism's example has."""
    return [sys.executable, "-m", "contract_tests.mock", "--port={port}", "--channels=2"]


def prism_command() -> list[str] | None:
    """Return how Prism is started, without npx in between, which costs time and memory; None where it is not to be had.

    It is downloaded to the cache of npm where it is not there yet.
    """
    if shutil.which("npx") is None:
        return None
    command = ["npx", "--yes", f"--package={PRISM}", "-c", "command -v prism"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    binary = found.stdout.strip()
    return [binary, "mock", "--port={port}", str(spec.SPEC_PATH)] if found.returncode == 0 and binary else None


@contextlib.contextmanager
def started(command: Sequence[str]) -> Iterator[Server]:
    """Run a server on a free port until the context ends. Raises UserError where it does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    folder = Path(spec.__file__).parents[2]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begin > _PATIENCE:
                raise UserError(f"{command[0]} does not start: try it by hand.")
            time.sleep(0.002)  # what is measured is when it answers, and nothing tells but to ask
        yield Server(port, process.pid, time.perf_counter() - begin)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", LIST, headers=KEY)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _tree(int(child))


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
