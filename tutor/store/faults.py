"""SQLite's errors in the learner's words: translated here, and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tutor.errors import StoreError

_UNTOUCHED = "Nothing was changed or deleted."

# By primary result code (https://www.sqlite.org/rescode.html): what happened, and what to do.
_FAULTS = {
    sqlite3.SQLITE_BUSY: (
        "{path}: another sitting is writing to the store",
        "Nothing was written. Wait for it, or close the other program, and try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "{path}: the disk is full, so nothing more can be written",
        "What was recorded before is safe. Make room on the disk, and try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "{path}: the store is read-only, so nothing can be written",
        "Get the right to write to the file and its folder, or choose another --store.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{path}: the store cannot be opened",
        "Check that the file and its folder can be read and written, or choose another --store.",
    ),
    sqlite3.SQLITE_PERM: (
        "{path}: the store may not be opened",
        "Get the right to read the file and its folder, or choose another --store.",
    ),
    sqlite3.SQLITE_IOERR: (
        "{path}: the disk failed while the store was read or written",
        "What was recorded before is safe if the disk is. Check the disk and its free space.",
    ),
    sqlite3.SQLITE_IOERR_SHMSIZE: (  # readers write there, too
        "{path}: the disk is full: there is no room for the file with -shm beside the store",
        "What was recorded before is safe. Make room on the disk, and try again.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "{path}: this file is not a store",
        f"{_UNTOUCHED} Choose another --store, or move the file away to start a new one.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{path}: the store is damaged",
        f"{_UNTOUCHED} Restore a backup, or rescue what can be read: `sqlite3 FILE .recover`.",
    ),
}
_NOT_UTF_8 = "Could not decode to UTF-8"  # Python's own message about a column, without a code
_FAULTS[sqlite3.SQLITE_LOCKED] = _FAULTS[sqlite3.SQLITE_PROTOCOL] = _FAULTS[sqlite3.SQLITE_BUSY]


@contextmanager
def in_our_words(path: str) -> Iterator[None]:
    """Raise what SQLite raises inside as a StoreError about the store at `path`.

    Misuse of SQLite (a syntax error, a broken constraint) is a bug, and keeps its traceback.
    """
    try:
        yield
    except sqlite3.Error as error:
        fault = translated(error, path)
        if fault is None:
            raise
        raise fault from error
    except UnicodeDecodeError as error:  # SQLite quotes what it found in a damaged file
        raise damaged(path) from error


def translated(error: sqlite3.Error, path: str) -> StoreError | None:
    """Return the StoreError for what SQLite raised, or None where it is a bug of ours."""
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended if extended in _FAULTS else extended & 0xFF  # what the extended codes share
    if str(error).startswith(_NOT_UTF_8):
        return damaged(path)
    if code not in _FAULTS:
        return None
    message, hint = _FAULTS[code]
    return StoreError(message.format(path=path), hint)


def damaged(path: str) -> StoreError:
    """Return the StoreError for a store that holds what nobody can have written."""
    message, hint = _FAULTS[sqlite3.SQLITE_CORRUPT]
    return StoreError(message.format(path=path), hint)


@contextmanager
def sound(path: str) -> Iterator[None]:
    """Raise what goes wrong inside while rows are turned into values as a StoreError."""
    try:
        yield
    except (LookupError, OverflowError, TypeError, ValueError) as error:
        raise damaged(path) from error
