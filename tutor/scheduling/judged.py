"""What judged answers say: of weak key points, and of trust in the grader. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.estimate import Estimate, wilson
from tutor.grading.verdict import Level, Status
from tutor.scheduling.overrules import overrules
from tutor.scheduling.past import JudgedReview
from tutor.scheduling.review import Grade

LATELY = 8
"""So many of the last answers tell whether a key point is weak now."""


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A key point that answers lacked.

    Attributes:
        card_id: Its card.
        text: The point.
        past: What became of it each time, the oldest first.
    """

    card_id: str
    text: str
    past: tuple[Status, ...]

    def count(self, status: Status) -> int:
        """Return how often that became of it."""
        return self.past.count(status)

    @property
    def failures(self) -> int:
        """How often it was not covered."""
        return len(self.past) - self.count(Status.COVERED)

    @property
    def lately(self) -> tuple[Status, ...]:
        """What became of it the last times, `LATELY` at most."""
        return self.past[-LATELY:]

    @property
    def late_failures(self) -> int:
        """How often it was not covered the last times."""
        return sum(status is not Status.COVERED for status in self.lately)


@dataclass(frozen=True, slots=True)
class Overruled:
    """What became of the grader's verdicts of one level.

    Attributes:
        answers: The verdicts.
        raised: Those that would have failed the answer, and the learner passed it.
        lowered: Those that would have passed it, and the learner failed it.
    """

    answers: int
    raised: int
    lowered: int

    @property
    def share(self) -> Estimate | None:
        """The share that was overruled either way, with its interval; None of no answers."""
        return wilson(self.raised + self.lowered, self.answers)

    def __add__(self, other: Overruled) -> Overruled:
        return Overruled(
            self.answers + other.answers,
            self.raised + other.raised,
            self.lowered + other.lowered,
        )


@dataclass(frozen=True, slots=True)
class Trust:
    """How often the grader was overruled.

    Attributes:
        levels: By the level of its verdict.
        unjudged: The answers that it could not judge; in no level.
    """

    levels: dict[Level, Overruled]
    unjudged: int

    @property
    def all(self) -> Overruled:
        """Of every level."""
        return sum(self.levels.values(), Overruled(0, 0, 0))


def weak_points(reviews: Iterable[JudgedReview], most: int) -> tuple[WeakPoint, ...]:
    """Return the key points that were most often not covered lately, at most so many.

    Of those as often, the one that was not covered more often in all comes first: what is known by
    now is weak no more.

    Args:
        reviews: The oldest first.
        most: How many.
    """
    past: defaultdict[tuple[str, str], list[Status]] = defaultdict(list)
    for review in reviews:
        for text, status in review.points:
            past[review.card_id, text].append(status)
    failed = [
        WeakPoint(*key, tuple(statuses))
        for key, statuses in past.items()
        if any(status is not Status.COVERED for status in statuses[-LATELY:])
    ]
    return tuple(sorted(failed, key=lambda one: (-one.late_failures, -one.failures))[:most])


def trust(reviews: Sequence[JudgedReview]) -> Trust:
    """Return how often the grader was overruled: passed for failed, or failed for passed.

    Answers whose grade nobody confirmed say nothing of it, and are left out.
    """
    asked = [review for review in reviews if not review.is_unasked]
    judged = [(review.level, review) for review in asked if review.level is not None]
    answers = Counter(level for level, _ in judged)
    overruled = Counter(
        (level, review.grade is not Grade.AGAIN)
        for level, review in judged
        if overrules(review.grade, review.proposed, level)
    )
    levels = {
        level: Overruled(answers[level], overruled[level, True], overruled[level, False])
        for level in Level
    }
    return Trust(levels, len(asked) - len(judged))
