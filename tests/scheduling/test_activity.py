"""How much was practised, when, and what it took."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scheduling.examples import DAY, NOON
from tests.scheduling.pasts import LENGTH, One, calendar, past
from tutor.scheduling.activity import Streak, hours, per_day, streak, time_taken
from tutor.scheduling.retention import Retention
from tutor.scheduling.review import Grade
from tutor.store.moments import microseconds


def test_reviews_are_counted_by_days_that_begin_at_four() -> None:
    ago = [0, 0.3, 0.35, 1, 1, 500]
    moments = np.array([microseconds(NOON - days * DAY) for days in ago])

    counts = per_day(moments, calendar())

    assert len(counts) == LENGTH + 1
    assert counts[-3:].tolist() == [0, 3, 2]
    assert counts.sum() == 5  # 500 days ago lies before the calendar


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], Streak(0, 0, is_safe=False)),
        ([0, 0], Streak(0, 0, is_safe=False)),
        ([1, 9, 0, 1, 1, 1], Streak(3, 3, is_safe=True)),
        ([1, 9, 0, 1, 0], Streak(1, 2, is_safe=False)),  # today may still go on with it
        ([1, 1, 0, 0], Streak(0, 2, is_safe=False)),
        ([0, 1], Streak(1, 1, is_safe=True)),
    ],
)
def test_a_streak_is_days_in_a_row(counts: list[int], expected: Streak) -> None:
    assert streak(np.array(counts, np.int64)) == expected


def test_time_is_told_in_all_by_answer_and_by_day() -> None:
    took = time_taken(
        past(One(0, seconds=10), One(1, seconds=20), One(1, seconds=60)), calendar(), 3, most=5
    )

    assert (took.seconds, took.answers, took.median) == (90.0, 3, 20.0)
    assert took.days == (0.0, 80.0, 10.0)


def test_an_answer_counts_for_ten_minutes_at_most() -> None:
    assert time_taken(past(One(0, seconds=9_000)), calendar(), 1, most=5).seconds == 600


def test_what_nobody_measured_counts_for_nothing() -> None:
    took = time_taken(past(One(0, seconds=0), One(0, seconds=8)), calendar(), 1, most=5)

    assert (took.answers, took.median) == (1, 8.0)


def test_time_of_no_reviews_is_nothing() -> None:
    took = time_taken(past(), calendar(), 2, most=5)

    assert (took.seconds, took.median, took.days) == (0.0, 0.0, (0.0, 0.0))


def test_the_slowest_cards_come_first_from_two_answers_on() -> None:
    reviews = past(
        One(0, seconds=10, card="fast"),
        One(1, seconds=12, card="fast"),
        One(0, seconds=50, card="slow"),
        One(1, seconds=70, card="slow"),
        One(0, seconds=500, card="once"),
    )

    assert time_taken(reviews, calendar(), 3, most=5).slowest == (
        ("slow", 60.0, 2),
        ("fast", 11.0, 2),
    )


def test_hours_are_those_of_the_learners_clock() -> None:
    reviews = past(One(0), One(1, grade=Grade.AGAIN), One(2))

    found = hours(reviews, np.array([0, 3, 95]))

    assert len(found) == 24
    assert found[0] == Retention(recalled=1, reviews=2)
    assert found[23] == Retention(1, 1)
