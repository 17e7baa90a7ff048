"""`tutor optimize`, and the sitting that schedules by what it kept."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY
from tests.store.examples import VERDICT, review
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.cli.practice import sit
from tutor.cli.scope import read_scope
from tutor.evaluation.learners import FORGETFUL, learner
from tutor.grading.threshold import ThresholdGrader
from tutor.grading.verdict import Answer, Verdict
from tutor.practice.late import LateGrader
from tutor.practice.pipe import PipeFace
from tutor.practice.preparation import Wishes
from tutor.scheduling.days import day_of
from tutor.scheduling.preset import FSRS_6, Preset
from tutor.scheduling.review import Review, Terms
from tutor.store.reviews import REVIEW_COLUMNS, review_to_row
from tutor.store.store import Store

CARDS, EACH = 300, 9
BIOLOGY, MUSIC = "flashcards/biology", "flashcards/music"
TODAY = datetime.now(UTC)  # the command reads the clock: what it is shown lies before it
START = TODAY - 2000 * DAY


class Sure:
    """Calls every answer correct."""

    name = "sure 1"

    def grade(self, card: Card, answer: Answer) -> Verdict:
        return VERDICT


def cards_of(home: Path) -> tuple[Card, ...]:
    return load([home], mode=Mode.REPAIR).cards


def practised(log: Iterable[Review], path: Path) -> None:
    """Write reviews past the store, whose transactions are made for one at a time."""
    rows = [review_to_row(one) for one in log]
    marks = ", ".join("?" * len(rows[0]))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executemany(f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({marks})", rows)


def history(home: Path, parameters: tuple[float, ...], each: int) -> list[Review]:
    """Return what a learner with these parameters made of all cards up to today."""
    cards = cards_of(home)
    made = learner(parameters, cards=len(cards), each=each, start=START, seed=5)
    return [
        review(
            cards[int(one.card_id.removeprefix("card "))].fingerprint,
            one.at,
            one.grade,
            new_id=f"{number:032x}",
        )
        for number, one in enumerate(made)
        if one.at < TODAY
    ]


def home_of(folder: Path, parameters: tuple[float, ...], each: int = EACH) -> Path:
    """Return a folder with two decks and the store of who practised them."""
    for tag in (BIOLOGY, MUSIC):
        name = tag.rpartition("/")[2]
        cards = "".join(f"What is {name} {n}?::Thing number {n} of it\n\n" for n in range(CARDS))
        (folder / f"{name}.md").write_text(f"#{tag}\n\n{cards}", encoding="utf-8")
    with Store.open(folder / "tutor.db") as store:
        store.remember(((card, card.fingerprint) for card in cards_of(folder)), START)
    practised(history(folder, parameters, each), folder / "tutor.db")
    with Store.open(folder / "tutor.db") as store:
        store.recount(store.histories(), Preset(), START - DAY)  # which folds every card
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of somebody forgetful, which no test changes."""
    return home_of(tmp_path_factory.mktemp("made"), FORGETFUL)


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """Return a home of its own for a test."""
    for one in made.iterdir():
        copy(one, tmp_path)
    return tmp_path


def tutor(home: Path, *arguments: str) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home)}
    return CliRunner().invoke(app, ["optimize", *arguments], env=places)


def printed(home: Path, *arguments: str) -> str:
    result = tutor(home, *arguments)
    assert result.exception is None
    return result.stdout


def records(home: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed(home, *arguments, "--json").splitlines()]


def kept(home: Path) -> dict[str, tuple[float, ...]]:
    with Store.open(home / "tutor.db") as store:
        return {deck: one.parameters for deck, one in store.fitted().items()}


def dues(home: Path) -> dict[str, datetime]:
    with Store.open(home / "tutor.db") as store:
        assert store.verify() == ()
        return {card_id: one.due for card_id, one in store.schedules().items()}


def test_what_foretells_better_is_shown_and_not_kept_unasked(home: Path) -> None:
    shown = printed(home)

    assert "All decks: better parameters were found." in shown
    assert "log loss   RMSE(bins)" in shown
    assert "Nothing was changed: --apply does it." in shown
    assert kept(home) == {}


def test_it_is_kept_where_that_is_wanted(home: Path) -> None:
    [record] = records(home, "--apply")

    assert (record["outcome"], record["applied"]) == ("better", True)
    assert kept(home) == {"": tuple(record["parameters"])}
    held_out = record["held_out"]
    assert held_out["after"]["log_loss"] < held_out["before"]["log_loss"]


def test_a_deck_that_is_named_gets_its_own(home: Path) -> None:
    assert "flashcards/music: better parameters were found." in printed(home, "music", "--apply")

    assert list(kept(home)) == [MUSIC]


