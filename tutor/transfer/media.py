"""Pictures and sounds: imported ones lie in one folder beside the decks, others are packed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote

from tutor.transfer.file_names import is_safe

FOLDER = "media"

# What is packed is given away: only what is a picture or a sound by its name.
_SUFFIXES = frozenset(
    ".avif .bmp .gif .ico .jpeg .jpg .png .svg .tif .tiff .webp"
    " .3gp .aac .flac .m4a .mp3 .mp4 .mpeg .oga .ogg .ogv .opus .wav .webm".split()
)
_LINK = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]+)\)")


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


class Packing:
    """The media files that go into a package.

    Attributes:
        files: Where each lies, by the name that it has in the package.
    """

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}

    def packed(self, text: str, folder: Path) -> str:
        """Return text whose links to files of ours name these as the package does.

        Args:
            text: In Markdown.
            folder: Where the deck is whose links they are.
        """
        return _LINK.sub(lambda found: self._link(found, folder), text)

    def _link(self, found: re.Match[str], folder: Path) -> str:
        path = folder / unquote(found[2])
        name = unicodedata.normalize("NFC", path.name)
        is_ours = path.suffix.lower() in _SUFFIXES and is_safe(name) and path.is_file()
        if not is_ours or not path.samefile(self.files.setdefault(name, path)):
            return found[0]
        return f"![{found[1]}]({quote(name)})"
