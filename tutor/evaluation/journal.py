"""Files of lines that only grow: what was written stays, whatever becomes of the writer."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, Self

from tutor.errors import OutputError, UsageError
from tutor.evaluation.numbered import Numbered

HAS_FLOCK = importlib.util.find_spec("fcntl") is not None
"""Whether the system lets go of a lock when its holder dies; else a file stands for it."""

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_OTHER_DISK = "name a place on another disk, and give the same command again."
_BLOCK = 65_536


class Journal:
    """An open file to append lines to: a context manager.

    A line is with the operating system when `append` returns, so that killing the program loses
    none. `mend` takes away one that was cut short.

    Args:
        path: The file; made where there is none.
        alone: Whether nobody else may write until this one is closed; else writers take turns.

    Raises:
        UsageError: It cannot be opened, or `alone` is asked for and somebody else writes to it.
    """

    def __init__(self, path: Path, *, alone: bool) -> None:
        self._path = path
        self._turn = nullcontext if alone else self._take_turns
        with in_our_words(path), ExitStack() as opened:
            self._file = opened.enter_context(path.open("a+b", buffering=0))
            if alone:
                opened.enter_context(_held(path, self._file))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def mend(self) -> None:
        """Cut off a last line that was never finished."""
        with in_our_words(self._path), self._turn():
            self._file.truncate(_end_of_last_line(self._file))

    def append(self, line: str) -> int:
        """Add a line, all of it or nothing, and return the byte where it begins.

        Raises:
            OutputError: The disk is full, or fails.
        """
        data = line.encode() + b"\n"
        with in_our_words(self._path), self._turn():
            start = self._file.seek(0, os.SEEK_END)
            try:
                written = 0
                while written < len(data):
                    written += self._file.write(data[written:]) or 0
            except OSError:
                self._file.truncate(start)
                raise
        return start

    def _take_turns(self) -> AbstractContextManager[None]:
        return _flocked(self._file) if HAS_FLOCK else nullcontext()


class KeyedLines:
    """Values in a file of lines, found by their keys; for one thread.

    A line is `{"key": …, "value": …}`; one that makes no sense counts as not there. The file is
    only looked up in, not held: 100,000 keys take about 3 MB of memory. What other processes add
    meanwhile is not seen.

    Args:
        path: The file.

    Raises:
        UsageError: It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._starts = Numbered(_index(path))

    def get(self, key: str) -> object:
        """Return what was kept last under 64 hex digits, as JSON's own values; None for nothing."""
        start = self._starts.get(_short(key))
        if start is None:
            return None
        try:
            found = json.loads(_line_at(self._path, start))
            return found["value"] if found["key"] == key else None
        except (LookupError, TypeError, ValueError, RecursionError):
            return None

    def put(self, journal: Journal, key: str, value: object) -> None:
        """Keep one of JSON's own values under 64 hex digits.

        Args:
            journal: Open on the same file.
            key: The digits.
            value: The value.

        Raises:
            OutputError: The disk is full, or fails.
        """
        line = json.dumps({"key": key, "value": value}, allow_nan=False)
        self._starts[_short(key)] = journal.append(line)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each whole line of a file with the byte where it begins; not one that was cut short."""
    start = 0
    with in_our_words(path), path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            yield start, line
            start += len(line)


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Raise what the operating system raises inside as an error about the file at `path`.

    Raises:
        OutputError: The disk is full, or fails.
        UsageError: Anything else.
    """
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise OutputError(
                f"{path}: the disk is full, so nothing more can be written",
                f"Make room, or {_OTHER_DISK}",
            ) from fault
        if fault.errno == errno.EIO:
            raise OutputError(f"{path}: the disk fails", _OTHER_DISK.capitalize()) from fault
        raise UsageError(
            f"{path}: {(fault.strerror or str(fault)).lower()}",
            "Check that its folder is there, and that it may be read and written.",
        ) from fault


def _line_at(path: Path, start: int) -> bytes:
    with in_our_words(path), path.open("rb") as file:
        file.seek(start)
        return file.readline()


def _index(path: Path) -> Iterator[tuple[int, int]]:
    """Yield where the line of each key begins; lines that make no sense are left out."""
    for start, line in lines(path):
        try:
            yield _short(json.loads(line)["key"]), start
        except (LookupError, TypeError, ValueError, RecursionError):
            continue


def _short(key: str) -> int:
    """Return the first 64 bits of a key; where two keys share them, the older is not found."""
    return int(key[:16], 16)


def _end_of_last_line(file: BinaryIO) -> int:
    """Return where the last line that was finished ends, in bytes."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


def _held(path: Path, file: BinaryIO) -> AbstractContextManager[None]:
    return _held_by_system(path, file) if HAS_FLOCK else held_by_file(path)


@contextmanager
def _held_by_system(path: Path, file: BinaryIO) -> Iterator[None]:
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        raise _taken(path, "Wait until it has ended, or name another file.") from fault
    yield  # closing the file lets go of it


@contextmanager
def held_by_file(path: Path) -> Iterator[None]:
    """Keep others away by a file beside `path`, which stays behind where the holder is killed.

    Raises:
        UsageError: It is there already.
    """
    lock = path.with_name(path.name + ".lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError as fault:
        raise _taken(
            path, f"Wait until it has ended; if none is running, delete {lock}."
        ) from fault
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


@contextmanager
def _flocked(file: BinaryIO) -> Iterator[None]:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _taken(path: Path, hint: str) -> UsageError:
    return UsageError(f"{path}: another run is writing to this file", hint)
