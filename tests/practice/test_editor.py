from __future__ import annotations

from pathlib import Path

import pytest

from tutor.cards.card import Place
from tutor.practice.editor import SCISSORS, EditorError, edited, open_at


def editor(folder: Path, script: str) -> dict[str, str]:
    """Return an environment whose editor runs `script` on the file."""
    path = folder / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return {"EDITOR": f"'{path}' --wait"}


def test_what_was_saved_is_the_answer(tmp_path: Path) -> None:
    environment = editor(tmp_path, 'printf "one\\ntwo\\n" > "$2"')

    assert edited("", "Which?", environment) == "one\ntwo"


def test_the_draft_is_in_the_file_and_the_question_below_it(tmp_path: Path) -> None:
    environment = editor(tmp_path, f'cp "$2" "{tmp_path}/seen"')

    assert edited("draft", "Which?", environment) == "draft"
    assert (tmp_path / "seen").read_text() == f"draft\n\n{SCISSORS}\nWhich?\n"


def test_visual_goes_before_editor(tmp_path: Path) -> None:
    environment = editor(tmp_path, "exit 1")

    assert edited("draft", "Which?", environment | {"VISUAL": "true"}) == "draft"


def test_an_editor_that_fails_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EditorError, match="ended with code 3; your text is as before"):
        edited("draft", "Which?", editor(tmp_path, "exit 3"))


@pytest.mark.parametrize("command", ["/nowhere/editor", "vi 'unclosed"])
def test_an_editor_that_cannot_start_is_reported(command: str) -> None:
    with pytest.raises(EditorError, match="cannot be started"):
        edited("draft", "Which?", {"EDITOR": command})


def test_bytes_that_are_no_text_do_not_end_the_sitting(tmp_path: Path) -> None:
    assert edited("", "Which?", editor(tmp_path, 'printf "caf\\351" > "$2"')) == "caf\ufffd"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("vim", "+7 deck.md"),
        ("nano", "+7 deck.md"),
        ("code", "--goto deck.md:7"),
        ("hx", "deck.md:7"),
        ("something", "deck.md"),
    ],
)
def test_a_deck_is_opened_at_its_line_where_the_editor_takes_one(
    tmp_path: Path, name: str, arguments: str
) -> None:
    path = tmp_path / name
    path.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\n')
    path.chmod(0o700)

    open_at(Place("deck.md", 7), {"EDITOR": str(path)})

    assert (tmp_path / "said").read_text() == f"{arguments}\n"


def test_an_editor_that_fails_at_a_deck_says_so(tmp_path: Path) -> None:
    with pytest.raises(EditorError, match="EDITOR=false ended with code 1"):
        open_at(Place("deck.md", 7), {"EDITOR": "false"})
