"""The base of all variants."""

from __future__ import annotations

from contract_tests.mock.middleware import Middleware


class Variant(Middleware):
    """Another response that keeps every promise: at most a guess of ours is refuted by it."""
