"""Two models that agree are heard as one, and two that do not leave a doubt."""

from __future__ import annotations

import pytest

from tutor.cards.card import Card, KeyPoint
from tutor.grading.findings import level_of
from tutor.grading.opinions import SecondOpinion
from tutor.grading.verdict import Answer, Finding, Level, Spent, Stage, Status, Unjudged, Verdict

CARD = Card("What do plants need?", "light", (KeyPoint("light"),), 1)


def verdict(score: float, stage: Stage = Stage.RUBRIC, doubt: str = "") -> Verdict:
    findings = (Finding(CARD.points[0], Status.MISSING, 0.0, ""),)
    return Verdict(findings, score, level_of(score), 0.5, stage, "made up", doubt)


class Judge:
    """A grader that always says the same, for ten tokens."""

    def __init__(self, says: Verdict | Unjudged, name: str = "owl") -> None:
        self.name = name
        self.spent = Spent()
        self._says = says

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        self.spent += Spent(10)
        return self._says


def heard(first: Verdict | Unjudged, second: Verdict | Unjudged) -> Verdict | Unjudged:
    return SecondOpinion(Judge(first), Judge(second)).grade(CARD, Answer("sun"))


def test_the_first_verdict_stands_where_the_levels_agree() -> None:
    assert heard(verdict(0.9), verdict(0.6)) == verdict(0.9)


@pytest.mark.parametrize("scores", [(1.0, 0.4), (0.4, 1.0)])
def test_of_two_levels_the_lower_one_is_given_in_doubt(scores: tuple[float, float]) -> None:
    said = heard(verdict(scores[0]), verdict(scores[1]))
    assert isinstance(said, Verdict)
    assert (said.level, said.score) == (Level.PARTIAL, 0.4)
    assert "One model calls it" in said.doubt


def test_an_opinion_that_nobody_seconds_is_in_doubt() -> None:
    for said in (heard(verdict(1.0), Unjudged("gone")), heard(Unjudged("gone"), verdict(1.0))):
        assert isinstance(said, Verdict)
        assert (said.level, bool(said.doubt)) == (Level.CORRECT, True)


def test_without_any_opinion_the_answer_is_unjudged() -> None:
    assert heard(Unjudged("gone"), Unjudged("lost")) == Unjudged("gone")


def test_what_is_certain_is_not_asked_again() -> None:
    second = Judge(verdict(0.0))
    both = SecondOpinion(Judge(verdict(1.0, Stage.EXACT)), second)
    assert both.grade(CARD, Answer("light")) == verdict(1.0, Stage.EXACT)
    assert second.spent == Spent()


def test_both_are_named_and_both_are_counted() -> None:
    both = SecondOpinion(Judge(verdict(1.0), "owl"), Judge(verdict(1.0), "raven"))
    both.grade(CARD, Answer("sun"))
    assert (both.name, both.spent) == ("owl; second opinion: raven", Spent(20))
