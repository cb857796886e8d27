"""Puts load on a server with wrk: written in C, it is not what limits a server in Python or Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contract_tests.spec.errors import UserError

MISSING = "wrk is missing (on Debian: apt install wrk): throughput and p99 are left out."
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Load:
    """What a server did under load."""

    per_second: float
    p99: float
    """Milliseconds within which 99 of 100 requests were answered."""


def is_there() -> bool:
    """Whether this machine has wrk."""
    return shutil.which("wrk") is not None


def put(
    url: str, headers: Mapping[str, str], *, connections: int, seconds: float, method: str = "GET", body: str = ""
) -> Load:
    """Send the same request over and over. Raises UserError where a response is no 2xx."""
    script = f"wrk.method = {_lua(method)}\nwrk.body = {_lua(body)}\n"
    script += "".join(f"wrk.headers[{_lua(name)}] = {_lua(value)}\n" for name, value in headers.items())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "request.lua"
        path.write_text(script)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-s", str(path), url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    p99 = re.search(r"^\s+99%\s+([\d.]+)(us|ms|s|m)$", output, re.MULTILINE)
    failed = re.search(r"Non-2xx.*|Socket errors.*", output)
    if failed or not rate or not p99:
        reason = failed[0] if failed else (done.stderr or output).strip().rpartition("\n")[2] or "no responses"
        raise UserError(f"{method} {url} cannot be measured: {reason}.")
    return Load(float(rate[1]), float(p99[1]) * _UNITS[p99[2]])


def _lua(text: str) -> str:
    return json.dumps(text)  # a string of ASCII means the same in Lua
