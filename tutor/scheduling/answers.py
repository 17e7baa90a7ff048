"""What learners' grades say: of their cards, of hints, and of how sure they were. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tutor.scheduling.calendar import Calendar
from tutor.scheduling.past import MATURE, Bools, Past
from tutor.scheduling.retention import Retention
from tutor.scheduling.review import Grade, Sureness

MOST_HINTS = 2
"""From so many hints on, answers are counted together."""


@dataclass(frozen=True, slots=True)
class Grades:
    """How many reviews had each grade, AGAIN first.

    Attributes:
        learning: Where the card was new, or seen on the same day.
        young: Where it was last seen less than `MATURE` days before.
        mature: The others.
    """

    learning: tuple[int, ...]
    young: tuple[int, ...]
    mature: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WeakCard:
    """A card that was forgotten.

    Attributes:
        card_id: The card.
        forgotten: Reviews on a later day than the one before that were graded AGAIN.
        reviews: All reviews on a later day.
    """

    card_id: str
    forgotten: int
    reviews: int


def grades(past: Past, calendar: Calendar) -> Grades:
    """Return how many reviews had each grade."""
    since = past.days_since(calendar)
    parts = (since < 1, (since >= 1) & (since < MATURE), since >= MATURE)
    return Grades(*(_by_grade(past, part) for part in parts))


def weak_cards(past: Past, calendar: Calendar, most: int) -> tuple[WeakCard, ...]:
    """Return the cards that were most often forgotten, at most so many."""
    counts = past.days_since(calendar) >= 1
    cards = len(past.card_ids)
    reviews = np.bincount(past.card[counts], minlength=cards)
    forgotten = np.bincount(past.card[counts & ~past.is_right], minlength=cards)
    order = np.lexsort((reviews, -forgotten))[:most].tolist()
    return tuple(
        WeakCard(past.card_ids[card], int(forgotten[card]), int(reviews[card]))
        for card in order
        if forgotten[card]
    )


def by_hints(past: Past) -> tuple[Retention, ...]:
    """Return the typed answers with no hint, with one, and so on up to `MOST_HINTS` or more."""
    hints = np.minimum(past.hints, MOST_HINTS)
    return tuple(_right(past, past.is_typed & (hints == n)) for n in range(MOST_HINTS + 1))


def by_sureness(past: Past) -> Mapping[Sureness, Retention]:
    """Return how many answers were right, by how sure the learner said to be of them."""
    return {sure: _right(past, past.is_typed & (past.sureness == sure)) for sure in Sureness}


def _by_grade(past: Past, which: Bools) -> tuple[int, ...]:
    counted: list[int] = np.bincount(past.grade[which], minlength=len(Grade) + 1).tolist()
    return tuple(counted[1:])


def _right(past: Past, which: Bools) -> Retention:
    return Retention(int((past.is_right & which).sum()), int(which.sum()))
