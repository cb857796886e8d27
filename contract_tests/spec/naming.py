"""Names as the client's generator spells them."""

from __future__ import annotations

import re

MODEL_MEMBERS = frozenset({"to_dict", "from_dict", "additional_properties", "additional_keys"})
"""What each model of the client has: a property that reads so has no room there."""


def snake(name: str) -> str:
    """Write a name the way the generator writes modules."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace(" ", "_").lower()
