from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.practice.material import NOON, PARIS_RIGHT, card
from tutor.cards.card import Card, Kind, Place
from tutor.grading.verdict import Answer
from tutor.practice.preparation import (
    Prepared,
    Wishes,
    closing,
    opening,
    outlook,
    prepare,
    spreading,
)
from tutor.practice.states import Summary
from tutor.scheduling.days import day_of
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.options import DeckOptions, Order, Regime
from tutor.scheduling.review import Grade, Review, Schedule
from tutor.store.store import Store

ROCK = card("What is basalt?", "a rock", deck="geology")
TODAY = day_of(NOON, UTC)
SONG = card("What is a fugue?", "a piece", deck="music")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tutor.db") as opened:
        yield opened


def prepared(store: Store, *chosen: tuple[Card, int], new: int | None = None) -> Prepared:
    loaded = [one for one, _ in chosen]
    return prepare(chosen, loaded, store, lambda _: None, Wishes(TODAY, new=new), NOON)


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


# --- the day ------------------------------------------------------------------------------------

HOUR = timedelta(hours=1)


def within(store: Store, regime: Regime, *cards: Card, at: datetime = NOON) -> Prepared:
    """Prepare a sitting of cards, at a moment, as their learner wishes."""
    wishes = Wishes(day_of(at, UTC), regime)
    return prepare([(one, 2) for one in cards], cards, store, lambda _: None, wishes, at)


def review_at(store: Store, one: Card, at: datetime, grade: Grade = Grade.EASY) -> Schedule:
    """Record one more review of a card."""
    key = one.fingerprint
    schedule = Scheduler().step(store.schedules().get(key), grade, at)
    number = f"{int(at.timestamp() * 1000):012x}{key}".ljust(32, "0")
    review = Review(number, key, at, Answer("?"), PARIS_RIGHT, "stub 1", None, grade, "s")
    store.remember([(one, key)], at)
    store.record(review, schedule)
    return schedule


def many(count: int, deck: str = "music") -> list[Card]:
    return [card(f"Question {deck} {n}?", "yes", deck=deck) for n in range(count)]


def test_new_cards_of_the_day_count_and_not_those_of_the_sitting(store: Store) -> None:
    cards, regime = many(5), Regime(DeckOptions(new_per_day=3))
    for n in range(2):
        review_at(store, cards[n], NOON - HOUR + n * timedelta(minutes=1))

    assert within(store, regime, *cards).queue.counts(NOON).new == 1
    assert within(store, regime, *cards, at=NOON + 24 * HOUR).queue.counts(NOON).new == 3


def test_a_number_of_new_cards_goes_before_the_limits_of_decks(store: Store) -> None:
    cards = many(5)
    review_at(store, cards[0], NOON - HOUR)
    regime = Regime(DeckOptions(new_per_day=1))
    wishes = Wishes(TODAY, regime, new=4)

    ready = prepare([(one, 2) for one in cards], cards, store, lambda _: None, wishes, NOON)

    assert ready.queue.counts(NOON).new == 4


def test_new_cards_of_a_deck_that_is_not_read_now_count_for_the_limit_they_share(
    store: Store,
) -> None:
    [elsewhere] = many(1, deck="geology")
    review_at(store, elsewhere, NOON - HOUR)

    assert within(store, Regime(DeckOptions(new_per_day=3)), *many(5)).queue.counts(NOON).new == 2


def test_an_undone_review_leaves_its_place_in_the_day(store: Store) -> None:
    cards = many(3)
    review_at(store, cards[0], NOON - HOUR)
    last = store.last_review()
    assert last
    store.retract(last.id, NOON)

    assert within(store, Regime(DeckOptions(new_per_day=2)), *cards).queue.counts(NOON).new == 2


def test_reviews_of_the_day_count_for_the_limit_and_the_rest_waits(store: Store) -> None:
    cards = many(4)
    for one in cards:
        review_at(store, one, NOON - 100 * 24 * HOUR)
    review_at(store, cards[0], NOON - HOUR)
    regime = Regime(DeckOptions(new_per_day=0), {"music": {"reviews_per_day": 1}})

    ready = within(store, regime, *cards)

    assert ready.queue.counts(NOON).total == 0
    assert outlook(ready, store.schedules(), NOON) == (
        "The next card is due in 16 hours. 3 more wait for another day."
    )


def test_of_a_reversed_pair_one_comes_in_a_day_and_both_where_that_is_wished(store: Store) -> None:
    place = Place("x.md", 7)
    pair = [
        replace(one, kind=Kind.SINGLE_REVERSED, place=place) for one in (ROCK, card("A rock?", "x"))
    ]

    assert within(store, Regime(), *pair).queue.counts(NOON).new == 1
    both = Regime(DeckOptions(bury_siblings=False))
    assert within(store, both, *pair).queue.counts(NOON).new == 2


def test_a_sibling_comes_the_day_after_without_anybody_undoing_anything(store: Store) -> None:
    place = Place("x.md", 7)
    first, second = (replace(one, kind=Kind.CLOZE, place=place) for one in (ROCK, SONG))
    review_at(store, first, NOON - HOUR)

    assert within(store, Regime(), first, second).queue.next(NOON) is None
    tomorrow = NOON + 24 * HOUR
    later = within(store, Regime(), first, second, at=tomorrow)
    assert later.queue.next(tomorrow) == second.fingerprint


def test_suspended_and_buried_cards_are_left_out_and_told(store: Store) -> None:
    marks = [
        Mark("1" * 32, ROCK.fingerprint, NOON, MarkKind.SUSPENDED),
        Mark("2" * 32, SONG.fingerprint, NOON, MarkKind.BURIED, until=TODAY.end),
    ]
    store.mark(marks)

    ready = within(store, Regime(), ROCK, SONG)

    assert ready.queue.next(NOON) is None
    assert "2 cards are suspended or buried" in outlook(ready, {}, NOON)
    tomorrow = within(store, Regime(), ROCK, SONG, at=TODAY.end)
    assert tomorrow.queue.next(TODAY.end) == SONG.fingerprint


def test_a_deck_has_the_order_that_is_wished(store: Store) -> None:
    cards = many(2)
    review_at(store, cards[0], NOON - 400 * 24 * HOUR)
    review_at(store, cards[0], NOON - 300 * 24 * HOUR)  # firm, and the longest due
    review_at(store, cards[1], NOON - 60 * 24 * HOUR)
    oldest = Regime(DeckOptions(), {"music": {"order": Order.OLDEST}})

    assert within(store, Regime(), *cards).queue.next(NOON) == cards[1].fingerprint
    assert within(store, oldest, *cards).queue.next(NOON) == cards[0].fingerprint


def test_after_a_holiday_the_backlog_is_spread_and_no_schedule_is_changed(store: Store) -> None:
    cards = many(60)
    for n, one in enumerate(cards):
        review_at(store, one, NOON - 100 * 24 * HOUR + n * timedelta(minutes=1))
    before = store.schedules()

    ready = within(store, Regime(DeckOptions(reviews_per_day=25)), *cards)

    assert ready.queue.counts(NOON).due == 25
    [line] = spreading(ready)
    assert line == (
        "Catching up: 60 reviews are overdue. At most 25 a day come, the likeliest forgotten"
        " first; that takes 3 days. No schedule is changed."
    )
    assert store.schedules() == before


def test_without_a_backlog_nothing_is_said(store: Store) -> None:
    review_at(store, ROCK, NOON - 100 * 24 * HOUR)

    assert [*spreading(within(store, Regime(), ROCK))] == []
