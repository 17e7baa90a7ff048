"""Copies of the store: made while it is in use, checked, and put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp

from tutor.errors import ReadError, StoreError
from tutor.store.faults import damaged, in_our_words
from tutor.store.migrate import shipped, upgrade, version_of
from tutor.store.store import Store

BUSY_SECONDS = 5.0
"""How long to wait for a program that is writing."""

_BEFORE = "before-upgrade-of-version-"
_KEPT = 3  # copies of that kind
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BESIDE = ("", "-wal", "-shm")  # the names of a store's files end so


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    Attributes:
        reviews: How many reviews it holds.
        last: When the last of them was made; None where there is none.
        kept: Where the store that was there before is kept; None where there was none.
        mended: How many schedules of the backup did not follow from its log, and do now.
    """

    reviews: int
    last: datetime | None
    kept: Path | None
    mended: int


def folder_of(store: Path) -> Path:
    """Return where the backups of a store lie unless somebody says otherwise."""
    return store.with_name(f"{store.stem}-backups")


def stamped(folder: Path, name: str, at: datetime) -> Path:
    """Return a path in `folder` that says when, and that nothing has yet."""
    first = folder / f"{name}-{at:%Y%m%d-%H%M%S}.db"
    others = (first.with_stem(f"{first.stem}-{number}") for number in range(2, 1000))
    return next(path for path in (first, *others) if not path.exists())


def back_up(store: Path, target: Path) -> None:
    """Copy the store into a file that appears whole, once it has been checked.

    Raises:
        StoreError: There is no store, it is damaged, or the file cannot be written.
    """
    if not store.is_file():
        raise StoreError(f"{store}: there is no store", "Practise once, or name it with --store.")
    is_ours = os.access(store, os.W_OK) and os.access(store.parent, os.W_OK)
    with closing(_opened(store, "mode=rw" if is_ours else _as_it_stands(store))) as source:
        _check_version(source, store)
        _copy(source, store, target)


def restore(backup: Path, store: Path, at: datetime) -> Restored:
    """Put a backup in the place of the store, once it has been checked; sittings may go on.

    Args:
        backup: A file that `back_up` made, or any store; it is not changed.
        store: What it takes the place of; kept beside under a name with its date.
        at: The present moment.

    Raises:
        ReadError: There is no such file.
        StoreError: It is no store, or damaged; or the store cannot be replaced.
    """
    if not backup.is_file():
        raise ReadError(f"{backup}: there is no such file", "Name a file that `tutor backup` made.")
    if store.exists() and store.samefile(backup):
        raise ReadError(f"{backup}: this is the store itself", "Name a backup of it.")
    store.parent.mkdir(parents=True, exist_ok=True)
    with _fresh(store) as fresh:
        with closing(_opened(backup, _as_it_stands(backup))) as source:
            _check_version(source, backup)
            _fill(fresh, source, backup)
        mended, reviews, last = _brought_up_to_date(fresh)
        kept = _put(fresh, store, at) if store.exists() else None
        if kept is None:
            fresh.replace(store)
    return Restored(reviews, last, kept, mended)


def faults_of(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong with a file; nothing where it is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def keep_before_upgrade(connection: sqlite3.Connection, store: Path, version: int) -> None:
    """Copy a store that is about to be brought up to date, and drop the oldest of such copies.

    Raises:
        StoreError: It cannot be copied.
    """
    folder = folder_of(store)
    modified = datetime.fromtimestamp(store.stat().st_mtime).astimezone()
    _copy(connection, store, stamped(folder, f"{_BEFORE}{version}", modified))
    copies = sorted(folder.glob(f"{_BEFORE}*.db"), key=lambda path: path.stat().st_mtime_ns)
    for path in copies[:-_KEPT]:
        path.unlink(missing_ok=True)


def _opened(path: Path, query: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{query}"
    with in_our_words(str(path)):
        return sqlite3.connect(address, timeout=BUSY_SECONDS, isolation_level=None, uri=True)


def _as_it_stands(path: Path) -> str:
    """Return how to open a file that nobody writes to, so that nothing is laid beside it."""
    return "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"


def _check_version(source: sqlite3.Connection, path: Path) -> None:
    with in_our_words(str(path)):
        version_of(source, str(path), shipped()[-1].version)


def _copy(source: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy what is open from `path` into a file that appears whole, and is sound."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _no_place(target, error) from error
    with _fresh(target) as fresh:
        _fill(fresh, source, path)
        fresh.replace(target)


def _fill(fresh: Path, source: sqlite3.Connection, path: Path) -> None:
    """Copy what is open from `path` into a fresh file, which needs no log beside it."""
    with (
        in_our_words(str(fresh)),
        closing(sqlite3.connect(fresh, isolation_level=None)) as copied,
    ):
        try:
            source.backup(copied)
            copied.execute("PRAGMA journal_mode = DELETE")
            is_sound = not faults_of(copied)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _DAMAGED:
                raise
            is_sound = False
        if not is_sound:
            raise damaged(str(path))
    with fresh.open("rb") as file:
        os.fsync(file.fileno())


def _brought_up_to_date(fresh: Path) -> tuple[int, int, datetime | None]:
    """Upgrade and mend a copy; return what was mended, its reviews, and when the last was made."""
    with in_our_words(str(fresh)), closing(sqlite3.connect(fresh, isolation_level=None)) as raw:
        upgrade(raw, shipped())
        store = Store(raw, str(fresh))
        mended = len(store.mend())
        [(reviews,)] = raw.execute("SELECT count(*) FROM review").fetchall()
        last = store.last_review()
    return mended, reviews, last.at if last else None


def _put(fresh: Path, store: Path, at: datetime) -> Path:
    """Put a sound copy in the place of a store, and return where that is kept."""
    kept = stamped(store.parent, f"{store.stem}-replaced", at)
    try:
        back_up(store, kept)
        _pour(fresh, store)
    except StoreError as fault:
        if fault.message != damaged(str(store)).message:
            raise
        # Nobody can be writing to what cannot be read: the files themselves change their places.
        for end in _BESIDE:
            file = store.with_name(f"{store.name}{end}")
            if file.exists():
                file.replace(kept.with_name(f"{kept.name}{end}"))
        fresh.replace(store)
    return kept


def _pour(fresh: Path, store: Path) -> None:
    """Copy a sound copy into a store that others may have open, as one transaction."""
    with (
        in_our_words(str(store)),
        closing(sqlite3.connect(fresh)) as source,
        closing(sqlite3.connect(store, timeout=BUSY_SECONDS, isolation_level=None)) as target,
    ):
        source.backup(target)


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """Lend a file beside `path` that is gone in the end, unless it has another name by then."""
    try:
        handle, name = mkstemp(dir=path.parent, prefix=".tutor-", suffix=".db")
    except OSError as error:
        raise _no_place(path, error) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for end in (*_BESIDE, "-journal"):
            Path(f"{name}{end}").unlink(missing_ok=True)


def _no_place(path: Path, error: OSError) -> StoreError:
    said = (error.strerror or str(error)).lower()
    return StoreError(
        f"{path}: no copy of the store can be made there: {said}",
        "Nothing was changed. Get the right to write to its folder, or name another place.",
    )
