"""`tutor` alone: what waits, and the one thing to do next."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY, MINUTE
from tests.store.examples import keep, review
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.scheduling.review import Grade, Review
from tutor.store.store import Store

NOW = datetime.now(UTC)
DECK = "#flashcards/biology\n\nWhat is mitosis?\n?\nDivision.\n\nWhat is a cell?\n?\nA unit.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a deck of two cards."""
    (tmp_path / "bio.md").write_text(DECK, encoding="utf-8")
    return tmp_path


def cards_of(home: Path) -> tuple[Card, ...]:
    return load([home / "bio.md"], mode=Mode.REPAIR).cards


def practised(home: Path, *reviews: Review) -> None:
    with Store.open(home / "tutor.db") as store:
        store.remember(((card, card.fingerprint) for card in cards_of(home)), NOW)
        keep(store, *reviews)


def answered(home: Path, number: int, at: datetime, grade: Grade = Grade.GOOD) -> Review:
    return review(cards_of(home)[number].fingerprint, at, grade)


def tutor(home: Path) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home / "bio.md")}
    return CliRunner().invoke(app, [], env=places)


def lines(home: Path) -> list[str]:
    result = tutor(home)
    assert result.exception is None
    return result.stdout.splitlines()


def line(home: Path, beginning: str) -> str:
    [found] = [one for one in lines(home) if one.startswith(beginning)]
    return found


def test_a_beginner_sees_the_decks_and_what_to_do(home: Path) -> None:
    assert lines(home) == [
        "  due  today    new",
        "    0      0      2  flashcards/biology",
        "",
        "→ tutor practice      2 new",
        "  tutor --help        everything else",
    ]


def test_looking_makes_no_store(home: Path) -> None:
    lines(home)

    assert not (home / "tutor.db").exists()


def test_what_is_due_is_the_next_thing_to_do(home: Path) -> None:
    practised(
        home, answered(home, 0, NOW - 9 * DAY), answered(home, 0, NOW - 9 * DAY + 11 * MINUTE)
    )

    assert line(home, "→") == "→ tutor practice      1 due, 1 new"


def test_where_answers_were_timed_the_minutes_are_told(home: Path) -> None:
    times = [NOW - 9 * DAY + number * MINUTE for number in range(10)]
    practised(home, *(answered(home, 0, at, Grade.AGAIN) for at in times))

    assert line(home, "→").endswith("1 due, 1 new, about 1 minute")


def test_where_nothing_waits_it_is_told_when_something_will(home: Path) -> None:
    practised(home, *(answered(home, number, NOW, Grade.EASY) for number in (0, 1)))

    assert line(home, "→").startswith("→ Nothing to do. The next card is due in ")


def test_the_days_in_a_row_are_told(home: Path) -> None:
    practised(home, *(answered(home, 0, NOW - days * DAY) for days in (2, 1)))

    assert line(home, "Streak") == "Streak    2 days; practise today to keep it"


def test_the_next_week_is_told_day_by_day(home: Path) -> None:
    practised(home, answered(home, 0, NOW, Grade.EASY))

    _, *days = line(home, "Coming").split()

    assert len(days) == 14
    assert sum(map(int, days[1::2])) in (0, 1)


def test_half_typed_answers_are_told(home: Path) -> None:
    practised(home)
    with Store.open(home / "tutor.db") as store:
        store.save_draft(cards_of(home)[1].fingerprint, "A un", NOW)

    assert line(home, "Drafts") == "Drafts    1 answer is half typed and kept for the next sitting."
