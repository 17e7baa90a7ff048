"""Writing a learner's own files: a new one that is none's yet, or a change to one that is there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tutor.atomic import fresh_file, not_written
from tutor.errors import UsageError


class NewFile:
    """A file that is made with its first lines, and never in another one's place.

    Args:
        path: Where; its folder is there.

    Raises:
        UsageError: Something is there already, or its folder is not.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_made = False
        if os.path.lexists(path):
            raise _there(path)
        if not path.parent.is_dir():
            raise UsageError(f"{path.parent}: there is no such folder", "Make it, or name another.")

    def add(self, text: str) -> None:
        """Add to the file, all the way to the disk.

        Raises:
            UsageError: Something has come there since, or it may not be written.
            OutputError: The disk is full.
        """
        try:
            with self.path.open(
                "a" if self._is_made else "x", encoding="utf-8", newline=""
            ) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError as error:
            raise _there(self.path) from error
        except OSError as error:
            raise not_written(self.path, error) from error
        self._is_made = True


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that comes to its place when all of it is on the disk.

    Args:
        path: Where it is to be; its folder is there.

    Raises:
        FileExistsError: Something is there already, and stays.
        UsageError: It may not be written.
        OutputError: The disk is full.
    """
    fresh = path.with_name(f".tutor-{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _link(fresh, path)
    except FileExistsError:
        raise
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        fresh.unlink(missing_ok=True)


def replace_text(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of a file's bytes, all of them or none; its mode and links stay.

    Raises:
        UsageError: It is not `before` any more, or it may not be written.
        OutputError: The disk is full.
    """
    place = Path(os.path.realpath(path))
    try:
        if place.read_bytes() != before:
            raise UsageError(f"{path}: has changed meanwhile", "Run the command again.")
        with fresh_file(place, mode=place.stat().st_mode & 0o7777) as fresh:
            fresh.write(after)
    except OSError as error:
        raise not_written(path, error) from error


def _link(fresh: Path, path: Path) -> None:
    """Give a file its place; unlike a move, a link is never put over another file."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:  # some file systems know no links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        fresh.rename(path)


def _there(path: Path) -> UsageError:
    return UsageError(
        f"{path}: is there already, and nothing is written over it",
        "Name another file, or move that one away.",
    )
