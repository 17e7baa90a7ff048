"""Which file is a store, of which version, and how an older one is brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import StoreError

APPLICATION_ID = 0x7475746F
"""What marks an SQLite file as a store of ours: "tuto" in ASCII."""

_FOLDER = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the version before it.

    Attributes:
        version: The version that it leads to, ≥ 1.
        sql: Its statements.
    """

    version: int
    sql: str


def shipped() -> tuple[Migration, ...]:
    """Return this program's migrations, in order: `NNNN_name.sql` in the folder beside."""
    return tuple(
        Migration(int(file.name[:4]), file.read_text(encoding="utf-8"))
        for file in sorted(_FOLDER.glob("[0-9]*.sql"))
    )


def version_of(connection: sqlite3.Connection, path: str, newest: int) -> int:
    """Return the version of the store in an open file, changing nothing; 0 for an empty file.

    Raises:
        StoreError: It belongs to another program, or to a version after `newest`.
    """
    # One statement, so that all three are of one moment while another program creates the store.
    application, version, objects = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id),"
        " (SELECT user_version FROM pragma_user_version),"
        " (SELECT count(*) FROM sqlite_schema)"
    ).fetchone()
    if application != APPLICATION_ID and (application, version, objects) != (0, 0, 0):
        raise StoreError(
            f"{path}: this database belongs to another program",
            "Nothing was changed. Choose another --store.",
        )
    if version > newest:
        raise StoreError(
            f"{path}: this store is of version {version}, and this tutor knows up to {newest}",
            "Nothing was changed. Install the tutor that wrote it, or choose another --store.",
        )
    return int(version)


def upgrade(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Apply the migrations that the file lacks, each in a transaction with the record of it.

    Args:
        connection: In autocommit mode.
        migrations: In the order of their versions.
    """
    for migration in migrations:
        if _version(connection) < migration.version:
            _apply(connection, migration)


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < migration.version:  # another program may have been faster
            for statement in _statements(migration.sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {migration.version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(sql: str) -> Iterator[str]:
    """Yield each statement. `executescript` would commit the transaction that is open."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
