"""Marks made by hand, and the lists of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.store.examples import keep, review
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.store.store import Store

DECK = "#flashcards/biology\n\nWhat is mitosis?::Division.\n\nWhat is a cell?::A unit of life.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bio.md").write_text(DECK, encoding="utf-8")
    now = datetime.now(UTC)
    cards = load([tmp_path / "bio.md"], mode=Mode.REPAIR).cards
    with Store.open(tmp_path / "tutor.db") as store:
        store.remember([(card, card.fingerprint) for card in cards], now)
        keep(store, *(review(card.fingerprint, now) for card in cards))
    return tmp_path


def run(home: Path, *arguments: str) -> Result:
    decks = {"TUTOR_DECKS": str(home / "bio.md"), "TUTOR_STORE": str(home / "tutor.db")}
    return CliRunner().invoke(app, arguments, env=decks)


def listed(home: Path, *arguments: str) -> list[str]:
    lines = run(home, "cards", "--json", *arguments).output.splitlines()
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.parametrize(
    ("mark", "undo", "option", "said"),
    [
        ("suspend", "resume", "--suspended", "Suspended: What is mitosis?"),
        ("bury", "unbury", "--buried", "Buried: What is mitosis?"),
        ("flag", "unflag", "--flagged", "Flagged: What is mitosis?"),
    ],
)
def test_a_mark_is_made_listed_and_taken_back(
    home: Path, mark: str, undo: str, option: str, said: str
) -> None:
    assert run(home, mark, "mitosis").output == f"{said}\n"
    assert listed(home, option) == ["What is mitosis?"]

    run(home, undo, "mitosis")

    assert listed(home, option) == []


def test_a_mark_that_is_there_already_is_not_made_again(home: Path) -> None:
    run(home, "suspend", "mitosis")

    assert run(home, "suspend", "mitosis").output == "It is so already: What is mitosis?\n"


def test_several_kinds_of_marks_are_listed_together(home: Path) -> None:
    run(home, "suspend", "mitosis")
    run(home, "flag", "a", "cell")

    assert listed(home, "--suspended", "--flagged") == ["What is mitosis?", "What is a cell?"]
    [line] = run(home, "cards", "--flagged", "--json").output.splitlines()
    assert json.loads(line)["marks"] == ["flagged"]


def test_a_card_that_is_suspended_is_in_no_count(home: Path) -> None:
    run(home, "suspend", "mitosis")

    shown = run(home, "due").output

    assert "1 card is suspended or buried" in shown


def test_a_card_that_nobody_knows_is_refused_with_a_way_on(home: Path) -> None:
    refused = run(home, "suspend", "photosynthesis").exception

    assert "no card that the store knows fits" in str(refused)
