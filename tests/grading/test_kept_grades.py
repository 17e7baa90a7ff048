"""No answer gets two grades."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.grading.test_opinions import CARD, Judge, verdict
from tutor.cards.card import Card, KeyPoint, Place
from tutor.grading.kept_grades import KeptGrades, grade_key
from tutor.grading.verdict import Answer, Spent, Unjudged, Verdict


class Shelf(dict[str, Verdict]):
    """Keeps verdicts in memory; the first one under a key stays."""

    def grade(self, key: str) -> Verdict | None:
        return self.get(key)

    def keep_grade(self, key: str, verdict: Verdict) -> Verdict:
        return self.setdefault(key, verdict)


def test_the_same_answer_is_judged_once() -> None:
    judge, shelf = Judge(verdict(0.7)), Shelf()
    for seconds in (1.0, 2.0):
        assert KeptGrades(judge, shelf).grade(CARD, Answer("sun", seconds)) == verdict(0.7)

    assert judge.spent == Spent(10)


def test_another_judge_by_that_name_finds_the_first_ones_verdict() -> None:
    shelf = Shelf()
    KeptGrades(Judge(verdict(0.7)), shelf).grade(CARD, Answer("sun"))

    assert KeptGrades(Judge(verdict(0.1)), shelf).grade(CARD, Answer("sun")) == verdict(0.7)


def test_of_two_that_judge_at_a_time_the_first_ones_verdict_stands() -> None:
    class Late(Shelf):
        def grade(self, key: str) -> Verdict | None:
            return None  # it was kept by somebody else just after this looked

    shelf = Late()
    KeptGrades(Judge(verdict(0.7)), shelf).grade(CARD, Answer("sun"))

    assert KeptGrades(Judge(verdict(0.1)), shelf).grade(CARD, Answer("sun")) == verdict(0.7)


def test_what_nobody_could_judge_is_asked_again() -> None:
    judge = Judge(Unjudged("gone"))
    for _ in range(2):
        KeptGrades(judge, Shelf()).grade(CARD, Answer("sun"))

    assert judge.spent == Spent(20)


@pytest.mark.parametrize(
    "other",
    [
        replace(CARD, question="What do animals need?"),
        replace(CARD, answer="light and air"),
        replace(CARD, points=(KeyPoint("light"), KeyPoint("air"))),
        replace(CARD, points=(KeyPoint("light", required=False),)),
        replace(CARD, points=(KeyPoint("light", accepted=("sunshine",)),)),
        replace(CARD, accepted=("sunshine",)),
        replace(CARD, needed=0),
    ],
)
def test_another_card_is_another_question_for_the_judge(other: Card) -> None:
    assert grade_key("owl", other, "sun") != grade_key("owl", CARD, "sun")


def test_another_text_or_judge_is_another_question() -> None:
    keys = {grade_key(by, CARD, text) for by in ("owl", "raven") for text in ("sun", "Sun", "sun ")}

    assert len(keys) == 6


def test_where_a_card_stands_makes_no_difference() -> None:
    moved = replace(CARD, place=Place("another.md", 7), decks=("plants",))

    assert grade_key("owl", moved, "sun") == grade_key("owl", CARD, "sun")
