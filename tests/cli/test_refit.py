"""`tutor refit`, and the sitting that heeds what it kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.scheduling.examples import DAY, MINUTE
from tests.store.examples import keep
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.main import app
from tutor.cli.practice import sit
from tutor.cli.scope import read_scope
from tutor.errors import StoreError, UsageError
from tutor.grading.findings import level_of
from tutor.grading.threshold import DeckThreshold, ThresholdGrader
from tutor.grading.verdict import Answer, Finding, Stage, Status, Verdict
from tutor.practice.late import LateGrader
from tutor.practice.pipe import PipeFace
from tutor.practice.preparation import Wishes
from tutor.scheduling.days import day_of
from tutor.scheduling.review import Grade, Review
from tutor.store.ids import Ids
from tutor.store.store import Store

CARDS = 24
NOW = datetime.now(UTC)  # the command reads the clock: what it is shown lies days before it
BIOLOGY, MUSIC = "flashcards/biology", "flashcards/music"
_ids = Ids(lambda count: b"\x07" * count)


class NearGrader:
    """Gives every answer the same score, by closeness in meaning."""

    name = "near 1"

    def __init__(self, score: float = 0.45) -> None:
        self._score = score

    def grade(self, card: Card, answer: Answer) -> Verdict:
        finding = Finding(card.points[0], Status.PARTLY, self._score, answer.text)
        level = level_of(self._score)
        return Verdict((finding,), self._score, level, 0.6, Stage.SIMILARITY, "It is near.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with two decks of 24 cards that the store knows."""
    for tag in (BIOLOGY, MUSIC):
        name = tag.rpartition("/")[2]
        cards = "".join(f"What is {name} {n}?::Thing number {n} of it\n\n" for n in range(CARDS))
        (tmp_path / f"{name}.md").write_text(f"#{tag}\n\n{cards}", encoding="utf-8")
    with Store.open(tmp_path / "tutor.db") as store:
        store.remember(((card, card.fingerprint) for card in cards_of(tmp_path)), NOW)
    return tmp_path


def cards_of(home: Path, name: str = "") -> tuple[Card, ...]:
    return load([home / f"{name}.md" if name else home], mode=Mode.REPAIR).cards


def practise(home: Path, name: str, scores: dict[float, bool], cards: int = CARDS) -> None:
    """Answer cards of a deck once at each score; the learner passes what is said to pass."""
    with Store.open(home / "tutor.db") as store:
        for at, (score, passed) in enumerate(scores.items()):
            moment = NOW - 9 * DAY + at * MINUTE
            keep(store, *(reviewed(c, score, passed, moment) for c in cards_of(home, name)[:cards]))


def reviewed(card: Card, score: float, passed: bool, at: datetime) -> Review:
    answer = Answer("some of it")
    return Review(
        id=_ids.new(at),
        card_id=card.fingerprint,
        at=at,
        answer=answer,
        verdict=NearGrader(score).grade(card, answer),
        grader=NearGrader.name,
        proposed=Grade.GOOD if score >= 0.5 else Grade.AGAIN,
        grade=Grade.GOOD if passed else Grade.AGAIN,
        sitting="s",
    )


LENIENT = {0.3: False, 0.45: True, 0.8: True}


def tutor(home: Path, *arguments: str) -> Result:
    places = {"TUTOR_STORE": str(home / "tutor.db"), "TUTOR_DECKS": str(home)}
    return CliRunner().invoke(app, ["refit", *arguments], env=places)


def printed(home: Path, *arguments: str) -> list[str]:
    result = tutor(home, *arguments)
    assert result.exception is None
    return result.stdout.splitlines()


def records(home: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed(home, *arguments, "--json")]


def kept(home: Path) -> dict[str, float]:
    with Store.open(home / "tutor.db") as store:
        return {deck: own.threshold for deck, own in store.thresholds().items()}


