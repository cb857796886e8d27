"""The document while it is amended: each change with its evidence, and marked with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contract_tests.learning.editing import Editor
from contract_tests.learning.lessons import ENOUGH
from contract_tests.spec import Spec, document
from contract_tests.spec.pointers import at

OPEN_TO_US = ("assumed", "observed")
"""What may be amended: all else somebody promises."""
UNDOCUMENTED = "The vendor's pages do not have it; runs show it."


@dataclass
class Draft:
    """A document, and what is changed about it."""

    text: str
    day: str
    sentences: list[str] = field(default_factory=list)
    """The evidence, one for each amendment."""
    amended: set[str] = field(default_factory=set)
    """Places of statements that were written anew: their marks are right."""
    stale: set[str] = field(default_factory=set)
    """Media types whose examples are to be made anew."""

    def __post_init__(self) -> None:
        self.editor = Editor(self.text)
        self.spec = document.parse(self.text)
        self._edits = 0
        self._is_plain = self.editor.document == self.spec.document
        """Whether the data is read as the text is: two readers of YAML differ about numbers such as `010` and `1e3`."""

    def refresh(self) -> Spec:
        """Read the document as it is now."""
        if self.editor.edits != self._edits:
            self._edits = self.editor.edits
            self.spec = Spec(self.editor.document) if self._is_plain else document.parse(self.editor.text)
        return self.spec

    def at(self, where: str) -> Any:
        """Return what stands at a place, as the document was when it was last read."""
        return at(self.spec.document, where)

    def may_amend(self, where: str) -> bool:
        """Whether what is said at a place is ours: a guess, or what runs saw."""
        return self.spec.provenance(where) in OPEN_TO_US

    def marks(self, seen: int, inherited: str | None = None, enough: int = ENOUGH) -> dict[str, str]:
        """Return the marks of what was seen so often; nothing where they are inherited anyway."""
        if seen >= enough:
            return {"x-provenance": "observed", "x-observed": self.day}
        return {} if inherited == "assumed" else {"x-provenance": "assumed"}

    def mark(self, where: str, marks: dict[str, str]) -> None:
        """Write the marks of an object: where it has some, in their place; else before its description."""
        node = self.editor.at(where)
        if "x-observed" in node and "x-observed" not in marks:
            self.editor.delete(where + "/x-observed")
        for key, value in marks.items():
            keys = list(node)
            after = keys.index("x-provenance") + 1 if key == "x-observed" and "x-provenance" in keys else None
            following = keys[after] if after is not None and after < len(keys) else None
            if key not in node and following is None and after is None:
                following = next((k for k in ("description", "properties", "content") if k in keys), None)
            self.editor.set(f"{where}/{key}", value, before=following)
