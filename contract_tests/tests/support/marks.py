"""Marks that several tests give."""

from __future__ import annotations

from typing import Any

import pytest


def more(*values: object) -> list[Any]:
    """More cases of a kind, each of some seconds: `pytest -m more` takes them, and CI in a job of its own."""
    cases = (value if isinstance(value, tuple) else (value,) for value in values)
    return [pytest.param(*case, marks=pytest.mark.more) for case in cases]
