"""How many cards fall due on each day to come, and which day is the best for one more. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeAlias

from tutor.scheduling.drawing import drawn
from tutor.scheduling.fsrs import Bounds
from tutor.scheduling.review import Schedule

_DAY = timedelta(days=1)
_CROWDING = 2
"""How much a crowded day is shunned: about as much as in Anki, whose power is 2.15."""

Move: TypeAlias = tuple[Schedule | None, Schedule]
"""A card's schedule as it was counted, None where the card was new, and as it is now."""


class Load:
    """The cards of a learner, all decks together, by the day on which they fall due.

    A day here is 24 hours from a day start on: an hour that the clocks are changed by moves a card
    to the day beside at most, which does no harm to a balance.

    Args:
        schedules: Of every card; counted when the load is first asked for.
        day_start: When any day began; aware.
    """

    def __init__(self, schedules: Iterable[Schedule], day_start: datetime) -> None:
        self._schedules = schedules
        self._day_start = day_start

    def best(
        self, card_id: str, after: Schedule, bounds: Bounds, moves: Collection[Move] = ()
    ) -> int:
        """Return the interval, in days within `bounds`, that serves the balance.

        As in Anki's load balancer, the fewer cards a day has, the better it is
        (https://github.com/ankitects/anki, rslib/src/scheduler/states/load_balancer.rs). Where
        Anki prefers shorter intervals to that, here a day counts for less the farther it lies from
        the interval that FSRS wants, down to almost nothing at the bounds: days to come are emptier
        the farther off they are, and whoever takes the emptiest lengthens every interval. Between
        equals the card and the number of its reviews decide, so it is the same whenever it is
        computed.

        Args:
            card_id: The card.
            after: Its schedule without a spread.
            bounds: Between which days it may fall due.
            moves: What was scheduled otherwise since the schedules were counted.
        """
        changes: Counter[int] = Counter(self._number(now.due) for _, now in moves)
        changes.subtract(self._number(before.due) for before, _ in moves if before)
        wanted = (after.due - after.last_review) // _DAY
        reach = 1 + max(wanted - bounds.first, bounds.last - wanted)

        def value(days: int) -> tuple[float, float]:
            day = self._number(after.last_review + days * _DAY)
            others = self._counts[day] + changes[day]
            nearness = 1 - abs(days - wanted) / reach
            return nearness / (1 + others) ** _CROWDING, drawn(card_id, after.reviews, days)

        return max(range(bounds.first, bounds.last + 1), key=value)

    @cached_property
    def _counts(self) -> Counter[int]:
        return Counter(self._number(one.due) for one in self._schedules)

    def _number(self, at: datetime) -> int:
        return (at - self._day_start) // _DAY
