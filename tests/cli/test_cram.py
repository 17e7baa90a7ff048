"""Cramming: every card, and no trace of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.practice.material import StubGrader
from tests.scheduling.examples import DAY
from tests.store.examples import keep, review
from tutor.cli import wiring
from tutor.cli.main import app
from tutor.cli.practice import sit
from tutor.cli.scope import read_scope
from tutor.cli.sitting import Manner
from tutor.errors import UsageError
from tutor.practice.cramming import Cram
from tutor.practice.pipe import PipeFace
from tutor.practice.preparation import Wishes
from tutor.scheduling.days import Day
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Grade
from tutor.store.store import Store

DECK = "#flashcards/capitals\n\nOf France?::Paris\n\nOf Peru?::Lima\n\nOf Kenya?::Nairobi\n"
NOW = wiring.now()
TODAY = Day(NOW.date(), NOW - DAY / 2, NOW + DAY / 2)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "capitals.md"
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path, deck: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tutor.db") as opened:
        yield opened


def crammed(deck: Path, store: Store, cram: Cram, answers: str = "") -> str:
    """Pipe answers into a round of cramming and return what it says."""
    said = StringIO()
    face = PipeFace(StringIO(answers), said, lambda: None)
    scope, wishes = read_scope([str(deck)], []), Wishes(TODAY)
    sit(scope, store, face, StubGrader(), wishes, manner=Manner(cram=cram))
    return said.getvalue()


def ids(deck: Path) -> dict[str, str]:
    """Return the ids of the cards, by their questions."""
    return {card.question: card.fingerprint for card in read_scope([str(deck)], []).loaded}


def test_every_card_comes_and_nothing_is_recorded(deck: Path, store: Store) -> None:
    known = ids(deck)["Of France?"]
    keep(store, review(known, NOW - DAY, Grade.EASY))
    before = store.schedules()

    said = crammed(deck, store, Cram(), "Paris\n\nLima\n\nNairobi\n\n" * 3)

    first, *_, last = said.splitlines()
    assert first == (
        "Cramming flashcards/capitals: 3 cards. Nothing is recorded, and no schedule changes."
    )
    assert last.endswith("Nothing was recorded: log and schedules are as they were.")
    assert "Back" not in said
    assert store.schedules() == before
    assert len(store.reviews(known)) == 1
    assert store.presets() == {}


def test_a_card_that_was_not_known_comes_again_and_one_that_was_does_not(
    deck: Path, store: Store
) -> None:
    deck.write_text("Of France?::Paris\n", encoding="utf-8")

    said = crammed(deck, store, Cram(), "Rome\n\nParis\n\nParis\n\n")

    assert "2 answered, 1 recalled" in said


def test_cards_can_be_chosen_by_when_they_are_due(deck: Path, store: Store) -> None:
    soon, late, _ = ids(deck).values()
    keep(store, review(soon, NOW - 6 * DAY, Grade.EASY), review(late, NOW, Grade.EASY))

    assert ": 1 card." in crammed(deck, store, Cram(within=timedelta(days=3)))
    assert ": 2 cards." in crammed(deck, store, Cram(within=timedelta(days=30)))


def test_cards_can_be_chosen_by_flag_or_by_what_was_failed_today(deck: Path, store: Store) -> None:
    flagged, failed, older = ids(deck).values()
    store.mark([Mark("1" * 32, flagged, NOW, MarkKind.FLAGGED)])
    keep(store, review(older, NOW - 2 * DAY, Grade.AGAIN), review(failed, NOW, Grade.AGAIN))

    assert ": 1 card." in crammed(deck, store, Cram(flagged=True))
    assert ": 1 card." in crammed(deck, store, Cram(failed=True))
    both = crammed(deck, store, Cram(flagged=True, failed=True))
    assert both == "There is no card to cram. Nothing was recorded.\n"


def test_a_card_that_is_suspended_is_not_crammed(deck: Path, store: Store) -> None:
    store.mark([Mark("1" * 32, ids(deck)["Of Peru?"], NOW, MarkKind.SUSPENDED)])

    assert ": 2 cards." in crammed(deck, store, Cram())


def test_what_chooses_cards_to_cram_wants_cramming(deck: Path) -> None:
    refused = CliRunner().invoke(app, ["practice", str(deck), "--failed"]).exception

    assert isinstance(refused, UsageError)
    assert "--cram" in refused.hint
