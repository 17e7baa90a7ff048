"""What a desired retention costs, and what it takes to be ready on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from tutor.scheduling.habits import Habits
from tutor.scheduling.simulation import Course, Group, Outcome, simulate

RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.88, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97)
"""The desired retentions that are compared: below 0.70 Anki and fsrs-rs let nobody go, and above
0.97 the work grows without end."""


@dataclass(frozen=True, slots=True)
class Workload:
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
        busiest_day: Which day is the busiest, counted from today.
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
    busiest_day: int = 0

    @property
    def minutes_each(self) -> float:
        """Minutes a day for each card that is remembered in the end."""
        return self.minutes / self.remembered if self.remembered else 0.0


def workloads(
    groups: Sequence[Group],
    habits: Habits,
    course: Course,
    seed: int,
    retentions: Iterable[float],
) -> list[Workload]:
    """Return what each of some desired retentions comes to.

    Args:
        groups: The cards; there is at least one.
        habits: How their learner answers.
        course: For how long, and within which limits.
        seed: Of the chance.
        retentions: In the place of the one that each preset has.
    """
    return [
        _workload(wanted, groups, simulate(_wanting(wanted, groups), habits, course, seed))
        for wanted in retentions
    ]


def least_work(found: Sequence[Workload]) -> Workload:
    """Return the workload with the least work for each card that is remembered in the end.

    It is what fsrs-rs minimises, too (`CMRRTargetFn` in its src/simulation.rs).
    """
    return min(found, key=lambda one: one.minutes_each)


def pace(groups: Iterable[Group], days: int) -> dict[str, int]:
    """Return how many new cards a day it takes to have seen all in so many days, by quota."""
    new: dict[str, int] = {}
    for one in groups:
        new[one.new_quota] = new.get(one.new_quota, 0) + int(one.cards.is_new.sum())
    return {quota: ceil(cards / days) for quota, cards in new.items()}


def within(needed: Mapping[str, int], limits: Mapping[str, int]) -> dict[str, int]:
    """Return as many new cards a day as are needed, and as the limits allow; by quota."""
    return {quota: min(most, limits.get(quota, 0)) for quota, most in needed.items()}


def cheapest(found: Sequence[Workload], wanted: float) -> Workload | None:
    """Return the least desired retention by which a share of all cards is expected to be recalled.

    None where none of them leads there.
    """
    enough = [one for one in found if one.share >= wanted]
    return min(enough, key=lambda one: one.retention, default=None)


def _wanting(retention: float, groups: Sequence[Group]) -> list[Group]:
    """Return the groups with another desired retention."""
    return [replace(one, preset=replace(one.preset, desired_retention=retention)) for one in groups]


def _workload(retention: float, groups: Sequence[Group], outcome: Outcome) -> Workload:
    deck = np.concatenate([one.cards.deck for one in groups])
    by_deck = np.bincount(deck, weights=outcome.recall) / np.maximum(np.bincount(deck), 1)
    busy = outcome.new > 0
    return Workload(
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
        busiest_day=int(outcome.seconds.argmax()),
    )
