"""`tutor regrade` and `tutor accepted`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY, MINUTE
from tests.store.examples import keep, review
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.errors import UsageError
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Grade, Review
from tutor.store.store import Store

NOW = datetime.now(UTC)
DECK = "#flashcards/biology\n\nWhat do ribosomes make?\n?\nProteins.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a deck of one card and a store that knows it."""
    (tmp_path / "bio.md").write_text(DECK, encoding="utf-8")
    with Store.open(tmp_path / "tutor.db") as store:
        store.remember([(card_of(tmp_path), "aa11")], NOW)
    return tmp_path


def card_of(home: Path) -> Card:
    [card] = load([home / "bio.md"], mode=Mode.REPAIR).cards
    return card


def answered(home: Path, text: str, given: Grade = Grade.AGAIN, minute: int = 0) -> Review:
    """Return a review that an old grader failed, graded as the learner said."""
    missing = Finding(card_of(home).points[0], Status.MISSING, 0.1, "")
    failed = Verdict((missing,), 0.1, Level.INCORRECT, 0.9, Stage.SIMILARITY, "It is far.")
    made = review("aa11", NOW - 3 * DAY + minute * MINUTE, given, verdict=failed)
    return replace(made, answer=Answer(text, 3), grader="old 1", proposed=Grade.AGAIN)


def practised(home: Path, *reviews: Review) -> None:
    with Store.open(home / "tutor.db") as store:
        keep(store, *reviews)


def accept(home: Path, *answers: str) -> None:
    with Store.open(home / "tutor.db") as store:
        store.mark(
            Mark(f"{number:032x}", "aa11", NOW, MarkKind.ACCEPTED, text)
            for number, text in enumerate(answers, 1)
        )


def tutor(home: Path, *arguments: str) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home / "bio.md")}
    return CliRunner().invoke(app, arguments, env=places)


def printed(home: Path, *arguments: str) -> list[str]:
    result = tutor(home, *arguments)
    assert result.exception is None
    return result.stdout.splitlines()


def total(home: Path, *arguments: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(printed(home, "regrade", "--json", *arguments)[-1])
    return record


def grades(home: Path) -> list[Grade]:
    with Store.open(home / "tutor.db") as store:
        return [one.grade for one in store.reviews("aa11")]


def test_what_would_change_is_shown_and_left(home: Path) -> None:
    practised(home, answered(home, "proteins"))

    lines = printed(home, "regrade")

    assert lines[1:3] == ["  “proteins”", "  incorrect → correct; again → good"]
    assert lines[-1] == "1 grade would change. Nothing was changed: --apply replays the schedules."
    assert grades(home) == [Grade.AGAIN]


def test_the_schedules_are_replayed_on_request(home: Path) -> None:
    practised(home, answered(home, "proteins"), answered(home, "sugar", minute=20))

    assert (
        printed(home, "regrade", "--apply")[-1]
        == "1 grade changed, and the schedules were replayed."
    )

    assert grades(home) == [Grade.GOOD, Grade.AGAIN]
    with Store.open(home / "tutor.db") as store:
        assert store.verify() == ()
        [first, _] = store.reviews("aa11")
        assert first.regraded_by.startswith("offline")
        assert first.opinion is not None
        assert first.opinion.verdict.level is Level.CORRECT


def test_nothing_that_was_typed_commands_the_terminal(home: Path) -> None:
    practised(home, answered(home, "\x1b[31mproteins\u202e"))
    accept(home, "\x1b[31mproteins")

    shown = "\n".join([*printed(home, "regrade"), *printed(home, "accepted")])

    assert "proteins" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_second_time_changes_nothing_more(home: Path) -> None:
    practised(home, answered(home, "proteins"))
    printed(home, "regrade", "--apply")

    assert total(home)["grades"] == 0


def test_the_learners_own_word_stays(home: Path) -> None:
    practised(home, answered(home, "proteins", Grade.HARD))

    assert "1 grade of your own stays." in printed(home, "regrade", "--apply")
    assert grades(home) == [Grade.HARD]


def test_an_accepted_answer_is_correct_here_too(home: Path) -> None:
    practised(home, answered(home, "the workers of the cell"))
    assert total(home)["grades"] == 0
    accept(home, "the workers of the cell")

    assert total(home)["grades"] == 1


def test_answers_to_a_card_that_changed_are_left_aside(home: Path) -> None:
    practised(home, answered(home, "proteins"))
    (home / "bio.md").write_text(DECK.replace("Proteins.", "Chains of acids."), encoding="utf-8")

    assert total(home)["aside"] == {"the card has changed": 1}


def test_accepted_answers_are_listed_with_their_numbers(home: Path) -> None:
    accept(home, "the workers of the cell", "enzymes, say")

    assert printed(home, "accepted") == [
        "aa11  What do ribosomes make?",
        "  1. the workers of the cell",
        "  2. enzymes, say",
    ]
    [record] = printed(home, "accepted", "ribosomes", "--json")
    assert json.loads(record)["accepted"] == ["the workers of the cell", "enzymes, say"]


def test_an_accepted_answer_can_be_taken_back(home: Path) -> None:
    accept(home, "the workers of the cell", "enzymes, say")

    assert printed(home, "accepted", "ribosomes", "--revoke", "1")[1:] == ["  1. enzymes, say"]
    assert printed(home, "accepted")[1:] == ["  1. enzymes, say"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["accepted", "--revoke", "1"], "wants a card"),
        (["accepted", "ribosomes", "--revoke", "3"], "1 such answer"),
        (["accepted", "nothing like it"], "no card"),
    ],
)
def test_what_cannot_be_taken_back_is_said(home: Path, arguments: list[str], said: str) -> None:
    accept(home, "enzymes, say")

    error = tutor(home, *arguments).exception

    assert isinstance(error, UsageError)
    assert said in error.message


def test_where_nothing_was_accepted_the_key_is_told(home: Path) -> None:
    [line] = printed(home, "accepted")

    assert "`r` at a verdict" in line
