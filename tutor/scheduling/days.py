"""The learner's day, from one day start to the next in local time, whatever clocks do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tutor.scheduling.review import Schedule

DAY_STARTS = time(4)
"""When a day begins, local time: Anki's default. Who learns past midnight has not begun the next
(https://docs.ankiweb.net/preferences.html)."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a learner; 23 to 25 hours long where clocks are changed in it.

    Attributes:
        date: The local date on which it begins.
        start: Its first moment; UTC.
        end: The first moment of the next one; UTC.
    """

    date: date
    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


def day_of(at: datetime, zone: tzinfo, starts: time = DAY_STARTS) -> Day:
    """Return the day that a moment lies in.

    A day start that the clocks leap over is the moment of the leap or up to an hour after it; of
    one that they pass twice, the first counts.

    Args:
        at: The moment; aware, in any zone.
        zone: The learner's time zone.
        starts: When a day begins there; without a zone.
    """
    at = at.astimezone(UTC)
    found = at.astimezone(zone).date()
    while at < _start(found, zone, starts):  # twice where a zone has leapt over a whole day
        found -= timedelta(days=1)
    return Day(found, _start(found, zone, starts), _start(found + timedelta(days=1), zone, starts))


def due_from(schedule: Schedule, day: Day) -> datetime:
    """Return from when on a card is due: from the day's beginning, where it falls due in it.

    A card that was answered today is due at its very moment.
    """
    is_carried_over = schedule.last_review < day.start and schedule.due < day.end
    return min(schedule.due, day.start) if is_carried_over else schedule.due


def _start(on: date, zone: tzinfo, starts: time) -> datetime:
    # Two moments of one zone compare by what its clocks show, so they are compared in UTC.
    return datetime.combine(on, starts, zone).astimezone(UTC)
