"""In which order the cards of a pile come: by keys, of which the smallest comes first. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from tutor.scheduling.days import Day
from tutor.scheduling.drawing import drawn
from tutor.scheduling.options import NewOrder, Order
from tutor.scheduling.piles import Key
from tutor.scheduling.review import Schedule

_DAY = timedelta(days=1)


class Seat(NamedTuple):
    """Where a card stands in its deck.

    Attributes:
        card_id: The card.
        rank: The priority of its deck; smaller comes first.
        position: Its place among the cards of its rank.
        places: How many there are.
    """

    card_id: str
    rank: int
    position: int
    places: int


def new_key(order: NewOrder, seat: Seat, day: Day) -> Key:
    """Return the key of a new card: by the rank of its deck, and then as its learner wishes."""
    if order is NewOrder.RANDOM:  # as if its position were drawn
        return seat.rank, drawn(day.date, seat.card_id) * seat.places
    return seat.rank, seat.position


def review_key(order: Order, seat: Seat, day: Day, schedule: Schedule, now: datetime) -> Key:
    """Return the key of a review that is due at `now`."""
    match order:
        case Order.FORGOTTEN:
            return -_lateness(schedule, now), 0
        case Order.OLDEST:
            return moment_key(schedule.due)
        case Order.DECK:
            return seat.rank, seat.position
        case Order.RANDOM:
            return drawn(day.date, seat.card_id), 0


def moment_key(at: datetime) -> Key:
    """Return the key of a moment: the earliest comes first."""
    return at.timestamp(), 0


def _lateness(schedule: Schedule, now: datetime) -> float:
    """Return the time since the last review in units of the stability."""
    return (now - schedule.last_review) / _DAY / schedule.stability
