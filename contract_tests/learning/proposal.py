"""Puts the amendments together: one draft, its evidence in sentences, and the difference to the document."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from contract_tests.learning.amendments import (
    contents,
    examples,
    headers,
    links,
    mistakes,
    promotion,
    renames,
    shown,
    statements,
)
from contract_tests.learning.draft import Draft
from contract_tests.learning.lessons import Lessons
from contract_tests.spec import document


@dataclass(frozen=True)
class Proposal:
    """What a run teaches."""

    before: str
    after: str
    sentences: tuple[str, ...]
    open: tuple[str, ...]
    """What one run cannot decide."""

    @property
    def diff(self) -> str:
        """The amendments as a unified diff."""
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            "openapi.yaml",
            "openapi.yaml, as it was seen",
        )
        return "".join(lines)


def propose(text: str, lessons: Lessons) -> Proposal:
    """Return the amendments of a document. Raises UserError should they make no valid one."""
    draft = Draft(text, lessons.day)
    contents.amend(draft, lessons)
    mistakes.amend(draft, lessons)
    renames.amend(draft, lessons)
    statements.amend(draft, lessons)
    links.amend(draft, lessons)
    headers.amend(draft, lessons)
    examples.amend(draft)
    shown.amend(draft, lessons)
    promotion.promote(draft, lessons)
    after = draft.editor.text
    if after != text:
        document.parse(after, validate=True)
    return Proposal(text, after, tuple(draft.sentences), tuple(lessons.open))
