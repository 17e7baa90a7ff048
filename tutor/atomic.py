"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from tutor.errors import OutputError, TutorError, UsageError

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def fresh_file(place: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """Lend a fresh file that takes the place of `place` at the end, with a mode of its own.

    What goes wrong inside leaves nothing behind, and `place` as it was.

    Raises:
        OSError: It cannot be written.
    """
    # The fresh file is its maker's alone from the start.
    with NamedTemporaryFile("wb", dir=place.parent, prefix=".tutor-", delete=False) as fresh:
        try:
            yield fresh
            fresh.flush()
            os.fsync(fresh.fileno())
            Path(fresh.name).chmod(mode)
            Path(fresh.name).replace(place)
        except BaseException:
            Path(fresh.name).unlink(missing_ok=True)
            raise


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Lend a fresh file for its owner's eyes only, as `fresh_file` does; a link stays.

    Raises:
        UsageError: It cannot be written.
        OutputError: The disk is full.
    """
    try:
        with fresh_file(Path(os.path.realpath(path))) as fresh:
            yield fresh
    except OSError as error:
        raise not_written(path, error) from error


def is_full(error: OSError) -> bool:
    """Whether the system says that there is no room on the disk."""
    return error.errno in _FULL


def not_written(path: Path, error: OSError) -> TutorError:
    """Return why a file is not written, from what the system says of it."""
    if is_full(error):
        return OutputError(f"{path}: the disk is full", "Make room on it, and run it again.")
    said = (error.strerror or str(error)).lower()
    return UsageError(f"{path}: {said}", "Check that the file and its folder may be written.")
