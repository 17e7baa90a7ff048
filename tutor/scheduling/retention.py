"""How much is remembered: the share of reviews that succeeded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tutor.scheduling.fsrs import Graded, planted
from tutor.scheduling.review import Grade, Phase, Schedule, Seed

Step: TypeAlias = Callable[[Schedule | None, Graded], Schedule]
"""The scheduler's step, `tutor.scheduling.fsrs.Fold.step`."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What became of some reviews of learned cards.

    Attributes:
        recalled: Those not graded AGAIN.
        reviews: All of them, ≥ `recalled`.
    """

    recalled: int
    reviews: int


def retention(
    histories: Iterable[Iterable[Graded | Seed]], since: datetime, step: Step
) -> Retention:
    """Count the reviews, at `since` or later, of cards that were in review at the time.

    The steps of learning and relearning, minutes apart, say little about memory and are left out.

    Args:
        histories: Each the whole history of one card, in order: the phase follows from it.
        since: Aware.
        step: What gives the phases.
    """
    grades = [
        grade for history in histories for at, grade in _in_review(history, step) if at >= since
    ]
    return Retention(sum(grade is not Grade.AGAIN for grade in grades), len(grades))


def _in_review(history: Iterable[Graded | Seed], step: Step) -> Iterable[tuple[datetime, Grade]]:
    schedule: Schedule | None = None
    for entry in history:
        if isinstance(entry, Seed):
            schedule = planted(entry)
            continue
        if schedule and schedule.phase is Phase.REVIEW:
            yield entry.at, entry.grade
        schedule = step(schedule, entry)
