"""Bringing a store up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tutor.errors import StoreError
from tutor.store.migrate import APPLICATION_ID, Migration, shipped, upgrade, version_of

ONE = Migration(1, "CREATE TABLE one (a) STRICT;".replace("(a)", "(a TEXT)"))
TWO = Migration(2, "CREATE TABLE two (a TEXT) STRICT;\nINSERT INTO one VALUES ('from two');")
BROKEN = Migration(2, "CREATE TABLE two (a TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);")


@pytest.fixture
def raw() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def tables(raw: sqlite3.Connection) -> list[str]:
    return [name for (name,) in raw.execute("SELECT name FROM sqlite_schema ORDER BY name")]


def test_an_empty_file_gets_every_migration(raw: sqlite3.Connection) -> None:
    upgrade(raw, [ONE, TWO])

    assert tables(raw) == ["one", "two"]
    assert version_of(raw, "x", newest=2) == 2


def test_an_older_store_gets_what_it_lacks_and_keeps_what_it_has(raw: sqlite3.Connection) -> None:
    upgrade(raw, [ONE])
    raw.execute("INSERT INTO one VALUES ('mine')")
    upgrade(raw, [ONE, TWO])

    assert raw.execute("SELECT a FROM one").fetchall() == [("mine",), ("from two",)]


def test_a_migration_is_applied_once(raw: sqlite3.Connection) -> None:
    upgrade(raw, [ONE, TWO])
    upgrade(raw, [ONE, TWO])

    assert raw.execute("SELECT a FROM one").fetchall() == [("from two",)]


def test_a_broken_migration_leaves_the_one_before_it_whole(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        upgrade(raw, [ONE, BROKEN])

    assert tables(raw) == ["one"]
    assert version_of(raw, "x", newest=2) == 1


def test_an_upgraded_file_is_marked_as_ours(raw: sqlite3.Connection) -> None:
    upgrade(raw, [ONE])

    assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_a_newer_store_is_refused_with_both_versions(raw: sqlite3.Connection) -> None:
    upgrade(raw, [ONE, TWO])

    with pytest.raises(
        StoreError, match="x: this store is of version 2, and this tutor knows up to 1"
    ):
        version_of(raw, "x", newest=1)


def test_the_shipped_migrations_are_numbered_without_a_gap() -> None:
    assert [migration.version for migration in shipped()] == [*range(1, len(shipped()) + 1)]


def test_every_shipped_table_is_strict(raw: sqlite3.Connection) -> None:
    upgrade(raw, shipped())

    rows = raw.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    assert {
        name: strict for name, strict in rows if not name.startswith("sqlite_")
    } == dict.fromkeys(
        [
            "llm_call",
            "llm_grade",
            "opinion",
            "regrade",
            "alias",
            "brought",
            "card",
            "deck_threshold",
            "declined",
            "device",
            "draft",
            "fitted",
            "mark",
            "met",
            "preset",
            "recount",
            "seed",
            "retraction",
            "review",
            "schedule",
            "told",
            "told_card",
        ],
        1,
    )
