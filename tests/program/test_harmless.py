"""What decks, file names and answers hold never commands a terminal: `Ended` looks at every run."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta

import pytest

from tests.program.program import Program

RED = "\x1b[31m"
C1_RED = "\x9b31m"  # the same in one byte less
TITLE = "\x1b]0;owned\x07"
TURNED = "\u202e"  # what follows reads from right to left
NASTY = f"{RED}{C1_RED}{TITLE}{TURNED}\u2066\x7f\b"

SOON = f"{datetime.now().astimezone() + timedelta(days=2):%Y-%m-%d}"
COMMANDS = [
    *("cards", "cards --strict", "check", "decks", "due", "refit", "optimize"),
    f"plan --exam {SOON}",
]


@pytest.fixture
def nasty(tutor: Program) -> str:
    tag = f"#flashcards/{RED}deck"
    return tutor.write(
        f"nasty{RED}{C1_RED}{TURNED}.md",
        f"{tag}\n\nWhat {NASTY} colour?::It is {NASTY} red\n\nLost?::\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_escape_sequences_in_a_deck_are_shown_harmless(
    tutor: Program, nasty: str, command: str
) -> None:
    ended = tutor(*command.split(), nasty)

    assert ended.code in (0, 1)
    assert "␛[31m" in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_json_escapes_what_commands_a_terminal_and_keeps_it(
    tutor: Program, nasty: str, command: str
) -> None:
    ended = tutor(*command.split(), nasty, "--json")

    assert RED in json.dumps(ended.records, ensure_ascii=False).replace("\\u001b", "\x1b")


@pytest.mark.parametrize("explain", [(), ("--explain",)])
def test_a_sitting_shows_a_nasty_deck_and_a_nasty_answer_harmless(
    tutor: Program, nasty: str, explain: tuple[str, ...]
) -> None:
    ended = tutor("practice", nasty, *explain, typed=f"It is {NASTY} red\n\n")

    assert ended.code == 0
    assert "What ␛[31m" in ended.out
    assert "Recorded:" in ended.out


def test_the_history_of_a_nasty_answer_is_harmless_and_complete(tutor: Program, nasty: str) -> None:
    tutor("practice", nasty, typed=f"{NASTY} red\n\n")

    assert "␛[31m" in tutor("history", "colour").out
    assert [review["answer"] for review in tutor.reviews("colour")] == [f"{NASTY} red"]
    assert "␛[31m" in tutor("undo").out


def test_a_message_shows_a_nasty_name_harmless(tutor: Program) -> None:
    assert tutor("cards", f"{RED}.md").refused(2, "␛[31m.md")
    assert tutor("practice", f"{RED}{TURNED}deck").refused(2, "␛[31m")
    assert tutor("history", RED).refused(2, "␛[31m")
    assert tutor(f"{RED}command").code == 2


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses such names")
def test_a_file_name_that_is_not_unicode_is_read_and_shown(tutor: Program) -> None:
    with open(bytes(tutor.here) + b"/caf\xe9.md", "w") as file:  # noqa: PTH123  bytes
        file.write("#flashcards\n\nWhat is drunk here?::Coffee\n")

    assert tutor("cards", b"caf\xe9.md").out.startswith("caf\ufffd.md:3: ")
    assert tutor("cards", b"caf\xe9.md", "--json").records[0]["path"] == "caf\udce9.md"
    assert "Recorded: good" in tutor("practice", b"caf\xe9.md", typed="Coffee\n\n").out
    assert tutor("due", "--json", b"caf\xe9.md").records[0]["new"] == 0


def test_grade_shows_a_nasty_answer_harmless(tutor: Program) -> None:
    given = ["--question", f"Colour {NASTY}?", "--reference", f"{NASTY} red"]

    ended = tutor("grade", *given, "--answer", f"{NASTY} red", "--explain")

    assert ended.code == 0
    assert "␛[31m" in ended.out


def test_grade_explains_a_nasty_answer_harmless(tutor: Program) -> None:
    given = ["--reference", f"It {NASTY} is red.", "--answer", f"{NASTY} reddish {NASTY}, it is"]

    ended = tutor("grade", *given, "--explain")

    assert ended.code == 0
    assert "Your answer\n  ␛[" in ended.out


def test_json_of_grade_escapes_what_commands_a_terminal_and_keeps_it(tutor: Program) -> None:
    given = {"id": NASTY, "question": NASTY, "reference": f"{NASTY} red", "answer": f"{NASTY} red"}

    [record] = tutor("grade", "--jsonl", typed=json.dumps(given)).records

    assert record["id"] == NASTY
    assert record["points"][0]["evidence"] == "red"  # quoted from what is seen
