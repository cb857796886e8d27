"""Text from outside in our output: nothing in it moves a cursor, turns a line around or gives a CI a command."""

from __future__ import annotations

import re
from typing import Any

DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Characters that reorder the text around them, or begin a line where none is seen."""
_ESCAPED = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff{''.join(DIRECTIONS)}]")
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)", re.MULTILINE)
"""What GitHub's runner reads as a workflow command: two colons at the start of a line, or `##[` anywhere."""


def visible(text: str) -> str:
    """Write control, bidirectional and unpaired characters as escapes; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return _ESCAPED.sub(_escape, text)


def _escape(hit: re.Match[str]) -> str:
    code = ord(hit.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def without_commands(text: str) -> str:
    """Break up what a CI would take for a command of ours."""
    return _COMMAND.sub(lambda hit: f"{hit.group()} ", text)


def visible_value(value: Any) -> Any:
    """Return a JSON value whose texts are all `visible`, and hold no command."""
    if isinstance(value, str):
        return without_commands(visible(value))
    if isinstance(value, dict):
        return {visible(key): visible_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [visible_value(item) for item in value]
    return value
