from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.practice.material import StubGrader
from tutor.cli import wiring
from tutor.cli.main import app
from tutor.cli.practice import sit
from tutor.cli.scope import read_scope
from tutor.errors import ReadError, UsageError
from tutor.practice.pipe import PipeFace
from tutor.practice.preparation import Wishes
from tutor.scheduling.days import day_of
from tutor.scheduling.options import DeckOptions, Regime
from tutor.scheduling.review import Grade
from tutor.store.store import Store

DECK = """#flashcards/capitals

What is the capital of France?::Paris

What is the capital of Peru?::Lima
"""

TODAY = day_of(wiring.now(), UTC)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "capitals.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def piped(deck: Path, store: Store, answers: str, new: int | None = None) -> str:
    """Pipe answers into a sitting and return what it says."""
    said = StringIO()
    face = PipeFace(StringIO(answers), said, lambda: None)
    sit(read_scope([str(deck)], []), store, face, StubGrader(), Wishes(TODAY, new=new))
    return said.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tutor.db") as opened:
        yield opened


def test_a_piped_sitting_records_the_proposed_grades(deck: Path, store: Store) -> None:
    said = piped(deck, store, "Paris\n\n\n")

    assert [s.phase for s in store.schedules().values()] == ["learning", "learning"]
    last = store.last_review()
    assert last is not None
    assert (last.answer.text, last.grade, last.grader) == ("", Grade.AGAIN, "stub 1")
    assert said.startswith("flashcards/capitals: 2 new\n")
    assert "2 answered, 1 recalled. Left for now: 2 due." in said


def test_what_cannot_be_graded_is_not_recorded(deck: Path, store: Store) -> None:
    said = piped(deck, store, "hm\n")

    assert store.schedules() == {}
    assert "Nothing is recorded: the answer was not graded." in said


def test_no_more_new_cards_come_than_asked_for(deck: Path, store: Store) -> None:
    said = piped(deck, store, "", new=1)

    assert said.startswith("flashcards/capitals: 1 new\n")


def test_a_sitting_with_nothing_to_ask_says_so(deck: Path, store: Store) -> None:
    assert piped(deck, store, "Paris\n", new=0) == (
        "Nothing is due. 2 still new: --new says how many to learn.\n"
    )
    assert store.schedules() == {}


def test_a_card_that_is_not_due_is_not_asked(deck: Path, store: Store) -> None:
    for _ in range(2):  # two steps of learning
        piped(deck, store, "Paris\n\nLima\n\nParis\n\nLima\n")

    assert piped(deck, store, "Paris\n") == "The next card is due in 2 days.\n"


def test_a_pipe_leaves_the_drafts_alone(deck: Path, store: Store) -> None:
    piped(deck, store, "Paris\n")
    [card_id] = store.schedules()
    store.save_draft(card_id, "Mars", store.last_review().at)  # type: ignore[union-attr]

    piped(deck, store, "hm\n\nhm\n")

    assert store.drafts() == {card_id: "Mars"}


def test_a_mended_question_keeps_its_history_and_says_so(
    deck: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(deck, store, "Paris\n")
    before = store.schedules()
    deck.write_text(DECK.replace("of France", "of  France,"), encoding="utf-8")

    piped(deck, store, "")

    assert store.schedules() == before
    assert "An edited question keeps its history: What is the" in capsys.readouterr().err
    piped(deck, store, "")
    assert capsys.readouterr().err == ""


def test_a_reworded_question_is_left_open_by_a_pipe(deck: Path, store: Store) -> None:
    piped(deck, store, "Paris\n")
    deck.write_text(DECK.replace("What is the capital of", "Which city governs"), encoding="utf-8")

    said = piped(deck, store, "")

    assert "2 new" in said
    assert store.declined() == frozenset()


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_the_options(option: str) -> None:
    shown = CliRunner().invoke(app, ["practice", option], env={"COLUMNS": "120"})

    assert shown.exit_code == 0
    assert {"--store", "--plain", "--explain", "--new", "--encoder"} <= set(shown.output.split())


def test_a_deck_that_is_not_there_is_named(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["practice", "alchemy", "--store", str(tmp_path / "t.db")])

    assert isinstance(shown.exception, UsageError)
    assert shown.exception.message == "alchemy: no such file, folder or deck"


def test_a_file_without_cards_is_named(tmp_path: Path) -> None:
    path = tmp_path / "empty.md"
    path.write_text("Only prose.\n", encoding="utf-8")

    shown = CliRunner().invoke(app, ["practice", str(path), "--store", str(tmp_path / "t.db")])

    assert isinstance(shown.exception, ReadError)
    assert shown.exception.message == f"{path}: no cards"


def test_the_end_tells_what_was_missed_and_what_comes_tomorrow(deck: Path, store: Store) -> None:
    said = piped(deck, store, "Paris\n\nRome\n")

    assert said.splitlines()[-4:] == [
        "Learned: 2 cards still being learned.",
        "Missed: What is the capital of Peru?",
        "  missing: Lima",
        "Tomorrow: 2 due.",
    ]


def test_what_comes_tomorrow_keeps_to_the_limits_of_the_day(deck: Path, store: Store) -> None:
    regime = Regime(DeckOptions(new_per_day=1))
    said = StringIO()
    face = PipeFace(StringIO("Paris\n\n"), said, lambda: None)

    sit(read_scope([str(deck)], []), store, face, StubGrader(), Wishes(TODAY, regime))

    assert said.getvalue().endswith("Tomorrow: 1 due, 1 new.\n")


def test_where_nothing_was_graded_there_is_nothing_to_tell(deck: Path, store: Store) -> None:
    assert piped(deck, store, "").endswith("Nothing was graded. Left for now: 2 new.\n")
