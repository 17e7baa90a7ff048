"""Opening the file: to write, or only to read where no more is possible."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tutor.errors import StoreError
from tutor.store.faults import in_our_words
from tutor.store.migrate import shipped, upgrade, version_of

BUSY_SECONDS = 5.0
"""How long a transaction waits for another program's: theirs take milliseconds."""

_TRIES = 20  # to set WAL; each waits for a transaction of whoever is creating the same store
_OLDEST_SQLITE = (3, 37, 0)  # the first with STRICT tables

Pragmas = Mapping[str, int]
"""More pragmas for one connection, by name."""

NO_PRAGMAS: Pragmas = {}

# Bytes of the file that are looked at where they lie: else each page is a call and a copy, and
# figures take a third longer.
_TO_READ: Pragmas = {"mmap_size": 2**31 - 1}


def to_write(path: Path, pragmas: Pragmas) -> sqlite3.Connection:
    """Open or create the store at `path`, up to date, folders included.

    Raises:
        StoreError: It cannot be; the message says why, and nothing was changed.
    """
    _make_folder(path)
    if _exists(path) and not _writable(path):
        raise StoreError(
            f"{path}: the store is read-only, so no review could be recorded",
            "Get the right to write to the file and its folder, or choose another --store.",
        )
    with in_our_words(str(path)):
        return _ready(
            sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None), path, pragmas
        )


def to_read(path: Path) -> sqlite3.Connection:
    """Open the store at `path` for reading; an empty one in memory where there is no file.

    A file that can be written is opened to write, so that an older store is brought up to date.

    Raises:
        StoreError: It cannot be opened.
    """
    with in_our_words(str(path)):
        if not _exists(path):
            return _ready(sqlite3.connect(":memory:", isolation_level=None), path, NO_PRAGMAS)
        if _writable(path):
            return to_write(path, _TO_READ)
        # SQLite lays an index of its log beside the file, which it may not here. Where there is no
        # log, nobody is writing, and the file can be taken as it stands.
        logged = path.with_name(f"{path.name}-wal").exists()
        return _read_only(path, "mode=ro" if logged else "immutable=1")


def _ready(connection: sqlite3.Connection, path: Path, pragmas: Pragmas) -> sqlite3.Connection:
    """Return the connection, checked before anything is changed, set up, and up to date."""
    try:
        _check_library()
        migrations = shipped()
        connection.execute("PRAGMA foreign_keys = ON")
        _set(connection, pragmas)
        version = version_of(connection, str(path), migrations[-1].version)
        _keep_a_log(connection)
        # What is committed survives a power cut, and not only a crash
        # (https://www.sqlite.org/pragma.html#pragma_synchronous).
        connection.execute("PRAGMA synchronous = FULL")
        if version < migrations[-1].version:
            if version:
                from tutor.store.backups import keep_before_upgrade

                keep_before_upgrade(connection, path, version)
            upgrade(connection, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: sqlite3.Connection, pragmas: Pragmas) -> None:
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Set WAL, in which readers and a writer do not wait for each other.

    While another program creates the same store, SQLite refuses this at once instead of waiting;
    a transaction of our own does wait, and after it the other one is done.
    """
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _read_only(path: Path, query: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{query}"
    connection = sqlite3.connect(address, timeout=BUSY_SECONDS, isolation_level=None, uri=True)
    try:
        _check_library()
        _set(connection, _TO_READ)
        newest = shipped()[-1].version
        if version_of(connection, str(path), newest) < newest:
            raise StoreError(
                f"{path}: this store is of an older version, and cannot be brought up to date here",
                "Open it once where the file can be written.",
            )
    except BaseException:
        connection.close()
        raise
    return connection


def _check_library() -> None:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreError(
            f"this Python has SQLite {sqlite3.sqlite_version}, and the store needs {needed}",
            "Run the tutor with a newer Python.",
        )


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path.parent}: the store's folder cannot be made: {error.strerror}",
            "Choose another place with --store.",
        ) from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise StoreError(
            f"{path}: the store cannot be looked for: {error.strerror}",
            "Choose another place with --store.",
        ) from error


def _writable(path: Path) -> bool:
    """Whether the file, and the folder in which SQLite lays its log, can be written."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, path.parent))
