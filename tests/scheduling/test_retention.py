"""The share of reviews that succeeded, by how long ago the last review was."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import NamedTuple

import pytest

from tests.scheduling.examples import DAY, NOON, SCHEDULER
from tests.scheduling.pasts import TODAY, One, calendar, past
from tutor.estimate import wilson
from tutor.scheduling.past import Past
from tutor.scheduling.retention import Retention, Retentions, retentions
from tutor.scheduling.review import Grade, Phase

AGAIN, HARD, GOOD, EASY = Grade
NO_REVIEW = Retention(recalled=0, reviews=0)


def found(*reviews: One, days: int = 30) -> Retentions:
    return retentions(past(*reviews), calendar(), days)


def test_no_reviews_are_nothing() -> None:
    assert found().all == NO_REVIEW
    assert found().all.share is None


def test_only_again_is_a_failure() -> None:
    assert found(*(One(1, 5, grade) for grade in Grade)).all == Retention(recalled=3, reviews=4)


def test_a_share_has_wilsons_interval() -> None:
    assert Retention(recalled=3, reviews=4).share == wilson(3, 4)


def test_a_first_review_does_not_count() -> None:
    assert found(One(1, None, AGAIN)).all == NO_REVIEW


@pytest.mark.parametrize(("ago", "gap", "reviews"), [(0, 0.3, 0), (0, 0.34, 1), (0.5, 1.5, 1)])
def test_what_was_seen_on_the_same_day_does_not_count(ago: float, gap: float, reviews: int) -> None:
    assert found(One(ago, gap)).all.reviews == reviews  # a day begins eight hours before noon


def test_what_lies_too_far_back_does_not_count() -> None:
    assert found(One(29, 5)).all.reviews == 1
    assert found(One(30, 5)).all == NO_REVIEW


def test_a_card_last_seen_21_days_before_is_mature() -> None:
    parts = found(One(1, 20), One(1, 21, AGAIN), One(1, 400))

    assert parts.young == Retention(1, 1)
    assert parts.mature == Retention(1, 2)


def test_bands_part_the_reviews_by_the_days_between() -> None:
    bands = found(*(One(1, gap) for gap in (1, 6, 7, 20, 21, 89, 90, 500))).bands

    assert [band.reviews for band in bands] == [2, 2, 2, 2]


def test_weeks_end_today_and_empty_ones_are_there() -> None:
    weeks = found(One(0, 5), One(6, 5, AGAIN), One(20, 5), days=21).weeks

    assert weeks == (
        (TODAY - timedelta(days=20), Retention(1, 1)),
        (TODAY - timedelta(days=13), NO_REVIEW),
        (TODAY - timedelta(days=6), Retention(1, 2)),
    )


class _Step(NamedTuple):
    one: One
    was_in_review: bool


def test_days_tell_the_reviews_that_the_fold_has_in_review() -> None:
    steps = [step for n in range(40) for step in _learned(f"card {n}", Random(n))]

    counted = retentions(_past_of(steps), calendar(), 90).all

    in_review = [step.one for step in steps if step.was_in_review]
    assert len(in_review) > 100
    assert counted.reviews == len(in_review)
    assert counted.recalled == sum(one.grade is not AGAIN for one in in_review)


def _past_of(steps: list[_Step]) -> Past:
    return past(*(step.one for step in steps))


def _learned(card: str, chance: Random) -> list[_Step]:
    """Return the reviews of a card that is answered, by day, on the minute it falls due."""
    at, schedule, steps = NOON - (60 + chance.random() / 4) * DAY, None, []
    while at <= NOON:
        grade = chance.choices(list(Grade), (2, 2, 5, 1))[0]
        gap = None if schedule is None else (at - schedule.last_review) / DAY
        was = schedule is not None and schedule.phase is Phase.REVIEW
        steps.append(_Step(One((NOON - at) / DAY, gap, grade, card), was))
        schedule = SCHEDULER.step(schedule, grade, at)
        at = schedule.due
    return steps
