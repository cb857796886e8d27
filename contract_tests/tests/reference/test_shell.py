"""Requests as lines of a shell."""

from __future__ import annotations

import subprocess

import pytest

from contract_tests.reference.shell import keeping_id

BODY = '{"previous": {"id": "other"}, "data": [{"id": "own"}]}'


@pytest.mark.parametrize(("body", "kept"), [(BODY, "own"), ('{"message": "no"}', ""), ("<html>", "")])
def test_the_id_that_is_kept_is_the_one_at_its_place(body: str, kept: str) -> None:
    line = keeping_id("made", f"printf %s '{body}'", ["data", 0, "id"])
    done = subprocess.run(["bash", "-c", f'{line}; echo "$made"'], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{kept}\n", body)
