"""Reading text from files: the one place in this room that opens any."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tutor.cards.card import Place, Problem
from tutor.errors import ReadError

# Bytes. The longest novels have 3 to 4 MB of text: what is five times as long is no deck.
LARGEST = 20 * 1024 * 1024

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something on disk that cannot be read, and why.

    Attributes:
        path: The file or folder, as the user named it.
        message: What is wrong with it, to be read after its place.
        advice: What to do about it; a sentence.
        line: Where in the file, counted from 1; 0 for the file as a whole.
    """

    path: Path
    message: str
    advice: str
    line: int = 0

    def as_problem(self) -> Problem:
        """Return it as a problem beside others."""
        return Problem(Place(str(self.path), self.line or 1), f"{self.message}. {self.advice}")

    def as_error(self) -> ReadError:
        """Return it as what ends the command."""
        place = Place(str(self.path), self.line) if self.line else self.path
        return ReadError(f"{place}: {self.message}", self.advice)


def read_text(path: Path) -> str | Unreadable:
    """Return the text of a UTF-8 file without its byte order mark; at most `LARGEST` bytes."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return _too_large(path, size)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # a pipe has no size, and a file may grow
    except OSError as error:
        return _unreadable(path, error)
    return _decoded(path, data) if len(data) <= LARGEST else _too_large(path, len(data))


def entries(folder: Path) -> list[Path] | Unreadable:
    """Return what a folder holds, sorted, without what is hidden."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        return _unreadable(folder, error)


def real_path(path: Path) -> Path:
    """Return the absolute path of a file or folder with all symbolic links followed."""
    return Path(os.path.realpath(path))


def is_folder(path: Path) -> bool:
    """Return whether `path` is a folder that can be seen."""
    return os.path.isdir(path)  # noqa: PTH112  Path.is_dir raises where a parent may not be searched


def is_file(path: Path) -> bool:
    """Return whether `path` is a regular file that can be seen."""
    return os.path.isfile(path)  # noqa: PTH113  as above


def _decoded(path: Path, data: bytes) -> str | Unreadable:
    advice = "Save it as UTF-8 in the program that wrote it."
    if data.startswith(_UTF16):
        return Unreadable(path, "this is UTF-16", advice)
    if b"\0" in data:
        return Unreadable(path, "this is no text: it has NUL bytes", "Name a Markdown file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(error.object)  # the codec has cut the mark off
        message = f"this is not UTF-8: byte {at} is 0x{data[at]:02x}"
        return Unreadable(path, message, advice, data.count(b"\n", 0, at) + 1)


def _too_large(path: Path, size: int) -> Unreadable:
    message = f"this is too large for a deck: {size:,} bytes, and {LARGEST:,} is the most"
    return Unreadable(path, message, "Split it into several decks.")


def _unreadable(path: Path, error: OSError) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Unreadable(path, "there is no such file or folder", "Check how it is spelled.")
    if isinstance(error, PermissionError):
        return Unreadable(path, "it may not be read", "Give yourself the right to read it.")
    return Unreadable(path, f"it cannot be read: {error.strerror or error}", "Check what it is.")
