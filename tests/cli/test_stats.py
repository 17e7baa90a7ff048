"""`tutor stats`: its sections in a terminal and as JSON, and what it is asked of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY
from tests.store.examples import VERDICT, keep, review
from tutor.cards.card import KeyPoint
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.cli.stats.names import Name
from tutor.errors import UsageError
from tutor.grading.verdict import Finding, Status, Verdict
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Grade, Review, Sureness
from tutor.store.store import Store

HOUR = timedelta(hours=1)
NOW = datetime.now(UTC)  # the command reads the clock: what it is shown lies days before it
DECK = "#flashcards/{}\n\n{}\n?\n{}.\n"
IDS = {"bio": "aa11", "art": "ab22"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with two decks of a card each, and a store that knows them."""
    (tmp_path / "bio.md").write_text(DECK.format("bio", "What is mitosis?", "Division"))
    (tmp_path / "art.md").write_text(DECK.format("art", "Who was Monet?", "A painter"))
    with Store.open(tmp_path / "tutor.db") as store:
        for name, card_id in IDS.items():
            [card] = load([tmp_path / f"{name}.md"], mode=Mode.REPAIR).cards
            store.remember([(card, card_id)], NOW)
    return tmp_path


def practised(home: Path, *reviews: Review) -> None:
    with Store.open(home / "tutor.db") as store:
        keep(store, *reviews)


def tutor(home: Path, *arguments: str, width: int = 80) -> Result:
    places = {
        "TUTOR_STORE": str(home / "tutor.db"),
        "TUTOR_DECKS": str(home),
        "COLUMNS": str(width),
    }
    return CliRunner().invoke(app, ["stats", *arguments], env=places)


def printed(home: Path, *arguments: str, width: int = 80) -> str:
    result = tutor(home, *arguments, width=width)
    assert result.exception is None
    return result.stdout


def records(home: Path, *arguments: str) -> dict[str, dict[str, object]]:
    lines = printed(home, *arguments, "--json").splitlines()
    return {record["section"]: record for record in map(json.loads, lines)}


def a_year(card_id: str) -> Sequence[Review]:
    """Return a long past of a card, now and then forgotten."""
    return [
        review(card_id, NOW - ago * DAY, Grade.AGAIN if ago % 5 == 0 else Grade.GOOD)
        for ago in range(300, 0, -3)
    ]


def test_a_beginner_is_told_where_to_begin(tmp_path: Path) -> None:
    shown = printed(tmp_path)

    assert "`tutor practice` begins" in shown
    assert "Forecast" not in shown
    assert not (tmp_path / "tutor.db").exists()


def test_what_is_remembered_is_counted(home: Path) -> None:
    learned = [review(card, NOW - 40 * DAY, Grade.EASY) for card in IDS.values()]
    practised(home, *learned, review("aa11", NOW - 2 * DAY, Grade.AGAIN))
    practised(home, review("ab22", NOW - DAY))

    today = records(home)["today"]

    assert (today["due"], today["new"], today["learned"], today["cards"]) == (1, 0, 1, 2)
    assert today["retention"] == {
        "recalled": 1,
        "reviews": 2,
        "share": 0.5,
        "interval": [0.0945, 0.9055],
    }
    assert "retention  50 %: 1 of 2 reviews" in printed(home)


def test_every_section_is_shown_and_every_one_has_a_record(home: Path) -> None:
    practised(home, *a_year("aa11"))

    assert list(records(home)) == list(Name)
    assert all(record["period"] == 90 for record in records(home).values())


@pytest.mark.parametrize("name", list(Name))
def test_a_section_alone_fits_on_a_small_screen(home: Path, name: Name) -> None:
    practised(home, *a_year("aa11"), *a_year("ab22"))

    lines = printed(home, "--only", name).splitlines()

    assert 2 <= len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [20, 40, 132, 250])
def test_no_line_is_wider_than_the_terminal(home: Path, width: int) -> None:
    practised(home, *a_year("aa11"), *a_year("ab22"))

    assert max(map(len, printed(home, width=width).splitlines())) <= width


def test_plain_output_is_ascii(home: Path) -> None:
    practised(home, *a_year("aa11"))

    assert printed(home, "--plain").isascii()
    assert not printed(home).isascii()


def test_a_period_can_be_chosen(home: Path) -> None:
    practised(home, *a_year("aa11"))

    assert records(home)["today"]["reviews"] == 29
    assert records(home, "--days", "300")["today"]["reviews"] == 99


