"""`tutor simulate` and `tutor plan`: what the coming days bring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY
from tests.store.examples import keep, review
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.preset import FSRS_6, Fitted
from tutor.store.store import Store

TODAY = datetime.now(UTC)  # the commands read the clock
LEARNED = 10
WIDTH = 80
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with 30 cards of biology, ten of them learned, and 20 of music."""
    for name, count in (("biology", 30), ("music", 20)):
        cards = "".join(f"What is {name} {n}?::Thing number {n} of it\n\n" for n in range(count))
        (tmp_path / f"{name}.md").write_text(f"#flashcards/{name}\n\n{cards}", encoding="utf-8")
    with Store.open(tmp_path / "tutor.db") as store:
        store.remember(((card, card.fingerprint) for card in cards_of(tmp_path)), TODAY)
        for card in cards_of(tmp_path, "biology")[:LEARNED]:
            for days in (20, 17, 9):
                keep(store, review(card.fingerprint, TODAY - days * DAY))
    return tmp_path


def cards_of(home: Path, name: str = "") -> tuple[Card, ...]:
    return load([home / f"{name}.md" if name else home], mode=Mode.REPAIR).cards


def in_days(days: int) -> str:
    return f"{datetime.now().astimezone() + timedelta(days=days):%Y-%m-%d}"


def tutor(home: Path, *arguments: str, environment: Mapping[str, str] = NOTHING) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home)}
    return CliRunner().invoke(app, arguments, env={**places, **environment})


def printed(home: Path, *arguments: str, environment: Mapping[str, str] = NOTHING) -> str:
    result = tutor(home, *arguments, environment=environment)
    assert result.exception is None
    return result.stdout


def record(home: Path, *arguments: str, environment: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(home, *arguments, "--json", environment=environment))
    return found


def plan(home: Path, *arguments: str, days: int = 30) -> dict[str, Any]:
    return record(home, "plan", "--exam", in_days(days), *arguments)


@pytest.fixture(params=["simulate", "plan"])
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return (
        ("plan", "--exam", in_days(20)) if request.param == "plan" else ("simulate", "--days", "60")
    )


def test_all_cards_are_counted(home: Path, command: tuple[str, ...]) -> None:
    found = record(home, *command)

    assert (found["cards"], found["new"]) == (50, 40)


def test_a_deck_is_looked_at_alone(home: Path, command: tuple[str, ...]) -> None:
    assert record(home, *command, "music")["cards"] == 20


def test_a_suspended_card_is_left_out(home: Path, command: tuple[str, ...]) -> None:
    suspended = cards_of(home, "biology")[0].fingerprint
    with Store.open(home / "tutor.db") as store:
        store.mark([Mark("1" * 32, suspended, TODAY, MarkKind.SUSPENDED)])

    assert record(home, *command)["cards"] == 49


def test_where_every_card_is_suspended_that_is_said(home: Path, command: tuple[str, ...]) -> None:
    with Store.open(home / "tutor.db") as store:
        for number, card in enumerate(cards_of(home)):
            store.mark([Mark(f"{number:032x}", card.fingerprint, TODAY, MarkKind.SUSPENDED)])

    assert "every card is suspended" in str(tutor(home, *command).exception)


def test_one_seed_gives_one_answer(home: Path, command: tuple[str, ...]) -> None:
    assert printed(home, *command, "--seed", "3") == printed(home, *command, "--seed", "3")
    assert record(home, *command) != record(home, *command, "--seed", "3")


def test_a_line_fits_the_terminal(home: Path, command: tuple[str, ...]) -> None:
    assert max(map(len, printed(home, *command).splitlines())) <= WIDTH


def test_the_time_that_the_learner_takes_counts(home: Path, command: tuple[str, ...]) -> None:
    assert "An answer takes 12 s" in printed(home, *command)
    assert "none was measured" in printed(home, *command, "--store", str(home / "empty.db"))


def test_the_options_of_the_decks_count(home: Path, tmp_path: Path) -> None:
    options = '[deck."flashcards/music"]\nnew_per_day = 1\nretention = 0.8\n'
    (tmp_path / "config.toml").write_text(options, encoding="utf-8")
    config = {"TUTOR_CONFIG": str(tmp_path / "config.toml")}
    found = record(home, "plan", "--exam", in_days(4), "music", environment=config)

    assert (found["in_force"], found["new_needed"], found["new_a_day"]) == (0.8, 5, 1)
    assert not found["can_be_done"]


def test_the_parameters_in_force_count(home: Path, command: tuple[str, ...]) -> None:
    before = record(home, *command)
    forgetful = Fitted((0.1, 0.2, 0.4, 1.0, *FSRS_6[4:]), 500, 0.4, 0.3, TODAY)
    with Store.open(home / "tutor.db") as store:
        store.keep_fitted("flashcards/music", forgetful)

    after = record(home, *command)
    assert sum(one["reviews"] for one in after["retentions"]) > sum(
        one["reviews"] for one in before["retentions"]
    )


