"""Writing what `tutor eval` keeps, so that a file is never half there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.errors import OutputError
from tutor.evaluation.journal import in_our_words
from tutor.evaluation.results import Run, write_run


def replace_run(run: Run, path: Path) -> None:
    """Write a run in place of whatever stands at `path`; all of it, or nothing.

    Raises:
        UsageError: It cannot be written.
        OutputError: The disk is full, or fails.
    """
    with _replacing(path) as fresh:
        try:
            write_run(run, fresh)
        except OutputError as fault:
            told = fault.message.replace(str(fresh), str(path))
            raise OutputError(told, fault.hint) from fault


def write_text(path: Path, text: str) -> None:
    """Write a file, all of it or nothing, and make its folder.

    A stream, as a terminal or a pipe, is written to and not replaced.

    Raises:
        UsageError: It cannot be written.
        OutputError: The disk is full, or fails.
    """
    if path.is_relative_to("/dev") or (path.exists() and not path.is_file()):
        with in_our_words(path):
            path.write_text(text, encoding="utf-8")
        return
    with _replacing(path) as fresh:
        fresh.write_text(text, encoding="utf-8")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Lend a path to write to, and put what was written in the place of `path`.

    What the operating system raises is told of `path`, which is what the user knows.
    """
    with in_our_words(path):
        place = Path(os.path.realpath(path))  # a link stays, and the file behind it is replaced
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".tutor-", dir=place.parent) as folder:
            fresh = Path(folder) / place.name
            yield fresh
            fresh.replace(place)
