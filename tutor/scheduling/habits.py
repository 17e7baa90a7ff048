"""How a learner answers and how long that takes, from their own log: what a simulation plays. Pure.

Where the log says little, it is filled up with what most learners do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from tutor.scheduling.certainty import GivenGrade
from tutor.scheduling.memory import Floats
from tutor.scheduling.past import MOST_SECONDS
from tutor.scheduling.review import Grade

ASSUMED_SECONDS = 30.0
"""What an answer is taken to cost where none was measured: some 60 characters are typed in 14 s
(`tutor.scheduling.policy.Policy`), and as long again goes to reading, recalling and the verdict."""

_FIRST = (0.24, 0.094, 0.495, 0.171)
_PASSED = (0.224, 0.631, 0.145)
_STEP_PASSED = 0.9
# Above: how often each grade is given, of Anki's learners; the defaults of the simulator of fsrs-rs
# (https://github.com/open-spaced-repetition/fsrs-rs, src/simulation.rs).
_IMAGINED = 20  # grades of most learners that stand beside the learner's own


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody answers.

    Attributes:
        first: How often a first answer is graded Again, Hard, Good, Easy; sums to 1.
        passed: How often an answer that was recalled is graded Hard, Good, Easy; sums to 1.
        step_passed: How often an answer minutes after another is recalled, in [0, 1].
        first_seconds: What a first answer takes; > 0.
        recalled_seconds: What an answer takes that is recalled a day or more later.
        failed_seconds: What one takes that is not.
        step_seconds: What one takes minutes after another.
        measured: How many answers were measured, ≥ 0.
    """

    first: tuple[float, ...] = _FIRST
    passed: tuple[float, ...] = _PASSED
    step_passed: float = _STEP_PASSED
    first_seconds: float = ASSUMED_SECONDS
    recalled_seconds: float = ASSUMED_SECONDS
    failed_seconds: float = ASSUMED_SECONDS
    step_seconds: float = ASSUMED_SECONDS
    measured: int = 0


@dataclass(slots=True)
class _Answers:
    """Answers of one kind."""

    grades: list[Grade]
    seconds: list[float]


def habits(given: Iterable[GivenGrade]) -> Habits:
    """Return how somebody answers, from reviews by card, each card's in their order."""
    first, later, step = (_Answers([], []) for _ in range(3))
    for _, own in groupby(given, attrgetter("card_id")):
        last = None
        for one in own:
            if one.basis:
                kind = first if last is None else later if (one.at - last).days >= 1 else step
                kind.grades.append(one.basis.grade)
                kind.seconds.append(min(one.seconds, MOST_SECONDS))
            last = one.at
    usual = _mean([*first.seconds, *later.seconds, *step.seconds], ASSUMED_SECONDS, imagined=0)
    recalled = [n for n, grade in enumerate(later.grades) if grade is not Grade.AGAIN]
    failed = [n for n, grade in enumerate(later.grades) if grade is Grade.AGAIN]
    passed_steps = sum(grade is not Grade.AGAIN for grade in step.grades)
    return Habits(
        first=_shares(first.grades, _FIRST, Grade.AGAIN),
        passed=_shares([later.grades[n] for n in recalled], _PASSED, Grade.HARD),
        step_passed=(passed_steps + _IMAGINED * _STEP_PASSED) / (len(step.grades) + _IMAGINED),
        first_seconds=_mean(first.seconds, usual),
        recalled_seconds=_mean([later.seconds[n] for n in recalled], usual),
        failed_seconds=_mean([later.seconds[n] for n in failed], usual),
        step_seconds=_mean(step.seconds, usual),
        measured=sum(one > 0 for each in (first, later, step) for one in each.seconds),
    )


def _shares(grades: Sequence[Grade], usual: Sequence[float], least: Grade) -> tuple[float, ...]:
    """Return how often each grade from `least` on was given, filled up with what is usual."""
    counts: Floats = np.bincount([grade - least for grade in grades], minlength=len(usual)).astype(
        np.float64
    )
    filled = counts + _IMAGINED * np.asarray(usual)
    return tuple((filled / filled.sum()).tolist())


def _mean(seconds: Sequence[float], usual: float, imagined: int = _IMAGINED) -> float:
    """Return the mean of what was measured, filled up with what is usual."""
    measured = [one for one in seconds if one > 0]
    count = len(measured) + imagined
    return (sum(measured) + imagined * usual) / count if count else usual
