"""What changed in the client's public surface, as griffe reads it from the source."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import griffe

from contract_tests.changes.change import Change

PACKAGE = "sendyiq_social_channels"
TAKES = " takes "


def changes(before: Path, after: Path) -> list[Change]:
    """Return what breaks, and what is new, between the packages in two folders."""
    old, new = (griffe.load(PACKAGE, search_paths=[folder], resolve_aliases=True) for folder in (before, after))
    was, now = _public(old), _public(new)
    broken = (each for each in griffe.find_breaking_changes(old, new) if _is_in(each.obj.canonical_path, was | now))
    told = dict.fromkeys(map(_words, broken))
    added = sorted(_short(name) for name in now - was)
    return [
        *(Change("breaks", words) for words in told),
        *(change for change in _retyped(_types(old, was), _types(new, now)) if not _is_told(change, told)),
        *(Change("adds", f"{name} is new") for name in added),
    ]


def _is_told(change: Change, told: Collection[str]) -> bool:
    """Whether griffe tells of a new parameter, as one that is required."""
    function, takes, _ = change.words.partition(TAKES)
    return bool(takes) and f"{function}: parameter was added as required" in told


def _retyped(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Yield what has another type now, and new parameters, which griffe does not look at."""
    for where in sorted(old.keys() & new.keys()):
        if old[where] != new[where]:
            yield Change("may break", f"{where}: was {old[where]}, is {new[where]}")
    for where in sorted(new.keys() - old.keys()):
        function, _, parameter = where.partition(TAKES)
        if parameter and f"{function} returns" in old:
            yield Change("adds", f"{where} is new")


def _types(package: griffe.Object | griffe.Alias, offered: set[str]) -> dict[str, str]:
    """Return the types of parameters, results and attributes, by where they stand."""
    return dict(pair for path in offered for pair in _annotated(package[_short(path)]))


def _annotated(each: griffe.Object | griffe.Alias) -> Iterator[tuple[str, str]]:
    name = _short(each.canonical_path)
    if isinstance(each, griffe.Function):
        yield f"{name} returns", str(each.returns)
        yield from ((f"{name}{TAKES}{parameter.name}", str(parameter.annotation)) for parameter in each.parameters)
    elif isinstance(each, griffe.Attribute):
        yield name, str(each.annotation)
    elif isinstance(each, griffe.Class):
        for member in each.members.values():
            yield from _annotated(member) if member.is_public and not member.is_alias else ()


def _words(breakage: griffe.Breakage) -> str:
    return f"{_short(breakage.obj.canonical_path)}: {breakage.kind.value.lower()}"


def _short(path: str) -> str:
    return path.removeprefix(f"{PACKAGE}.")


def _public(package: griffe.Object | griffe.Alias) -> set[str]:
    """Return where that is written which the package, its models and its operations offer."""
    offered = {_written(member) for owner in (package, *_rooms(package)) for member in _exported(owner)}
    return {path for path in offered if path.startswith(f"{PACKAGE}.")}


def _rooms(package: griffe.Object | griffe.Alias) -> Iterator[griffe.Object | griffe.Alias]:
    for name in ("models", "api"):
        if name in package.members:
            yield package.members[name]
            yield from (member for member in package.members[name].members.values() if member.is_module)


def _exported(owner: griffe.Object | griffe.Alias) -> Iterator[griffe.Object | griffe.Alias]:
    names = [str(name) for name in owner.exports or () if str(name) in owner.members]
    yield from (owner.members[name] for name in names)
    if owner.path.startswith(f"{PACKAGE}.api."):
        yield from (member for member in owner.members.values() if not member.is_alias and member.is_public)


def _written(member: griffe.Object | griffe.Alias) -> str:
    return member.target_path if isinstance(member, griffe.Alias) else member.canonical_path


def _is_in(path: str, offered: set[str]) -> bool:
    """Whether something is offered itself, or is part of what is."""
    return any(path == each or path.startswith(each + ".") for each in offered)
