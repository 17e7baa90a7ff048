"""What the coming days bring, played through card by card: pure, and the same for the same seed.

Every day the cards that are due are asked, as far as the day's limits go, the least well remembered
first; then new ones. Each is recalled by the chance that FSRS gives it. The simulator of fsrs-rs
would do the same for new cards, but from Python it takes none that are learned already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from tutor.scheduling.habits import Habits
from tutor.scheduling.memory import Bools, Floats, Ints, Memory, Model
from tutor.scheduling.preset import Preset

_ENOUGH = 2000
"""How many cards are played at least: a smaller deck is played several times over at once, and
what comes of it divided, so that chance weighs less."""

_MOST_STEPS = 5  # answers within one sitting that a card is given at most, as in fsrs-rs
_AGAIN, _HARD, _GOOD, _EASY = range(1, 5)
_NEVER = 1 << 30  # the day on which a new card is due, and the one on which it was last seen


@dataclass(frozen=True, slots=True, eq=False)
class Cards:
    """Cards as they are before the first day, as arrays of the shape (n,).

    Attributes:
        deck: A number for each deck, from 0.
        memory: How well they are known; anything for a new card.
        last: The day of the last review; ≤ 0, counted from today.
        due: The day on which they fall due, counted from today.
        is_new: Whether they were never reviewed. New cards are introduced in their order.
    """

    deck: Ints
    memory: Memory
    last: Ints
    due: Ints
    is_new: Bools

    def __len__(self) -> int:
        return len(self.deck)

    def times(self, copies: int) -> Cards:
        """Return each of them so many times, the copies of one card beside each other."""
        places = np.repeat(np.arange(len(self)), copies)
        return Cards(
            deck=self.deck[places],
            memory=self.memory.of(places),
            last=self.last[places],
            due=self.due[places],
            is_new=self.is_new[places],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Cards that are scheduled alike.

    Attributes:
        preset: By which they are scheduled.
        cards: The cards.
        new_quota: Whose limit of new cards holds for them.
        review_quota: Whose limit of reviews does.
    """

    preset: Preset
    cards: Cards
    new_quota: str = ""
    review_quota: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """For how long, and within which limits.

    Attributes:
        days: How many, ≥ 1.
        new: New cards a day, at most, ≥ 0, by quota.
        reviews: Reviews of learned cards a day, at most, by quota; without an entry, any number.
    """

    days: int
    new: Mapping[str, int]
    reviews: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of it; the first arrays have the shape (days,).

    Attributes:
        new: New cards of each day.
        reviews: Reviews of learned cards of each day.
        seconds: What each day took, with the repetitions within the day.
        recall: The chance of recall of each card after the last day, shape (n,), group after group;
            0 for a card that is still new. The mean, where cards were played several times.
        unseen: Cards that are still new.
        waiting: Cards that were due before the last day was over, and were not asked.
    """

    new: Floats
    reviews: Floats
    seconds: Floats
    recall: Floats
    unseen: float
    waiting: float

    @property
    def remembered(self) -> float:
        """How many cards would be recalled after the last day."""
        return float(self.recall.sum())


def simulate(groups: Sequence[Group], habits: Habits, course: Course, seed: int) -> Outcome:
    """Play through the coming days.

    Args:
        groups: All cards; there is one at least.
        habits: How the learner answers.
        course: How many days, and within which limits.
        seed: Of the chance.
    """
    copies = ceil(_ENOUGH / max(sum(len(one.cards) for one in groups), 1))
    chance = np.random.default_rng(seed)
    plays = [_Play(one, copies, habits, chance) for one in groups]
    new, reviews, seconds = (np.zeros(course.days) for _ in range(3))
    for day in range(course.days):
        before = sum(one.seconds for one in plays)
        turns = [plays[(day + n) % len(plays)] for n in range(len(plays))]
        left = {quota: most * copies for quota, most in course.reviews.items()}
        for play in turns:
            reviews[day] += play.review(day, left)
        left = {quota: most * copies for quota, most in course.new.items()}
        for play in turns:
            new[day] += play.introduce(day, left)
        seconds[day] = sum(one.seconds for one in plays) - before
    return Outcome(
        new=new / copies,
        reviews=reviews / copies,
        seconds=seconds / copies,
        recall=np.concatenate([one.recall(course.days) for one in plays]),
        unseen=sum(len(one.unseen) for one in plays) / copies,
        waiting=sum(int((one.due < course.days).sum()) for one in plays) / copies,
    )


class _Play:
    """The cards on one day after another."""

    def __init__(
        self, group: Group, copies: int, habits: Habits, chance: np.random.Generator
    ) -> None:
        cards = group.cards.times(copies)
        self._group = group
        self._copies = copies
        self._model = Model(group.preset.parameters)
        self._habits = habits
        self._chance = chance
        self._memory = cards.memory  # copies already
        self._last = np.where(cards.is_new, _NEVER, cards.last)
        self.due = np.where(cards.is_new, _NEVER, np.maximum(cards.due, 0))
        self.unseen = np.flatnonzero(cards.is_new)
        self.seconds = 0.0

    def review(self, day: int, left: dict[str, int]) -> int:
        """Review what is due on a day, and return how many cards that were.

        Args:
            day: The day.
            left: How many may come yet, by quota; lowered by as many.
        """
        quota = self._group.review_quota
        chosen = self._least_known(np.flatnonzero(self.due <= day), day, left.get(quota))
        if quota in left:
            left[quota] -= len(chosen)
        if not len(chosen):
            return 0
        habits, before = self._habits, self._memory.of(chosen)
        days = (day - self._last[chosen]).astype(np.float64)
        recalled = self._chance.random(len(chosen)) < self._model.recall(before.stability, days)
        passed = self._chance.choice((_HARD, _GOOD, _EASY), len(chosen), p=habits.passed)
        memory = self._model.next(before, np.where(recalled, passed, _AGAIN), days)
        costs = np.where(recalled, habits.recalled_seconds, habits.failed_seconds)
        self.seconds += float(costs.sum())
        steps = len(self._group.preset.relearning_steps)
        self._schedule(chosen, self._drilled(memory, np.where(recalled, 0, steps), steps), day)
        return len(chosen)

    def introduce(self, day: int, left: dict[str, int]) -> int:
        """Introduce new cards on a day, and return how many; `left` as in `review`."""
        quota = self._group.new_quota
        most = left.get(quota, 0)
        chosen, self.unseen = self.unseen[:most], self.unseen[most:]
        left[quota] = most - len(chosen)
        if not len(chosen):
            return 0
        shares = self._habits.first
        grades = self._chance.choice((_AGAIN, _HARD, _GOOD, _EASY), len(chosen), p=shares)
        self.seconds += len(chosen) * self._habits.first_seconds
        steps = len(self._group.preset.learning_steps)
        passes = np.where(grades == _EASY, 0, np.where(grades == _GOOD, max(steps - 1, 0), steps))
        self._schedule(chosen, self._drilled(self._model.first(grades), passes, steps), day)
        return len(chosen)

    def recall(self, day: int) -> Floats:
        """Return the chance of recall of each card on a day; 0 for a new one."""
        is_new = self._last == _NEVER
        days = np.where(is_new, 0, day - self._last).astype(np.float64)
        chances = np.where(is_new, 0, self._model.recall(self._memory.stability, days))
        return np.asarray(chances.reshape(-1, self._copies).mean(axis=1))

    def _least_known(self, due: Ints, day: int, most: int | None) -> Ints:
        if most is None or len(due) <= most:
            return due
        days = (day - self._last[due]).astype(np.float64)
        known = self._model.recall(self._memory.stability[due], days)
        return due[np.argsort(known, kind="stable")[:most]]

    def _drilled(self, memory: Memory, left: Ints, steps: int) -> Memory:
        """Return what the repetitions within the day leave behind.

        Args:
            memory: Before them.
            left: How many more passes each card needs.
            steps: How many it needs anew after a failure.
        """
        for _ in range(_MOST_STEPS):
            chosen = np.flatnonzero(left > 0)
            if not len(chosen):
                break
            passed = self._chance.random(len(chosen)) < self._habits.step_passed
            grades = np.where(passed, _GOOD, _AGAIN)
            after = self._model.next(memory.of(chosen), grades, np.zeros(len(chosen)))
            memory.stability[chosen], memory.difficulty[chosen] = after.stability, after.difficulty
            left[chosen] = np.where(passed, left[chosen] - 1, steps)
            self.seconds += len(chosen) * self._habits.step_seconds
        return memory

    def _schedule(self, chosen: Ints, memory: Memory, day: int) -> None:
        preset = self._group.preset
        days = self._model.interval(memory.stability, preset.desired_retention, preset.longest)
        self._memory.stability[chosen] = memory.stability
        self._memory.difficulty[chosen] = memory.difficulty
        self._last[chosen] = day
        self.due[chosen] = day + days.astype(np.int64)
