"""An edit changes its own lines of the document, and no others."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

import pytest

from contract_tests.learning.editing import Editor
from contract_tests.spec import document
from contract_tests.spec.pointers import at, pointer
from contract_tests.tests.support.vocabulary import SPEC
from contract_tests.tests.support.worlds import OURS


def places(value: object, where: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield where + pointer(key)
            yield from places(item, where + pointer(key))


PLACES = [where for where in places(SPEC.document) if where.count("/") > 1]


def apart(chosen: Iterable[str]) -> list[list[str]]:
    """Group places so that in a group none is inside of another: all of it can be edited in one document."""
    groups: list[list[str]] = []
    for where in chosen:
        group = next((group for group in groups if not any(_nested(where, other) for other in group)), None)
        if group is None:
            groups.append(group := [])
        group.append(where)
    return groups


def _nested(one: str, other: str) -> bool:
    return one.startswith(other + "/") or other.startswith(one + "/")


def hunks(changed: str) -> list[tuple[list[str], list[str]]]:
    """Lines that were removed and lines that were added, place by place."""
    before, after = OURS.splitlines(), changed.splitlines()
    found = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[a:b], after[c:d]) for tag, a, b, c, d in found if tag != "equal"]


def test_our_document_comes_back_byte_by_byte() -> None:
    assert Editor(OURS).text == OURS


def test_as_data_it_is_what_its_text_is_read_as() -> None:
    times = "a: 2026-11-24\n  b: 2026-11-24T10:00:00.50+02:00\n  c: 1.50\n  d: true\n  e: &e {f: null}\n  g: {<<: *e}\n"
    editor = Editor(f"{OURS}\nx-times:\n  {times}")
    editor.set("/x-times/h", "2026-11-24")
    assert editor.document == document.parse(editor.text).document


@pytest.mark.parametrize("value", ["one word", {"type": "string"}, {"a": [{"b": "c"}]}, ["x", "y"]], ids=str)
def test_what_is_written_anew_leaves_the_lines_around_it(value: object) -> None:
    for group in apart(PLACES[::29]):
        editor = Editor(OURS)
        for where in group:
            editor.set(where, value)
        changed = hunks(editor.text)
        assert len(changed) == len(group)
        for removed, added in changed:
            assert "" not in [*removed, *added], removed


def test_what_is_deleted_leaves_the_lines_around_it() -> None:
    ours = Editor(OURS)
    for group in apart(where for where in PLACES[::23] if where.count("/") > 2 and _may_lose_one(ours, where)):
        editor = Editor(OURS)
        for where in group:
            editor.delete(where)
        changed = hunks(editor.text)
        assert len(changed) == len(group)
        for removed, added in changed:
            assert (added, "" in removed[:-1]) == ([], False), removed


def _may_lose_one(editor: Editor, where: str) -> bool:
    parent = editor.at(where.rpartition("/")[0])
    return len(parent) > 1 and not parent.fa.flow_style()


def test_what_is_added_stands_at_the_end_and_the_blank_line_after_it() -> None:
    for group in apart(where for where in PLACES[::29] if isinstance(at(SPEC.document, where), dict)):
        editor = Editor(OURS)
        for where in group:
            editor.set(where + "/x-new", "word")
        changed = hunks(editor.text)
        assert len(changed) == len(group)
        for removed, added in changed:
            assert "x-new: word" in added[-1]
            assert "" not in removed, removed
