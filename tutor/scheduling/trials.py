"""A log of reviews as columns: what parameters are fitted to, and how well they foretell it.

A trial is a review that came a day or more after the one before it: what was recalled then says
something of memory, which a repetition minutes later does not. It counts where its grade is certain
(`tutor.scheduling.certainty`). A card's reviews after an uncertain one are no trials either: what
was foretold of them would follow from the uncertain grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from tutor.scheduling.accuracy import Kinds
from tutor.scheduling.certainty import GivenGrade, is_certain
from tutor.scheduling.memory import Bools, Floats, Ints, Memory, Model
from tutor.scheduling.review import Grade


class Rated(NamedTuple):
    """As much of a review as a fit looks at.

    Attributes:
        card_id: Its card.
        grade: The grade that counts.
        at: When it was given; aware.
        is_certain: Whether the grade says what the learner knew.
    """

    card_id: str
    grade: Grade
    at: datetime
    is_certain: bool = True


def rated(review: GivenGrade) -> Rated:
    """Return a review as a fit looks at it; what another program scheduled is a grade unknown."""
    if review.basis is None:
        return Rated(review.card_id, Grade.GOOD, review.at, is_certain=False)
    return Rated(review.card_id, review.basis.grade, review.at, is_certain(review.basis))


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Reviews as columns of the shape (n,), by card and then in their order.

    Attributes:
        card: A number for each card, from 0.
        position: The number of the review among its card's, from 0.
        grade: FSRS's numbers, 1 to 4.
        days: Whole days of 24 hours since the review before, as the scheduler counts; ≥ 0.
        at: Seconds since 1970.
        is_trial: Whether it is a trial that counts.
    """

    card: Ints
    position: Ints
    grade: Ints
    days: Floats
    at: Floats
    is_trial: Bools

    @classmethod
    def of(cls, reviews: Iterable[Rated]) -> Trials:
        """Lay out reviews that stand together by card, each card's in their order."""
        rows = [
            (number, *row)
            for number, (_, own) in enumerate(groupby(reviews, attrgetter("card_id")))
            for row in _rows(own)
        ]
        card, position, grade, days, at, is_trial = zip(*rows, strict=True) if rows else [()] * 6
        return cls(
            card=np.array(card, np.int64),
            position=np.array(position, np.int64),
            grade=np.array(grade, np.int64),
            days=np.array(days, np.float64),
            at=np.array(at, np.float64),
            is_trial=np.array(is_trial, np.bool_),
        )

    @property
    def count(self) -> int:
        """How many trials there are."""
        return int(self.is_trial.sum())

    def before(self, moment: float) -> Trials:
        """Return the reviews before a moment, in seconds since 1970."""
        chosen = self.at < moment
        return Trials(
            card=self.card[chosen],
            position=self.position[chosen],
            grade=self.grade[chosen],
            days=self.days[chosen],
            at=self.at[chosen],
            is_trial=self.is_trial[chosen],
        )

    def moment_at(self, share: float) -> float:
        """Return when this share of the trials lies behind, in seconds since 1970."""
        return float(np.quantile(self.at[self.is_trial], share, method="higher"))


def foretold(trials: Trials, parameters: Sequence[float]) -> Floats:
    """Return the probability of recall that parameters give each review; 1 for a first one."""
    model = Model(parameters)
    chances = np.ones(len(trials.card))
    cards = int(trials.card.max(initial=-1)) + 1
    known = Memory(np.ones(cards), np.ones(cards))
    for rows in _by_position(trials.position):
        card, grade, days = trials.card[rows], trials.grade[rows], trials.days[rows]
        before = known.of(card)
        if not trials.position[rows[0]]:
            after = model.first(grade)
        else:
            chances[rows] = model.recall(before.stability, days)
            after = model.next(before, grade, days)
        known.stability[card], known.difficulty[card] = after.stability, after.difficulty
    return chances


def kinds(trials: Trials) -> Kinds:
    """Return what makes each of the trials that count alike to others, in their order."""
    is_later = trials.days >= 1
    failed = is_later & (trials.grade == Grade.AGAIN)
    chosen = trials.is_trial
    reviews = _so_far(is_later, trials.position) + 1
    lapses = _so_far(failed, trials.position) - failed
    return Kinds(trials.days[chosen], reviews[chosen], lapses[chosen])


def _rows(reviews: Iterable[Rated]) -> Iterator[tuple[int, int, int, float, bool]]:
    """Yield the position, grade, days, moment and whether it is a trial of a card's reviews."""
    last: datetime | None = None
    is_certain = True
    for position, review in enumerate(reviews):
        days = max(0, (review.at - last).days) if last else 0
        is_certain = is_certain and review.is_certain
        yield position, int(review.grade), days, review.at.timestamp(), is_certain and days >= 1
        last = review.at


def _by_position(position: Ints) -> Iterator[Ints]:
    """Yield the rows of all first reviews, then those of all second ones, and so on."""
    order = np.argsort(position, kind="stable")
    return iter(np.split(order, np.cumsum(np.bincount(position))[:-1]) if order.size else ())


def _so_far(counted: Bools, position: Ints) -> Ints:
    """Return how many of its card's rows were counted up to each row, itself too."""
    total = np.cumsum(counted, dtype=np.int64)
    starts = np.flatnonzero(position == 0)
    before: Ints = (total - counted)[starts]
    return np.asarray(total - np.repeat(before, np.diff([*starts, len(position)])))
