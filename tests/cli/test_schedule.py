"""`tutor due`, `tutor history` and `tutor undo`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY, MINUTE
from tests.store.examples import VERDICT, keep, review
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.errors import TutorError, UsageError
from tutor.grading.verdict import Unjudged
from tutor.scheduling.review import Grade, Review
from tutor.store.store import Store

NOW = datetime.now(UTC)  # the commands read the clock: what they are shown lies days before it
DECK = (
    "#flashcards/biology\n\nWhat is mitosis?\n?\nDivision.\n\nWhat is a cell?\n?\nA unit of life.\n"
)
IDS = ["aa11", "ab22"]  # mitosis, cell


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a deck and a store that knows its two cards."""
    (tmp_path / "bio.md").write_text(DECK, encoding="utf-8")
    cards = load([tmp_path / "bio.md"], mode=Mode.REPAIR).cards
    with Store.open(tmp_path / "tutor.db") as store:
        store.remember(zip(cards, IDS, strict=True), NOW)
    return tmp_path


def practised(home: Path, *reviews: Review) -> None:
    with Store.open(home / "tutor.db") as store:
        keep(store, *reviews)


def tutor(home: Path, *arguments: str) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home / "bio.md")}
    return CliRunner().invoke(app, arguments, env=places)


def printed(home: Path, *arguments: str) -> str:
    result = tutor(home, *arguments)
    assert result.exception is None
    return result.stdout


def printed_json(home: Path, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed(home, *arguments, "--json").splitlines()]


def error(home: Path, *arguments: str) -> TutorError:
    raised = tutor(home, *arguments).exception
    assert isinstance(raised, TutorError)
    return raised


def test_due_lists_the_decks(home: Path) -> None:
    practised(home, review("aa11", NOW - 99 * DAY, Grade.EASY))

    assert printed(home, "due").splitlines() == [
        "  due  today    new",
        "    1      0      1  flashcards/biology",
    ]


def test_due_as_json(home: Path) -> None:
    assert printed_json(home, "due") == [
        {"deck": "flashcards/biology", "due": 0, "today": 0, "new": 2, "resting": 0}
    ]


def test_due_of_a_named_file(home: Path) -> None:
    other = home / "history.md"
    other.write_text("#flashcards/history\n\nHastings?\n?\n1066\n", encoding="utf-8")

    assert [one["deck"] for one in printed_json(home, "due", str(other))] == ["flashcards/history"]


def test_due_works_without_a_store_and_makes_none(home: Path) -> None:
    (home / "tutor.db").unlink()

    assert "flashcards/biology" in printed(home, "due")
    assert not (home / "tutor.db").exists()


def test_a_store_can_be_named(home: Path) -> None:
    practised(home, review("aa11", NOW - 99 * DAY, Grade.EASY))
    other = str(home / "other.db")

    assert printed_json(home, "due", "--store", other)[0]["new"] == 2


@pytest.mark.parametrize("wanted", [["aa11"], ["aa"], ["mitosis"], ["WHAT", "mitosis"]])
def test_history_finds_a_card_by_id_and_by_words(home: Path, wanted: list[str]) -> None:
    assert printed(home, "history", *wanted).startswith("What is mitosis?\n")


def test_history_shows_every_review_and_the_schedule(home: Path) -> None:
    at = NOW - 5 * DAY
    practised(home, review("aa11", at, Grade.HARD, text="It divides.\nTwice."))

    shown = printed(home, "history", "mitosis")

    assert f"{at.astimezone():%Y-%m-%d %H:%M}  Hard (proposed Good)" in shown
    assert "correct 0.90, by similarity\n" in shown
    assert "    It divides.\n    Twice.\n" in shown
    assert "in learning; 1 review, 0 lapses; stability 1.3 days" in shown


def test_history_of_a_new_card(home: Path) -> None:
    assert "It is new." in printed(home, "history", "mitosis")


def test_history_says_where_a_verdict_was_in_doubt(home: Path) -> None:
    doubted = replace(VERDICT, doubt="It may mean the opposite.")
    practised(home, review("aa11", NOW - DAY, verdict=doubted))

    assert "correct 0.90, by similarity, in doubt\n" in printed(home, "history", "mitosis")


def test_history_says_where_nobody_judged(home: Path) -> None:
    practised(home, review("aa11", NOW - DAY, verdict=Unjudged("No network.")))

    assert "not judged: No network." in printed(home, "history", "mitosis")


def test_an_answer_cannot_command_the_terminal(home: Path) -> None:
    practised(home, review("aa11", NOW - DAY, text="\x1b[2J\u202eevil\x9b31m"))

    shown = printed(home, "history", "mitosis")

    assert not {"\x1b", "\u202e", "\x9b"} & set(shown)
    assert "evil" in shown


def test_history_as_json(home: Path) -> None:
    practised(home, made := review("aa11", NOW - DAY, text="\udcff"))

    card, first = printed_json(home, "history", "mitosis")

    assert (card["card"], card["question"], card["deck"]) == (
        "aa11",
        "What is mitosis?",
        "flashcards/biology",
    )
    assert isinstance(card["schedule"], dict)
    assert card["schedule"]["reviews"] == 1
    assert (first["review"], first["grade"], first["answer"]) == (made.id, "good", "\udcff")


def test_several_cards_that_fit_are_named(home: Path) -> None:
    found = error(home, "history", "what", "is")

    assert isinstance(found, UsageError)
    assert "2 cards fit" in found.message
    assert "aa11  What is mitosis?" in found.hint
    assert "ab22  What is a cell?" in found.hint


def test_a_card_that_nobody_knows_is_named(home: Path) -> None:
    assert "photosynthesis: no card" in error(home, "history", "photosynthesis").message


def test_undo_takes_back_the_last_review(home: Path) -> None:
    practised(home, first := review("aa11", NOW - 2 * DAY), review("ab22", NOW - DAY))

    shown = printed(home, "undo")

    assert shown.startswith("Undone: Good, ")
    assert "What is a cell?\nIt is new.\n" in shown
    with Store.open(home / "tutor.db") as store:
        assert store.last_review() == first
        assert store.schedules().keys() == {"aa11"}
        assert store.verify() == ()


def test_undo_again_takes_back_the_one_before(home: Path) -> None:
    practised(home, review("aa11", NOW - 2 * DAY), review("aa11", NOW - 2 * DAY + 10 * MINUTE))
    printed(home, "undo")

    assert printed_json(home, "undo")[0]["schedule"] is None


def test_undo_restores_the_schedule_from_before(home: Path) -> None:
    practised(home, review("aa11", NOW - 2 * DAY), review("aa11", NOW - DAY))

    [undone] = printed_json(home, "undo")

    assert isinstance(undone["schedule"], dict)
    assert undone["schedule"]["reviews"] == 1


def test_with_nothing_to_undo_undo_says_so(home: Path) -> None:
    assert "no review to undo" in error(home, "undo").message
