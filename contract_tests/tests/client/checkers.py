"""Runs the type checkers as a user of the client does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from generated_client.generator import generate


def assert_pyright_passes(folder: Path, *what: Path) -> None:
    """Check with pyright; the folder gets its settings."""
    settings = {
        "include": [str(path) for path in what],
        "extraPaths": [str(generate.CLIENT)],
        "typeCheckingMode": "standard",  # what pyright itself calls so; basedpyright's own default is another
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    _assert_passes(["basedpyright", "--warnings", "--pythonpath", sys.executable, "-p", str(folder)])


def assert_mypy_passes(folder: Path, *what: Path) -> None:
    """Check with mypy --strict; the folder gets its cache."""
    mypy = ["mypy", "--strict", "--cache-dir", str(folder / "cache"), *map(str, what)]
    _assert_passes(mypy, MYPYPATH=str(generate.CLIENT))


def _assert_passes(command: list[str], **environment: str) -> None:
    command = [sys.executable, "-m", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
