"""What falls due on which day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tutor.scheduling.calendar import DAY, Calendar, Ints
from tutor.scheduling.past import MATURE, CardNow

FORECAST_DAYS = 30
"""How far a forecast looks ahead: Anki's default."""


@dataclass(frozen=True, slots=True)
class Due:
    """Cards that fall due together.

    Attributes:
        young: With an interval below `MATURE` days, those in (re)learning included.
        mature: With a longer one.
    """

    young: int
    mature: int

    @property
    def cards(self) -> int:
        """All of them."""
        return self.young + self.mature


@dataclass(frozen=True, slots=True)
class Forecast:
    """What falls due, if nothing is forgotten in the meantime.

    Attributes:
        overdue: Due on a day before today.
        days: Due today, tomorrow and so on.
        later: Cards that fall due after these days.
    """

    overdue: Due
    days: tuple[Due, ...]
    later: int


def forecast(cards: Iterable[CardNow], calendar: Calendar, days: int = FORECAST_DAYS) -> Forecast:
    """Return what falls due; new cards do not.

    Args:
        cards: Those that are asked: without suspended ones.
        calendar: It reaches `days` beyond today.
        days: How many days, today the first.
    """
    waiting = [(card.due, card.last) for card in cards if card.due is not None]
    columns = np.array(waiting, np.int64).reshape(-1, 2)
    day = calendar.day(columns[:, 0]) - calendar.today
    is_mature = columns[:, 0] - columns[:, 1] >= MATURE * DAY
    slot = np.clip(day, -1, days) + 1  # 0: overdue; days + 1: later
    young = _counts(slot[~is_mature], days)
    mature = _counts(slot[is_mature], days)
    due = [Due(*both) for both in zip(young, mature, strict=True)]
    return Forecast(due[0], tuple(due[1:-1]), due[-1].cards)


def _counts(slot: Ints, days: int) -> list[int]:
    counted: list[int] = np.bincount(slot, minlength=days + 2).tolist()
    return counted
