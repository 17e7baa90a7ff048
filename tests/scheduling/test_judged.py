"""Weak key points, and how often the grader was overruled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutor.estimate import wilson
from tutor.grading.verdict import Level, Status
from tutor.scheduling.judged import Overruled, Trust, trust, weak_points
from tutor.scheduling.past import JudgedReview
from tutor.scheduling.review import Grade

COVERED, PARTLY, MISSING, CONTRADICTED = Status
AGAIN, HARD, GOOD, EASY = Grade


def answer(**points: Status) -> JudgedReview:
    return JudgedReview("card", GOOD, GOOD, Level.CORRECT, False, tuple(points.items()))


def verdict(level: Level | None, proposed: Grade | None, grade: Grade) -> JudgedReview:
    return JudgedReview("card", proposed, grade, level, False, ())


def test_a_point_that_was_always_covered_is_not_weak() -> None:
    assert weak_points([answer(wall=COVERED)] * 3, 9) == ()


def test_points_come_by_how_often_they_were_not_covered() -> None:
    answers = [
        answer(wall=MISSING, vacuole=COVERED),
        answer(wall=COVERED, vacuole=PARTLY),
        answer(wall=CONTRADICTED, vacuole=COVERED),
    ]

    wall, vacuole = weak_points(answers, 9)

    assert (wall.text, wall.failures, wall.past) == ("wall", 2, (MISSING, COVERED, CONTRADICTED))
    assert (wall.count(MISSING), wall.count(CONTRADICTED)) == (1, 1)
    assert (vacuole.text, vacuole.failures) == ("vacuole", 1)
    assert weak_points(answers, 1) == (wall,)


def test_the_same_words_on_two_cards_are_two_points() -> None:
    other = JudgedReview("other", GOOD, GOOD, Level.PARTIAL, False, (("wall", MISSING),))

    assert {one.card_id for one in weak_points([answer(wall=MISSING), other], 9)} == {
        "card",
        "other",
    }


def test_a_point_that_is_known_by_now_is_weak_no_more() -> None:
    answers = [answer(wall=MISSING)] * 5 + [answer(wall=COVERED)] * 8

    assert weak_points(answers, 9) == ()


@pytest.mark.parametrize(
    ("level", "proposed", "grade", "expected"),
    [
        (Level.CORRECT, GOOD, HARD, Overruled(1, 0, 0)),
        (Level.CORRECT, GOOD, AGAIN, Overruled(1, 0, 1)),
        (Level.PARTIAL, AGAIN, GOOD, Overruled(1, 1, 0)),
        (Level.PARTIAL, AGAIN, AGAIN, Overruled(1, 0, 0)),
        (Level.CORRECT, None, AGAIN, Overruled(1, 0, 1)),  # in doubt: set against its level
        (Level.INCORRECT, None, EASY, Overruled(1, 1, 0)),
    ],
)
def test_overruling_is_passing_what_failed_and_failing_what_passed(
    level: Level, proposed: Grade | None, grade: Grade, expected: Overruled
) -> None:
    assert trust([verdict(level, proposed, grade)]).levels[level] == expected


def test_a_grade_that_nobody_confirmed_says_nothing_of_the_grader() -> None:
    regraded = replace(verdict(Level.CORRECT, GOOD, AGAIN), is_unasked=True)

    assert trust([regraded]).all == Overruled(0, 0, 0)


def test_what_nobody_judged_is_told_and_counts_in_no_level() -> None:
    assert trust([verdict(None, None, GOOD)]) == Trust(
        dict.fromkeys(Level, Overruled(0, 0, 0)), unjudged=1
    )


def test_all_levels_together_have_a_share_with_its_interval() -> None:
    found = trust(
        [verdict(Level.CORRECT, GOOD, AGAIN), verdict(Level.PARTIAL, AGAIN, GOOD)]
        + [verdict(Level.CORRECT, GOOD, GOOD)] * 8
    ).all

    assert found == Overruled(answers=10, raised=1, lowered=1)
    assert found.share == wilson(2, 10)
    assert Overruled(0, 0, 0).share is None
