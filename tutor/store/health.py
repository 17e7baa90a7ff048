"""How a store is, for whoever looks after it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tutor.store.backups import faults_of
from tutor.store.faults import in_our_words


@dataclass(frozen=True, slots=True)
class Health:
    """What an open store is like.

    Attributes:
        version: Of its format.
        reviews: How many there are, those that were undone as well.
        faults: What SQLite finds wrong with the file.
    """

    version: int
    reviews: int
    faults: tuple[str, ...]


def look(connected: sqlite3.Connection, path: str) -> Health:
    """Look through what is open from `path`.

    Raises:
        StoreError: It cannot be read.
    """
    with in_our_words(path):
        faults = tuple(faults_of(connected))
        [version] = connected.execute("PRAGMA user_version").fetchone()
        [reviews] = connected.execute("SELECT count(*) FROM review").fetchone()
    return Health(int(version), int(reviews), faults)
