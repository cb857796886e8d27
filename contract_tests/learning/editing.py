"""Edits a YAML document and leaves all else of its text as it is: comments, order, quotes and blank lines."""

from __future__ import annotations

import datetime
import io
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.scalarstring import SingleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

from contract_tests.spec.pointers import tokens_of

FLOW_AT_MOST = 4
"""Scalars of an array that are written on one line."""


def _yaml() -> YAML:
    """Return the settings with which our document comes back as it was, byte by byte."""
    settings = YAML()
    settings.preserve_quotes = True
    settings.width = 4096
    settings.indent(mapping=2, sequence=4, offset=2)
    settings.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return settings


class Editor:
    """A document that is being edited."""

    def __init__(self, text: str) -> None:
        self._root: Any = _yaml().load(text)
        self.edits = 0
        """How often it was edited."""

    @property
    def text(self) -> str:
        """The document as it is now."""
        return _written(self._root)

    @property
    def document(self) -> Any:
        """The same as plain data: to write the text and read that takes sixty times as long."""
        return _plain(self._root)

    def at(self, json_pointer: str) -> Any:
        """Return what stands at a place; None where there is nothing."""
        value = self._root
        for token in tokens_of(json_pointer):
            if isinstance(value, CommentedSeq):
                value = value[int(token)] if token.isdigit() and int(token) < len(value) else None
            else:
                value = value.get(token) if isinstance(value, CommentedMap) else None
        return value

    def set(self, json_pointer: str, value: Any, *, before: str | None = None, first: bool = False) -> None:
        """Write a value at a place: instead of what is there; else at the end, before a key, or first of all."""
        self.edits += 1
        where, _, _ = json_pointer.rpartition("/")
        parent, key = self.at(where), tokens_of(json_pointer)[-1]
        if isinstance(parent, CommentedSeq):
            self._append_or_replace(parent, key, value)
        elif key in parent:
            space = _take_space(parent, key)
            parent[key] = _commented(value)
            _put_space(parent, key, space)
        elif first or before in parent:
            parent.insert(0 if first else list(parent).index(before), _commented(key), _commented(value))
            if _is_component(where):
                _put_space(parent, key, _space(1))
        else:
            last = list(parent)[-1] if parent else None
            space = _take_space(parent, last) if last is not None else None
            parent[_commented(key)] = _commented(value)
            _put_space(parent, key, space)
            if _is_component(where) and last is not None:
                _put_space(parent, last, _space(1))

    def _append_or_replace(self, parent: CommentedSeq, key: str, value: Any) -> None:
        index = len(parent) if key == "-" else int(key)
        at = min(index, len(parent) - 1)
        space = _take_space(parent, at) if at >= 0 else None
        parent[index : index + 1] = []
        parent.insert(index, _commented(value))
        _put_space(parent, index, space)

    def delete(self, json_pointer: str) -> None:
        """Take a key away; the blank lines after it stay."""
        self.edits += 1
        parent, key = self.at(json_pointer.rpartition("/")[0]), tokens_of(json_pointer)[-1]
        keys = list(parent)
        at = keys.index(key)
        space = _take_space(parent, key)
        del parent[key]
        parent.ca.items.pop(key, None)
        if at and space is not None:
            _put_space(parent, keys[at - 1], space)


def _written(value: Any) -> str:
    text = io.StringIO()
    _yaml().dump(value, text)
    return text.getvalue()


def _plain(value: Any) -> Any:
    """Return what `spec.loading` reads from the text of a value, rare forms of numbers aside: times are texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime.date):
        return _written(value).partition("\n")[0]
    kind = next((kind for kind in (str, int, float) if isinstance(value, kind) and not isinstance(value, bool)), None)
    return kind(value) if kind else value


def _is_component(where: str) -> bool:
    """Whether what stands at a place are components, or kinds of them: they have a blank line between them."""
    return where == "/components" or (where.count("/") == 2 and where.startswith("/components/"))


def _last_of(value: Any) -> Any:
    """Return the key of what stands last in a block; None for a scalar, or what stands on one line."""
    if not isinstance(value, CommentedMap | CommentedSeq) or not value or value.fa.flow_style():
        return None
    return list(value)[-1] if isinstance(value, CommentedMap) else len(value) - 1


def _take_space(parent: Any, key: Any) -> CommentToken | None:
    """Take away the blank lines after what stands at a key, and return them."""
    value = parent[key]
    inner = _last_of(value)
    if inner is not None:
        space = _take_space(value, inner)
        end = getattr(value.ca, "end", None)
        if space is None and end:
            space = end.pop()
        return space if isinstance(space, CommentToken) else None
    slots = parent.ca.items.get(key)
    index = 0 if isinstance(parent, CommentedSeq) else 2
    token: CommentToken | None = slots[index] if slots and len(slots) > index else None
    if token is None:
        return None
    line, _, rest = token.value.partition("\n")
    if line.strip():  # a remark on the line stays with it, the blank lines after it go
        token.value = line + "\n"
        return _space(rest.count("\n")) if rest else None
    slots[index] = None
    return token


def _put_space(parent: Any, key: Any, space: CommentToken | None) -> None:
    """Put blank lines after what stands at a key now."""
    if space is None:
        return
    value = parent[key]
    inner = _last_of(value)
    if inner is not None:
        _put_space(value, inner, space)
        return
    index = 0 if isinstance(parent, CommentedSeq) else 2
    slots = parent.ca.items.setdefault(key, [None] * (index + 2))
    while len(slots) <= index:
        slots.append(None)
    if slots[index] is None:
        count = max(2, space.value.count("\n") + (0 if space.value.startswith("\n\n") else 1))
        slots[index] = CommentToken("\n" * count, CommentMark(0), None)
    else:
        there = slots[index].value
        lines = max(there.count("\n"), space.value.count("\n"), 2)
        slots[index].value = there.rstrip("\n") + "\n" * lines


def _space(lines: int) -> CommentToken:
    return CommentToken("\n" * (lines + 1), CommentMark(0), None)


def _commented(value: Any) -> Any:
    """Return plain data as the document writes such: short arrays on one line, quotes where a text needs them."""
    if isinstance(value, CommentedMap | CommentedSeq):
        return value
    if isinstance(value, dict):
        return CommentedMap({_commented(str(key)): _commented(item) for key, item in value.items()})
    if isinstance(value, list):
        items = CommentedSeq(_commented(item) for item in value)
        if len(items) <= FLOW_AT_MOST and not any(isinstance(item, dict | list) for item in value):
            items.fa.set_flow_style()
        return items
    return SingleQuotedScalarString(value) if isinstance(value, str) and _reads_as_other(value) else value


def _reads_as_other(text: str) -> bool:
    """Whether some reader of YAML takes a text for something else unless it is quoted."""
    if text in ("y", "Y", "n", "N"):
        return True  # booleans of YAML 1.1 that PyYAML does not know
    try:
        return not isinstance(yaml.safe_load(text), str)
    except yaml.YAMLError:
        return True
