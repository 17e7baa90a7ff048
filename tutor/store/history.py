"""A card's history, as far as its schedule follows from it, and whether one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from math import isclose
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from tutor.scheduling.review import Grade, Schedule
from tutor.store.codec import Row
from tutor.store.moments import moment

if TYPE_CHECKING:
    from tutor.scheduling.fsrs import Scheduler

LAST_GRADE = """coalesce(
  (SELECT regrade.grade FROM regrade WHERE review_id = review.id ORDER BY at DESC LIMIT 1),
  review.grade)"""
"""The grade of a review that counts, in SQL."""

_LAST_DIGITS = 1e-9  # relative; another system's `pow` may round the last digits otherwise


class GradedAt(NamedTuple):
    """As much of a review as a schedule follows from."""

    grade: Grade
    at: datetime


def graded_at(row: Row) -> GradedAt:
    """Return what the grade that counts and the moment of a review say.

    Raises:
        ValueError, TypeError, OverflowError: Nothing; the store is damaged.
    """
    grade, at = cast("tuple[int, int]", row)
    return GradedAt(Grade(grade), moment(at))


History: TypeAlias = list[GradedAt]
"""The reviews of one card that were not undone, in the order of their ids."""

Replay: TypeAlias = Callable[[History], Schedule | None]
"""The scheduler's fold: a history -> the schedule, None for an empty one."""


def replay(history: History) -> Schedule | None:
    """Fold a history with FSRS's default parameters."""
    return _scheduler().replay(history)


@cache
def _scheduler() -> Scheduler:
    from tutor.scheduling.fsrs import Scheduler  # 20 ms that the store seldom needs

    return Scheduler()


def follows(schedule: Schedule | None, history: History) -> bool:
    """Whether a schedule was made knowing of all these reviews, by their number and the last."""
    if schedule is None:
        return not history
    return len(history) == schedule.reviews and history[-1].at == schedule.last_review


def agree(kept: Schedule | None, folded: Schedule | None) -> bool:
    """Whether two schedules are the same but for the last digits of what was computed."""
    if kept is None or folded is None:
        return kept is folded
    return (
        isclose(kept.stability, folded.stability, rel_tol=_LAST_DIGITS)
        and isclose(kept.difficulty, folded.difficulty, rel_tol=_LAST_DIGITS)
        and replace(kept, stability=folded.stability, difficulty=folded.difficulty) == folded
    )
