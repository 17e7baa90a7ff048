from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.cascade import CascadeGrader
from tutor.grading.similarity import OUTPUTS, Scale, coverage_of, level_of
from tutor.grading.verdict import Level
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


def test_confidence_is_read_off_the_curve_of_the_level() -> None:
    scale = Scale(scores=(0.0, 0.5, 1.0), correct=(0.0, 0.5, 0.9), partial=(0.1, 0.8, 1.0))

    assert scale.confidence(1.0) == pytest.approx(0.9)
    assert scale.confidence(0.25) == pytest.approx(0.45 - 0.25)
    assert scale.confidence(0.0) == pytest.approx(0.9)


def test_the_shipped_curves_never_fall_and_never_cross() -> None:
    scale = load_head().scale

    assert list(scale.correct) == sorted(scale.correct)
    assert list(scale.partial) == sorted(scale.partial)
    assert all(some >= full for full, some in zip(scale.correct, scale.partial, strict=True))


def test_the_interaction_reads_any_two_lengths() -> None:
    interaction = load_head().interactions[0]
    chance = np.random.default_rng(0)

    for said, point in [(1, 1), (3, 70), (70, 3), (0, 2), (2, 0)]:
        vectors = [chance.normal(size=(n, 384)).astype(np.float32) for n in (said, point)]
        logits = interaction(*vectors)
        assert logits.shape == (len(OUTPUTS),)
        assert np.isfinite(logits).all()


def test_a_statement_and_its_negation_are_told_apart(grader: CascadeGrader) -> None:
    from tutor.grading.evidence import read

    point, same, other = read(
        grader._encoder,  # the interaction wants an encoder's own token vectors
        [
            "The current rises when the resistance falls.",
            "When the resistance falls, the current rises.",
            "The current does not rise when the resistance falls.",
        ],
    )
    contradicts = OUTPUTS.index("contradicts")
    interaction = load_head().interactions[0]

    def doubt(said: np.ndarray) -> float:
        return float(interaction(said, point.encoding.token_vectors)[contradicts])

    assert doubt(other.encoding.token_vectors) > doubt(same.encoding.token_vectors) + 1
