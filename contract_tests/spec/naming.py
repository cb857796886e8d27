"""Names as the client's generator spells them."""

from __future__ import annotations

import re


def snake(name: str) -> str:
    """Write a name the way the generator writes modules."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace(" ", "_").lower()
