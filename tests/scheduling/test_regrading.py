"""What another grader would have made of old answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.practice.material import CARDS, NOON, verdict
from tutor.grading.verdict import Answer, Status, Unjudged, Verdict
from tutor.scheduling.regrading import Rejudged, Skipped, rejudged, skipped
from tutor.scheduling.review import Grade, Mode, Review

CARD = CARDS["a"]
RIGHT, WRONG = verdict(), verdict(Status.MISSING)
AGAIN, HARD, GOOD, EASY = Grade
REVIEW = Review("1" * 32, "a", NOON, Answer("Paris", 4), WRONG, "old", AGAIN, AGAIN, "s")


def anew(review: Review = REVIEW, says: Verdict | Unjudged = RIGHT) -> Rejudged | None:
    return rejudged(CARD, review, lambda _card, _answer: says, "new")


def grade_after(review: Review = REVIEW, says: Verdict = RIGHT) -> Grade | None:
    found = anew(review, says)
    assert found is not None
    return found.grade


def test_a_grade_that_was_accepted_as_proposed_follows_the_new_verdict() -> None:
    assert grade_after() is GOOD


def test_a_grade_that_the_learner_gave_stays() -> None:
    own = replace(REVIEW, grade=EASY)
    found = anew(own)

    assert found is not None
    assert (found.grade, found.is_own_word) == (None, True)


def test_a_grade_where_nothing_was_proposed_is_the_learners() -> None:
    assert grade_after(replace(REVIEW, proposed=None)) is None


def test_a_grade_that_followed_another_grader_follows_the_next_one() -> None:
    assert grade_after(replace(REVIEW, grade=GOOD, regraded_by="older"), WRONG) is AGAIN


def test_the_same_verdict_changes_nothing() -> None:
    found = anew(says=WRONG)

    assert found is not None
    assert (found.has_other_level, found.grade) == (False, None)


def test_a_verdict_in_doubt_changes_no_grade() -> None:
    assert grade_after(says=verdict(doubt="It may mean the opposite.")) is None


def test_what_the_grader_cannot_judge_is_left_alone() -> None:
    assert anew(says=Unjudged("Nobody answered.")) is None


def test_an_answer_that_nobody_judged_gets_a_level() -> None:
    found = anew(replace(REVIEW, verdict=Unjudged("No model."), proposed=None, grade=GOOD))

    assert found is not None
    assert found.has_other_level


@pytest.mark.parametrize(
    ("review", "why"),
    [
        (REVIEW, None),
        (replace(REVIEW, mode=Mode.UNATTENDED), None),
        (replace(REVIEW, grader="new"), Skipped.SAME_GRADER),
        (replace(REVIEW, mode=Mode.REVEALED), Skipped.NOT_TYPED),
        (replace(REVIEW, mode=Mode.IMPORTED), Skipped.NOT_TYPED),
        (replace(REVIEW, answer=Answer("")), Skipped.NOT_TYPED),
        (replace(REVIEW, verdict=verdict(point=CARDS["b"].points[0])), Skipped.CARD_CHANGED),
        (replace(REVIEW, verdict=Unjudged("No model."), grader="new"), None),
    ],
)
def test_which_answers_are_judged_anew(review: Review, why: Skipped | None) -> None:
    assert skipped(CARD, review, "new") is why
