"""One change, and whether it breaks those who use what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Weight = Literal["breaks", "may break", "adds"]


@dataclass(frozen=True)
class Change:
    """A change of the document or of the client."""

    weight: Weight
    words: str
    where: tuple[str, ...] = ()
    """Operations, or the place in the document."""

    def __str__(self) -> str:
        """Write it as a line."""
        return f"{self.words} ({', '.join(self.where)})" if self.where else self.words
