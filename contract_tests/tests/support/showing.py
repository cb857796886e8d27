"""What a list shows, and what a create was answered, told to an ownership by itself; and what was journalled of it."""

from __future__ import annotations

import json
from pathlib import Path

from contract_tests.tests.support.suite import (
    NAME,
    OWN,
)
from contract_tests.transport import journal
from contract_tests.transport.ownership import Ownership

OWN_ITEM = {"id": OWN, "displayName": NAME}


def show(ownership: Ownership, *items: object) -> None:
    ownership.see_list(json.dumps({"data": items}).encode())


def made(ownership: Ownership, name: str = NAME, answered: object = OWN) -> None:
    """A create of this name went out after a list, and was served with this id."""
    ownership.expect(name)
    ownership.served(name, answered)


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / journal.CREATED).read_text().splitlines()]
