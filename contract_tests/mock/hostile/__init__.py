"""Servers that tempt a run to change what is not its own, or to leave what it made: no honest API, but any may be one.

None is a fault to be found by a certain check. What counts is that no earlier channel is touched, and that all that is
left is told.
"""

from __future__ import annotations

from contract_tests.mock.hostile import creates, hostile_texts, lists, others, side_effects
from contract_tests.mock.hostile.temptation import Hostile
from contract_tests.mock.middleware import registry

HOSTILE: dict[str, type[Hostile]] = registry(Hostile, (lists, creates, side_effects, others, hostile_texts))
"""Name to class."""

__all__ = ["HOSTILE", "Hostile"]
