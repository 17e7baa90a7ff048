"""Resampling over questions, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.estimate import Estimate, wilson
from tutor.evaluation.statistics import (
    Floats,
    Ints,
    Statistics,
    agreement,
    bootstrap,
    compare,
    count,
    few_at_once,
    from_rows,
    from_sums,
    holm,
    kappa,
    ratio,
)

tables_3 = st.lists(st.integers(0, 20), min_size=9, max_size=9).map(
    lambda cells: np.array(cells, dtype=np.float64).reshape(1, 3, 3)
)


def mean_of(values: list[float], questions: list[int]) -> Statistics:
    def formulas(sums: Floats) -> dict[str, Floats]:
        return {"mean": ratio(sums[:, 0], sums[:, 1])}

    columns = np.column_stack([values, np.ones(len(values))])
    return from_sums(formulas, columns, np.array(questions, dtype=np.int64))


def test_the_value_is_of_every_response_once() -> None:
    found = bootstrap(mean_of([0, 0, 1], [0, 0, 1]), 2, seed=1)

    assert found["mean"].value == pytest.approx(1 / 3)


def test_answers_to_one_question_are_drawn_together() -> None:
    """Of two questions, a resample has the first twice, or both, or the second twice."""
    seen: list[float] = []

    def watched(draws: Floats) -> dict[str, Floats]:
        values = mean_of([0, 0, 1], [0, 0, 1])(draws)
        seen.extend(values["mean"].round(6))
        return values

    bootstrap(watched, 2, seed=1, resamples=200)

    assert set(seen) == {0.0, 0.333333, 1.0}


def test_the_interval_ends_where_resamples_do() -> None:
    """Each end is drawn by a quarter of resamples, so both percentiles are there."""
    assert bootstrap(mean_of([0, 1], [0, 1]), 2, seed=1)["mean"].interval == (0.0, 1.0)


def test_an_interval_over_many_questions_is_as_wide_as_theory_says() -> None:
    """A share of one half over 400 questions has a standard error of 0.025."""
    found = bootstrap(mean_of([0, 1] * 200, list(range(400))), 400, seed=1)["mean"]

    assert found.interval == pytest.approx((0.451, 0.549), abs=0.006)


def test_answers_that_are_alike_within_questions_widen_it() -> None:
    """Ten equal answers to each of 40 questions tell no more than 40 answers do."""
    values = [float(at // 10 % 2) for at in range(400)]
    clustered = mean_of(values, [at // 10 for at in range(400)])
    alone = mean_of(values[::10], list(range(40)))

    assert bootstrap(clustered, 40, seed=1) == bootstrap(alone, 40, seed=1)


def test_the_same_seed_gives_the_same_interval() -> None:
    statistics = mean_of([0, 1, 1, 0, 1], [0, 1, 2, 3, 4])

    assert bootstrap(statistics, 5, seed=7) == bootstrap(statistics, 5, seed=7)


def test_another_seed_draws_otherwise() -> None:
    statistics = mean_of([0.1, 0.9, 0.7, 0.3, 0.2], [0, 1, 2, 3, 4])

    one, other = (bootstrap(statistics, 5, seed=seed, resamples=20) for seed in (7, 8))

    assert one != other


def test_four_right_of_four_are_not_sure_to_be_right() -> None:
    found = bootstrap(mean_of([1, 1, 1, 1], [0, 1, 2, 3]), 4, seed=1)["mean"]

    assert found == wilson(4, 4)


def test_a_figure_that_hangs_on_few_questions_is_as_sure_as_those_tell() -> None:
    found = bootstrap(mean_of([0] * 9, list(range(9))), 9, seed=1, bearing={"mean": 3})["mean"]

    assert found == wilson(0, 3)


def test_a_figure_below_0_that_never_varies_has_no_interval() -> None:
    assert bootstrap(mean_of([-1, -1], [0, 1]), 2, seed=1) == {"mean": Estimate(-1.0)}


def test_one_question_has_a_value_and_no_interval() -> None:
    assert bootstrap(mean_of([0, 1], [0, 0]), 1, seed=1) == {"mean": Estimate(0.5)}


def test_no_question_has_nothing() -> None:
    assert bootstrap(mean_of([], []), 0, seed=1) == {}


def test_a_figure_that_is_not_defined_is_left_out() -> None:
    assert bootstrap(lambda draws: {"x": np.full(len(draws), np.nan)}, 3, seed=1) == {}


def test_there_is_no_interval_where_most_resamples_do_not_define_it() -> None:
    def rarely(draws: Floats) -> dict[str, Floats]:
        return {"x": np.where((draws == 1).all(axis=1), 1.0, np.nan)}

    assert bootstrap(rarely, 4, seed=1) == {"x": Estimate(1.0)}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=2, max_size=30))
def test_sums_and_row_numbers_come_to_the_same(rows: list[tuple[int, int]]) -> None:
    questions = np.unique([question for question, _ in rows], return_inverse=True)[1]
    values = np.array([value for _, value in rows], dtype=np.float64)

    def mean(chosen: Ints) -> float:
        return float(values[chosen].mean())

    size = count(questions)
    by_rows = bootstrap(from_rows(mean, "mean", questions), size, seed=3, resamples=40)
    by_sums = bootstrap(mean_of(list(values), list(questions)), size, seed=3, resamples=40)

    assert by_rows["mean"].value == pytest.approx(by_sums["mean"].value)
    assert by_rows["mean"].interval == (
        None if size < 2 else pytest.approx(by_sums["mean"].interval)
    )


def test_statistics_over_many_responses_see_few_draws_at_once() -> None:
    seen: list[int] = []

    def first(draws: Floats) -> dict[str, Floats]:
        seen.append(len(draws))
        return {"first": draws[:, 0]}

    draws = np.arange(10.0).reshape(5, 2)
    assert few_at_once(first, 10)(draws)["first"].tolist() == [0, 2, 4, 6, 8]
    assert few_at_once(first, 50_000)(draws)["first"].tolist() == [0, 2, 4, 6, 8]
    assert seen == [5, 2, 2, 1]


def test_a_grader_differs_from_itself_by_nothing() -> None:
    same = mean_of([0, 1, 1], [0, 1, 2])

    found = compare(same, same, 3, seed=1)["mean"]

    assert (found.value, found.interval, found.p) == (0.0, None, 1.0)


def test_a_difference_on_every_question_is_as_sure_as_resamples_can_say() -> None:
    ones, zeros = mean_of([1] * 30, list(range(30))), mean_of([0] * 30, list(range(30)))

    found = compare(ones, zeros, 30, seed=1, resamples=999)["mean"]

    assert (found.value, found.p) == (1.0, 0.001)


def test_a_difference_either_way_gives_the_same_p_value() -> None:
    one, other = mean_of([1, 1, 0, 1], [0, 1, 2, 3]), mean_of([0, 1, 1, 0], [0, 1, 2, 3])

    there, back = compare(one, other, 4, seed=1)["mean"], compare(other, one, 4, seed=1)["mean"]

    assert there.p == back.p
    assert there.value == -back.value


def test_the_p_value_counts_recentred_differences() -> None:
    """On two questions that differ by 0 and 1, resamples differ by 0, 1/2, 1: by 1/4, 1/2, 1/4.

    Less the observed 1/2, half of them are as far from 0 as 1/2 is.
    """
    found = compare(mean_of([0, 1], [0, 1]), mean_of([0, 0], [0, 1]), 2, seed=1)["mean"]

    assert found.value == 0.5
    assert found.p == pytest.approx(0.5, abs=0.03)


def test_equal_graders_seldom_seem_to_differ() -> None:
    """Under no difference, a p value is below 0.05 about once in twenty."""
    chance = np.random.default_rng(5)
    small = 0
    for seed in range(200):
        one, other = (list(chance.integers(0, 2, 60).astype(float)) for _ in range(2))
        questions = list(range(60))
        found = compare(
            mean_of(one, questions), mean_of(other, questions), 60, seed=seed, resamples=200
        )
        small += found["mean"].p < 0.05

    assert 2 <= small <= 22


def test_four_questions_cannot_tell_two_graders_apart_either() -> None:
    """Equal graders would differ in one direction on all four in 2 of 16 cases."""
    found = compare(mean_of([1] * 4, [0, 1, 2, 3]), mean_of([0] * 4, [0, 1, 2, 3]), 4, seed=1)

    assert (found["mean"].interval, found["mean"].p) == (None, 0.125)


def test_one_question_cannot_tell_two_graders_apart() -> None:
    found = compare(mean_of([1], [0]), mean_of([0], [0]), 1, seed=1)["mean"]

    assert (found.value, found.interval, found.p) == (1.0, None, 1.0)


def test_holm_steps_down_from_the_smallest() -> None:
    """0.01 × 3, 0.03 × 2, and 0.04 × 1, which may not fall below the one before."""
    adjusted = holm({"a": 0.04, "b": 0.01, "c": 0.03})

    assert adjusted == pytest.approx({"a": 0.06, "b": 0.03, "c": 0.06})


def test_holm_never_exceeds_1() -> None:
    assert holm({"a": 0.7, "b": 0.8}) == {"a": 1.0, "b": 1.0}


def test_holm_of_nothing_is_nothing() -> None:
    assert holm({}) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1))
def test_holm_keeps_the_order_and_lowers_none(p_values: dict[str, float]) -> None:
    adjusted = holm(p_values)
    order = sorted(p_values, key=lambda name: p_values[name])

    assert all(adjusted[name] >= p_values[name] for name in order)
    assert [adjusted[name] for name in order] == sorted(adjusted.values())


def test_kappa() -> None:
    """35 of 50 agree, and chance alone would have 25: (0.7 - 0.5) / (1 - 0.5)."""
    assert kappa(np.array([[[20.0, 5.0], [10.0, 15.0]]])) == pytest.approx([0.4])


def test_quadratic_kappa_weighs_a_disagreement_by_its_distance_squared() -> None:
    """One of four is a level apart: 1. By chance it would be 20 / 4: 1 - 1 / 5."""
    table = np.array([[[1.0, 1, 0], [0, 1, 0], [0, 0, 1]]])

    assert kappa(table, quadratic=True) == pytest.approx([0.8])


def test_kappa_is_not_defined_where_all_is_one_category() -> None:
    assert np.isnan(kappa(np.array([[[5.0, 0], [0, 0]]])))


@given(tables_3)
def test_kappa_does_not_mind_who_comes_first(tables: Floats) -> None:
    for quadratic in (False, True):
        turned = kappa(tables.swapaxes(1, 2), quadratic=quadratic)
        assert kappa(tables, quadratic=quadratic) == pytest.approx(turned, nan_ok=True)


@given(tables_3)
def test_kappa_is_1_at_most(tables: Floats) -> None:
    assert not kappa(tables, quadratic=True) > 1 + 1e-12


def test_two_labellers_agreement_has_an_interval() -> None:
    one = np.array([0, 0, 1, 1, 2, 2, 2, 0])
    other = np.array([0, 1, 1, 1, 2, 2, 0, 0])

    found = agreement(one, other, np.arange(8), 3, seed=1)

    assert found is not None
    assert found.value == pytest.approx((6 / 8 - 21 / 64) / (1 - 21 / 64))
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1] <= 1


def test_labellers_who_only_ever_said_one_thing_have_no_agreement_to_tell() -> None:
    same = np.array([1, 1, 1])

    assert agreement(same, same, np.arange(3), 3, seed=1) is None


def test_ratios_of_nothing_are_not_defined() -> None:
    assert np.isnan(ratio(1.0, 0.0))
    assert ratio([1.0, 3.0], [2.0, 4.0]).tolist() == [0.5, 0.75]
