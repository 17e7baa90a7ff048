"""How sure a figure is, and whether two graders differ: resampling over questions. Pure.

Answers to one question are alike, so questions are drawn and not answers: the cluster bootstrap
(Davison & Hinkley 1997, section 3.8). A resample is told by how often it drew each question, and
a figure that is a formula of sums then costs one matrix product for many resamples at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tutor.estimate import Estimate, wilson

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.signedinteger[Any]]

Bools: TypeAlias = NDArray[np.bool_]

Statistics: TypeAlias = Callable[[Floats], dict[str, Floats]]
"""Named figures of resamples: from draws, shape (b, q), how often each of q questions was drawn in
each of b resamples, to values of shape (b,); NaN where a figure is not defined."""

RESAMPLES = 2_000
"""Enough for the ends of a 95 % interval (Efron & Tibshirani 1993, section 13.3, ask for 1,000)."""

_AT_ONCE = 5  # resamples: so few that their arrays over 100,000 responses stay in the cache
_CELLS = 125_000  # most numbers in an array over draws and responses, unless these alone are more
_TAILS = (2.5, 97.5)  # percentiles: the ends of every interval here
_SAME = 1e-12  # what differs by less differs by rounding alone

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two graders on the same responses.

    Attributes:
        first: Of the one.
        second: Of the other.
        interval: The 95 % interval of `value`; None where there can be none.
        p: How probable so large a difference would be, either way, between equal graders; in
            (0, 1].
    """

    first: float
    second: float
    interval: tuple[float, float] | None
    p: float

    @property
    def value(self) -> float:
        """How much larger the first is than the second."""
        return self.first - self.second


def bootstrap(
    statistics: Statistics,
    questions: int,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    bearing: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Estimate]:
    """Return the figures with percentile intervals (Efron & Tibshirani 1993, section 13.3).

    Figures that are not defined are left out. An interval is over the resamples in which its
    figure is defined; there is none where those are fewer than half, or under two questions.

    Where both ends are the same, as where every answer was right, resamples cannot tell how sure
    a figure is, and four questions would look as sure as four hundred. A figure in [0, 1] then has
    Wilson's interval of a share of so many questions, which is rather wide for one that is no
    share, such as kappa; any other has none.

    Args:
        statistics: The figures.
        questions: How many there are to draw from, ≥ 0.
        seed: Of the draws: the same seed and number of questions draw the same.
        resamples: How often to draw, ≥ 1.
        bearing: On how many questions a figure hangs, where not on all of them.
    """
    values = _undrawn(statistics, questions)
    spreads = _replicates(statistics, questions, seed, resamples)
    return {
        name: Estimate(value, _ends(value, spreads[name], bearing.get(name, questions)))
        if name in spreads
        else Estimate(value)
        for name, value in values.items()
    }


def compare(
    first: Statistics,
    second: Statistics,
    questions: int,
    *,
    seed: int,
    resamples: int = RESAMPLES,
) -> dict[str, Difference]:
    """Return how two graders differ: a paired bootstrap, in which both get the same questions.

    The p value is two-sided, of the test in Berg-Kirkpatrick, Burkett & Klein (2012): resampled
    differences gather round the observed one, d, and not round 0, so they are moved by d to what
    equal graders would show (the shift of Efron & Tibshirani 1993, section 16.4), and those of at
    least |d| are counted: p = (1 + #{|d* - d| ≥ |d|}) / (1 + resamples). The ones keep it above 0
    (Davison & Hinkley 1997, equation 4.11). It is never below 2 / 2^questions, since equal graders
    would differ on all questions in one direction that often (the sign test's least p value), and
    so is 1 under two questions.

    There is no interval where both its ends would be the same.

    Args:
        first: Figures of the one grader.
        second: Figures of the other; names that only one of them has are left out.
        questions: How many there are, the same for both, ≥ 0.
        seed: Of the draws.
        resamples: How often to draw, ≥ 1.
    """

    def gap(draws: Floats) -> dict[str, Floats]:
        ours, theirs = first(draws), second(draws)
        return {name: ours[name] - theirs[name] for name in ours if name in theirs}

    one, other = _undrawn(first, questions), _undrawn(second, questions)
    spreads = _replicates(gap, questions, seed, resamples)
    return {
        name: Difference(
            one[name],
            other[name],
            _apart(_percentiles(spreads[name])) if name in spreads else None,
            _p_value(one[name] - other[name], spreads[name], questions) if name in spreads else 1.0,
        )
        for name in one
        if name in other
    }


