"""An edit changes its own lines of the document, and no others."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pytest

from contract_tests.learning.editing import Editor
from contract_tests.spec.pointers import pointer
from contract_tests.tests.support.vocabulary import SPEC
from contract_tests.tests.support.worlds import OURS


def places(value: object, where: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield where + pointer(key)
            yield from places(item, where + pointer(key))


PLACES = [where for where in places(SPEC.document) if where.count("/") > 1]


def lines_of(changed: str) -> tuple[list[str], list[str]]:
    diff = list(difflib.ndiff(OURS.splitlines(), changed.splitlines()))
    return [d[2:] for d in diff if d[0] == "-"], [d[2:] for d in diff if d[0] == "+"]


def test_our_document_comes_back_byte_by_byte() -> None:
    assert Editor(OURS).text == OURS


@pytest.mark.parametrize("value", ["one word", {"type": "string"}, {"a": [{"b": "c"}]}, ["x", "y"]], ids=str)
def test_what_is_written_anew_leaves_the_lines_around_it(value: object) -> None:
    for where in PLACES[::29]:
        editor = Editor(OURS)
        editor.set(where, value)
        removed, added = lines_of(editor.text)
        assert "" not in removed, where
        assert "" not in added, where


def test_what_is_deleted_leaves_the_lines_around_it() -> None:
    for where in PLACES[::23]:
        editor = Editor(OURS)
        parent = editor.at(where.rpartition("/")[0])
        if len(parent) == 1 or parent.fa.flow_style():
            continue
        editor.delete(where)
        removed, added = lines_of(editor.text)
        assert (added, "" in removed[:-1]) == ([], False) or where.count("/") < 3, where


def test_what_is_added_stands_at_the_end_and_the_blank_line_after_it() -> None:
    for where in PLACES[::29]:
        editor = Editor(OURS)
        if isinstance(editor.at(where), dict):
            editor.set(where + "/x-new", "word")
            removed, added = lines_of(editor.text)
            assert any("x-new: word" in line for line in added), where
            assert "" not in removed, where
