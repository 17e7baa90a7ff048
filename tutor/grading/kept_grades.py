"""A grader that never gives one answer two grades: what it judged once, it looks up."""

from __future__ import annotations

import hashlib
import json
from typing import Protocol

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Grader, Spent, Unjudged, Verdict, spent_by


class GradeKeeper(Protocol):
    """Where verdicts are kept."""

    def grade(self, key: str) -> Verdict | None:
        """Return the verdict kept under `key`, or None."""
        ...

    def keep_grade(self, key: str, verdict: Verdict) -> Verdict:
        """Keep a verdict, and return the one that was kept first under `key`."""
        ...


class KeptGrades:
    """Asks a grader for what no keeper has, and keeps it. What nobody could judge is not kept.

    Args:
        grader: One whose verdict follows from card, text and its name, but for chance.
        keeper: Where its verdicts are kept.
    """

    def __init__(self, grader: Grader, keeper: GradeKeeper) -> None:
        self._grader = grader
        self._keeper = keeper

    @property
    def name(self) -> str:
        """The grader's name."""
        return self._grader.name

    @property
    def spent(self) -> Spent:
        """What the grader has used; what is looked up costs nothing."""
        return spent_by(self._grader)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Return the verdict that is kept, or judge `answer`."""
        key = grade_key(self.name, card, answer.text)
        if kept := self._keeper.grade(key):
            return kept
        verdict = self._grader.grade(card, answer)
        if isinstance(verdict, Unjudged):
            return verdict
        return self._keeper.keep_grade(key, verdict)


def grade_key(grader: str, card: Card, text: str) -> str:
    """Return SHA-256, as 64 hex digits, over all that a verdict follows from.

    Args:
        grader: The grader's name, which holds the digest of its instruction and its model.
        card: The card; where it stands does not matter.
        text: The answer, to the letter.
    """
    points = [(point.text, point.required, point.accepted) for point in card.points]
    asked = [card.question, card.answer, card.accepted, points, card.needed]
    return hashlib.sha256(json.dumps([grader, asked, text]).encode()).hexdigest()