def holm(p_values: Mapping[_Key, float]) -> dict[_Key, float]:
    """Return p values adjusted for how many there are, by Holm's step-down method (1979).

    Below α, one is significant with a chance of at most α that any of the family is so by luck.
    """
    adjusted: dict[_Key, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[name]))
        adjusted[name] = highest
    return {name: adjusted[name] for name in p_values}


def kappa(tables: Floats, *, quadratic: bool = False) -> Floats:
    """Return Cohen's kappa (1960) of tables of counts; NaN where chance alone would always agree.

    Args:
        tables: Shape (…, k, k): the one's category, and the other's.
        quadratic: Whether a disagreement weighs the square of its distance (Cohen 1968); else
            all weigh the same.

    Returns:
        Shape (…), each at most 1.
    """
    at = np.arange(tables.shape[-1])
    distance = np.abs(at[:, None] - at)
    weights = (distance**2 if quadratic else distance > 0).astype(np.float64)
    observed = (weights * tables).sum((-2, -1))
    by_chance = np.einsum("...i,ij,...j->...", tables.sum(-1), weights, tables.sum(-2))
    return 1 - ratio(observed * tables.sum((-2, -1)), by_chance)


def agreement(
    one: Ints,
    other: Ints,
    questions: Ints,
    categories: int,
    *,
    quadratic: bool = False,
    seed: int,
    resamples: int = RESAMPLES,
) -> Estimate | None:
    """Return Cohen's kappa of two labellers, with an interval over questions; None if undefined.

    Args:
        one: Shape (n,): what the one said of each response, from 0 to `categories` - 1.
        other: The same of the other.
        questions: Shape (n,): which question each response answers, numbered from 0.
        categories: How many there are, worst first where `quadratic`.
        quadratic: As for `kappa`.
        seed: Of the draws.
        resamples: How often to draw, ≥ 1.
    """
    cells = np.eye(categories**2)[one * categories + other]

    def of_sums(sums: Floats) -> dict[str, Floats]:
        tables = sums.reshape(-1, categories, categories)
        return {"kappa": kappa(tables, quadratic=quadratic)}

    found = bootstrap(
        from_sums(of_sums, cells, questions), count(questions), seed=seed, resamples=resamples
    )
    return found.get("kappa")


def from_sums(
    formulas: Callable[[Floats], dict[str, Floats]], columns: Floats, questions: Ints
) -> Statistics:
    """Return the statistics that are formulas of sums over responses.

    Args:
        formulas: From sums, shape (b, c), to values of shape (b,).
        columns: Shape (n, c): what is summed.
        questions: Shape (n,): which question each response answers, numbered from 0.
    """
    return from_table(formulas, sums(columns.T, questions))


def from_table(formulas: Callable[[Floats], dict[str, Floats]], per_question: Floats) -> Statistics:
    """Return the statistics that are formulas of sums, shape (q, c), over each question."""
    return lambda draws: formulas(draws @ per_question)


def sums(columns: Iterable[Floats | Ints | Bools], questions: Ints) -> Floats:
    """Return the sums of columns, each of shape (n,), over each question: shape (q, c)."""
    size = count(questions)
    return np.column_stack(
        [np.bincount(questions, weights=column, minlength=size) for column in columns]
    )


