"""What is generated, and what uses it, passes both type checkers: mypy strict, and pyright as editors run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.tests.client.test_client_growth import generate_grown
from contract_tests.tests.client.test_client_readme import EXAMPLES
from contract_tests.tests.client.test_client_shapes import generate_shaped
from generated_client.generator import generate

USER = """
from shaped_client import Channel, Coupon, SendyIQ

def names(sendy: SendyIQ) -> list[str | None]:
    page = sendy.list_channels()
    print(page.total, page.page_size, len(page))
    return [channel.display_name for channel in page] + [sendy.issue_coupon(label="A").label]

def token(sendy: SendyIQ) -> str | None:
    made: Channel = sendy.create_website_channel()
    return made.widget_token

def numbers(coupons: list[Coupon]) -> list[int]:
    return [coupon.number for coupon in coupons]
"""


# All in one place: what takes long is that a checker reads the libraries.
@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clients of two other documents, a program that uses one, and the README's examples."""
    folder = tmp_path_factory.mktemp("typed")
    generate_shaped(folder)
    generate_grown(folder)
    (folder / "user.py").write_text(USER, encoding="utf-8")
    for number, example in enumerate(EXAMPLES):
        (folder / f"example_{number}.py").write_text(example, encoding="utf-8")
    return folder


@pytest.mark.whole
def test_mypy_passes(folder: Path, tmp_path: Path) -> None:
    assert_passes(["mypy", "--strict", "--cache-dir", str(tmp_path), str(folder)], MYPYPATH=str(generate.CLIENT))


@pytest.mark.whole
@pytest.mark.more
def test_pyright_passes(folder: Path) -> None:
    settings = {
        "include": [str(folder), str(generate.CLIENT / generate.PACKAGE)],
        "extraPaths": [str(generate.CLIENT)],
        "typeCheckingMode": "standard",  # what pyright itself calls so; basedpyright's own default is another
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    assert_passes(["basedpyright", "--warnings", "--pythonpath", sys.executable, "-p", str(folder)])


def assert_passes(command: list[str], **environment: str) -> None:
    command = [sys.executable, "-m", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
