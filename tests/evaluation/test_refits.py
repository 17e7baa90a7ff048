"""Made-up learners whose overrules move a threshold, or do not."""

from __future__ import annotations

from random import Random

import pytest

from tutor.evaluation.refits import Outcome, play, row
from tutor.grading.threshold import Demands


def outcomes(line: float, learners: int = 40) -> list[Outcome]:
    return [play(line, Demands(), Random(f"{line} {seed}")) for seed in range(learners)]


def test_the_same_seed_plays_the_same_learner() -> None:
    assert play(0.4, Demands(), Random(3)) == play(0.4, Demands(), Random(3))


def test_nothing_is_gained_or_lost_where_the_threshold_stays() -> None:
    assert {one.gain for one in outcomes(0.5) if not one.moved} == {0.0}


def test_a_lenient_learner_gains_on_the_whole() -> None:
    assert sum(one.gain for one in outcomes(0.36)) > 0


def test_few_learners_who_agree_with_the_grader_lose_by_it() -> None:
    worse = sum(one.gain < -0.005 for one in outcomes(0.5, learners=100))

    assert worse <= 6


@pytest.mark.parametrize("learners", [1, 2])
def test_a_row_has_a_cell_for_each_line(learners: int) -> None:
    assert row(Demands(), learners).count("%") == 10
