"""Legal variants: what the real API may do as well, so no check of a promise may fail because of them."""

from __future__ import annotations

from contract_tests.mock.variants import answers, busy, dates, refusals, rules, world
from contract_tests.mock.variants.variant import Variant
from contract_tests.mock.wrapping import registry

VARIANTS: dict[str, type[Variant]] = registry(Variant, (answers, dates, refusals, rules, busy, world))
"""Name to class. Any number of them go together, unless their names contradict each other."""

__all__ = ["VARIANTS", "Variant"]
