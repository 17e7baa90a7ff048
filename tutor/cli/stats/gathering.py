"""The figures' material, read from the store once and only where somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tutor.scheduling.calendar import DAY, Calendar, Ints
from tutor.scheduling.days import DAY_STARTS, day_of
from tutor.scheduling.forecast import FORECAST_DAYS
from tutor.scheduling.marks import Marked
from tutor.scheduling.past import CardNow, JudgedReview, Past
from tutor.store.moments import microseconds, moment

if TYPE_CHECKING:
    from tutor.store.store import Store

MOST_JUDGED = 20_000
"""Of so many answers at most, the last ones, verdicts are read: 55 a day in a year."""

SHORTEST = 30
"""Days that are shown though the first review came later, where so many are asked for."""

HEATMAP_WEEKS = 53
"""A year, and the week that it begins in."""

_QUARTER = 900_000_000  # microseconds of a quarter of an hour


class Gathering:
    """What the figures of a period are made of.

    Args:
        store: Where it is kept.
        now: The present moment; aware.
        days: How long the period is at most, today included; it need not begin before the first
            review, but for `SHORTEST` days.
        cards: The ids of the cards that are asked for; None for all.
        zone: The learner's time zone.
        starts: When the learner's day begins.
    """

    def __init__(
        self,
        store: Store,
        now: datetime,
        days: int,
        cards: Sequence[str] | None = None,
        zone: tzinfo = UTC,
        starts: time = DAY_STARTS,
    ) -> None:
        self._store = store
        self._reader = store.past()
        self.now = now.astimezone(UTC)
        self._most_days = days
        self._wanted = None if cards is None else [*cards]
        self._zone = zone
        self._starts = starts

    @cached_property
    def calendar(self) -> Calendar:
        """The days from before the first review, a year at least, to the end of the forecast."""
        first_review = self._reader.first()
        today = day_of(self.now, self._zone, self._starts).date
        first = today - timedelta(days=HEATMAP_WEEKS * 7 + 1)
        if first_review is not None:
            first = min(first, moment(first_review).date() - timedelta(days=2))
        days = (today - first).days + FORECAST_DAYS + 2
        starts = [microseconds(self._start(first + timedelta(days=n))) for n in range(days)]
        return Calendar(first, np.array(starts, np.int64), (today - first).days)

    @cached_property
    def days(self) -> int:
        """The length of the period, today included."""
        first = np.array([self._reader.first() or microseconds(self.now)])
        since_first = self.calendar.today - int(self.calendar.day(first)[0]) + 1
        return min(self._most_days, max(since_first, SHORTEST))

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
        """The cards whose files are there, by their ids, suspended ones too."""
        wanted = None if self._wanted is None else frozenset(self._wanted)
        cards = self._reader.cards()
        is_there = {path: Path(path).exists() for path in {card.path for card in cards}}
        return {
            card.id: card
            for card in cards
            if is_there[card.path] and (wanted is None or card.id in wanted)
        }

    @cached_property
    def asked(self) -> list[CardNow]:
        """The cards that are not suspended; what is buried falls due no sooner than it is asked."""
        marked = self._store.marked()
        return [
            _waiting(card, marked[card.id]) if card.id in marked else card
            for card in self.known.values()
            if card.id not in marked or not marked[card.id].is_suspended
        ]

    @property
    def due_now(self) -> int:
        """How many cards are due: from the beginning of the day on that they fall due in."""
        now, (start, end) = microseconds(self.now), self._today_bounds
        return sum(
            card.due is not None
            and card.last is not None
            and (card.due <= now or (card.last < start and card.due < end))
            for card in self.asked
        )

    @cached_property
    def per_day(self) -> Ints:
        """How many reviews each day had, from the first day of the calendar to today."""
        return self._reader.per_day(self.calendar, self._wanted)

    @cached_property
    def quarter_hours(self) -> Ints:
        """What the learner's clock showed at each review of the period, in quarters of an hour.

        A day at whose both ends the clock is as far ahead of UTC had no change of the clock.
        """
        starts, at = self.calendar.starts, self.past.at
        ahead = np.array([self._ahead(start) for start in starts.tolist()], np.int64)
        day = np.clip(self.calendar.day(at), 0, len(starts) - 2)  # a clock may have been wrong
        shown = at + ahead[day]
        changed = ahead[day] != ahead[day + 1]
        shown[changed] = [moment + self._ahead(moment) for moment in at[changed].tolist()]
        return shown % DAY // _QUARTER

    def questions(self, cards: Iterable[str]) -> Mapping[str, str]:
        """Return the questions of cards by their ids; what is not known is named by its id."""
        known = self._reader.questions(wanted := [*cards])
        return {card: known.get(card, f"card {card}") for card in wanted}

    @property
    def _today_bounds(self) -> tuple[int, int]:
        starts, today = self.calendar.starts, self.calendar.today
        return int(starts[today]), int(starts[today + 1])

    @property
    def _since(self) -> int:
        return int(self.calendar.starts[self.calendar.today - self.days + 1])

    def _ahead(self, at: int) -> int:
        """Return how far the learner's clock is ahead of UTC, both in microseconds."""
        offset = moment(at).astimezone(self._zone).utcoffset() or timedelta(0)
        return offset // timedelta(microseconds=1)

    def _start(self, on: date) -> datetime:
        return datetime.combine(on, self._starts, self._zone).astimezone(UTC)


def _waiting(card: CardNow, marked: Marked) -> CardNow:
    """Return a card that falls due when it may be asked again, if that is later."""
    if card.due is None or marked.buried_until is None:
        return card
    return card._replace(due=max(card.due, microseconds(marked.buried_until)))
