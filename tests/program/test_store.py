"""A store that cannot be opened, read or written: said in the learner's words, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.program.powers import needs_permissions, obey_permissions, write_no_more
from tests.program.program import CAPITALS, Program

WRITING = ["practice", "undo"]
ALL = [
    *WRITING,
    *("refit", "accepted", "regrade", "due", "stats", "history France", "optimize", "simulate"),
    *("verify", "verify --mend", "log export", "backup"),
]
ONE_OF_EACH = ["practice", "due"]


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a review, that the program has made."""
    folder = tmp_path_factory.mktemp("practised")
    program = Program(folder, folder)
    program.write("capitals.md", CAPITALS)
    program("practice", "capitals.md", "--store", "kept.db", typed="Paris\n\n")
    return folder / "kept.db"


@pytest.fixture
def kept(tutor: Program, deck: str, practised: Path) -> Path:
    """Return a store with a review, and have it used."""
    store = tutor.home / "kept.db"
    shutil.copy(practised, store)
    tutor.environment["TUTOR_STORE"] = str(store)
    tutor.environment["TUTOR_DECKS"] = str(tutor.here / deck)
    return store


def execute(store: Path, sql: str) -> None:
    with closing(sqlite3.connect(store)) as raw, raw:
        raw.execute(sql)


@pytest.mark.parametrize("command", ALL)
def test_a_damaged_store_is_refused_and_left_as_it_is(
    tutor: Program, kept: Path, command: str
) -> None:
    damaged = kept.read_bytes()[:4096] + b"damaged " * 1024
    kept.write_bytes(damaged)

    assert tutor(*command.split()).refused(3, "kept.db", "damaged")
    assert kept.read_bytes() == damaged


@pytest.mark.parametrize("command", ONE_OF_EACH)
def test_a_store_with_letters_that_nobody_wrote_is_refused(
    tutor: Program, kept: Path, command: str
) -> None:
    kept.write_bytes(kept.read_bytes().replace(b"CREATE TABLE card", b"CREATE TABLE c\xffrd"))

    assert tutor(*command.split()).refused(3, "kept.db", "damaged")


def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tutor: Program, deck: str) -> None:
    tutor.write("thesis.txt", "Three years of work.\n" * 100)

    assert tutor("practice", "--store", "thesis.txt").refused(3, "thesis.txt", "not a store")
    assert (tutor.here / "thesis.txt").read_text() == "Three years of work.\n" * 100


def test_the_database_of_another_program_is_refused(tutor: Program, tmp_path: Path) -> None:
    execute(tmp_path / "music.db", "CREATE TABLE song (title)")

    ended = tutor("practice", "--store", tmp_path / "music.db")

    assert ended.refused(3, "music.db", "belongs to another program")


@pytest.mark.parametrize("command", ONE_OF_EACH)
def test_a_store_of_a_newer_version_is_refused(tutor: Program, kept: Path, command: str) -> None:
    execute(kept, "PRAGMA user_version = 99")

    assert tutor(*command.split()).refused(3, "kept.db", "version 99")


def test_a_folder_is_no_store(tutor: Program) -> None:
    assert tutor("practice", "--store", ".").refused(3, "cannot be opened")


@needs_permissions
@pytest.mark.parametrize("command", ONE_OF_EACH)
def test_a_store_that_may_not_be_read_is_named(tutor: Program, kept: Path, command: str) -> None:
    kept.chmod(0)

    assert tutor(*command.split(), first=obey_permissions).refused(3, "kept.db")


def test_a_locked_store_can_be_read_and_says_why_it_cannot_be_written(
    tutor: Program, kept: Path
) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert tutor("due").code == 0
        assert tutor("undo").refused(3, "kept.db", "another sitting is writing")


@needs_permissions
def test_a_home_that_is_read_only_can_be_listed_and_not_practised_in(
    tutor: Program, deck: str
) -> None:
    tutor.home.chmod(0o555)

    assert tutor("due", deck, first=obey_permissions).code == 0
    assert tutor("stats", first=obey_permissions).code == 0
    assert tutor("practice", deck, first=obey_permissions).refused(3, "cannot be made")


@needs_permissions
def test_a_store_that_is_read_only_can_be_read_and_not_written(tutor: Program, kept: Path) -> None:
    kept.chmod(0o444)
    kept.parent.chmod(0o555)

    assert tutor("history", "France", first=obey_permissions).code == 0
    for command in WRITING:
        assert tutor(command, first=obey_permissions).refused(3, "kept.db", "read-only")


@pytest.mark.parametrize("command", WRITING)
def test_files_that_may_not_grow_are_said_and_lose_nothing(
    tutor: Program, kept: Path, command: str
) -> None:
    ended = tutor(command, typed="Paris\n\nLima\n\n", first=write_no_more)

    assert ended.refused(3, "kept.db", "the disk")
    assert len(tutor.reviews("France")) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk with room for a store and hardly an answer."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", "size=400k", "tmpfs"]
    if sys.platform != "linux" or os.geteuid() or not shutil.which("mount"):
        pytest.skip("a disk can be mounted by root on Linux only")
    if subprocess.run(["mount", *options, str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_what_was_recorded_is_kept(
    tutor: Program, deck: str, small_disk: Path
) -> None:
    tutor.environment["TUTOR_STORE"] = str(small_disk / "tutor.db")

    ended = tutor("practice", deck, typed=f"Paris\n\n{'Lima ' * 20_000}\n\n")

    assert ended.refused(3, "tutor.db", "the disk is full")
    assert ended.out.count("Recorded:") == 1
    assert [review["answer"] for review in tutor.reviews("France")] == ["Paris"]


def test_a_store_in_a_missing_folder_is_made_with_it(tutor: Program, deck: str) -> None:
    tutor("practice", deck, "--store", "a/b/tutor.db", typed="Paris\n\n")

    assert tutor("due", deck, "--store", "a/b/tutor.db", "--json").records[0]["new"] == 1


def test_looking_at_a_store_that_is_missing_makes_none(tutor: Program, deck: str) -> None:
    for command in (["due", deck], ["stats"]):
        assert tutor(*command, "--store", "tutor.db").code == 0
    assert not (tutor.here / "tutor.db").exists()


def test_a_folder_that_is_a_file_is_named(tutor: Program, deck: str) -> None:
    assert tutor("practice", "--store", f"{deck}/tutor.db").refused(3, deck, "cannot be made")
