"""The environment that a learner's shell hands over, and commands that make no sense."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program.program import PATIENCE, Program


def test_decks_are_found_through_the_environment(tutor: Program, deck: str) -> None:
    more = tutor.write("more/seas.md", "#flashcards\n\nWhich sea is dead?::The Dead Sea\n")
    decks = os.pathsep.join([deck, "", str(Path(more).parent)])

    assert len(tutor("cards", setting={"TUTOR_DECKS": decks}).out.splitlines()) == 3


def test_an_empty_variable_leaves_the_default(tutor: Program) -> None:
    empty = {"TUTOR_DECKS": "", "TUTOR_STORE": "", "TUTOR_ENCODER": ""}

    assert tutor("due", setting=empty) == tutor("due")
    assert tutor("practice", typed="?\n\n", setting=empty).code == 0
    assert len([*tutor.home.rglob("tutor.db")]) == 1


def test_a_home_in_a_variable_is_the_learners(tutor: Program, deck: str) -> None:
    (tutor.home / "decks").symlink_to(tutor.here)
    setting = {"TUTOR_DECKS": f"~/decks/{deck}", "TUTOR_STORE": "~/kept/tutor.db"}

    assert tutor("practice", setting=setting).code == 0
    assert (tutor.home / "kept" / "tutor.db").exists()
    assert not (tutor.here / "~").exists()


def test_a_home_in_an_option_is_the_learners(tutor: Program, deck: str) -> None:
    tutor("practice", deck, "--store=~/tutor.db")

    assert (tutor.home / "tutor.db").exists()


def test_the_home_of_nobody_is_named(tutor: Program) -> None:
    ended = tutor("practice", "--store=~nobody-of-that-name/tutor.db")

    assert ended.refused(3, "~nobody-of-that-name/tutor.db", "no such home")
    assert list(tutor.here.iterdir()) == []


def test_an_option_goes_before_its_variable(tutor: Program, deck: str) -> None:
    tutor("practice", deck, "--store", "option.db", setting={"TUTOR_STORE": "variable.db"})

    assert {path.name for path in tutor.here.glob("*.db")} == {"option.db"}


@pytest.mark.skipif(sys.platform == "darwin", reason="its data folder is in the home")
def test_nothing_but_the_data_folder_is_needed_of_the_home(tutor: Program, deck: str) -> None:
    del tutor.environment["HOME"]

    assert "Recorded: good" in tutor("practice", deck, typed="Paris\n\n").out
    assert len(tutor.reviews("France")) == 1


def test_a_deck_that_was_practised_elsewhere_is_found_from_anywhere(
    tutor: Program, deck: str
) -> None:
    tutor("practice", deck, typed="Paris\n\n")

    elsewhere = tutor("due", "--json", here=tutor.home)

    assert {"flashcards/capitals"} < {record["deck"] for record in elsewhere.records}
    assert "Question 1" in tutor("practice", "flashcards/capitals", here=tutor.home).out


@pytest.mark.parametrize("name", ["biology", "Biology/Cells", "cell-biology"])
def test_a_deck_is_meant_by_parts_of_its_name_and_by_its_file(tutor: Program, name: str) -> None:
    assert tutor("practice", name).out.startswith("flashcards/biology/cells: ")


def test_a_name_that_is_no_deck_is_answered_with_those_there_are(tutor: Program) -> None:
    ended = tutor("practice", "cellz")

    assert ended.refused(2, "cellz: no such file, folder or deck")
    assert "flashcards/biology/cells" in ended.err


@pytest.mark.parametrize(
    "arguments",
    ["nothing", "--nothing", "cards --nothing", "practice --new -1", "practice --new x"],
)
def test_bad_usage_exits_with_2(tutor: Program, arguments: str) -> None:
    assert tutor(*arguments.split()).code == 2


@pytest.mark.parametrize("columns", ["0", "20", "x"])
def test_an_error_can_be_read_at_any_width(tutor: Program, columns: str) -> None:
    said = tutor("nothing", setting={"COLUMNS": columns}).err

    assert "Nosuchcommand" in "".join(filter(str.isalpha, said))


@pytest.mark.parametrize(
    "setting", [{"COLUMNS": "20"}, {"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=str
)
def test_no_terminal_is_needed_to_practise_and_to_look(
    tutor: Program, deck: str, setting: dict[str, str]
) -> None:
    tutor.environment |= setting

    assert "your words: Paris" in tutor("practice", deck, typed="Paris\n\n").out
    for command in ("due", "history France", f"decks {deck}", "--help"):
        assert tutor(*command.split()).code == 0


def test_a_table_loses_no_word_where_lines_are_short(tutor: Program, deck: str) -> None:
    narrow = tutor("decks", deck, setting={"COLUMNS": "20"}).out

    assert {"flashcards/capitals", "2", deck} <= set(narrow.split())


def test_the_module_runs_as_the_command_does(tutor: Program) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tutor", "--version"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert said.stdout == tutor("--version").out
