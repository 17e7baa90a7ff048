"""The figures' material, read from the store once and only where somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tutor.scheduling.activity import per_day
from tutor.scheduling.calendar import Calendar, Ints
from tutor.scheduling.days import DAY_STARTS
from tutor.scheduling.forecast import FORECAST_DAYS
from tutor.scheduling.past import CardNow, JudgedReview, Past
from tutor.store.moments import microseconds, moment
from tutor.store.past import QUARTER

if TYPE_CHECKING:
    from tutor.store.store import Store

MOST_JUDGED = 20_000
"""Of so many answers at most, the last ones, verdicts are read: 55 a day in a year."""

HEATMAP_WEEKS = 53
"""A year, and the week that it begins in."""

_QUARTERS_OF_AN_HOUR = 4


class Gathering:
    """What the figures of a period are made of.

    Args:
        store: Where it is kept.
        now: The present moment; aware.
        days: The length of the period, today included.
        cards: The ids of the cards that are asked for; None for all.
        zone: The learner's time zone; None for the system's.
        starts: When the learner's day begins.
    """

    def __init__(
        self,
        store: Store,
        now: datetime,
        days: int,
        cards: Sequence[str] | None = None,
        zone: tzinfo | None = None,
        starts: time = DAY_STARTS,
    ) -> None:
        self._store = store
        self._reader = store.past()
        self.now = now.astimezone(UTC)
        self.days = days
        self._wanted = None if cards is None else [*cards]
        self._zone = zone
        self._starts = starts

    @cached_property
    def calendar(self) -> Calendar:
        """The days from the first review, or from before the period, to the end of the forecast."""
        first_review = self._reader.first()
        today = self._today()
        back = max(self.days, HEATMAP_WEEKS * 7) + 1
        first = today - timedelta(days=back)
        if first_review is not None:
            first = min(first, moment(first_review).date() - timedelta(days=2))
        days = (today - first).days + FORECAST_DAYS + 2
        starts = [microseconds(self._start(first + timedelta(days=n))) for n in range(days)]
        return Calendar(first, np.array(starts, np.int64), (today - first).days)

    @cached_property
    def past(self) -> Past:
        """The reviews of the period."""
        return self._reader.reviews(self._since, self._wanted)

    @cached_property
    def judged(self) -> list[JudgedReview]:
        """The last typed answers of the period, `MOST_JUDGED` at most."""
        return self._reader.judged(self._since, MOST_JUDGED, self._wanted)

    @cached_property
    def known(self) -> dict[str, CardNow]:
        """The cards, by their ids, suspended ones too."""
        wanted = None if self._wanted is None else frozenset(self._wanted)
        cards = self._reader.cards()
        return {card.id: card for card in cards if wanted is None or card.id in wanted}

    @cached_property
    def asked(self) -> list[CardNow]:
        """The cards without the suspended ones."""
        marked = self._store.marked()
        return [
            card
            for card in self.known.values()
            if card.id not in marked or not marked[card.id].is_suspended
        ]

    @cached_property
    def per_day(self) -> Ints:
        """How many reviews each day had, from the first day of the calendar to today."""
        return per_day(*self._reader.moments(self._wanted), self.calendar)

    @cached_property
    def quarter_hours(self) -> Ints:
        """What the learner's clock showed at each review of the period, in quarters of an hour."""
        quarters, which = np.unique(self.past.at // QUARTER, return_inverse=True)
        shown = (datetime.fromtimestamp(q * 900, self._zone) for q in quarters.tolist())
        clock = [at.hour * _QUARTERS_OF_AN_HOUR + at.minute // 15 for at in shown]
        return np.array(clock, np.int64)[which] if clock else np.zeros(0, np.int64)

    @property
    def _since(self) -> int:
        return int(self.calendar.starts[self.calendar.today - self.days + 1])

    def _today(self) -> date:
        shown = self.now.astimezone(self._zone).date()
        return shown if self._start(shown) <= self.now else shown - timedelta(days=1)

    def _start(self, on: date) -> datetime:
        return datetime.combine(on, self._starts, self._zone).astimezone(UTC)
