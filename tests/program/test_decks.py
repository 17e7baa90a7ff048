"""Decks that cannot be read, or hold what nobody expects."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.program.powers import needs_permissions, obey_permissions
from tests.program.program import Program

READING = ["cards", "check", "decks", "due", "practice"]


@pytest.mark.parametrize("command", READING)
def test_a_deck_that_is_missing_is_named(tutor: Program, command: str) -> None:
    assert tutor(command, "nowhere.md").refused(2, "nowhere.md", "no such file")


@needs_permissions
@pytest.mark.parametrize("command", READING)
def test_a_deck_that_may_not_be_read_is_named(tutor: Program, deck: str, command: str) -> None:
    (tutor.here / deck).chmod(0)

    assert tutor(command, deck, first=obey_permissions).refused(2, deck, "may not be read")


@needs_permissions
def test_a_folder_that_may_not_be_read_is_named(tutor: Program) -> None:
    (tutor.here / "locked").mkdir(mode=0)

    assert tutor("cards", "locked", first=obey_permissions).refused(2, "locked", "may not be read")


def test_a_binary_file_is_no_deck(tutor: Program) -> None:
    tutor.write("photo.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    assert tutor("check", "photo.md").refused(2, "photo.md", "no text")


def test_a_file_of_100_mb_is_no_deck(tutor: Program) -> None:
    tutor.write("all.md", b"")
    os.truncate(tutor.here / "all.md", 100_000_000)

    assert tutor("cards", "all.md").refused(2, "all.md", "too large", "100,000,000 bytes")


def test_another_encoding_is_named_with_its_line(tutor: Program) -> None:
    tutor.write("old.md", "#flashcards\n\nWie heißt das?::So\n".encode("latin-1"))

    assert tutor("practice", "old.md").refused(2, "old.md:3", "not UTF-8", "0xdf")


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(tutor: Program) -> None:
    tutor.write("unix.md", "#flashcards\n\nWhat is wet?\n?\nWater\nRain\n")
    tutor.write(
        "windows.md", b"\xef\xbb\xbf#flashcards\r\n\r\nWhat is wet?\r\n?\r\nWater\r\nRain\r\n"
    )

    unix, windows = (tutor("cards", name, "--json").records for name in ("unix.md", "windows.md"))

    assert [card | {"path": ""} for card in unix] == [card | {"path": ""} for card in windows]


@pytest.mark.parametrize("command", READING)
def test_a_folder_without_cards_is_named(tutor: Program, command: str) -> None:
    tutor.write("notes/diary.md", "Dear diary.\n")

    assert tutor(command, "notes").refused(2, "notes")


@pytest.mark.parametrize("command", ["cards", "decks", "due", "practice"])
def test_what_could_not_be_read_beside_a_deck_is_not_passed_over_in_silence(
    tutor: Program, deck: str, command: str
) -> None:
    tutor.write("more.md", b"\xff")

    ended = tutor(command, ".")

    assert ended.code == 0
    assert "1 problem in the decks; `tutor check` lists them." in ended.err


def test_decks_that_were_configured_and_are_missing_are_not_passed_over_in_silence(
    tutor: Program, deck: str
) -> None:
    tutor("practice", deck)  # the store knows its cards now

    ended = tutor("due", setting={"TUTOR_DECKS": "nowhere"})

    assert "1 problem in the decks" in ended.err


def test_check_exits_with_0_for_no_problem_1_for_some_and_2_for_nothing_read(
    tutor: Program, deck: str
) -> None:
    tutor.write("twice.md", "#flashcards\n\nWhat is wet?::Water\n\nWhat is wet?::Water\n")

    codes = [tutor("check", name).code for name in (deck, "twice.md", "nowhere.md")]

    assert codes == [0, 1, 2]


def test_one_question_with_two_answers_is_two_cards_and_a_problem(tutor: Program) -> None:
    tutor.write("two.md", "#flashcards\n\nWhat is wet?::Water\n\nWhat is wet?::Rain\n")

    assert "two.md:5: the same question as two.md:3" in tutor("check", "two.md").out
    assert tutor("due", "two.md", "--json").records[0]["new"] == 2


def test_a_folder_that_leads_back_to_itself_is_read_once(tutor: Program, deck: str) -> None:
    (tutor.here / "loop").symlink_to(tutor.here)
    (tutor.here / "gone.md").symlink_to(tutor.here / "nowhere.md")

    assert len(tutor("cards", ".").out.splitlines()) == 2


def test_a_file_that_never_ends_is_no_deck(tutor: Program) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("there is no such file here")

    assert tutor("cards", "/dev/zero").refused(2, "/dev/zero", "too large")
