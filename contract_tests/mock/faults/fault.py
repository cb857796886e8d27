"""The base of all faults."""

from __future__ import annotations

from typing import ClassVar

from contract_tests.mock.middleware import Middleware


class Fault(Middleware):
    """A defect, named after what is wrong. It breaks a promise of the reference, the guides or the names."""

    family: ClassVar[str]
    """The module that it is written in."""
    caught_by: ClassVar[str | tuple[str, ...]]
    """The check that is meant to catch it, by its id: the drill wants this very one to fail. One of several where
    chance decides which operation meets the fault first."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.family = cls.__module__.rpartition(".")[2]
