"""Legal variants: what the real API may do as well, so no check of a promise may fail because of them."""

from __future__ import annotations

from contract_tests.mock.middleware import registry
from contract_tests.mock.variants import busy, dates, refusals, rules, spellings, unspecified, world
from contract_tests.mock.variants.variant import Variant

VARIANTS: dict[str, type[Variant]] = registry(Variant, (spellings, dates, refusals, rules, unspecified, busy, world))
"""Name to class. Any number of them go together, unless their names contradict each other."""

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("nulls-left-out", "empty-errors", "dates-in-utc", "ids-in-upper-case"),
    ("changes-answer-nothing", "tokens-hidden", "unknown-id-is-bad", "strangers-forbidden"),
    ("create-answers-text", "list-in-page", "problem-documents"),
    ("extra-properties", "ascii-only", "newest-first", "others-at-work", "other-channel-types"),
    ("ids-only", "second-delete-served", "invalid-is-unprocessable", "wrong-method-not-found"),
    ("five-channels", "null-refused", "empty-object-refused", "nul-refused", "long-text-refused"),
    ("unavailable-now-and-then", "create-answers-snippet", "dates-with-offset", "any-media-type"),
)
"""Some that go together: what one takes away, the suite must not seek in another."""

__all__ = ["TOGETHER", "VARIANTS", "Variant"]
