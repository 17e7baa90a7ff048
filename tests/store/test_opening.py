"""Opening a store, and everything that can stand in the way."""

from __future__ import annotations

import os
import sqlite3
import urllib.parse  # noqa: F401  Path.as_uri imports it late, when `read_only` may have become nobody
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.scheduling.examples import NOON
from tests.store.examples import files_beside, keep, review
from tutor.errors import StoreError
from tutor.store import connection
from tutor.store.migrate import shipped
from tutor.store.store import Store

NOBODY = 65534


@contextmanager
def read_only(folder: Path, files: int = 0o444) -> Iterator[None]:
    """Take the right to write to a folder and its files away: from root by being nobody."""
    was = os.geteuid()
    for file in folder.iterdir():
        file.chmod(files)
    folder.chmod(0o555)
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)
        folder.chmod(0o755)


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a folder that everybody can reach; pytest's own are for their owner alone."""
    with TemporaryDirectory() as made:
        yield Path(made)


def filled(path: Path) -> Path:
    """Make a store of some pages, with ten reviews, closed again."""
    with Store.open(path) as store:
        keep(store, *(review(f"card{n}", text="long " * 500) for n in range(10)))
    return path


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(sql)


def refusal(path: Path) -> StoreError:
    """Return why a store is refused, and check that opening it left everything as it was."""
    before = files_beside(path)
    with pytest.raises(StoreError) as raised, Store.open(path) as store:
        store.verify()
    assert files_beside(path) == before
    assert str(path) in raised.value.message
    assert raised.value.exit_code == 3
    return raised.value


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "share" / "tutor" / "tutor.db"
    Store.open(path).close()

    assert path.exists()


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    filled(path)


def test_a_store_survives_the_power_being_cut(path: Path) -> None:
    # SQLite promises it for these two settings; a test cannot cut the power.
    with closing(connection.to_write(path, connection.NO_PRAGMAS)) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert opened.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="folder cannot be made") as raised:
        Store.open(tmp_path / "file" / "tutor.db")
    assert "--store" in raised.value.hint


@pytest.mark.parametrize("opened", [Store.open, Store.open_to_read])
def test_a_place_that_cannot_be_looked_at_is_named(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    with pytest.raises(StoreError, match="cannot be looked for: File name too long"):
        opened(tmp_path / ("x" * 300))


def test_a_store_in_a_read_only_home_is_refused_before_anything_is_typed(home: Path) -> None:
    path = filled(home / "tutor.db")

    with read_only(home), pytest.raises(StoreError, match="read-only") as raised:
        Store.open(path)
    assert "--store" in raised.value.hint


def test_a_new_store_in_a_read_only_home_is_refused(home: Path) -> None:
    with read_only(home), pytest.raises(StoreError, match="cannot be opened"):
        Store.open(home / "tutor.db")


def test_a_read_only_store_can_be_read(home: Path) -> None:
    path = filled(home / "tutor.db")

    with read_only(home), Store.open_to_read(path) as store:
        assert len(store.schedules()) == 10


def test_a_store_opened_from_a_read_only_home_cannot_be_written(home: Path) -> None:
    path = filled(home / "tutor.db")

    with read_only(home), Store.open_to_read(path) as store, pytest.raises(StoreError) as raised:
        store.save_draft("card", "half", NOON)
    assert "read-only" in raised.value.message


def test_a_read_only_store_of_an_older_version_is_not_guessed_at(home: Path) -> None:
    path = filled(home / "tutor.db")
    execute(path, "PRAGMA user_version = 0")

    with read_only(home), pytest.raises(StoreError, match="older version"):
        Store.open_to_read(path)


def test_a_store_that_may_not_be_read_is_refused(home: Path) -> None:
    path = filled(home / "tutor.db")

    with read_only(home, files=0), pytest.raises(StoreError, match="cannot be opened"):
        Store.open_to_read(path)


def test_reading_where_there_is_no_store_makes_none(path: Path) -> None:
    with Store.open_to_read(path) as store:
        assert store.schedules() == {}

    assert not path.exists()


def test_a_full_disk_is_named_and_costs_nothing_that_was_recorded(path: Path) -> None:
    made = [review(text="long " * 500) for _ in range(100)]

    with Store.open(path, pragmas={"max_page_count": 60}) as store:
        with pytest.raises(StoreError, match="disk is full") as raised:
            keep(store, *made)

        kept = store.reviews("card")
        assert 0 < len(kept) < 100
        assert kept == made[: len(kept)]
        assert store.verify() == ()
    assert "Make room" in raised.value.hint


def test_recording_goes_on_once_there_is_room_again(path: Path) -> None:
    made = review(text="long " * 50_000)
    with Store.open(path, pragmas={"max_page_count": 60}) as store, pytest.raises(StoreError):
        keep(store, made)

    with Store.open(path) as store:
        keep(store, made)
        assert store.reviews("card") == [made]


@pytest.mark.parametrize("content", [b"# My notes\n" * 100, b"\x00" * 4096, b"SQLite format 3"])
def test_a_file_that_is_no_store_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    error = refusal(path)

    assert "not a store" in error.message
    assert "Nothing was changed or deleted" in error.hint


def test_a_folder_in_the_place_of_the_store_is_refused(path: Path) -> None:
    path.mkdir()

    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(path)


def test_a_damaged_store_is_refused_and_left_alone(path: Path) -> None:
    content = bytearray(filled(path).read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)  # all pages but the first
    path.write_bytes(content)
    error = refusal(path)

    assert "damaged" in error.message
    assert "Nothing was changed or deleted" in error.hint


def test_a_store_cut_short_is_refused_and_left_alone(path: Path) -> None:
    content = filled(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])

    assert "damaged" in refusal(path).message


def test_a_store_that_another_sitting_keeps_locked_is_named(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with (
            Store.open(path, pragmas={"busy_timeout": 1}) as store,
            pytest.raises(StoreError, match="another sitting is writing") as raised,
        ):
            keep(store, review())
    assert "try again" in raised.value.hint


def test_a_store_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    filled(path)
    execute(path, "PRAGMA user_version = 99")

    newest = shipped()[-1].version
    assert f"version 99, and this tutor knows up to {newest}" in refusal(path).message


@pytest.mark.parametrize(
    "sql", ["PRAGMA application_id = 252006674", "PRAGMA user_version = 3", "CREATE TABLE t (a)"]
)
def test_a_database_of_another_program_is_refused_and_left_alone(path: Path, sql: str) -> None:
    execute(path, sql)

    assert "another program" in refusal(path).message
