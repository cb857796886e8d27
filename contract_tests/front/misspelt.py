"""Finds misspelt variables: one that is ignored in silence would make another run than was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from contract_tests.spec.errors import UserError

OF_MAKE = ("PYTHON", "VENV", "PY", "RUN", "TEST", "SHELL")
"""Variables of the Makefile itself."""
PREFIX = "SENDYIQ"
"""That of the keys, which the others have not."""
LONG = 5
"""Letters from which on a name that lacks one is no other word: SED is a program."""


def refuse_misspelt(environment: Mapping[str, str], known: Collection[str]) -> None:
    """Raise UserError for a variable that make was given and nobody knows, or that is a slip in a known one."""
    given = re.findall(r"(?:^| )([A-Za-z_]\w*)=", environment.get("MAKEFLAGS", "").partition(" -- ")[2])
    for name in given:
        if name in environment and name not in known and name not in OF_MAKE:
            close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
            hint = f"Did you mean {close[0]}?" if close else "`make` lists them."
            raise UserError(f"{name} is no variable. {hint}")
    for name, value in environment.items():
        if value and name not in known and (meant := meant_by(name, known)):
            raise UserError(f"{name} is no variable. Did you mean {meant}? If it is another program's, unset it here.")


def meant_by(name: str, known: Collection[str]) -> str | None:
    """Return the variable that a name is a slip in; None for a name that may well be another program's."""
    plain = _plain(name)
    return next((each for each in known if plain in _slips(_plain(each))), None)


def _plain(name: str) -> str:
    return re.sub(r"[_\W]", "", name).upper()


def _slips(name: str) -> Iterator[str]:
    """Yield a name as it may be written: with a letter doubled or left out, with two swapped, with our prefix.

    A plural or a singular is a word of its own.
    """
    yield name
    yield PREFIX + name
    places = range(len(name))
    yield from (name[: at + 1] + name[at:] for at in places)
    yield from (name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in places[:-1])
    if len(name) >= LONG:
        shorter = (name[:at] + name[at + 1 :] for at in places)
        yield from (each for each in shorter if each + "S" != name)