def test_overruled_grades_move_the_threshold_of_their_deck(home: Path) -> None:
    practise(home, "biology", LENIENT)

    assert printed(home) == [
        "flashcards/biology: 0.50 → 0.45",
        "  72 answers that a threshold decides; 24 overruled, on 24 cards.",
        (
            "  You disagreed with 0.50 on 24 of them, and with thresholds fitted to the other cards"
            " on 0."
        ),
        "flashcards/music: stays at 0.50",
        "  No answer yet that a threshold decides.",
    ]
    assert kept(home) == {BIOLOGY: 0.45}


def test_what_is_kept_tells_what_it_was_fitted_to(home: Path) -> None:
    practise(home, "biology", LENIENT)
    printed(home)

    with Store.open(home / "tutor.db") as store:
        own = store.thresholds()[BIOLOGY]
    assert (own.grader, own.answers, own.overrules) == ("near 1", 72, 24)
    assert own.agreement == pytest.approx(25 / 26)
    assert own.at >= NOW


def test_with_too_few_overrules_it_says_how_many_there_are(home: Path) -> None:
    practise(home, "music", LENIENT, cards=5)

    assert printed(home, "music") == [
        "flashcards/music: stays at 0.50",
        "  15 answers that a threshold decides; 5 overruled, on 5 cards.",
        "  Too few overrules to go by: it takes 20 overruled answers on 10 cards.",
    ]
    assert kept(home) == {}


def test_the_refit_as_json(home: Path) -> None:
    practise(home, "biology", LENIENT)
    counts = {"answers": 72, "overrules": 24, "cards": 24, "aside": 0}
    none = dict.fromkeys(counts, 0)
    few = "Too few overrules to go by: it takes 20 overruled answers on 10 cards."

    assert records(home) == [
        {"deck": BIOLOGY, "before": 0.5, "threshold": 0.45, **counts}
        | {"held_out": {"before": 24, "after": 0}, "reason": "", "grader": "near 1"},
        {"deck": MUSIC, "before": 0.5, "threshold": 0.5, **none}
        | {"held_out": None, "reason": few, "grader": ""},
    ]


def test_a_dry_run_changes_nothing_and_says_so(home: Path) -> None:
    practise(home, "biology", LENIENT)

    shown = printed(home, "--dry-run")

    assert shown[0] == "flashcards/biology: 0.50 → 0.45"
    assert shown[-1] == "Nothing was changed: leave out --dry-run for that."
    assert kept(home) == {}


def test_a_dry_run_makes_no_store(home: Path) -> None:
    (home / "tutor.db").unlink()

    assert "stays at 0.50" in printed(home, "--dry-run")[0]
    assert not (home / "tutor.db").exists()


def test_only_the_decks_that_are_named_are_refitted(home: Path) -> None:
    practise(home, "biology", LENIENT)
    practise(home, "music", LENIENT)

    assert [one["deck"] for one in records(home, "music")] == [MUSIC]
    assert kept(home) == {MUSIC: 0.45}


def test_a_deck_is_refitted_to_all_of_its_files(home: Path) -> None:
    practise(home, "biology", LENIENT)
    more = home / "more.md"
    more.write_text(f"#{BIOLOGY}\n\nWhat is new?::Nothing yet\n", encoding="utf-8")

    [found] = records(home, str(more))

    assert (found["deck"], found["answers"], found["threshold"]) == (BIOLOGY, 72, 0.45)


def test_a_refit_to_the_same_reviews_changes_nothing(home: Path) -> None:
    practise(home, "biology", LENIENT)
    printed(home)

    assert printed(home)[0] == "flashcards/biology: stays at 0.45"
    assert kept(home) == {BIOLOGY: 0.45}


def test_what_the_reviews_no_longer_bear_out_goes_back(home: Path) -> None:
    own = DeckThreshold(0.4, "near 1", answers=9, overrules=9, agreement=0.9, at=NOW)
    with Store.open(home / "tutor.db") as store:
        store.keep_threshold(MUSIC, own)

    assert printed(home, "music")[0] == "flashcards/music: 0.40 → 0.50"
    assert kept(home) == {}


