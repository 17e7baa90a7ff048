"""Verdicts that are kept by what was judged, so that nothing is judged twice.

Only verdicts are: an error, or an answer that a grader could not judge, may come out otherwise the
next time.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from tutor import resources
from tutor.errors import TutorError
from tutor.evaluation.journal import Journal, KeyedLines, in_our_words
from tutor.evaluation.results import SCHEMA, Kind, Result, result_from, result_record
from tutor.evaluation.suite import Response

_PACKAGE = Path(__file__).resolve().parents[1]
_BASELINES = ("evaluation/baselines.py", "evaluation/folds.py")
_JUDGING = ("cards", "grading", "models", "text.py", *_BASELINES)
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


class Cache:
    """One grader's verdicts in a file of its own: a context manager, for one thread.

    Several processes may have it open, and none sees what the others add meanwhile. Judging can do
    without it: where the file cannot be opened or written, nothing more is kept, and that is all.

    Args:
        folder: Where the files lie; made where there is none.
        grader: The grader's name and version.
        version: The program's version.
    """

    def __init__(self, folder: Path, grader: str, version: str) -> None:
        self.fault = ""
        """Why nothing more is kept; "" as long as it is."""
        self._by = (grader, version, SCHEMA)
        self._file: tuple[Journal, KeyedLines] | None = None
        try:
            self._file = _opened(folder / _file_name(grader, version))
        except TutorError as fault:
            self.fault = fault.message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file[0].__exit__()

    def get(self, response: Response) -> Result | None:
        """Return the verdict on a response like this one, with the cost that it had; or None."""
        if not self._file:
            return None
        _, kept = self._file
        try:
            return replace(result_from(kept.get(self._key(response))), id=response.id)
        except (ValueError, TutorError):
            return None

    def put(self, response: Response, result: Result) -> None:
        """Keep a verdict; anything else is not kept."""
        if not self._file or self.fault or result.kind is not Kind.VERDICT:
            return
        journal, kept = self._file
        try:
            kept.put(journal, self._key(response), result_record(result))
        except TutorError as fault:
            self.fault = fault.message

    def _key(self, response: Response) -> str:
        return content_key(response, *self._by)


def _opened(path: Path) -> tuple[Journal, KeyedLines]:
    with in_our_words(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        journal = opened.enter_context(Journal(path, alone=False))
        journal.mend()
        kept = KeyedLines(path)
        opened.pop_all()
    return journal, kept


def content_key(response: Response, grader: str, version: str, schema: int) -> str:
    """Return SHA-256, as 64 hex digits, over everything that a verdict may depend on.

    Where a card stands, and in which deck, is no part of it.
    """
    card = response.card
    parts = [
        *(card.question, card.answer, list(card.accepted), card.kind, card.needed),
        [[point.text, point.required, list(point.accepted)] for point in card.points],
        *(response.text, grader, version, schema),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(1)
def program_version() -> str:
    """Return the program's version, and eight hex digits of what it judges with, as "0.1.0+…".

    The digits are of SHA-256 over the code, weights and prompts of grading, so that a checkout
    in which any of them was changed never takes old verdicts for its own.
    """
    hashed = hashlib.sha256()
    for path in sorted(_judging()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        hashed.update(path.name.encode() + b"\0" + digest)
    return f"{importlib.metadata.version('tutor')}+{hashed.hexdigest()[:8]}"


def _judging() -> Iterator[Path]:
    """Yield the files that a verdict may depend on."""
    for place in (*(_PACKAGE / name for name in _JUDGING), resources.prompts()):
        files = place.rglob("*") if place.is_dir() else [place]
        yield from (one for one in files if one.is_file() and not _is_beside(one))


def _is_beside(file: Path) -> bool:
    """Return whether a file has no say in a verdict."""
    return file.suffix == ".pyc" or file.name in ("MODEL_CARD.md", "LICENSE")


def _file_name(grader: str, version: str) -> str:
    """Return a file name that people and file systems can read, and that no two graders share."""
    digest = hashlib.sha256(json.dumps([grader, version, SCHEMA]).encode()).hexdigest()[:12]
    return f"{_NOT_A_NAME.sub('-', grader.casefold()).strip('-')[:40]}-{digest}.jsonl"
