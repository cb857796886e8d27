"""Text from outside is text in our output, and nothing more."""

from __future__ import annotations

import io

import pytest

from contract_tests.transport.escaping import visible, visible_value, without_commands
from contract_tests.transport.redaction import RedactedStream, Redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\nlines", "plain\nlines"),
        ("\x1b[2J\x07\r\t\x9b", "\\x1b[2J\\x07\\x0d\\x09\\x9b"),
        ("\u202etxt\u2069 \u200f", "\\u202etxt\\u2069 \\u200f"),
        ("a \ud800 b", "a \\ud800 b"),
        ("line\u2028line", "line\\u2028line"),
        ("مرحبا 😀 é", "مرحبا 😀 é"),
    ],
)
def test_what_is_more_than_text_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("line", ["::error::x", "  ::stop-commands::x", "text ##[error]x", "##[group]"])
def test_commands_of_a_ci_are_broken_up(line: str) -> None:
    broken = without_commands(f"before\n{line}\n")
    assert not any(text.lstrip().startswith("::") for text in broken.splitlines())
    assert "##[" not in broken


def test_what_goes_on_in_a_line_is_no_command() -> None:
    stream = io.StringIO()
    out = RedactedStream(stream, Redactor())
    for text in ("a", "::b\n", "::c", "\n"):
        out.write(text)
    assert stream.getvalue() == "a::b\n: :c\n"


def test_keys_and_values_deep_down_are_escaped() -> None:
    assert visible_value({"\x1b": ["\r", {"a": "\ud800", "n": 1}]}) == {"\\x1b": ["\\x0d", {"a": "\\ud800", "n": 1}]}