def test_an_overrule_that_no_threshold_decides_is_told(home: Path) -> None:
    practise(home, "biology", LENIENT)
    practise(home, "biology", {0.46: True})
    text = (home / "biology.md").read_text(encoding="utf-8")
    (home / "biology.md").write_text(text.replace("number 3 of", "three of"), encoding="utf-8")

    assert printed(home, "biology")[-1] == (
        "  2 more overruled, and not counted: a point was missing, another stage decided, or the"
        " card or the grader has changed."
    )


def test_a_reset_goes_back_to_the_shipped_threshold(home: Path) -> None:
    practise(home, "biology", LENIENT)
    printed(home)

    assert printed(home, "--reset", "--dry-run")[0] == "flashcards/biology: 0.45 → 0.50"
    assert kept(home) == {BIOLOGY: 0.45}
    assert printed(home, "--reset") == ["flashcards/biology: 0.45 → 0.50"]
    assert kept(home) == {}
    assert printed(home, "--reset") == ["No deck has a threshold of its own."]


def test_a_reset_of_named_decks_leaves_the_others(home: Path) -> None:
    for name in ("biology", "music"):
        practise(home, name, LENIENT)
    printed(home)

    assert records(home, "music", "--reset") == [{"deck": MUSIC, "before": 0.45, "threshold": 0.5}]
    assert kept(home) == {BIOLOGY: 0.45}


def test_a_reset_finds_decks_that_are_gone(home: Path) -> None:
    practise(home, "music", LENIENT)
    printed(home)
    (home / "music.md").unlink()

    assert printed(home, "--reset") == ["flashcards/music: 0.45 → 0.50"]


def test_a_deck_that_is_not_there_is_named(home: Path) -> None:
    raised = tutor(home, "alchemy").exception

    assert isinstance(raised, UsageError)
    assert raised.message == "alchemy: no such file, folder or deck"


def test_a_store_that_cannot_be_opened_is_named(home: Path) -> None:
    (home / "tutor.db").write_text("Three years of work.\n" * 100, encoding="utf-8")

    assert isinstance(tutor(home).exception, StoreError)


# --- the sitting --------------------------------------------------------------------------------


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(home / "tutor.db") as opened:
        yield opened


def answered(home: Path, store: Store, name: str, score: float = 0.45) -> Review:
    """Answer one card through a pipe, with the thresholds of the store, and return the review."""
    thresholds = store.thresholds()
    grader = LateGrader(lambda: ThresholdGrader(NearGrader(score), thresholds))
    face = PipeFace(StringIO("some of it\n"), StringIO(), lambda: None)
    sit(
        read_scope([str(home / f"{name}.md")], []),
        store,
        face,
        grader,
        Wishes(day_of(NOW, UTC), new=CARDS),
    )
    last = store.last_review()
    assert last is not None
    return last


def test_a_sitting_heeds_the_threshold_and_tells_it_in_the_review(home: Path, store: Store) -> None:
    practise(home, "biology", LENIENT)
    printed(home)

    heeded = answered(home, store, "biology")
    shipped = answered(home, store, "music")

    assert (heeded.grader, heeded.grade) == ("near 1, threshold 0.45", Grade.HARD)
    assert (shipped.grader, shipped.grade) == ("near 1", Grade.AGAIN)


def test_answers_after_a_refit_count_with_the_score_that_they_were_shipped_with(
    home: Path, store: Store
) -> None:
    practise(home, "biology", LENIENT)
    printed(home)
    later = answered(home, store, "biology", score=0.47)

    assert isinstance(later.verdict, Verdict)
    assert later.verdict.score > 0.5
    [found] = records(home, "biology")
    assert (found["answers"], found["overrules"], found["threshold"]) == (73, 24, 0.45)
