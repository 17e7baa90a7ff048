"""How much is remembered: the share of reviews that succeeded, by how long ago the last was. Pure.

A review counts where its card was last seen on an earlier day. What is asked again within a day,
as the steps of learning are, says little about memory and is left out. That is the rule by which
FSRS is fitted and measured, and it needs no replay of schedules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tutor.estimate import Estimate, wilson
from tutor.scheduling.calendar import DAYS_OF_A_WEEK, Calendar
from tutor.scheduling.past import MATURE, Bools, Past

BANDS = (1, 7, MATURE, 90)
"""Days since the last review at which the bands of intervals begin."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What became of some reviews.

    Attributes:
        recalled: Those not graded AGAIN.
        reviews: All of them, ≥ `recalled`.
    """

    recalled: int
    reviews: int

    @property
    def share(self) -> Estimate | None:
        """The share recalled, with its interval; None of no reviews."""
        return wilson(self.recalled, self.reviews)


@dataclass(frozen=True, slots=True)
class Retentions:
    """Retention as a whole and in parts.

    Attributes:
        all: Of all cards.
        young: Of cards last seen less than `MATURE` days before.
        mature: Of the others.
        bands: By the band of days since the last review, as `BANDS` has them.
        weeks: By the weeks of the period, each with the date of its first day; empty ones too.
    """

    all: Retention
    young: Retention
    mature: Retention
    bands: tuple[Retention, ...]
    weeks: tuple[tuple[date, Retention], ...]


def retentions(past: Past, calendar: Calendar, days: int) -> Retentions:
    """Return the retention of the last `days` days, today included."""
    since = past.days_since(calendar)
    day = calendar.day(past.at) - calendar.today + days  # 1 to `days`
    counts = (since >= 1) & (day >= 1)
    ends = (*BANDS[1:], np.iinfo(np.int64).max)
    bands = [counts & (since >= a) & (since < b) for a, b in zip(BANDS, ends, strict=True)]
    weeks = -(-days // DAYS_OF_A_WEEK)
    week = (day - days + weeks * DAYS_OF_A_WEEK - 1) // DAYS_OF_A_WEEK  # the last one is whole
    monday = calendar.today + 1 - weeks * DAYS_OF_A_WEEK
    return Retentions(
        _of(past, counts),
        _of(past, counts & (since < MATURE)),
        _of(past, counts & (since >= MATURE)),
        tuple(_of(past, band) for band in bands),
        tuple(
            (calendar.date(monday + n * DAYS_OF_A_WEEK), one)
            for n, one in enumerate(_by(past, counts, week, weeks))
        ),
    )


def _of(past: Past, which: Bools) -> Retention:
    return Retention(int((past.is_right & which).sum()), int(which.sum()))


def _by(past: Past, which: Bools, part: np.ndarray, parts: int) -> list[Retention]:
    reviews = np.bincount(part[which], minlength=parts)
    recalled = np.bincount(part[which & past.is_right], minlength=parts)
    return [Retention(int(a), int(b)) for a, b in zip(recalled, reviews, strict=True)]