def test_a_period_begins_with_the_first_review(home: Path) -> None:
    practised(home, review("aa11", NOW - 50 * DAY))

    assert records(home, "--days", "36500")["time"]["period"] == 51
    assert records(home, "--days", "40")["time"]["period"] == 40


@pytest.mark.parametrize("wanted", ["bio", "flashcards/bio", "bio.md"])
def test_a_deck_can_be_asked_for(home: Path, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    practised(home, *a_year("aa11"), review("ab22", NOW - DAY))

    found = records(home, wanted)

    assert found["today"]["reviews"] == 29
    assert found["today"]["cards"] == 1


def test_a_deck_that_is_not_there_is_refused(home: Path) -> None:
    raised = tutor(home, "music").exception

    assert isinstance(raised, UsageError)
    assert "music" in raised.message


def test_a_suspended_card_does_not_fall_due(home: Path) -> None:
    practised(home, review("aa11", NOW - 40 * DAY, Grade.EASY))
    with Store.open(home / "tutor.db") as store:
        store.mark([Mark("0" * 32, "aa11", NOW - DAY, MarkKind.SUSPENDED)])

    assert records(home)["today"]["due"] == 0


def test_a_buried_card_falls_due_when_it_is_asked_again(home: Path) -> None:
    practised(home, review("aa11", NOW - 40 * DAY, Grade.EASY))
    with Store.open(home / "tutor.db") as store:
        until = NOW + 2 * DAY
        store.mark([Mark("0" * 32, "aa11", NOW - DAY, MarkKind.BURIED, until=until)])

    found = records(home)

    assert found["today"]["due"] == 0
    assert found["forecast"]["overdue"] == {"young": 0, "mature": 0}
    assert sum(day["young"] + day["mature"] for day in found["forecast"]["days"]) == 1


def test_a_day_begins_where_the_learner_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_an_hour, an_hour_ago = NOW.astimezone() + HOUR, NOW.astimezone() - HOUR
    practised(home, review("aa11", NOW))

    monkeypatch.setenv("TUTOR_DAY_STARTS", f"{an_hour_ago:%H:%M}")
    assert records(home)["today"]["reviews_today"] == 1

    practised(home, review("ab22", NOW - 2 * HOUR))
    monkeypatch.setenv("TUTOR_DAY_STARTS", f"{in_an_hour:%H:%M}")
    assert records(home)["today"]["reviews_today"] == 2
    monkeypatch.setenv("TUTOR_DAY_STARTS", f"{an_hour_ago:%H:%M}")
    assert records(home)["today"]["reviews_today"] == 1


def test_a_card_whose_file_is_gone_does_not_fall_due_and_its_past_counts(home: Path) -> None:
    practised(home, review("aa11", NOW - 40 * DAY, Grade.EASY))
    (home / "bio.md").unlink()

    today = records(home)["today"]
    assert (today["due"], today["cards"], today["reviews"]) == (0, 1, 1)


def test_a_streak_goes_on_until_today_is_over(home: Path) -> None:
    practised(home, *(review("aa11", NOW - ago * DAY) for ago in (3, 2, 1)))

    assert records(home)["activity"]["streak"] == 3
    assert "practise today to keep it" in printed(home)


def test_the_forecast_has_what_is_overdue_by_itself(home: Path) -> None:
    practised(home, review("aa11", NOW - 40 * DAY, Grade.EASY))

    forecast = records(home)["forecast"]

    assert forecast["overdue"] == {"young": 1, "mature": 0}
    assert len(forecast["days"]) == 30


def lacking(text: str) -> Verdict:
    """Return a verdict on an answer that lacks a point."""
    return replace(VERDICT, findings=(Finding(KeyPoint(text), Status.MISSING, 0.0, ""),))


def test_weak_points_are_named_with_their_question(home: Path) -> None:
    practised(home, review("aa11", NOW - DAY, verdict=lacking("a wall")))

    shown = printed(home, "--only", "points")

    assert "1 of 1" in shown
    assert "a wall (What is mitosis?)" in shown


def test_confidence_is_told_where_it_was_asked(home: Path) -> None:
    assert "Nobody asked" in printed(home, "--only", "sureness")

    practised(home, replace(review("aa11", NOW - DAY), sureness=Sureness.SURE))

    assert "sure     100 % (21–100 %)  1 of 1" in printed(home, "--only", "sureness")


def test_a_deck_cannot_command_the_terminal(home: Path) -> None:
    practised(home, review("aa11", NOW - DAY, verdict=lacking("\x1b[2J\u202eevil")))

    shown = printed(home, "--only", "points")

    assert "evil" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
