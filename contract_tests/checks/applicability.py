"""Which checks apply to a document, and on which operations."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.checks.catalog import BY_MISTAKE, CHECKS, SCHEMA_OBSERVED, Check
from contract_tests.spec import Operation, Spec
from contract_tests.spec.pointers import walk


def operations_of(check: Check, spec: Spec, *, all_shown: bool = False) -> Iterator[Operation]:
    """Yield the operations of a document on which there is an occasion for a check, `x-shown-by` aside if need be."""
    for operation in spec.operations.values():
        resource = spec.resource_of(operation)
        shown = resource.with_all_shown() if resource and all_shown else resource
        if check.on is None or (shown and check.on(shown, operation)):
            yield operation


def inapplicable(spec: Spec) -> dict[Check, str]:
    """Return the checks for which a document gives no occasion, each with the reason."""
    without = [check for check in CHECKS if not check.anywhere and not any(True for _ in operations_of(check, spec))]
    reasons = {check: _why_without(check, spec) for check in without}
    for mistake, check in BY_MISTAKE.items():
        if not any(spec.statuses_for(operation, mistake) for operation in spec.operations.values()):
            reasons.setdefault(check, f"no response of the document says that it answers it (x-when: {mistake})")
    if not any(value.get("x-provenance") == "observed" for _, value in walk(spec.document)):
        reasons[SCHEMA_OBSERVED] = "nothing in the document is observed yet"
    return reasons


def _why_without(check: Check, spec: Spec) -> str:
    """Say why a document gives no occasion for a check."""
    if any(True for _ in operations_of(check, spec, all_shown=True)):
        return "the responses show nothing that it is about (x-shown-by)"
    return "no operation or property of the document is about it"
