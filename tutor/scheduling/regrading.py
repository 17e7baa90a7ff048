"""What another grader would have made of old answers. Pure.

A learner's own word stays: only a grade that was accepted as proposed follows from a verdict, and
only such a grade can be another when the verdict is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.scheduling.policy import propose
from tutor.scheduling.review import Grade, Mode, Review

_TYPED = (Mode.TYPED, Mode.UNATTENDED)


class Skipped(StrEnum):
    """Why an answer is not judged anew."""

    NOT_TYPED = "not typed"
    CARD_CHANGED = "the card has changed"
    SAME_GRADER = "judged by this grader"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An answer that was judged anew.

    Attributes:
        card: Its card.
        review: The review, as it stands in the log.
        verdict: What the grader says now.
        grader: The grader's name.
        proposed: What the policy would propose now; None where it proposes nothing.
    """

    card: Card
    review: Review
    verdict: Verdict
    grader: str
    proposed: Grade | None

    @property
    def has_other_level(self) -> bool:
        """Whether the answer has another level than it had."""
        before = self.review.verdict
        return isinstance(before, Unjudged) or before.level is not self.verdict.level

    @property
    def grade(self) -> Grade | None:
        """The grade that would follow; None where the one that counts stays."""
        return None if self._is_given else self._other

    @property
    def is_own_word(self) -> bool:
        """Whether the grade would be another, had the learner not given it."""
        return self._is_given and self._other is not None

    @property
    def _is_given(self) -> bool:
        """Whether the learner gave the grade, and not a grader."""
        return not self.review.regraded_by and self.review.grade is not self.review.proposed

    @property
    def _other(self) -> Grade | None:
        return None if self.proposed is self.review.grade else self.proposed


def skipped(card: Card, review: Review, grader: str) -> Skipped | None:
    """Return why an answer is not to be judged anew; None where it is.

    An answer to a card that was mended since would be judged by what was not asked.

    Args:
        card: The card as it is now.
        review: The review.
        grader: The name of the grader that would judge it.
    """
    verdict = review.verdict
    if review.mode not in _TYPED or not review.answer.text:
        return Skipped.NOT_TYPED
    if isinstance(verdict, Verdict):
        if tuple(found.point for found in verdict.findings) != card.points:
            return Skipped.CARD_CHANGED
        if review.grader == grader:
            return Skipped.SAME_GRADER
    return None


def rejudged(
    card: Card,
    review: Review,
    grade: Callable[[Card, Answer], Verdict | Unjudged],
    grader: str,
) -> Rejudged | None:
    """Judge an answer anew; None where the grader cannot.

    Args:
        card: The card as it is now.
        review: The review.
        grade: Judges an answer to a card.
        grader: The name of who does.
    """
    verdict = grade(card, review.answer)
    if isinstance(verdict, Unjudged):
        return None
    return Rejudged(card, review, verdict, grader, propose(verdict, review.answer).grade)
