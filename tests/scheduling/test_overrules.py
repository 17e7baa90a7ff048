"""What the log of reviews says of a deck's threshold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.scheduling.examples import NOON
from tutor.cards.card import Card, KeyPoint
from tutor.grading.findings import level_of
from tutor.grading.threshold import JudgedAnswer, mapped
from tutor.grading.verdict import Answer, Finding, Stage, Status, Unjudged, Verdict
from tutor.scheduling.overrules import Evidence, evidence, is_overruled
from tutor.scheduling.review import Grade, Review

CARD = Card("What is water?", "A liquid", (KeyPoint("A liquid"),), needed=1, decks=("nature",))


def review(
    score: float = 0.45,
    grade: Grade = Grade.GOOD,
    *,
    proposed: Grade | None = Grade.AGAIN,
    status: Status = Status.PARTLY,
    number: int = 1,
    grader: str = "stub 1",
) -> Review:
    finding = Finding(CARD.points[0], status, score, "")
    verdict = Verdict((finding,), score, level_of(score), 0.6, Stage.SIMILARITY, "It is near.")
    return Review(
        id=f"{number:032}",
        card_id="w",
        at=NOON,
        answer=Answer("some liquid"),
        verdict=verdict,
        grader=grader,
        proposed=proposed,
        grade=grade,
        sitting="s",
    )


def of(*reviews: Review, card: Card = CARD) -> Evidence:
    return evidence([(card, reviews)])


def test_an_overruled_answer_is_told_with_its_score() -> None:
    assert of(review(0.45, Grade.HARD)) == Evidence(
        (JudgedAnswer("w", 0.45, passed=True, overruled=True),), "stub 1", aside=0
    )


def test_an_accepted_answer_counts_too() -> None:
    assert of(review(0.9, Grade.GOOD, proposed=Grade.GOOD)).answers == (
        JudgedAnswer("w", 0.9, passed=True, overruled=False),
    )


@pytest.mark.parametrize(
    ("proposed", "grade", "overruled"),
    [
        (Grade.AGAIN, Grade.HARD, True),
        (Grade.AGAIN, Grade.AGAIN, False),
        (Grade.GOOD, Grade.AGAIN, True),
        (Grade.HARD, Grade.EASY, False),  # another grade, but it passes as was proposed
        (None, Grade.GOOD, True),  # in doubt, at a partial level
        (None, Grade.AGAIN, False),
    ],
)
def test_an_overrule_turns_a_pass_into_a_failure_or_back(
    proposed: Grade | None, grade: Grade, overruled: bool
) -> None:
    assert is_overruled(review(0.45, grade, proposed=proposed)) is overruled


def test_the_score_is_the_shipped_graders_whatever_threshold_the_deck_had() -> None:
    seen = review(mapped(0.45, 0.4), proposed=Grade.HARD, grader="stub 1, threshold 0.40")

    assert of(seen) == Evidence((JudgedAnswer("w", 0.45, True, False),), "stub 1", aside=0)


def test_answers_before_and_after_a_refit_count_together() -> None:
    found = of(review(0.45), review(0.9, number=2, grader="stub 1, threshold 0.40"))

    assert len(found.answers) == 2


def test_only_the_scores_of_the_last_grader_count() -> None:
    found = of(review(0.45), review(0.46, number=3), review(0.47, number=2, grader="stub 0"))

    assert [one.score for one in found.answers] == [0.45, 0.46]
    assert (found.grader, found.aside) == ("stub 1", 1)


@pytest.mark.parametrize(
    "useless",
    [
        replace(review(), verdict=replace(review().verdict, decided_by=Stage.NUMBERS)),  # type: ignore[type-var]
        review(0.0, status=Status.MISSING),
        review(0.0, status=Status.CONTRADICTED),
        replace(review(), answer=Answer("some liquid", hints=1)),
    ],
    ids=["another stage", "a lacking point", "a contradicted point", "a hint"],
)
def test_what_no_threshold_decides_is_counted_aside(useless: Review) -> None:
    assert of(useless) == Evidence((), "", aside=1)


def test_an_answer_that_nobody_judged_is_no_overrule() -> None:
    unjudged = replace(review(proposed=None), verdict=Unjudged("No network."))

    assert of(unjudged) == Evidence((), "", aside=0)


def test_an_answer_to_a_card_that_was_mended_since_is_counted_aside() -> None:
    mended = replace(CARD, points=(KeyPoint("A liquid", accepted=("some liquid",)),))

    assert of(review(), card=mended) == Evidence((), "", aside=1)


def test_a_deck_that_nobody_practised_says_nothing() -> None:
    assert evidence([]) == Evidence((), "", aside=0)
