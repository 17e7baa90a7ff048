"""A learner's days in a row, to find the day of many moments at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.signedinteger[Any]]

DAYS_OF_A_WEEK = 7

DAY = 86_400_000_000
"""Microseconds of 24 hours."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Days in a row, numbered from 0.

    Attributes:
        first: The date of day 0.
        starts: The first moment of each day, and the end of the last one: microseconds since 1970.
        today: The number of the present day.
    """

    first: date
    starts: Ints
    today: int

    def day(self, at: Ints) -> Ints:
        """Return the number of each moment's day; -1 before the first, one too many after the last.

        Args:
            at: Microseconds since 1970.
        """
        return np.searchsorted(self.starts, at, side="right") - 1

    def date(self, day: int) -> date:
        """Return the date on which a day begins; it may lie outside of the calendar."""
        return self.first + timedelta(days=day)
