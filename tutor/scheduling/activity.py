"""How much was practised on which days, and when in the day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tutor.scheduling.calendar import Calendar, Ints
from tutor.scheduling.past import MOST_SECONDS, Past
from tutor.scheduling.retention import Retention

HOURS_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with at least one review.

    Attributes:
        now: Up to today; up to yesterday, where today has none yet.
        longest: The longest ever.
        is_safe: Whether today has a review already.
    """

    now: int
    longest: int
    is_safe: bool


@dataclass(frozen=True, slots=True)
class Time:
    """What answering took. Where nobody measured, an answer counts for nothing.

    Attributes:
        seconds: In all.
        answers: How many were measured.
        median: Seconds of the middle answer; 0.0 without any.
        slow: Seconds that nine answers of ten stay within.
        days: Seconds of each day of the period, the oldest first.
        slowest: The cards with the longest mean: id, mean seconds, measured answers.
    """

    seconds: float
    answers: int
    median: float
    slow: float
    days: tuple[float, ...]
    slowest: tuple[tuple[str, float, int], ...]


def per_day(moments: Ints, calendar: Calendar) -> Ints:
    """Return how many moments lie in each day of the calendar up to today, the oldest first.

    Args:
        moments: Microseconds since 1970.
        calendar: What lies outside of it is not counted.
    """
    day = calendar.day(moments)
    return np.bincount(day[(day >= 0) & (day <= calendar.today)], minlength=calendar.today + 1)


def streak(counts: Ints) -> Streak:
    """Return the streak of days with reviews; `counts` as from `per_day`, today the last."""
    is_safe = len(counts) > 0 and bool(counts[-1])
    runs = [len([*same]) for practised, same in groupby(counts > 0) if practised]
    upto = counts if is_safe else counts[:-1]
    is_running = len(upto) > 0 and bool(upto[-1])
    return Streak(runs[-1] if is_running else 0, max(runs, default=0), is_safe)


def time_taken(past: Past, calendar: Calendar, days: int, most: int) -> Time:
    """Return what the answers of the last `days` days took, and the `most` slowest cards.

    A card is told slow from two answers on.
    """
    seconds = np.minimum(past.milliseconds / 1000, MOST_SECONDS)
    is_measured = past.milliseconds > 0
    day = calendar.day(past.at) - calendar.today + days - 1
    inside = (day >= 0) & (day < days)
    by_day = np.bincount(day[inside], seconds[inside], minlength=days)
    measured = seconds[is_measured]
    median, slow = np.percentile(measured, (50, 90)) if len(measured) else (0.0, 0.0)
    return Time(
        float(seconds.sum()),
        len(measured),
        float(median),
        float(slow),
        tuple(by_day.tolist()),
        _slowest(past, seconds, most),
    )


def hours(past: Past, quarter_hours: Ints) -> tuple[Retention, ...]:
    """Return the reviews of each hour of the day, and how many were right.

    Args:
        past: The reviews.
        quarter_hours: What the learner's clock showed at each, in quarters of an hour, 0 to 95.
    """
    hour = quarter_hours // 4
    reviews = np.bincount(hour, minlength=HOURS_OF_A_DAY)
    right = np.bincount(hour[past.is_right], minlength=HOURS_OF_A_DAY)
    return tuple(Retention(int(a), int(b)) for a, b in zip(right, reviews, strict=True))


def _slowest(past: Past, seconds: np.ndarray, most: int) -> tuple[tuple[str, float, int], ...]:
    is_measured = past.milliseconds > 0
    answers = np.bincount(past.card[is_measured], minlength=len(past.card_ids))
    spent = np.bincount(past.card, seconds, minlength=len(past.card_ids))
    mean = np.where(answers >= 2, spent / np.maximum(answers, 1), 0.0)
    order = np.argsort(-mean, kind="stable")[:most]
    return tuple(
        (past.card_ids[card], float(mean[card]), int(answers[card]))
        for card in order.tolist()
        if mean[card] > 0
    )
