"""Reviews as columns, and a calendar, for the tests of figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from tests.scheduling.examples import DAY, NOON
from tutor.scheduling.calendar import Calendar
from tutor.scheduling.past import NEVER, Past
from tutor.scheduling.review import Grade
from tutor.store.moments import microseconds

LENGTH = 100
TODAY = date(2026, 3, 1)


class One(NamedTuple):
    """A review: so many days before NOON, so many days after the one before."""

    ago: float
    gap: float | None = None
    grade: Grade = Grade.GOOD
    card: str = "a"
    seconds: float = 10.0
    is_typed: bool = True
    hints: int = 0
    sureness: int = 0


def calendar() -> Calendar:
    """Return `LENGTH` days up to the day of NOON, and as many beyond it; days begin at 4:00."""
    first = TODAY - timedelta(days=LENGTH)
    four = NOON - timedelta(hours=8)
    starts = [microseconds(four + n * DAY) for n in range(-LENGTH, LENGTH + 1)]
    return Calendar(first, np.array(starts), LENGTH)


def past(*reviews: One) -> Past:
    """Return reviews as columns."""
    cards = list(dict.fromkeys(one.card for one in reviews))
    at = [microseconds(NOON - one.ago * DAY) for one in reviews]
    before = [
        NEVER if one.gap is None else moment - round(one.gap * 86_400_000_000)
        for one, moment in zip(reviews, at, strict=True)
    ]

    def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, np.int64)

    return Past(
        card_ids=tuple(cards),
        card=column([cards.index(one.card) for one in reviews]),
        at=column(at),
        before=column(before),
        grade=column([int(one.grade) for one in reviews]),
        milliseconds=column([round(1000 * one.seconds) for one in reviews]),
        is_typed=np.array([one.is_typed for one in reviews], np.bool_),
        hints=column([one.hints for one in reviews]),
        sureness=column([one.sureness for one in reviews]),
    )
