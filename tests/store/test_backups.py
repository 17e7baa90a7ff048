"""Copies of the store: while it is in use, before it is brought up to date, and put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import files_beside, keep, review
from tutor.errors import ReadError, StoreError
from tutor.scheduling.review import Review
from tutor.store.backups import back_up, folder_of, restore
from tutor.store.migrate import shipped, upgrade
from tutor.store.reviews import review_to_row
from tutor.store.store import Store


def filled(path: Path, count: int = 3) -> list[Review]:
    """Make a store with reviews of a card, and return them."""
    made = [review(at=NOON + number * DAY) for number in range(count)]
    with Store.open(path) as store:
        keep(store, *made)
    return made


def reviews(path: Path) -> list[Review]:
    with Store.open_to_read(path) as store:
        assert store.verify() == ()
        return store.reviews("card")


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(sql)


def damage(path: Path) -> None:
    """Make all pages but the first unreadable."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def test_a_backup_holds_what_the_store_does_and_needs_no_file_beside(path: Path) -> None:
    made = filled(path)
    back_up(path, path.parent / "copies" / "copy.db")

    assert [*files_beside(path.parent / "copies" / "copy.db")] == ["copy.db"]
    assert reviews(path.parent / "copies" / "copy.db") == made


def test_a_backup_is_made_while_a_sitting_writes(path: Path) -> None:
    with Store.open(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        keep(store, made := review())
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM schedule")
        back_up(path, path.parent / "copy.db")

    assert reviews(path.parent / "copy.db") == [made]


def test_a_damaged_store_is_not_backed_up(path: Path) -> None:
    filled(path)
    damage(path)
    before = files_beside(path)

    with pytest.raises(StoreError, match=r"tutor\.db: the store is damaged"):
        back_up(path, path.parent / "copy.db")
    assert files_beside(path) == before


def test_there_is_nothing_to_back_up_where_there_is_no_store(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        back_up(path, path.parent / "copy.db")
    assert not path.exists()


def test_a_store_is_copied_before_it_is_brought_up_to_date(path: Path) -> None:
    made = review()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        upgrade(raw, shipped()[:4])
        row = review_to_row(made)
        raw.execute(f"INSERT INTO review VALUES ({', '.join('?' * len(row))})", row)
    Store.open(path).close()

    [copy] = folder_of(path).iterdir()
    assert copy.name.startswith("before-upgrade-of-version-4-")
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (4,)
        assert raw.execute("SELECT id FROM review").fetchall() == [(made.id,)]


def test_the_last_three_of_such_copies_are_kept(path: Path) -> None:
    filled(path, 1)
    for _ in range(5):
        execute(path, "PRAGMA user_version = 4")
        with pytest.raises(sqlite3.OperationalError):  # it has the tables of version 5 already
            Store.open(path)

    assert len([*folder_of(path).iterdir()]) == 3


def test_a_new_store_leaves_no_copy(path: Path) -> None:
    Store.open(path).close()

    assert not folder_of(path).exists()


def test_what_was_restored_is_there_and_what_was_replaced_is_kept(path: Path) -> None:
    made = filled(path)
    back_up(path, path.parent / "copy.db")
    with Store.open(path) as store:
        keep(store, later := review(at=NOON + 9 * DAY))

    restored = restore(path.parent / "copy.db", path, NOON)

    assert (restored.reviews, restored.last, restored.mended) == (3, made[-1].at, 0)
    assert reviews(path) == made
    assert restored.kept == path.parent / "tutor-replaced-20260301-120000.db"
    assert reviews(restored.kept) == [*made, later]


def test_a_store_is_restored_where_there_is_none(path: Path) -> None:
    made = filled(path)

    restored = restore(path, path.parent / "new" / "other.db", NOON)

    assert restored.kept is None
    assert reviews(path.parent / "new" / "other.db") == made


def test_a_sitting_goes_on_in_the_restored_store(path: Path) -> None:
    made = filled(path)
    back_up(path, path.parent / "copy.db")
    with Store.open(path) as sitting:
        keep(sitting, review(at=NOON + 9 * DAY))
        restore(path.parent / "copy.db", path, NOON)
        keep(sitting, later := review(at=NOON + 10 * DAY))

    assert reviews(path) == [*made, later]


def test_a_damaged_store_is_replaced_and_kept(path: Path) -> None:
    made = filled(path)
    back_up(path, path.parent / "copy.db")
    damage(path)
    ruins = path.read_bytes()

    restored = restore(path.parent / "copy.db", path, NOON)

    assert reviews(path) == made
    assert restored.kept
    assert restored.kept.read_bytes() == ruins


def test_an_older_backup_is_brought_up_to_date_and_stays_as_it_was(path: Path) -> None:
    old = path.parent / "old.db"
    made = review()
    with closing(sqlite3.connect(old, isolation_level=None)) as raw:
        upgrade(raw, shipped()[:1])
        row = review_to_row(made)[:11]
        raw.execute(f"INSERT INTO review VALUES ({', '.join('?' * len(row))})", row)
    before = old.read_bytes()

    restored = restore(old, path, NOON)

    assert restored.mended == 1  # it had a review, and no schedule
    assert reviews(path) == [made]
    assert old.read_bytes() == before


@pytest.mark.parametrize("content", [b"# notes\n" * 999, b"SQLite format 3\0" + b"\xa5" * 9000])
def test_what_is_no_store_is_not_restored(path: Path, content: bytes) -> None:
    filled(path)
    (path.parent / "copy.db").write_bytes(content)
    before = files_beside(path)

    with pytest.raises(StoreError, match=r"copy\.db"):
        restore(path.parent / "copy.db", path, NOON)
    assert files_beside(path) == before


def test_a_damaged_backup_is_not_restored(path: Path) -> None:
    filled(path)
    back_up(path, path.parent / "copy.db")
    damage(path.parent / "copy.db")
    before = files_beside(path)

    with pytest.raises(StoreError, match=r"copy\.db: the store is damaged"):
        restore(path.parent / "copy.db", path, NOON)
    assert files_beside(path) == before


def test_the_database_of_another_program_is_not_replaced(path: Path) -> None:
    filled(path.parent / "mine.db")
    execute(path, "CREATE TABLE song (title)")

    with pytest.raises(StoreError, match="another program"):
        restore(path.parent / "mine.db", path, NOON + timedelta(days=1))


def test_a_backup_that_is_missing_or_the_store_itself_is_named(path: Path) -> None:
    filled(path)

    with pytest.raises(ReadError, match="no such file"):
        restore(path.parent / "gone.db", path, NOON)
    with pytest.raises(ReadError, match="the store itself"):
        restore(path, path, NOON)
