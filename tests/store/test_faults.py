"""SQLite's errors in the learner's words. `test_opening` has those that can be brought about."""

from __future__ import annotations

import sqlite3

import pytest

from tutor.errors import StoreError
from tutor.store.faults import in_our_words, translated

# What may happen to a file that is used rightly (https://www.sqlite.org/rescode.html).
EXPECTED = [
    "SQLITE_BUSY",
    "SQLITE_BUSY_SNAPSHOT",
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_CORRUPT_INDEX",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_SHMSIZE",
    "SQLITE_LOCKED",
    "SQLITE_NOTADB",
    "SQLITE_PERM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
    "SQLITE_READONLY_DIRECTORY",
]


def raised_by_sqlite(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


@pytest.mark.parametrize("name", EXPECTED)
def test_what_may_happen_is_said_with_the_place_and_the_next_step(name: str) -> None:
    fault = translated(raised_by_sqlite(name), "my.db")

    assert isinstance(fault, StoreError)
    assert fault.message.startswith("my.db: ")
    assert fault.hint.endswith(".")


def test_a_disk_too_full_to_read_the_store_is_called_full() -> None:
    fault = translated(raised_by_sqlite("SQLITE_IOERR_SHMSIZE"), "my.db")

    assert fault is not None
    assert "the disk is full" in fault.message


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_ERROR"])
def test_a_bug_keeps_its_own_error(name: str) -> None:
    with pytest.raises(sqlite3.OperationalError), in_our_words("my.db"):
        raise raised_by_sqlite(name)
