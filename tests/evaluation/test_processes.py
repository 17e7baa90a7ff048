"""How commands are run and what is read from what they print; never how long they take."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tutor.evaluation.processes import CommandError, Home, imported, words_shown

PYTHON = sys.executable


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_modules_are_read_from_an_import_report() -> None:
    report = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       176 |        176 |   encodings.aliases\n"
        "import time:        90 |        300 | numpy\n"
    )
    assert imported(report) >= {"encodings.aliases", "numpy"}


def test_words_are_read_past_colours_and_line_breaks() -> None:
    assert words_shown("\x1b[1mWhat is\x1b[0m\r\n  a cell?\x1b]0;title\x07\x1b=") == (
        "What is a cell?"
    )


def test_a_command_sees_the_home_it_is_given(home: Home, tmp_path: Path) -> None:
    shown = home.output([PYTHON, "-c", "from pathlib import Path; print(Path.home())"])
    assert shown.strip() == str(tmp_path)


def test_a_command_does_not_see_the_users_settings(tmp_path: Path) -> None:
    home = Home(tmp_path, {"PATH": "/bin", "TUTOR_STORE": "/somewhere/else.db"})
    assert home.environment["PATH"] == "/bin"
    assert "TUTOR_STORE" not in home.environment


def test_a_command_that_fails_is_named_with_its_complaint(home: Home) -> None:
    with pytest.raises(CommandError, match=r"-c raise SystemExit.*: no such deck"):
        home.seconds([PYTHON, "-c", "raise SystemExit('no such deck')"])


def test_a_command_that_prints_nothing_has_no_first_output(home: Home) -> None:
    with pytest.raises(CommandError, match="it printed nothing"):
        home.seconds_to_output([PYTHON, "-c", "pass"])


def test_a_command_at_a_terminal_is_ended_once_it_shows_what_is_wanted(home: Home) -> None:
    script = "import time; print('What is a cell?', flush=True); time.sleep(600)"
    assert home.seconds_to_show([PYTHON, "-c", script], lambda shown: "a cell" in shown) > 0


def test_a_command_at_a_terminal_that_ends_without_it_fails(home: Home) -> None:
    with pytest.raises(CommandError, match="no card"):
        home.seconds_to_show([PYTHON, "-c", "print('no card')"], lambda shown: "cell" in shown)


def test_a_command_at_a_terminal_learns_where_its_cursor_is(home: Home) -> None:
    script = (
        "import sys, tty; tty.setraw(0); print('\\x1b[6n', flush=True);"
        "print('at', sys.stdin.read(6)[2:], flush=True)"
    )
    assert home.seconds_to_show([PYTHON, "-c", script], lambda shown: "at 1;1R" in shown) > 0


def test_the_command_line_does_not_import_the_evaluation(home: Home) -> None:
    modules = home.imports("tutor", "--help")
    assert "tutor.cli.main" in modules
    assert not {name for name in modules if name.startswith("tutor.evaluation")}
