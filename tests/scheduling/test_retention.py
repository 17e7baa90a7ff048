"""The share of reviews of learned cards that succeeded."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.scheduling.examples import DAY, MINUTE, NOON
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.retention import Retention, retention
from tutor.scheduling.review import SHIPPED_TERMS, Grade, Terms

AGAIN, HARD, GOOD, EASY = Grade
NO_REVIEW = Retention(recalled=0, reviews=0)


class Graded(NamedTuple):
    grade: Grade
    at: datetime
    terms: Terms = SHIPPED_TERMS


LEARNED = [Graded(GOOD, NOON - 40 * DAY), Graded(GOOD, NOON - 40 * DAY + 10 * MINUTE)]


def since_a_month(*histories: list[Graded]) -> Retention:
    return retention(histories, NOON - 30 * DAY, Fold().step)


def test_no_reviews_are_nothing() -> None:
    assert since_a_month() == NO_REVIEW


def test_only_again_is_a_failure() -> None:
    histories = [[*LEARNED, Graded(grade, NOON - DAY)] for grade in Grade]

    assert since_a_month(*histories) == Retention(recalled=3, reviews=4)


def test_learning_does_not_count() -> None:
    assert since_a_month([Graded(AGAIN, NOON - DAY), Graded(GOOD, NOON - DAY)]) == NO_REVIEW


def test_relearning_does_not_count() -> None:
    forgotten = Graded(AGAIN, NOON - DAY)
    relearned = Graded(GOOD, NOON - DAY + 10 * MINUTE)

    assert since_a_month([*LEARNED, forgotten, relearned]) == Retention(recalled=0, reviews=1)


def test_what_lies_too_far_back_does_not_count() -> None:
    assert since_a_month([*LEARNED, Graded(GOOD, NOON - 31 * DAY)]) == NO_REVIEW