def sums_by(categories: Ints, size: int, questions: Ints, weights: Floats | None = None) -> Floats:
    """Return the sums of weights over each question and category, shape (q, `size`).

    Args:
        categories: Shape (n,): of each response, in [0, `size`).
        size: How many there are.
        questions: Shape (n,): which question each response answers, numbered from 0.
        weights: Shape (n,): what is summed; None to count.
    """
    cells = questions.astype(np.int64) * size + categories
    found = np.bincount(cells, weights=weights, minlength=count(questions) * size)
    return found.reshape(-1, size).astype(np.float64)


def few_at_once(statistics: Statistics, responses: int) -> Statistics:
    """Return statistics that look at so few draws at once that their arrays stay small.

    Args:
        statistics: They make arrays of a number for each draw and response.
        responses: How many there are.
    """
    most = max(1, _CELLS // max(1, responses))

    def of_draws(draws: Floats) -> dict[str, Floats]:
        parts = [statistics(draws[at : at + most]) for at in range(0, len(draws), most)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    return of_draws


def from_rows(statistic: Callable[[Ints], float], name: str, questions: Ints) -> Statistics:
    """Return any statistic of row numbers, drawn with repetition, as statistics of draws.

    It is called once a resample: where a formula of sums will do, `from_sums` is far faster.
    """
    rows = np.arange(len(questions))

    def of_draws(draws: Floats) -> dict[str, Floats]:
        repeats = draws.astype(np.int64)[:, questions]
        return {name: np.array([statistic(np.repeat(rows, times)) for times in repeats])}

    return of_draws


def count(questions: Ints) -> int:
    """Return how many questions there are, numbered from 0."""
    return int(questions.max(initial=-1)) + 1


def ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """Return the quotients; NaN where the divisor is 0."""
    over, under = np.broadcast_arrays(
        np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    )
    quotients = np.full(over.shape, np.nan)
    np.divide(over, under, out=quotients, where=under != 0)
    return quotients


def _undrawn(statistics: Statistics, questions: int) -> dict[str, float]:
    """Return the figures of what is there, each question once; those that are defined."""
    if not questions:
        return {}
    values = statistics(np.ones((1, questions)))
    return {name: float(value[0]) for name, value in values.items() if np.isfinite(value[0])}


def _replicates(
    statistics: Statistics, questions: int, seed: int, resamples: int
) -> dict[str, Floats]:
    """Return the figures of each resample, shape (resamples,); {} under two questions."""
    if questions < 2:
        return {}
    parts = [statistics(draws) for draws in _draws(questions, seed, resamples)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _draws(questions: int, seed: int, resamples: int) -> Iterator[Floats]:
    """Yield how often each question is drawn, shape (b, questions), until b add to `resamples`."""
    chance = np.random.default_rng(seed)
    for start in range(0, resamples, _AT_ONCE):
        drawn = [
            np.bincount(chance.integers(questions, size=questions), minlength=questions)
            for _ in range(start, min(start + _AT_ONCE, resamples))
        ]
        yield np.array(drawn, dtype=np.float64)


def _percentiles(values: Floats) -> tuple[float, float] | None:
    defined = values[np.isfinite(values)]
    if 2 * len(defined) < len(values):
        return None
    low, high = np.percentile(defined, _TAILS)
    return float(low), float(high)


def _ends(value: float, resampled: Floats, questions: int) -> tuple[float, float] | None:
    """Return both ends of a figure's interval, where it can have one."""
    ends = _percentiles(resampled)
    if ends is None or _apart(ends):
        return ends
    share = wilson(value * questions, questions) if 0 <= value <= 1 else None
    return share.interval if share else None


def _apart(ends: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return both ends of an interval, None where they are the same."""
    return ends if ends and ends[1] - ends[0] > _SAME else None


def _p_value(observed: float, resampled: Floats, questions: int) -> float:
    """Return the two-sided p value; a resample without a difference to tell counts as large."""
    is_large = ~(np.abs(resampled - observed) < abs(observed) - _SAME)
    return max(float((1 + np.sum(is_large)) / (1 + len(resampled))), 2.0 ** (1 - questions))
