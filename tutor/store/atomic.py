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
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Lend a fresh file that takes the place of `path`, for its owner's eyes only, at the end.

    What goes wrong inside leaves nothing behind, and `path` as it was.

    Raises:
        UsageError: It cannot be written.
        OutputError: The disk is full.
    """
    place = Path(os.path.realpath(path))
    try:
        with NamedTemporaryFile("wb", dir=place.parent, prefix=".tutor-", delete=False) as fresh:
            try:
                yield fresh
                fresh.flush()
                os.fsync(fresh.fileno())
                Path(fresh.name).replace(place)
            except BaseException:
                Path(fresh.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> TutorError:
    """Return why a file is not written, from what the system says of it."""
    if error.errno in _FULL:
        return OutputError(f"{path}: the disk is full", "Make room on it, and run it again.")
    said = (error.strerror or str(error)).lower()
    return UsageError(f"{path}: {said}", "Check that the file and its folder may be written.")
