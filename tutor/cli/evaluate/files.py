"""Writing what `tutor eval` keeps, so that a file is never half there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.evaluation.journal import in_our_words
from tutor.evaluation.results import Run, write_run


def replace_run(run: Run, path: Path) -> None:
    """Write a run in place of whatever stands at `path`; all of it, or nothing.

    Raises:
        UsageError: It cannot be written.
        TutorError: The disk is full.
    """
    with in_our_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".bless-", dir=path.parent) as folder:
            fresh = Path(folder) / path.name
            write_run(run, fresh)
            fresh.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a file, and make its folder.

    Raises:
        UsageError: It cannot be written.
        TutorError: The disk is full.
    """
    with in_our_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
