"""What a desired retention costs, and what it takes to be ready on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeAlias

import numpy as np

from tutor.scheduling.habits import Habits
from tutor.scheduling.preset import Preset
from tutor.scheduling.simulation import Cards, Course, Outcome, simulate, together

RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.88, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97)
"""The desired retentions that are compared: below 0.70 Anki and fsrs-rs let nobody go, and above
0.97 the work grows without end."""

Groups: TypeAlias = Sequence[tuple[Preset, Cards]]
"""Cards by the preset that they are scheduled by."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a desired retention comes to.

    Attributes:
        retention: The desired retention.
        new: New cards a day, on average over the days on which there are any.
        reviews: Reviews of learned cards a day, on average.
        minutes: Minutes a day, on average.
        busiest: Minutes of the busiest day.
        remembered: How many cards would be recalled after the last day.
        share: Their share of all cards, in [0, 1].
        by_deck: The same for each deck, by its number.
        unseen: Cards that are still new after the last day.
        waiting: Cards that were due by then and not asked.
    """

    retention: float
    new: float
    reviews: float
    minutes: float
    busiest: float
    remembered: float
    share: float
    by_deck: tuple[float, ...]
    unseen: float
    waiting: float

    @property
    def minutes_each(self) -> float:
        """Minutes a day for each card that is remembered in the end."""
        return self.minutes / self.remembered if self.remembered else 0.0


def loads(
    groups: Groups, habits: Habits, course: Course, seed: int, retentions: Iterable[float]
) -> list[Load]:
    """Return what each of some desired retentions comes to.

    Args:
        groups: The cards; there is at least one.
        habits: How their learner answers.
        course: For how long, and within which limits.
        seed: Of the chance.
        retentions: In the place of the one that each preset has.
    """
    courses = _parted(course, [cards for _, cards in groups])
    found = []
    for retention in retentions:
        outcomes = [
            simulate(cards, replace(preset, desired_retention=retention), habits, own, seed)
            for (preset, cards), own in zip(groups, courses, strict=True)
        ]
        found.append(_load(retention, groups, together(outcomes)))
    return found


def least_work(found: Sequence[Load]) -> Load:
    """Return the load with the least work for each card that is remembered in the end.

    It is what fsrs-rs minimises, too (`CMRRTargetFn` in its src/simulation.rs).
    """
    return min(found, key=lambda one: one.minutes_each)


def pace(cards: int, days: int) -> int:
    """Return how many new cards a day it takes to have seen so many in so many days."""
    return ceil(cards / days)


def cheapest(found: Sequence[Load], wanted: float) -> Load | None:
    """Return the least desired retention by which a share of all cards is expected to be recalled.

    None where none of them leads there.
    """
    enough = [one for one in found if one.share >= wanted]
    return min(enough, key=lambda one: one.retention, default=None)


def _load(retention: float, groups: Groups, outcome: Outcome) -> Load:
    deck = np.concatenate([cards.deck for _, cards in groups])
    by_deck = np.bincount(deck, weights=outcome.recall) / np.maximum(np.bincount(deck), 1)
    busy = outcome.new > 0
    return Load(
        retention=retention,
        new=float(outcome.new[busy].mean()) if busy.any() else 0.0,
        reviews=float(outcome.reviews.mean()),
        minutes=float(outcome.seconds.mean()) / 60,
        busiest=float(outcome.seconds.max()) / 60,
        remembered=outcome.remembered,
        share=outcome.remembered / len(deck),
        by_deck=tuple(by_deck.tolist()),
        unseen=outcome.unseen,
        waiting=outcome.waiting,
    )


def _parted(course: Course, groups: Sequence[Cards]) -> list[Course]:
    """Return each group's part of the daily limits: of new cards by the new, of reviews by all."""
    new = _shares(course.new, [int(cards.is_new.sum()) for cards in groups])
    if course.reviews is None:
        return [replace(course, new=own) for own in new]
    reviews = _shares(course.reviews, [len(cards) for cards in groups])
    return [replace(course, new=own, reviews=most) for own, most in zip(new, reviews, strict=True)]


def _shares(limit: int, sizes: Sequence[int]) -> list[int]:
    """Return a limit parted by sizes into whole numbers; what is left goes to the first."""
    total = max(sum(sizes), 1)
    ends = [limit * sum(sizes[: n + 1]) // total for n in range(len(sizes))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
