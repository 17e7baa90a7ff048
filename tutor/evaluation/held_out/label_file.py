"""The file that a labeller writes: a line a response, on the disk before the next one is shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from tutor.cards.card import Problem
from tutor.errors import TutorError, UsageError
from tutor.evaluation.held_out.labels import parse_sheet
from tutor.evaluation.held_out.material import Material
from tutor.evaluation.held_out.records import as_error
from tutor.evaluation.suite import Label


class LabelFile:
    """One labeller's labels, to be added to at the end; made by `open_labels`.

    Args:
        file: Open for reading and appending, unbuffered.
        path: As the user named it.
        labels: What it holds, by the id of the response, in its order.
        ends: Where each of its lines ends, in bytes.
    """

    def __init__(self, file: FileIO, path: Path, labels: dict[str, Label], ends: list[int]) -> None:
        self._file = file
        self._path = path
        self._labels = labels
        self._ends = ends

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the responses that have a label, in the order of labelling."""
        return tuple(self._labels)

    def append(self, response_id: str, label: Label) -> None:
        """Add the label of a response that has none; it is on the disk when this returns.

        Raises:
            TutorError: It cannot be written; what was there before still is, and no more.
        """
        record = {"id": response_id, "level": label.level, "points": list(label.points)}
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
        with self._in_our_words():
            try:
                if self._file.write(line) != len(line):  # the disk filled up half-way
                    raise OSError("only a part of the line could be written")
                os.fsync(self._file.fileno())
            except BaseException:  # Ctrl+C, too: half a line is worse than none
                with suppress(OSError):
                    self._file.truncate(self._end)
                raise
        self._ends.append(self._end + len(line))
        self._labels[response_id] = label

    def retract(self) -> None:
        """Take the last label back.

        Raises:
            TutorError: The file cannot be written.
        """
        before = self._ends[-2] if len(self._ends) > 1 else 0
        with self._in_our_words():
            self._file.truncate(before)
            os.fsync(self._file.fileno())
        self._ends.pop()
        self._labels.popitem()

    @property
    def _end(self) -> int:
        return self._ends[-1] if self._ends else 0

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TutorError(
                f"{self._path}: the last label cannot be written: {error.strerror or error}",
                "What was labelled before is kept. Make room, and go on with the same command.",
            ) from error


@contextmanager
def open_labels(path: Path, material: Material) -> Iterator[LabelFile]:
    """Open a labeller's file for as long as they label; it is made where there is none.

    Half a line at its end, from a program that was killed as it wrote, is taken away.

    Raises:
        ReadError: Something is wrong with what it holds.
        UsageError: The same labeller is at work elsewhere. (Where the system has no `flock`,
            nobody notices.)
        TutorError: It cannot be opened for writing.
    """
    try:
        file = FileIO(path, "a+")
    except OSError as error:
        raise TutorError(
            f"{path}: it cannot be written: {error.strerror or error}",
            "Get the right to write to the folder of the suite, or label a copy of it.",
        ) from error
    with file:
        _claim(file, path)
        yield _label_file(file, path, material)


def _label_file(file: FileIO, path: Path, material: Material) -> LabelFile:
    faults: list[Problem] = []
    data = _mended(file)
    sheet = parse_sheet(data, path, material, faults)
    if faults:
        raise as_error(path, faults)
    ends = [at + 1 for at, byte in enumerate(data) if byte == ord("\n")]
    return LabelFile(file, path, {one.id: one.label for one in sheet.said.values()}, ends)


def _mended(file: FileIO) -> bytes:
    """Return what a file holds, once its last line is a whole one."""
    file.seek(0)
    data = file.readall()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) == len(data):
        return data
    try:
        json.loads(data[len(whole) :])
    except ValueError:
        file.truncate(len(whole))
        return whole
    file.write(b"\n")  # somebody's editor has left it out
    return data + b"\n"


def _claim(file: FileIO, path: Path) -> None:
    """Have no other process write to a file until it is closed."""
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"{path}: this labeller is at work in another window",
            "Go on there, or end it first. Each labeller needs a name of their own.",
        ) from error
    except OSError:  # a file system without locks
        return
