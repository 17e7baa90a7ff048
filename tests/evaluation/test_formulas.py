"""Each formula against values worked out by hand, and on resamples against repeated responses."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.evaluation.confidence import (
    BINS,
    CURVE_POINTS,
    Bin,
    Risk,
    of_confidences,
    reliability,
    risk_coverage,
)
from tutor.evaluation.formulas import (
    confusion,
    of_consequences,
    of_levels,
    of_official,
    of_points,
    of_scores,
)
from tutor.evaluation.statistics import Ints, Statistics

COVERED, MISSING, NOBODY_SAID = 0, 2, -1


def values(statistics: Statistics, questions: int) -> dict[str, float]:
    """Return the figures of each question once; NaN where not defined."""
    return {name: float(one[0]) for name, one in statistics(np.ones((1, questions))).items()}


def levels(labels: list[int], calls: list[int], count: int = 3) -> dict[str, float]:
    found = of_levels(np.array(labels), np.array(calls), count, np.arange(len(labels)))
    return values(found, len(labels))


def scores(people: list[float], given: list[float]) -> dict[str, float]:
    return values(of_scores(np.array(people), np.array(given), np.arange(len(given))), len(given))


def points(people: list[list[int]], found: list[list[int]]) -> dict[str, float]:
    statistics = of_points(np.array(people), np.array(found), COVERED, np.arange(len(people)))
    return values(statistics, len(people))


def confidences(
    given: list[float], right: list[int], labels: list[int] | None = None
) -> dict[str, float]:
    """Return the figures of verdicts that are right (1) or wrong (0), all labelled 1 if not told.

    A wrong call of label 0 is 2, of any other 0.
    """
    people = np.array(labels or [1] * len(given))
    calls = np.where(np.array(right) == 1, people, np.where(people == 0, 2, 0))
    statistics = of_confidences(np.array(given), people, calls, 3, np.arange(len(given)))
    return values(statistics, len(given))


def test_official_labels_that_nobody_used_are_left_out_of_their_macro_f1() -> None:
    found = values(of_official(np.array([0, 3, 3]), np.array([0, 3, 0]), 4, np.arange(3)), 3)
    # of label 0: 2 / (2 + 1); of label 3: 2 / (2 + 1)
    assert found == {"accuracy": pytest.approx(2 / 3), "macro_f1": pytest.approx(2 / 3)}


def test_the_confusion_matrix_has_a_row_per_label() -> None:
    table = confusion(np.array([0, 0, 2]), np.array([0, 2, 1]), 3)

    assert table.tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_accuracy_is_the_share_of_right_levels() -> None:
    assert levels([0, 1, 2, 2], [0, 2, 2, 1])["accuracy"] == 0.5


def test_two_way_accuracy_does_not_tell_partial_from_incorrect() -> None:
    assert levels([0, 1, 2, 2], [1, 0, 2, 1])["two_way_accuracy"] == 0.75


def test_macro_f1_is_the_mean_of_each_levels() -> None:
    """2/3 for incorrect, 2/3 for partial, 1 for correct."""
    assert levels([0, 0, 1, 2], [0, 1, 1, 2])["macro_f1"] == pytest.approx(7 / 9)


def test_macro_f1_leaves_a_level_out_that_never_was() -> None:
    assert levels([0, 0, 2], [0, 0, 2])["macro_f1"] == 1.0


def test_macro_f1_counts_a_level_that_was_only_called_as_0() -> None:
    """4/5 for incorrect, 0 for partial, 1 for correct."""
    assert levels([0, 0, 0, 2], [0, 0, 1, 2])["macro_f1"] == pytest.approx((0.8 + 0 + 1) / 3)


def test_quadratic_kappa_is_that_of_the_table() -> None:
    assert levels([0, 0, 1, 2], [0, 1, 1, 2])["quadratic_kappa"] == pytest.approx(0.8)


def test_a_false_accept_is_an_incorrect_answer_called_correct() -> None:
    found = levels([0, 0, 0, 1, 2], [2, 0, 1, 2, 2])

    assert found["false_accept"] == pytest.approx(1 / 3)
    assert found["false_accept_two_way"] == 0.5


def test_a_false_reject_is_a_correct_answer_called_incorrect() -> None:
    found = levels([2, 2, 2, 2, 0], [0, 1, 2, 2, 0])

    assert found["false_reject"] == 0.25
    assert found["false_reject_two_way"] == 0.5


def test_both_senses_are_the_same_in_a_two_way_suite() -> None:
    found = levels([0, 0, 1, 1, 1], [1, 0, 1, 0, 0], count=2)

    assert found["false_accept"] == found["false_accept_two_way"] == 0.5
    assert found["false_reject"] == found["false_reject_two_way"] == pytest.approx(2 / 3)


def test_one_class_alone_leaves_undefined_what_needs_two() -> None:
    found = levels([2, 2], [2, 2])

    undefined = {name for name, value in found.items() if math.isnan(value)}
    assert undefined == {"quadratic_kappa", "false_accept", "false_accept_two_way"}
    assert (found["accuracy"], found["macro_f1"], found["false_reject"]) == (1.0, 1.0, 0.0)


def test_pearson_and_rmse() -> None:
    found = scores([0, 1, 0.5], [0, 0.5, 1])

    assert found["pearson"] == pytest.approx(0.5)
    assert found["rmse"] == pytest.approx(math.sqrt(0.5 / 3))


def test_spearman() -> None:
    """Ranks differ by 1, 1, 1, 1, 0: 1 - 6 × 4 / (5 × 24)."""
    assert scores([0.1, 0.2, 0.3, 0.4, 0.5], [0.3, 0.2, 0.9, 0.8, 1])["spearman"] == pytest.approx(
        0.8
    )


def test_equal_scores_share_the_mean_of_their_ranks() -> None:
    """Ranks 1, 2½, 2½, 4 and 1, 2, 3, 4: 4½ / √(4½ × 5)."""
    found = scores([0.1, 0.2, 0.2, 0.9], [0.1, 0.2, 0.3, 0.4])

    assert found["spearman"] == pytest.approx(4.5 / math.sqrt(4.5 * 5))


@pytest.mark.parametrize("constant", [0.1, 0.5, 1 / 3])
def test_scores_that_never_vary_correlate_with_nothing(constant: float) -> None:
    found = scores([0.2, 0.7, 0.9], [constant] * 3)

    assert math.isnan(found["pearson"])
    assert math.isnan(found["spearman"])
    assert found["rmse"] > 0


def test_points_are_counted_over_all_responses() -> None:
    """Found: one rightly, one not; one is missed."""
    found = points([[COVERED, MISSING], [COVERED, MISSING]], [[COVERED, COVERED], [MISSING] * 2])

    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.5, 0.5)


def test_points_that_one_side_says_nothing_of_do_not_count() -> None:
    found = points([[COVERED, NOBODY_SAID], [COVERED, COVERED]], [[COVERED] * 2, [NOBODY_SAID] * 2])

    assert (found["precision"], found["recall"], found["f1"]) == (1.0, 1.0, 1.0)


def test_points_found_by_nobody_have_a_recall_and_no_precision() -> None:
    found = points([[COVERED]], [[MISSING]])

    assert math.isnan(found["precision"])
    assert (found["recall"], found["f1"]) == (0.0, 0.0)


def test_ece_is_the_mean_gap_between_confidence_and_accuracy() -> None:
    """Three of four at 0.8 are right."""
    assert confidences([0.8] * 4, [1, 1, 1, 0])["ece"] == pytest.approx(0.05)


def test_a_gap_either_way_adds_to_ece() -> None:
    """0.1 too low in one bin, and 0.4 too high in the other."""
    assert confidences([0.9, 0.4], [1, 0])["ece"] == pytest.approx((0.1 + 0.4) / 2)


def test_the_brier_score_is_of_the_level_being_right() -> None:
    assert confidences([0.9, 0.4], [1, 0])["brier"] == pytest.approx((0.01 + 0.16) / 2)


def test_aurc_is_the_mean_risk_at_each_confidence() -> None:
    """Of the first 1, 2, 3 and 4 verdicts, 0, 1/2, 1/3 and 1/4 are wrong."""
    found = confidences([0.6, 0.9, 0.7, 0.8], [1, 1, 1, 0])

    assert found["aurc"] == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


@pytest.mark.parametrize("right", [[1, 0, 1], [1, 1, 0]])
def test_equal_confidences_stand_or_fall_together(right: list[int]) -> None:
    assert confidences([0.9, 0.5, 0.5], right)["aurc"] == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)


def test_accuracy_at_80_is_of_the_most_confident_four_of_five() -> None:
    assert confidences([0.5, 0.9, 0.8, 0.7, 0.6], [0, 1, 1, 0, 1])["accuracy_at_80"] == 0.75


def test_coverage_ends_before_too_many_false_accepts() -> None:
    """The fourth verdict accepts one of two incorrect answers."""
    found = confidences([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0], labels=[2, 0, 2, 0])

    assert found["coverage_at_5_false_accept"] == 0.75


def test_coverage_goes_on_where_false_accepts_are_rare_again() -> None:
    """The first verdict accepts wrongly; it is one of 20 incorrect answers in the end."""
    found = confidences([0.99 - at / 50 for at in range(20)], [0, *[1] * 19], labels=[0] * 20)

    assert found["coverage_at_5_false_accept"] == 1.0


def test_there_is_no_coverage_where_the_most_confident_is_accepted_wrongly() -> None:
    assert confidences([0.9, 0.1], [0, 1], labels=[0, 2])["coverage_at_5_false_accept"] == 0.0


def test_consequences_are_shares_of_all() -> None:
    passes, people = np.array([True, False, True, True]), np.array([False, True, True, True])
    doubtful = np.array([True, False, False, False])

    found = values(of_consequences(passes, people, doubtful, np.arange(4)), 4)

    assert found == {"differs": 0.5, "wrong_pass": 0.25, "wrong_fail": 0.25, "in_doubt": 0.25}


def test_the_reliability_diagram_has_bins_of_equal_mass() -> None:
    given = np.linspace(0.01, 1, 10 * BINS)

    bins = reliability(given, given > 0.5)

    assert [each.count for each in bins] == [10] * BINS
    assert [each.confidence for each in bins] == sorted(each.confidence for each in bins)


def test_equal_confidences_share_a_bin() -> None:
    bins = reliability(np.array([0.5, 0.5, 0.5, 0.75]), np.array([True, False, False, True]))

    assert bins == (Bin(0.5, pytest.approx(1 / 3), 3), Bin(0.75, 1.0, 1))


def test_the_risk_coverage_curve() -> None:
    curve = risk_coverage(np.array([0.7, 0.9, 0.8, 0.7]), np.array([False, True, False, True]))

    assert curve == (Risk(0.25, 0.0), Risk(0.5, 0.5), Risk(1.0, 0.5))


def test_a_long_curve_is_thinned_and_ends_at_full_coverage() -> None:
    given = np.linspace(0, 1, 1000)

    curve = risk_coverage(given, given > 0.5)

    assert len(curve) == CURVE_POINTS
    assert curve[-1] == Risk(1.0, 0.5)


def test_nothing_judged_has_no_diagram_and_no_curve() -> None:
    nothing = np.array([], dtype=np.float64)

    assert reliability(nothing, nothing.astype(np.bool_)) == ()
    assert risk_coverage(nothing, nothing.astype(np.bool_)) == ()


def drawn_levels(chance: np.random.Generator, size: int) -> Callable[[Ints, Ints], Statistics]:
    labels, calls = chance.integers(0, 3, size), chance.integers(0, 3, size)
    return lambda rows, questions: of_levels(labels[rows], calls[rows], 3, questions)


def drawn_scores(chance: np.random.Generator, size: int) -> Callable[[Ints, Ints], Statistics]:
    people, given = chance.integers(0, 4, size) / 4, chance.integers(0, 9, size) / 9
    return lambda rows, questions: of_scores(people[rows], given[rows], questions)


def drawn_points(chance: np.random.Generator, size: int) -> Callable[[Ints, Ints], Statistics]:
    people, found = (chance.integers(-1, 4, (size, 3)) for _ in range(2))
    return lambda rows, questions: of_points(people[rows], found[rows], COVERED, questions)


def drawn_confidences(chance: np.random.Generator, size: int) -> Callable[[Ints, Ints], Statistics]:
    labels, calls = chance.integers(0, 3, size), chance.integers(0, 3, size)
    given = chance.integers(0, 6, size) / 6

    return lambda rows, questions: of_confidences(
        given[rows], labels[rows], calls[rows], 3, questions
    )


@pytest.mark.parametrize("family", [drawn_levels, drawn_scores, drawn_points, drawn_confidences])
@given(
    seed=st.integers(0, 10_000),
    times=st.lists(st.integers(0, 3), min_size=1, max_size=6).filter(any),
)
def test_a_question_drawn_twice_is_its_responses_twice(
    family: Callable[[np.random.Generator, int], Callable[[Ints, Ints], Statistics]],
    seed: int,
    times: list[int],
) -> None:
    """Any figure of a resample is that of a suite with the same responses written out.

    The calibration error is left out: its bins stay those of the suite.
    """
    chance = np.random.default_rng(seed)
    questions = np.concatenate([np.arange(len(times)), chance.integers(0, len(times), 9)])
    make = family(chance, len(questions))
    repeated = np.repeat(np.arange(len(questions)), np.array(times)[questions])

    resampled = make(np.arange(len(questions)), questions)(np.array([times], dtype=np.float64))
    written_out = make(repeated, np.arange(len(repeated)))(np.ones((1, len(repeated))))

    for name in resampled.keys() - {"ece"}:
        assert resampled[name] == pytest.approx(written_out[name], nan_ok=True, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_the_order_of_responses_does_not_matter(rows: list[tuple[int, int, int]]) -> None:
    def figures(ordered: list[tuple[int, int, int]]) -> dict[str, float]:
        eighths, labels, calls = (np.array(column) for column in zip(*ordered, strict=True))
        statistics = of_confidences(eighths / 8, labels, calls, 3, np.arange(len(ordered)))
        return values(statistics, len(ordered))

    assert figures(rows) == pytest.approx(figures(rows[::-1]))
