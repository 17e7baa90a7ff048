"""A second opinion: two graders that ask different models, heard together.

That models of different makers agree says more of an answer than that one agrees with itself.
"""

from __future__ import annotations

from dataclasses import replace

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Grader, Spent, Stage, Unjudged, Verdict, spent_by


class SecondOpinion:
    """Asks a second grader wherever the first one asked its model.

    Where both give the same level, the first one's verdict stands. Where they do not, the lower
    level does, in doubt; so it does where one of them could not say.

    Args:
        first: As `tutor.grading.rubric.RubricGrader`.
        second: The same over another model.
    """

    def __init__(self, first: Grader, second: Grader) -> None:
        self._first = first
        self._second = second

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self._first.name}; second opinion: {self._second.name}"

    @property
    def spent(self) -> Spent:
        """What both have used."""
        return spent_by(self._first) + spent_by(self._second)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` twice; total over every card and every text."""
        first = self._first.grade(card, answer)
        if isinstance(first, Verdict) and first.decided_by is not Stage.RUBRIC:
            return first
        if isinstance(first, Unjudged) and not card.points:
            return first
        return together(first, self._second.grade(card, answer))


def together(first: Verdict | Unjudged, second: Verdict | Unjudged) -> Verdict | Unjudged:
    """Return what two opinions come to."""
    if isinstance(first, Unjudged) and isinstance(second, Unjudged):
        return first
    if isinstance(first, Unjudged) or isinstance(second, Unjudged):
        only = second if isinstance(first, Unjudged) else first
        assert isinstance(only, Verdict)
        return replace(only, doubt=only.doubt or "A second opinion was wanted and not to be had.")
    if first.level is second.level:
        return replace(first, doubt=first.doubt or second.doubt)
    lower = min(first, second, key=lambda one: one.score)
    doubt = f"One model calls it {first.level}, another {second.level}."
    return replace(lower, doubt=doubt)
