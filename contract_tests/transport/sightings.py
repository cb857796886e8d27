"""Which list showed an id first, of every id that was ever listed."""

from __future__ import annotations

from collections.abc import Iterable

from contract_tests.transport.identity import DIGEST_LENGTH, digest
from contract_tests.transport.journal import Journal

IDS_AT_MOST = 200_000
"""Ids that are remembered, a digest each. A store that shows more cannot be told apart from the run's own channels."""


class Sightings:
    """The number of the list that showed each id first, by normalised id; the journal has them too."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._first: dict[str, int] = {}
        self.lists = 0
        """How many lists have been read."""

    def __contains__(self, key: str) -> bool:
        return digest(key) in self._first

    @property
    def too_many(self) -> bool:
        """Whether there are more ids than are remembered."""
        return len(self._first) > IDS_AT_MOST

    def see(self, keys: Iterable[str]) -> None:
        """Remember which ids a list shows for the first time."""
        self.lists += 1
        new = set() if self.too_many else {key for key in map(digest, keys) if key not in self._first}
        self._first.update(dict.fromkeys(new, self.lists))
        self._journal.listed(sorted(new))

    def first(self, key: str) -> int:
        """Return the number of the list that showed an id first; 0 for one that was not remembered."""
        return self._first.get(digest(key), 0)

    def restore(self, digests: str) -> None:
        """Take up what a journal has of one list."""
        self.lists += 1
        each = (digests[i : i + DIGEST_LENGTH] for i in range(0, len(digests), DIGEST_LENGTH))
        self._first.update({key: self.lists for key in each if key not in self._first})
