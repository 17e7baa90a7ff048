"""Whom an answer is sent to: which offline verdicts a second judge is asked about.

An answer needs judging where the offline grader had to compare meanings: nothing said, the
reference itself, and what values or exact words settle, are certain already. Of those, the grader
is unsure where it says so itself, and where its score, which is about the chance that people would
call the answer right, lies near even. The doubt is how near: 1 at 0.5, 0 at 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Grader, Spent, Stage, Unjudged, Verdict, spent_by

UNSURE = 0.5
"""The doubt from which a second judge is asked, unless told otherwise: scores from 0.25 to 0.75.

Chosen on the 250 dev responses of the three held-out suites, where 59 levels of the offline grader
(head 6) are not what people said. From a doubt of 0.5 on, 32 % of the answers are sent, and with
them 63 % of those mistakes; from 0.6, 27 % and 54 %; from 0.4, 39 % and 64 %: below 0.5, what is
sent in addition holds few more. `tutor llm plan` shows the figures;
`python -m tutor.evaluation.unsure` makes them.
"""

Needs: TypeAlias = Callable[[Card, Verdict | Unjudged], bool]
"""Whether a second judge is asked about an answer to a card, given the first one's verdict."""


def needs_judging(card: Card, verdict: Verdict | Unjudged) -> bool:
    """Return whether an answer was left to a judgement of meaning, or to nobody."""
    if isinstance(verdict, Unjudged):
        return bool(card.points)
    return verdict.decided_by is Stage.SIMILARITY


def doubt_of(verdict: Verdict) -> float:
    """Return how near a verdict's score is to even, in [0, 1]; 1 where the verdict is in doubt."""
    return 1.0 if verdict.doubt else 1.0 - 2.0 * abs(verdict.score - 0.5)


def unsure_from(doubt: float) -> Needs:
    """Return what sends the answers whose verdict has at least so much doubt, in [0, 1]."""

    def needs(card: Card, verdict: Verdict | Unjudged) -> bool:
        if not needs_judging(card, verdict):
            return False
        return isinstance(verdict, Unjudged) or doubt_of(verdict) >= doubt

    return needs


class Referring:
    """Judges by a first grader, and asks a second one where it is needed.

    Where the second cannot say, the first one's verdict stands.

    Args:
        first: As `tutor.grading.cascade.CascadeGrader`.
        second: As `tutor.grading.rubric.RubricGrader`.
        needs: Which answers the second is asked about.
        when: The same in words, for the name.
    """

    def __init__(self, first: Grader, second: Grader, needs: Needs, when: str) -> None:
        self._first = first
        self._second = second
        self._needs = needs
        self._when = when

    @property
    def name(self) -> str:
        """Both names, and when the second is asked."""
        return f"{self._first.name}; {self._when}: {self._second.name}"

    @property
    def spent(self) -> Spent:
        """What both have used."""
        return spent_by(self._first) + spent_by(self._second)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`; total over every card and every text."""
        first = self._first.grade(card, answer)
        if not self._needs(card, first):
            return first
        second = self._second.grade(card, answer)
        return first if isinstance(second, Unjudged) else second
