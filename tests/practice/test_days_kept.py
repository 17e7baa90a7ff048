"""Limits, siblings and the fold, in every zone, over changes of the clocks, and set back or ahead.

Sittings are held at moments that jump about; what the store then holds is counted by hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.material import card
from tests.store.examples import review
from tutor.cards.card import Kind, Place
from tutor.practice.preparation import Wishes, prepare
from tutor.scheduling.days import Day, day_of
from tutor.scheduling.options import DeckOptions, Regime
from tutor.scheduling.planner import Planner
from tutor.scheduling.review import Grade
from tutor.store.store import Store

FAST = {"synchronous": 0}  # nothing here has to outlive a crash
NEW, REVIEWS = 4, 5
REGIME = Regime(DeckOptions(new_per_day=NEW, reviews_per_day=REVIEWS))
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
CARDS = [
    replace(card(f"Question {n}?"), kind=Kind.CLOZE, place=Place("deck.md", n // 2))
    for n in range(24)
]
FAMILY = {one.fingerprint: str(one.place) for one in CARDS}

zones = st.sampled_from(ZONES)
starts = st.sampled_from([time(0), time(2, 30), time(4)])
first_moments = st.sampled_from(
    [datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)]
)
sittings = st.lists(
    st.tuples(st.integers(-40, 60), st.lists(st.sampled_from(Grade), max_size=7)),
    min_size=1,
    max_size=6,
)


def sit_down(store: Store, at: datetime, day: Day, grades: list[Grade]) -> datetime:
    """Answer what comes, a minute each, and return the moment at the end."""
    ready = prepare(
        [(one, 2) for one in CARDS], CARDS, store, lambda _: None, Wishes(day, REGIME), at
    )
    planner, schedules = Planner(load=ready.load), dict(ready.schedules)
    for grade in grades:
        card_id = ready.queue.next(at)
        if card_id is None or at not in day:
            break
        before = schedules.get(card_id)
        terms = planner.terms(card_id, before, grade, at)
        schedules[card_id] = planner.step(before, grade, at, terms)
        store.record(replace(review(card_id, at, grade), terms=terms), schedules[card_id])
        ready.queue.answered(card_id, schedules[card_id])
        at += timedelta(minutes=1)
    return at


def introduced(store: Store) -> dict[str, datetime]:
    """Return when each card was first answered, by the order in which that happened."""
    return {
        one.fingerprint: found[0].at for one in CARDS if (found := store.reviews(one.fingerprint))
    }


@settings(max_examples=25)
@given(zones, starts, first_moments, sittings)
def test_whatever_the_clock_does_a_day_keeps_its_limits_and_the_fold_is_kept(
    name: str, start: time, at: datetime, held: list[tuple[int, list[Grade]]]
) -> None:
    zone = ZoneInfo(name)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "tutor.db", FAST) as store:
        for hours, grades in held:
            at += timedelta(hours=hours)
            at = sit_down(store, at, day_of(at, zone, start), grades)

        assert store.verify() == ()
        firsts = introduced(store)
        days = Counter(day_of(moment, zone, start).date for moment in firsts.values())
        assert max(days.values(), default=0) <= NEW
        families = Counter(
            (day_of(moment, zone, start).date, FAMILY[card_id])
            for card_id, moment in firsts.items()
        )
        assert max(families.values(), default=0) <= 1


@settings(max_examples=20)
@given(zones, starts, first_moments, sittings)
def test_reviews_of_learned_cards_keep_the_limit_of_the_day(
    name: str, start: time, at: datetime, held: list[tuple[int, list[Grade]]]
) -> None:
    zone = ZoneInfo(name)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "tutor.db", FAST) as store:
        planner = Planner()
        for number, one in enumerate(CARDS):
            long_ago = at - timedelta(days=90, minutes=number)
            schedule = planner.step(None, Grade.EASY, long_ago, review().terms)
            store.remember([(one, one.fingerprint)], long_ago)
            store.record(review(one.fingerprint, long_ago, Grade.EASY), schedule)
        for hours, grades in held:
            at += timedelta(hours=abs(hours))
            at = sit_down(store, at, day_of(at, zone, start), grades)

        days = Counter(
            (day_of(moment, zone, start).date, card_id)
            for card_id, moment in store.answered(at - timedelta(days=60))
        )
        a_day = Counter(date for date, _ in days)
        assert max(a_day.values(), default=0) <= REVIEWS
        assert store.verify() == ()
