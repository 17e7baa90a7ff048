"""Finding and decoding a set's files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from tutor.errors import ReadError

_ARCHIVES = {".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z"}


def find_files(root: Path, suffixes: Collection[str]) -> list[Path]:
    """Return the files of a set: `root` itself, or all below it, sorted, with those suffixes.

    Args:
        root: A file or a folder, as the user named it.
        suffixes: Lower-case, with their dots. A file that is named itself needs none of them.

    Raises:
        ReadError: There is nothing at `root`, it is an archive, or it cannot be listed.
    """
    if root.suffix.lower() in _ARCHIVES and root.is_file():
        raise ReadError(f"{root}: this is an archive", "Unpack it, and name the folder.")
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise ReadError(f"{root}: no such file or folder", "Name the set's file or folder.")
    try:
        found = [path for path in root.rglob("*") if path.suffix.lower() in suffixes]
    except OSError as fault:
        raise ReadError(f"{root}: {fault.strerror}", "Name a folder that can be read.") from fault
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def name_in(root: Path, path: Path) -> str:
    """Return how a set's file is called within the set, wherever that lies on this machine."""
    return path.name if path == root else path.relative_to(root).as_posix()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ReadError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ReadError(f"{path}: {fault.strerror}", "Name a file that can be read.") from fault


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield a file's lines with their ends, none before it is asked for.

    Raises:
        ReadError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as fault:
        raise ReadError(f"{path}: {fault.strerror}", "Name a file that can be read.") from fault


def line_of(data: bytes, offset: int) -> int:
    """Return the line, counted from 1, that a byte of a file stands in."""
    return data.count(b"\n", 0, offset) + 1
