"""The commands that show what the deck files hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tutor.cli.decks import as_line
from tutor.cli.main import app
from tutor.errors import ReadError

DECK = """\
# Air

#flashcards/nature

What is air made of?
?
- nitrogen <!-- also: N2 -->
- oxygen
- argon (optional)

Is it wet?::No ^k1

Total Cards: 2
Review Time: ~3 minutes
Priority: HIGH
Last Updated: 2026-01-02
"""
FAULTY = "#flashcards\n\nWhat is lost?\n\n?\nThis.\n\nWhat is air?::gas\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "air.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def test_cards_prints_one_card_a_line(deck: Path) -> None:
    lines = run("cards", deck).stdout.splitlines()
    assert lines == [
        f"{deck}:5: What is air made of? → - nitrogen - oxygen - argon (optional)",
        f"{deck}:11: Is it wet? → No",
    ]


def test_cards_as_json_tells_everything_about_a_card(deck: Path) -> None:
    first, second = records(run("cards", deck, "--json"))
    assert first == {
        "deck": "flashcards/nature",
        "decks": ["flashcards/nature"],
        "kind": "multi",
        "question": "What is air made of?",
        "answer": "- nitrogen\n- oxygen\n- argon (optional)",
        "points": ["nitrogen", "oxygen", "argon"],
        "key_points": [
            {"text": "nitrogen", "required": True, "accepted": ["N2"]},
            {"text": "oxygen", "required": True, "accepted": []},
            {"text": "argon", "required": False, "accepted": []},
        ],
        "needed": 2,
        "accepted": [],
        "path": str(deck),
        "line": 5,
        "block_id": "",
        "schedule": "",
    }
    assert (second["kind"], second["block_id"]) == ("single", "^k1")


def test_strict_cards_are_what_the_plugin_shows(tmp_path: Path) -> None:
    deck = tmp_path / "a.md"
    deck.write_text("#flashcards\n\nQ :: A <!-- also: B -->\n", encoding="utf-8")
    (card,) = records(run("cards", deck, "--strict", "--json"))
    assert (card["question"], card["answer"]) == ("Q ", " A <!-- also: B -->")
    assert run("cards", deck, "--strict").stdout == f"{deck}:3: Q  →  A <!-- also: B -->\n"


def test_cards_cannot_command_the_terminal(tmp_path: Path) -> None:
    deck = tmp_path / "a.md"
    deck.write_text("#flashcards\n\nred \x1b[31m::\x9b2J\x07\u202e\n", encoding="utf-8")
    for result in (run("cards", deck), run("cards", deck, "--json")):
        assert not set("\x1b\x9b\x07\u202e") & set(result.stdout)
    (card,) = records(run("cards", deck, "--json", "--strict"))
    assert card["answer"] == "\x9b2J\x07\u202e"


def test_json_keeps_letters_readable_and_lone_surrogates_printable() -> None:
    assert as_line({"path": "Größe\udcff"}) == '{"path": "Größe\\udcff"}'


def test_check_of_a_clean_deck_prints_nothing_and_succeeds(deck: Path) -> None:
    result = run("check", deck)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No problems: 1 deck, 2 cards." in result.stderr


def test_check_prints_each_problem_with_its_place_and_fails(tmp_path: Path) -> None:
    deck = tmp_path / "a.md"
    deck.write_text(FAULTY, encoding="utf-8")
    result = run("check", deck)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{deck}:5: ")


def test_check_as_json_gives_path_line_and_message(tmp_path: Path) -> None:
    deck = tmp_path / "a.md"
    deck.write_text(FAULTY, encoding="utf-8")
    result = run("check", deck, "--json")
    assert result.exit_code == 1
    assert [sorted(record) for record in records(result)] == [["line", "message", "path"]]


def test_check_of_a_missing_deck_cannot_read(tmp_path: Path) -> None:
    assert isinstance(run("check", tmp_path / "none.md").exception, ReadError)


def test_decks_prints_a_table(deck: Path) -> None:
    head, row = run("decks", deck).stdout.splitlines()
    assert " ".join(head.split()) == (
        "Deck Title Cards Total Priority Review time Last updated Tags Path"
    )
    assert " ".join(row.split()) == (
        f"flashcards/nature Air 2 2 HIGH ~3 minutes 2026-01-02 flashcards/nature {deck}"
    )


def test_decks_as_json_keeps_properties_as_printed(deck: Path) -> None:
    (record,) = records(run("decks", deck, "--json"))
    assert record == {
        "name": "flashcards/nature",
        "title": "Air",
        "cards": 2,
        "total": "2",
        "priority": "HIGH",
        "review_time": "~3 minutes",
        "last_updated": "2026-01-02",
        "tags": ["flashcards/nature"],
        "path": str(deck),
    }


def test_decks_prints_the_most_urgent_first(deck: Path) -> None:
    low = deck.with_name("a.md")
    low.write_text("#flashcards\n\nQ::A\n\nPriority: LOW\n", encoding="utf-8")
    assert [record["path"] for record in records(run("decks", deck.parent, "--json"))] == [
        str(deck),
        str(low),
    ]


def test_without_a_path_the_configured_decks_are_shown(deck: Path) -> None:
    result = CliRunner(env={"TUTOR_DECKS": str(deck)}).invoke(app, ["decks", "--json"])
    assert [record["path"] for record in records(result)] == [str(deck)]


def test_the_help_needs_nothing_heavy() -> None:
    heavy = {"rich.table", "numpy", "tutor.cards.library"}
    code = f"import sys, tutor.cli.decks; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