def test_a_second_fit_is_held_against_the_first(home: Path) -> None:
    [first] = records(home, "--apply")
    [second] = records(home)

    assert second["before"] == first["parameters"]
    assert second["outcome"] == "no-better"


def test_that_the_parameters_in_force_know_what_is_held_out_is_said(home: Path) -> None:
    said = "Those in force were fitted to some of these"

    assert said not in printed(home, "--apply")
    assert said in printed(home)


def test_too_few_reviews_are_refused_with_the_number_that_it_takes(tmp_path: Path) -> None:
    home = home_of(tmp_path, FORGETFUL, each=1)

    shown = printed(home, "--apply")
    assert "0 reviews count" in shown
    assert "It takes 1,000. The parameters stay as they are." in shown
    assert kept(home) == {}


def test_who_forgets_as_most_do_keeps_the_parameters(tmp_path: Path) -> None:
    home = home_of(tmp_path, FSRS_6)

    assert "no better parameters were found." in printed(home, "--apply")
    assert kept(home) == {}


def test_the_shipped_ones_come_back(home: Path) -> None:
    printed(home, "--apply")

    assert "All decks: back to" in printed(home, "--reset", "--apply")
    assert kept(home) == {}


def test_there_may_be_nothing_to_go_back_from(home: Path) -> None:
    assert "Nothing to go back from" in printed(home, "--reset", "--apply")


def test_schedules_stay_unless_they_are_to_move(home: Path) -> None:
    before = dues(home)
    printed(home, "--apply")

    assert dues(home) == before


def test_what_would_move_is_told_before(home: Path) -> None:
    before = dues(home)
    _, told = records(home, "--reschedule")

    assert 0 < told["moved"] <= told["cards"] == 2 * CARDS
    assert not told["rescheduled"]
    assert dues(home) == before


def test_past_reviews_count_by_the_new_parameters_where_that_is_wanted(home: Path) -> None:
    _, told = records(home, "--reschedule")
    before = dues(home)
    printed(home, "--apply", "--reschedule")

    after = dues(home)
    assert sum(after[one] != before[one] for one in before) == told["moved"]
    [_, again] = records(home, "--reschedule")
    assert again["moved"] == 0


def test_going_back_moves_schedules_back(home: Path) -> None:
    before = dues(home)
    printed(home, "--apply", "--reschedule")
    printed(home, "--reset", "--apply", "--reschedule")

    assert dues(home) == before


def test_a_deck_moves_alone(home: Path) -> None:
    before = dues(home)
    printed(home, "music", "--apply", "--reschedule")

    after = dues(home)
    moved = {one for one in before if after[one] != before[one]}
    assert moved <= {card.fingerprint for card in cards_of(home) if card.deck == MUSIC}
    assert moved


def test_new_reviews_follow_what_is_kept(home: Path) -> None:
    printed(home, "music", "--apply")
    own = Preset(parameters=kept(home)[MUSIC])
    with Store.open(home / "tutor.db") as store:
        wishes = Wishes(day_of(datetime.now(UTC), UTC), new=0)
        for deck in ("music", "biology"):
            scope = read_scope([str(home / f"{deck}.md")], [])
            sit(scope, store, face(), late(), wishes)
        reviews = [store.reviews(card_id)[-1] for card_id in store.histories()]
        made = [one for one in reviews if one.grader == Sure.name]

        assert {one.terms for one in made} == {Terms(own.id), Terms("")}
        assert store.verify() == ()


def face() -> PipeFace:
    return PipeFace(StringIO("a\n\n"), StringIO(), lambda: None)


def late() -> LateGrader:
    grader = LateGrader(lambda: ThresholdGrader(Sure(), {}))
    grader.start()
    return grader


def test_one_seed_gives_one_answer(home: Path) -> None:
    assert records(home, "--seed", "3") == records(home, "--seed", "3")


def test_a_deck_that_nobody_has_is_named(home: Path) -> None:
    result = tutor(home, "chemistry")

    assert str(result.exception).startswith("chemistry: no such file, folder or deck")


WITHOUT_THE_EXTRA = """
import sys
sys.modules["fsrs_rs_python"] = None
from tutor.cli.main import run
run()
"""


def test_where_the_optimizer_is_not_installed_it_is_told_how_to(home: Path) -> None:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home)}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA, "optimize"],
        capture_output=True,
        text=True,
        env={**os.environ, **places},
    )

    assert ended.returncode == 4
    assert "fsrs-rs-python, which is not installed" in ended.stderr
    assert "pip install 'tutor[optimize]'" in ended.stderr
