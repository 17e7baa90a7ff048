"""What a whole sitting looks like at three sizes, and how little is written for each key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.driver import ALT_ENTER, CTRL_D, ENTER, Terminal
from tests.terminal.screens import DECK, SIZES, place, sitting

KEPT = "tests/terminal/screens; `python -m tests.terminal.screens` remakes them"

A_KEY = 120  # bytes; drawing 24 rows of 80 columns anew takes some 2,000
A_VERDICT = 1_500  # bytes: its own text, and the lines of grades and keys


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a_sitting_looks_as_it_did(columns: int, rows: int, tmp_path: Path) -> None:
    kept = place(columns, rows).read_text(encoding="utf-8")

    assert "\n".join(sitting(columns, rows, tmp_path)) == kept, KEPT


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_no_line_is_longer_than_its_screen_and_the_keys_stay_in_the_last_row(
    columns: int, rows: int
) -> None:
    screens = place(columns, rows).read_text(encoding="utf-8").split("\n=== ")

    for screen in screens[:-1]:
        lines = screen.split("\n")[1:]
        assert len(lines) <= rows + 1
        assert any(key in "\n".join(lines[-3:]) for key in ("F1 keys", "? keys")), screen


def test_a_key_and_a_verdict_write_little_and_clear_nothing(tmp_path: Path) -> None:
    deck = tmp_path / "deck.md"
    deck.write_text(DECK, encoding="utf-8")
    arguments = (str(deck), str(tmp_path / "tutor.db"))
    with Terminal(*arguments, home=tmp_path, program="tests.terminal.quiet_sitting") as terminal:
        terminal.wait_for("1 of 5", "Ctrl+G I don't know")
        terminal.type("P")  # changes the line of keys, too
        terminal.wait_for("> P", "submit")
        written = []
        for letter in "aris, on the Seine":
            terminal.settle()
            before = len(terminal.output.encode())
            terminal.type(letter)
            terminal.settle()
            written.append(len(terminal.output.encode()) - before)
        before = len(terminal.output.encode())
        terminal.type(ALT_ENTER)
        terminal.wait_for("[3 good 10 min]", "Enter accept")
        terminal.settle()
        verdict = len(terminal.output.encode()) - before
        terminal.type(ENTER)
        terminal.wait_for("2 of 5", "Ctrl+G I don't know")
        terminal.type(CTRL_D)
        assert terminal.ended() == 0

    assert max(written) <= A_KEY
    assert verdict <= A_VERDICT
    for sequence in ("\x1b[2J", "\x1b[3J", "\x1b[?1049h", "\x1b[?47h", "\x1bc"):
        assert sequence not in terminal.output
