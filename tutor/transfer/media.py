"""Where the pictures and sounds of imported cards lie: one folder beside the decks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from tutor.transfer.package import is_safe

FOLDER = "media"


class Media:
    """The media files that cards may name.

    Attributes:
        wanted: Those that cards name and the package has, in the order in which they were named.
    """

    def __init__(self, there: Iterable[str] = ()) -> None:
        self._there = frozenset(there)
        self.wanted: dict[str, None] = {}
        self._missing: set[str] = set()

    @property
    def missing(self) -> int:
        """How many files cards name that the package does not have."""
        return len(self._missing)

    def link(self, name: str, deck: str) -> str:
        """Return the address of a file as the deck's file names it; "" for a name that is none."""
        name = unicodedata.normalize("NFC", name.strip())
        if not is_safe(name):
            return ""
        if name in self._there:
            self.wanted[name] = None
        else:
            self._missing.add(name)
        return f"{'../' * deck.count('/')}{FOLDER}/{name}"
