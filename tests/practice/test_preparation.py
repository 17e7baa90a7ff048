from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.practice.material import NOON, PARIS_RIGHT, card
from tutor.cards.card import Card
from tutor.grading.verdict import Answer
from tutor.practice.preparation import Prepared, closing, opening, outlook, prepare
from tutor.practice.states import Summary
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.queue import Limits
from tutor.scheduling.review import Grade, Review, Schedule
from tutor.store.store import Store

ROCK = card("What is basalt?", "a rock", deck="geology")
SONG = card("What is a fugue?", "a piece", deck="music")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tutor.db") as opened:
        yield opened


def prepared(store: Store, *chosen: tuple[Card, int], new: int = 20) -> Prepared:
    loaded = [one for one, _ in chosen]
    return prepare(chosen, loaded, store, lambda _: None, Limits(new=new), NOON)


def learn(store: Store, one: Card, grade: Grade = Grade.EASY) -> Schedule:
    """Record a review of a card, at noon."""
    key = one.fingerprint
    schedule = Scheduler().step(None, grade, NOON)
    review = Review("1" * 32, key, NOON, Answer("?"), PARIS_RIGHT, "stub 1", None, grade, "s")
    store.remember([(one, key)], NOON)
    store.record(review, schedule)
    return schedule


def test_cards_come_by_the_priority_of_their_decks(store: Store) -> None:
    assert prepared(store, (ROCK, 2), (SONG, 1)).queue.next(NOON) == SONG.fingerprint


def test_cards_of_one_priority_come_in_their_order(store: Store) -> None:
    assert prepared(store, (ROCK, 2), (SONG, 2)).queue.next(NOON) == ROCK.fingerprint


def test_the_card_of_the_last_draft_comes_first(store: Store) -> None:
    store.save_draft(ROCK.fingerprint, "a st", NOON)
    store.save_draft(SONG.fingerprint, "a pie", NOON + timedelta(seconds=1))
    store.save_draft("of another deck", "x", NOON + timedelta(seconds=2))

    assert prepared(store, (ROCK, 2), (SONG, 2)).first == SONG.fingerprint


def test_the_opening_names_the_decks_and_what_there_is(store: Store) -> None:
    assert opening(prepared(store, (ROCK, 2), (SONG, 2)), NOON) == "geology, music: 2 new"


def test_the_outlook_says_when_the_next_card_is_due(store: Store) -> None:
    learn(store, ROCK)
    ready = prepared(store, (ROCK, 2), new=0)

    assert outlook(ready, ready.schedules, NOON) == "The next card is due in 8 days."


def test_the_outlook_counts_the_new_cards_past_the_limit(store: Store) -> None:
    ready = prepared(store, (ROCK, 2), new=0)

    assert outlook(ready, {}, NOON) == (
        "Nothing is due. 1 still new: --new says how many to learn."
    )


def test_the_outlook_looks_at_no_card_out_of_scope(store: Store) -> None:
    learn(store, ROCK)
    ready = prepared(store, (SONG, 2), new=0)

    assert outlook(ready, store.schedules(), NOON).startswith("Nothing is due.")


def test_the_closing_sums_up_and_says_what_is_left(store: Store) -> None:
    ready = prepared(store, (ROCK, 2), (SONG, 2))

    assert closing(ready, Summary(3, 2, 1), {}, NOON) == (
        "3 answered, 2 recalled, 1 overruled. Left for now: 2 new."
    )
