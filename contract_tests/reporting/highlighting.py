"""Texts as the page shows them: cut to a length, JSON in colours, and differences marked. All of it is escaped."""

from __future__ import annotations

import contextlib
import datetime
import difflib
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from markupsafe import Markup, escape

from contract_tests.transport.escaping import visible

LONGEST_BODY = 1500
ITEMS = 3
"""Items of a list that are shown, the same one twice among them."""
ALIKE = 0.5
"""Share of words that two texts have in common if their differences are marked."""
ROOM = 1_000_000
"""Characters that requests and responses of all findings may take: the page stays below 2 MB."""
_TOKEN = re.compile(r'("(?:\\.|[^"\\])*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b')
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


class Room:
    """What is left of the page's size for details."""

    def __init__(self, size: int = ROOM) -> None:
        self._left = size

    def take(self, *parts: object) -> bool:
        """Take room for some texts; return whether there was enough."""
        size = sum(len(escape(part)) for part in parts)
        self._left -= size if size <= self._left else 0
        return size <= self._left


def cut(text: str, longest: int) -> str:
    """Cut a text that is too long to be read, and say so."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"


def with_code(text: str) -> Markup:
    """Return a text with what stands in backticks as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if i % 2 else escape(p) for i, p in enumerate(parts))


def breakable(name: str) -> Markup:
    """Return a name in camelCase that may go on in a new line before each capital."""
    return Markup("<wbr>").join(re.split(r"(?=[A-Z])", name))


def moment(text: str) -> str:
    """Write an instant of RFC 3339 as people read it; another text stays as it is."""
    try:
        instant = datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
        return f"{instant.day} {instant:%B %Y, %H:%M} UTC"
    except ValueError:
        return text


def highlighted(body: str, words: set[str], names: Collection[str] = ()) -> Markup:
    """Return a body, JSON on several lines and in colours; the properties that `words` name are marked.

    Of a list there is room for the items that hold one of the `names`, or for the first one.
    """
    with contextlib.suppress(ValueError, RecursionError):
        value = _with_items_of(json.loads(body), names)
        body = visible(json.dumps(value, ensure_ascii=False, indent=2))  # escapes are characters again
    return Markup("").join(_tokens(cut(body, LONGEST_BODY), words))


def _with_items_of(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _with_items_of(item, names) for name, item in value.items()}
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return value
    kept = [item for item in value if any(text in names for text in item.values() if isinstance(text, str))]
    kept = kept[:ITEMS] or value[:1]
    others = len(value) - len(kept)
    return [*kept, f"… {others} more"] if others else kept


def _tokens(text: str, words: set[str]) -> Iterator[Markup]:
    at = 0
    for hit in _TOKEN.finditer(text):
        yield escape(text[at : hit.start()])
        at = hit.end()
        quoted, colon, number, literal = hit.groups()
        if quoted and colon:
            tag = "mark" if quoted[1:-1] in words else "b"
            yield Markup("<{0}>{1}</{0}>{2}").format(Markup(tag), quoted, colon)  # noqa: S704 (one of two)
        elif quoted:
            yield Markup("<q>{}</q>").format(quoted)
        else:
            yield Markup("<i>{}</i>").format(number or literal)
    yield escape(text[at:])


def differences(expected: str, seen: str, longest: int = 600) -> tuple[Markup, Markup]:
    """Mark what stands in one text alone, where they have enough in common for that to tell anything."""
    first, second = (_WORDS.findall(cut(text, longest)) for text in (expected, seen))
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    if matcher.ratio() < ALIKE:
        return escape(cut(expected, longest)), escape(cut(seen, longest))
    blocks = matcher.get_opcodes()
    return (
        Markup("").join(_marked("".join(first[a:b]), kind) for kind, a, b, _, _ in blocks),
        Markup("").join(_marked("".join(second[c:d]), kind) for kind, _, _, c, d in blocks),
    )


def _marked(text: str, kind: str) -> Markup:
    return escape(text) if kind == "equal" or not text.strip() else Markup("<mark>{}</mark>").format(text)
