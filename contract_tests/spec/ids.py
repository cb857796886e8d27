"""Ids by their type: what is one, which two are the same, and a new one that nothing has."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Literal

from contract_tests.spec.schemas import Property

UUID_LIKE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
IdKind = Literal["uuid", "integer", "text"]


class IdType:
    """The type of a resource's id. Ids are handled as the text that stands in a path."""

    def __init__(self, shown: Property) -> None:
        self._shown = shown
        is_uuid = shown.definition.get("format") == "uuid"
        self.kind: IdKind = "uuid" if is_uuid else "integer" if shown.types == {"integer"} else "text"

    def text(self, value: Any) -> str | None:
        """Write a value that a body shows as a path has it; None for what can be no id."""
        if isinstance(value, str):
            return value if value.strip() else None
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def value(self, text: str) -> str | int:
        """Return an id as a body shows it."""
        return int(text) if self.kind == "integer" else text

    def is_id(self, text: str) -> bool:
        """Whether a text has the form of an id."""
        if self.kind == "uuid":
            return UUID_LIKE.fullmatch(text) is not None
        if self.kind == "integer":
            return re.fullmatch(r"-?\d+", text) is not None
        return _fits(text, self._shown.definition)

    def key(self, text: str) -> str:
        """Write an id the one way in which two spellings of it are the same."""
        return text.strip().replace("-", "").lower() if self.kind == "uuid" else text.strip()

    def mint(self, rng: random.Random) -> str:
        """Return an id that nothing has, as chance would have it."""
        return str(mint(self._shown, rng))


def mint(shown: Property, rng: random.Random) -> str | int:
    """Return a new value for a property, one that nothing else has; it keeps to type, format, pattern and length."""
    definition = shown.definition
    if shown.types == {"integer"}:
        most = definition.get("maximum", 2**52 if definition.get("format") == "int64" else 2**31 - 1)
        return rng.randrange(max(int(most) // 2, int(definition.get("minimum", 1))), int(most) + 1)
    made = _uuid(rng)
    if definition.get("format") == "uuid":
        return made
    if _fits(_hex(made), definition):
        return _hex(made)  # as most do: to go through what follows takes as long as the rest
    most = definition.get("maxLength", 64)
    lengths = (length for length in (most, 32, 16, 12, 10, 8, 6) if length <= most)
    cut = (spell(made)[:length] for length in lengths for spell in _SPELLINGS)
    return next((text for text in cut if _fits(text, definition)), _hex(made))


def _uuid(rng: random.Random) -> str:
    """Return a random UUID of RFC 9562, version 4. `uuid.UUID` takes three times as long, and a create makes two."""
    digits = f"{rng.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _hex(made: str) -> str:
    return made.replace("-", "")


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    _hex,
    str,
    lambda made: str(int(_hex(made), 16)),
    lambda made: f"x{_hex(made)}",
    lambda made: f"x-{_hex(made)}",
    lambda made: _hex(made).upper(),
    lambda made: "".join(chr(ord("a") + int(digit, 16)) for digit in _hex(made)),  # letters alone
)


def _fits(text: str, definition: dict[str, Any]) -> bool:
    if not text or not definition.get("minLength", 0) <= len(text) <= definition.get("maxLength", len(text)):
        return False
    return "pattern" not in definition or re.search(definition["pattern"], text) is not None
