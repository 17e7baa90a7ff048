"""Answers that the learner accepted for a card."""

from __future__ import annotations

import pytest

from tutor.cards.points import ask
from tutor.grading.accepted import by_acceptance, is_acceptable
from tutor.grading.verdict import Level, Stage, Status

CARD = ask("What holds a plant cell upright?", "- its wall\n- the pressure of its water")
ACCEPTED = ["The turgor, and a wall of cellulose."]


@pytest.mark.parametrize(
    "answer",
    [
        "The turgor, and a wall of cellulose.",
        "the turgor, and a wall of cellulose",
        "  Turgor, and a  wall of cellulose!  ",
    ],
)
def test_an_accepted_answer_is_correct_and_covers_every_point(answer: str) -> None:
    verdict = by_acceptance(CARD, answer, ACCEPTED)

    assert verdict is not None
    assert (verdict.level, verdict.decided_by) == (Level.CORRECT, Stage.EXACT)
    assert [found.status for found in verdict.findings] == [Status.COVERED] * 2
    assert verdict.reason == "You accepted this answer before."


@pytest.mark.parametrize(
    "answer",
    [
        "The turgor, and no wall of cellulose.",
        "The turgor, and a wall of cellulose, or not.",
        "turgor",
        "a wall of cellulose, and the turgor",
    ],
)
def test_what_is_only_like_it_is_left_to_the_grader(answer: str) -> None:
    assert by_acceptance(CARD, answer, ACCEPTED) is None


@pytest.mark.parametrize("nothing", ["", " \n", "…", "I don't know", "pass"])
def test_nothing_and_not_knowing_are_never_accepted(nothing: str) -> None:
    assert not is_acceptable(nothing)
    assert by_acceptance(CARD, nothing, [nothing]) is None
