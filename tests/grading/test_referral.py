"""Which offline verdicts a second judge is asked about, and what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.test_opinions import CARD, Judge, verdict
from tutor.cards.card import Card
from tutor.grading.referral import Referring, doubt_of, needs_judging, unsure_from
from tutor.grading.verdict import Answer, Spent, Stage, Unjudged, Verdict

NO_POINTS = Card("What do plants need?", "", (), 0)
LOST = Unjudged("lost")


def referring(first: Verdict | Unjudged, second: Judge) -> Referring:
    return Referring(Judge(first, "owl"), second, unsure_from(0.5), "when unsure")


def judged(first: Verdict | Unjudged, second: Verdict | Unjudged) -> Verdict | Unjudged:
    return referring(first, Judge(second)).grade(CARD, Answer("sun"))


@pytest.mark.parametrize("stage", [Stage.EMPTY, Stage.DONT_KNOW, Stage.EXACT, Stage.NUMBERS])
def test_what_is_certain_is_sent_to_nobody(stage: Stage) -> None:
    certain = verdict(0.5, stage)

    assert not needs_judging(CARD, certain)
    assert not unsure_from(0.0)(CARD, certain)


@pytest.mark.parametrize("first", [verdict(0.0, Stage.SIMILARITY), verdict(1.0, Stage.SIMILARITY)])
def test_whatever_rests_on_meaning_needs_judging(first: Verdict) -> None:
    assert needs_judging(CARD, first)


def test_what_nobody_could_judge_is_sent_unless_there_is_no_reference() -> None:
    assert unsure_from(1.0)(CARD, LOST)
    assert not unsure_from(0.0)(NO_POINTS, LOST)


@pytest.mark.parametrize(
    ("score", "doubt"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (0.75, 0.5), (1.0, 0.0)]
)
def test_the_doubt_is_how_near_the_score_is_to_even(score: float, doubt: float) -> None:
    assert doubt_of(verdict(score)) == pytest.approx(doubt)


def test_a_verdict_in_doubt_is_as_doubtful_as_can_be() -> None:
    assert doubt_of(verdict(1.0, doubt="It may say the opposite.")) == 1.0


@given(score=st.floats(0, 1), low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_wider_band_sends_all_that_a_narrower_one_does(
    score: float, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    first = verdict(score, Stage.SIMILARITY)

    assert unsure_from(low)(CARD, first) or not unsure_from(high)(CARD, first)
    assert unsure_from(0.0)(CARD, first)


def test_the_second_judge_decides_what_the_first_is_unsure_of() -> None:
    assert judged(verdict(0.5, Stage.SIMILARITY), verdict(1.0)) == verdict(1.0)


def test_the_second_judge_is_not_asked_where_the_first_is_sure() -> None:
    second = Judge(verdict(0.0))
    both = referring(verdict(0.9, Stage.SIMILARITY), second)

    assert both.grade(CARD, Answer("sun")) == verdict(0.9, Stage.SIMILARITY)
    assert second.spent == Spent()


def test_the_first_verdict_stands_where_the_second_judge_cannot_say() -> None:
    assert judged(verdict(0.5, Stage.SIMILARITY), LOST) == verdict(0.5, Stage.SIMILARITY)


def test_the_second_judge_is_asked_where_the_first_cannot_say() -> None:
    assert judged(LOST, verdict(1.0)) == verdict(1.0)
    assert judged(LOST, Unjudged("gone")) == LOST


def test_the_name_tells_both_and_when_the_second_is_asked() -> None:
    assert referring(LOST, Judge(LOST, "raven")).name == "owl; when unsure: raven"
