"""Takes credentials out of everything that is printed or written, by their value."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import threading
from collections.abc import Iterator
from typing import Any, TextIO
from urllib.parse import quote, quote_plus, unquote

from contract_tests.transport.escaping import visible, without_commands

SHORTEST = 6
"""A value shorter than this is no credential: replacing it would garble the text around it."""
PIECE = 12
"""So many characters of a credential in a row are taken out too: who cuts a text short may cut through one."""
GRAM = 6
"""So many characters at every seventh place of a text tell whether a piece can be in it: each covers one of them."""
FOREIGN_AT_MOST = 200
"""Credentials that are not the run's: so many are remembered."""
FOREIGN = "[a credential]"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([/\\\"])")
_FOLDED = {"ſ": "s", "\u212a": "k", "İ": "i", "ı": "i"}
"""What counts as one letter with one of ASCII where the letter case does not."""


def encodings(secret: str) -> set[str]:
    """Return the forms in which a credential may come back: as it is and in the usual encodings."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, quote(raw, safe=""), quote_plus(raw), html.escape(secret), json.dumps(secret)[1:-1], raw.hex()}
    forms |= {secret.encode("unicode_escape").decode("ascii"), "".join(f"\\u{ord(c):04x}" for c in secret)}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        forms.add(encode(raw).decode("ascii").rstrip("="))
        for shift in range(3):
            # Inside a longer text that was encoded whole, the characters depend on where the secret begins.
            whole = encode(b"\0" * shift + raw).decode("ascii")
            forms.add(whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6])
    return {form for form in forms if len(form) >= SHORTEST}


def encoding_of(secret: str, form: str) -> str:
    """Name the encoding in which a form has a credential."""
    if form.lower() == secret.lower():
        return "as it is" if form == secret else "in another letter case"
    if form == secret.encode("utf-8", "surrogatepass").hex():
        return "in hexadecimal"
    marks = {"\\": "with escapes", "%": "percent-encoded", "&": "as HTML"}
    return next((words for mark, words in marks.items() if mark in form and mark not in secret), "in Base64")


def plainer_forms(text: str) -> Iterator[str]:
    """Yield a text with escapes undone, as often as they were done, where that makes a difference."""
    for undo in (_unescape, unquote, html.unescape, lambda t: t.replace("\0", "")):
        plainer = text
        for _ in range(4):
            before, plainer = plainer, undo(plainer)
            if plainer == before:
                break
            yield plainer


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda hit: hit[3] or chr(int(hit[1] or hit[2], 16)), text)


def _lower(text: str) -> str:
    """Write A to Z small, and nothing else, so that each character stays in its place."""
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # bytes know ASCII alone


def _folded(text: str) -> str:
    """Write small what a search regardless of the letter case takes for one of a to z."""
    folded = _lower(text)
    if text.isascii():
        return folded
    for letter, plain in _FOLDED.items():
        folded = folded.replace(letter, plain)
    return folded


class Redactor:
    """Knows the credentials of a run and replaces them, in any letter case, wherever they stand."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._encodings: dict[str, str] = {}
        self._pieces: dict[str, str] = {}
        self._grams: set[str] = set()
        self._beginnings: set[str] = set()
        """Of the forms that have no piece."""
        self._is_ascii = True
        self._foreign: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def add(self, secret: str | None, name: str) -> None:
        """Remember a credential; `name` is what is shown in its place."""
        if not secret or len(secret) < SHORTEST:
            return
        with self._lock:
            forms = encodings(secret)
            if "." in secret:  # of a key, the secret part gives it away too
                forms |= encodings(secret.partition(".")[2])
            self._exact.update(dict.fromkeys(forms | {secret.lower(), secret.upper()}, name))
            parts = {secret: encodings(secret) | {secret.lower(), secret.upper()}}
            parts |= {part: encodings(part) for part in [secret.partition(".")[2]] if part}
            for part, its in parts.items():
                self._encodings.update({form: encoding_of(part, form) for form in its - self._encodings.keys()})
            self._names.update({form.lower(): name for form in forms})
            # Escapes of single characters are no piece of a credential: two of them stand in other texts too.
            pieces = [_lower(form) for form in forms if "\\u" not in form]
            self._pieces.update({f[i : i + PIECE]: name for f in pieces for i in range(len(f) - PIECE + 1)})
            self._grams.update(f[i : i + GRAM] for f in pieces for i in range(len(f) - GRAM + 1))
            self._beginnings.update(form.lower()[:PIECE] for form in forms if len(form) < PIECE or "\\u" in form)
            self._is_ascii = self._is_ascii and secret.isascii()
            self._pattern = None

    def text(self, text: str) -> str:
        """Return the text without credentials."""
        clean = text if self._is_clean(text) else self._without_pieces(self._without_names(text))
        hidden = any(self._without_pieces(plainer) != plainer for plainer in plainer_forms(clean))
        return "[redacted: a credential in another encoding]" if hidden else clean

    def _is_clean(self, text: str) -> bool:
        """Whether no credential can be in a text: told quickly, for most texts have none."""
        folded = _folded(text)
        if not self._is_ascii or any(beginning in folded for beginning in self._beginnings):
            return False
        return not self._may_hold_piece(folded)

    def _may_hold_piece(self, lowered: str) -> bool:
        places = range(0, len(lowered), PIECE - GRAM + 1)
        return not self._grams.isdisjoint([lowered[i : i + GRAM] for i in places])

    def _without_names(self, text: str) -> str:
        pattern = self._compiled()
        return pattern.sub(lambda hit: self._names.get(hit.group().lower(), "[redacted]"), text) if pattern else text

    def _without_pieces(self, text: str) -> str:
        lowered = _lower(text)
        if not self._may_hold_piece(lowered):
            return text
        parts, kept, at = [], 0, 0
        while at <= len(text) - PIECE:
            name = self._pieces.get(lowered[at : at + PIECE])
            if name is None:
                at += 1
                continue
            parts += [text[kept:at], name]
            while lowered[at : at + PIECE] in self._pieces:
                at += 1
            kept = at = at + PIECE - 1
        return "".join([*parts, text[kept:]])

    def add_foreign(self, secret: str) -> None:
        """Remember a credential that is not the run's, as it was shown; of odd servers that show many, so many."""
        with self._lock:
            if len(self._foreign) < FOREIGN_AT_MOST and secret not in self._exact:
                self._foreign.add(secret)
                self._exact[secret] = FOREIGN
                plain = _lower(secret)
                self._pieces.update({plain[i : i + PIECE]: FOREIGN for i in range(len(plain) - PIECE + 1)})
                self._grams.update(plain[i : i + GRAM] for i in range(len(plain) - GRAM + 1))

    def value(self, value: Any) -> Any:
        """Return a JSON value without credentials; keys are the reader's."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def found(self, text: str) -> str | None:
        """Return the name of a credential that stands in the text; None where there is none."""
        # Plain searches are far quicker than one pattern, and every response comes by here. The letter case counts:
        # a wrong key that differs in it alone is no credential.
        return next((name for form, name in list(self._exact.items()) if form in text), None)

    def encoding(self, text: str) -> str | None:
        """Name the encoding of a credential that stands in the text; None where there is none."""
        form = next((form for form in list(self._exact) if form in text), None)
        return self._encodings.get(form, "as it is") if form is not None else None

    def names_in(self, text: str) -> set[str]:
        """Return the names of all credentials that stand in the text."""
        return {name for form, name in list(self._exact.items()) if form in text}

    def _compiled(self) -> re.Pattern[str] | None:
        with self._lock:
            if self._pattern is None and self._names:
                longest_first = sorted(self._names, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
            return self._pattern


class RedactedStream:
    """A text stream that redacts and escapes what it passes on; stands in for stdout and stderr."""

    def __init__(self, stream: TextIO, redactor: Redactor) -> None:
        self._stream = stream
        self._redactor = redactor
        self._line_begun = False

    def write(self, text: str) -> int:
        """Write the text without credentials, and with nothing in it that is more than text."""
        clean = visible(self._redactor.text(text))
        # What continues a line begins none, whatever it begins with.
        clean = without_commands("." + clean)[1:] if self._line_begun else without_commands(clean)
        self._line_begun = not clean.endswith("\n") if clean else self._line_begun
        self.draw(clean)
        return len(text)

    def draw(self, text: str) -> None:
        """Write text of our own as it is; a character that the terminal lacks is escaped."""
        encoding = self._stream.encoding or "utf-8"
        with contextlib.suppress(OSError):  # no one reads it any more: the report is on disk all the same
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def flush(self) -> None:
        """Pass on what is buffered."""
        with contextlib.suppress(OSError):
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return self._stream.isatty()
