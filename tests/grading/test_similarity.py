from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.evidence import FEATURES, Evidence
from tutor.grading.findings import level_of
from tutor.grading.similarity import INPUTS, PULLS, Scale, coverage_of
from tutor.grading.verdict import OUTPUTS, Level
from tutor.models.head import load_head

shares = st.floats(0, 1)


@given(shares, shares, shares)
def test_coverage_grows_with_either_probability(full: float, some: float, more: float) -> None:
    assert coverage_of(max(full, more), some) >= coverage_of(full, some)
    assert coverage_of(full, max(some, more)) >= coverage_of(full, some)


@pytest.mark.parametrize(
    ("full", "some", "level"),
    [
        (0.9, 0.95, Level.CORRECT),
        (0.5, 0.5, Level.CORRECT),
        (0.49, 0.99, Level.PARTIAL),
        (0.1, 0.5, Level.PARTIAL),
        (0.1, 0.4, Level.INCORRECT),
    ],
)
def test_what_is_more_likely_than_not_gives_the_level(
    full: float, some: float, level: Level
) -> None:
    assert level_of(coverage_of(full, some)) is level


SCALE = Scale(scores=(0.0, 0.5, 1.0), correct=(0.0, 0.5, 0.9), partial=(0.1, 0.8, 1.0))


@pytest.mark.parametrize(
    ("coverage", "correct", "partial"), [(1.0, 0.9, 0.1), (0.25, 0.25, 0.2), (0.0, 0.0, 0.1)]
)
def test_the_levels_of_one_point_are_read_off_the_curves(
    coverage: float, correct: float, partial: float
) -> None:
    chances = SCALE.chances([coverage], 1)

    assert chances[Level.CORRECT] == pytest.approx(correct)
    assert chances[Level.PARTIAL] == pytest.approx(partial)


def test_several_points_are_likelier_than_the_least_likely_and_less_than_their_mean() -> None:
    both = SCALE.chances([1.0, 0.5], 2)[Level.CORRECT]

    assert 0.5 < both < 0.7
    assert SCALE.chances([0.5, 0.5], 2)[Level.CORRECT] == pytest.approx(0.5)
    assert SCALE.chances([1.0, 0.5], 1)[Level.CORRECT] == pytest.approx(0.9)


def test_fewer_points_than_are_needed_make_no_correct_answer() -> None:
    assert SCALE.chances([1.0], 2)[Level.CORRECT] == 0


def test_an_answer_with_none_of_many_points_is_surely_wrong() -> None:
    assert SCALE.chances([0.0] * 4, 4)[Level.INCORRECT] == pytest.approx(0.9)


@given(st.lists(shares, min_size=1, max_size=6), st.integers(1, 6))
def test_the_chances_of_the_levels_add_up(coverages: list[float], needed: int) -> None:
    chances = SCALE.chances(coverages, needed)

    assert sum(chances.values()) == pytest.approx(1)
    assert all(-1e-9 <= each <= 1 + 1e-9 for each in chances.values())


def test_the_shipped_curves_never_fall_and_never_cross() -> None:
    scale = load_head().scale

    assert list(scale.correct) == sorted(scale.correct)
    assert list(scale.partial) == sorted(scale.partial)
    assert all(some >= full for full, some in zip(scale.correct, scale.partial, strict=True))


def test_every_input_is_in_one_group_of_an_explanation() -> None:
    grouped = [name for names in PULLS.values() for name in names]

    assert sorted(grouped) == sorted(INPUTS)


def test_the_pulls_add_up_to_what_the_head_weighs() -> None:
    head = load_head()
    evidence = Evidence(np.linspace(0, 1, len(FEATURES), dtype=np.float32), 0, (), "", (), ())
    logits = np.linspace(-1, 1, len(OUTPUTS), dtype=np.float32)

    full = head.estimate(evidence, logits).full

    moved = sum(head.pulls(evidence, logits).values()) + float(head.bias[0])
    assert 1 / (1 + math.exp(-moved)) == pytest.approx(full, abs=1e-5)