def test_nothing_is_changed(home: Path, command: tuple[str, ...]) -> None:
    before = (home / "tutor.db").read_bytes()
    printed(home, *command)

    assert (home / "tutor.db").read_bytes() == before


# --- simulate -----------------------------------------------------------------------------------


def test_more_retention_is_more_work(home: Path) -> None:
    found = record(home, "simulate", "--days", "60")["retentions"]

    assert [one["retention"] for one in found] == sorted(one["retention"] for one in found)
    assert found[0]["minutes"] < found[-1]["minutes"]
    assert found[0]["remembered"] < found[-1]["remembered"]


def test_the_plot_has_a_bar_for_each_retention_the_longest_for_the_most_work(home: Path) -> None:
    rows = [line for line in printed(home, "simulate", "--days", "60").splitlines() if "█" in line]

    assert len(rows) == 11
    assert [row.count("█") for row in rows] == sorted(row.count("█") for row in rows)
    assert rows[-1].count("█") == 24


def test_what_is_in_force_and_what_is_least_work_are_named(home: Path) -> None:
    shown = printed(home, "simulate", "--days", "60")

    [marked] = [line for line in shown.splitlines() if "← in force" in line]
    assert marked.lstrip().startswith("90%")
    assert "Least work for each card remembered:" in shown


def test_plain_is_numbers_alone(home: Path) -> None:
    plain = printed(home, "simulate", "--days", "60", "--plain")

    assert "█" not in plain
    assert "remembered" in plain


def test_a_limit_of_reviews_bounds_the_work(home: Path) -> None:
    bound = record(home, "simulate", "--days", "60", "--reviews", "1")

    assert all(one["reviews"] <= 1 for one in bound["retentions"])


# --- plan ---------------------------------------------------------------------------------------


def test_the_new_cards_are_spread_over_the_days(home: Path) -> None:
    found = plan(home, days=20)

    assert (found["days"], found["new_needed"], found["new_a_day"]) == (20, 2, 2)
    assert all(one["unseen"] == 0 for one in found["retentions"])


def test_the_least_retention_that_leads_there_is_chosen(home: Path) -> None:
    found = plan(home, "--retention", "0.9")

    enough = [one["retention"] for one in found["retentions"] if one["share"] >= 0.9]
    assert found["can_be_done"]
    assert found["retention"] == min(enough)


def test_where_to_set_the_retention_is_told(home: Path) -> None:
    shown = printed(home, "plan", "--exam", in_days(30), "--retention", "0.7")

    assert "To know 70% that day: a desired retention of 70%." in shown
    assert "Set `retention = 0.7` for these decks" in shown


def test_a_busy_day_that_is_today_is_called_so(home: Path) -> None:
    with Store.open(home / "tutor.db") as store:
        for card in cards_of(home, "music"):
            keep(store, review(card.fingerprint, TODAY - 90 * DAY))

    assert "on the busiest, today." in printed(home, "plan", "--exam", in_days(60), "music")


def test_every_deck_is_told_what_to_expect(home: Path) -> None:
    decks = plan(home)["decks"]

    assert [(one["deck"], one["cards"], one["new"]) for one in decks] == [
        ("flashcards/biology", 30, 20),
        ("flashcards/music", 20, 20),
    ]
    assert all(0.8 < one["share"] < 1 for one in decks)


def test_more_knowledge_costs_more(home: Path) -> None:
    found = plan(home)["retentions"]

    assert found[0]["minutes"] < found[-1]["minutes"]


def test_too_few_new_cards_a_day_are_named_with_how_many_it_takes(home: Path) -> None:
    shown = printed(home, "plan", "--exam", in_days(10), "--new", "2")

    assert "It cannot be done with 2 new cards a day: it takes 4, and" in shown
    assert "20 cards would not be seen. Raise the limit: --new 4." in shown
    assert "Nothing that was tried leads to 90% that day." in shown


def test_too_few_reviews_a_day_are_named(home: Path) -> None:
    shown = printed(home, "plan", "--exam", in_days(30), "--reviews", "1")

    assert "It cannot be done with 1 review a day:" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "it is not said when the exam is"),
        (["--exam", in_days(0)], "no day from tomorrow to ten years ahead"),
        (["--exam", "1999-01-01"], "no day from tomorrow"),
        (["--exam", "2999-01-01"], "ten years ahead"),
    ],
)
def test_an_exam_is_on_a_day_to_come(home: Path, arguments: list[str], said: str) -> None:
    assert said in str(tutor(home, "plan", *arguments).exception)


def test_a_day_is_written_year_month_day(home: Path) -> None:
    result = tutor(home, "plan", "--exam", "15.6.")

    assert result.exit_code == 2
    assert "%Y-%m-%d" in result.output
