"""The formulas of the metrics, as statistics of draws of questions. Pure.

Each function takes what labels and verdicts say of n responses, and returns named figures as
`tutor.evaluation.statistics.Statistics`; `questions` numbers the question that each answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tutor.evaluation.statistics import (
    Floats,
    Ints,
    Statistics,
    from_sums,
    kappa,
    ratio,
)

Bools: TypeAlias = NDArray[np.bool_]

BINS = 15
"""Of a reliability diagram, as Guo et al. (2017) have it; here each has as many responses."""

COVERAGE = 0.8
FALSE_ACCEPT = 0.05
CURVE_POINTS = 50
"""Most points of a risk-coverage curve."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """Responses of like confidence: a point of a reliability diagram.

    Attributes:
        confidence: Their mean confidence, in [0, 1].
        accuracy: The share whose level is right.
        count: How many they are, ≥ 1.
    """

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True)
class Risk:
    """What is risked where only the most confident verdicts stand.

    Attributes:
        coverage: The share of verdicts that stand, in (0, 1].
        risk: The share of those whose level is wrong.
    """

    coverage: float
    risk: float


def confusion(labels: Ints, calls: Ints, levels: int) -> Ints:
    """Return how often each label, by row, got each call, by column; shape (levels, levels)."""
    return np.bincount(labels * levels + calls, minlength=levels**2).reshape(levels, levels)


def of_levels(labels: Ints, calls: Ints, levels: int, questions: Ints) -> Statistics:
    """Return how well levels agree with labels.

    accuracy: The share of calls that are the label.
    two_way_accuracy: The same where only correct or not is told apart.
    macro_f1: The mean over levels of 2 TP / (2 TP + FP + FN), levels that were neither called nor
        a label left out (the mean of F1s in Opitz & Burst 2019, arXiv:1911.03347).
    quadratic_kappa: Cohen's (1968); in a two-way suite the same as his kappa of 1960.
    false_accept: The share of those labelled incorrect that are called correct.
    false_reject: The share of those labelled correct that are called incorrect.
    false_accept_two_way: The share of those not labelled correct that are called correct.
    false_reject_two_way: The share of those labelled correct that are not called so.
    """

    def of_sums(sums: Floats) -> dict[str, Floats]:
        tables = sums.reshape(-1, levels, levels)
        two_way = _two_way(tables)
        return {
            "accuracy": _accuracy(tables),
            "two_way_accuracy": _accuracy(two_way),
            "macro_f1": _macro_f1(tables),
            "quadratic_kappa": kappa(tables, quadratic=True),
            "false_accept": ratio(tables[:, 0, -1], tables[:, 0].sum(-1)),
            "false_reject": ratio(tables[:, -1, 0], tables[:, -1].sum(-1)),
            "false_accept_two_way": ratio(two_way[:, 0, 1], two_way[:, 0].sum(-1)),
            "false_reject_two_way": ratio(two_way[:, 1, 0], two_way[:, 1].sum(-1)),
        }

    return from_sums(of_sums, np.eye(levels**2)[labels * levels + calls], questions)


def of_scores(label_scores: Floats, scores: Floats, questions: Ints) -> Statistics:
    """Return how near scores are to people's.

    pearson: The correlation of the two; not defined where either is the same everywhere.
    spearman: The correlation of their ranks, equal scores sharing the mean of theirs.
    rmse: The root of the mean squared difference.
    """
    # about their means, or the squares would drown what varies
    centred = (label_scores - label_scores.mean(), scores - scores.mean())
    squares = (scores - label_scores) ** 2
    moments = from_sums(
        lambda sums: {
            "pearson": _correlation(sums),
            "rmse": np.sqrt(ratio(sums[:, -1], sums[:, 0])),
        },
        np.column_stack([*_moments(*centred), squares]),
        questions,
    )
    ranks = _of_ranks(label_scores, scores, questions)
    return lambda draws: moments(draws) | ranks(draws)


def of_points(label_points: Ints, points: Ints, covered: int, questions: Ints) -> Statistics:
    """Return how well the points found covered are those that people called covered.

    Counted over all points of all responses where both said what became of it.

    precision: The share of points found covered that are.
    recall: The share of points that are covered that were found so.
    f1: Their harmonic mean, 2 TP / (2 TP + FP + FN).

    Args:
        label_points: Shape (n, p): a number per status; negative where nobody said.
        points: Shape (n, p): the same of the verdict.
        covered: The number of "covered".
        questions: Shape (n,).
    """
    said = (label_points >= 0) & (points >= 0)
    is_covered, found = (label_points == covered) & said, (points == covered) & said
    counted = [is_covered & found, found & ~is_covered, is_covered & ~found]

    def of_sums(sums: Floats) -> dict[str, Floats]:
        hits, false, missed = sums.T
        return {
            "precision": ratio(hits, hits + false),
            "recall": ratio(hits, hits + missed),
            "f1": ratio(2 * hits, 2 * hits + false + missed),
        }

    columns = np.column_stack([each.sum(axis=1) for each in counted]).astype(np.float64)
    return from_sums(of_sums, columns, questions)


def of_confidences(
    confidences: Floats, labels: Ints, calls: Ints, levels: int, questions: Ints
) -> Statistics:
    """Return how well the confidence tells right levels from wrong ones.

    ece: The expected calibration error: the mean over `BINS` bins of how far the mean confidence
        is from the share of right levels (Naeini et al. 2015), the bins of equal mass (Nixon et
        al. 2019). The bins stay as they are in resamples. Chance adds to it, never takes away.
    brier: The mean of (confidence - 1 if the level is right, else 0)² (Brier 1950).
    aurc: The area under the risk-coverage curve: the mean over responses of the share of wrong
        levels among all that are as confident or more (Geifman, Uziel & El-Yaniv 2019).
    accuracy_at_80: The share of right levels among the most confident 80 %, or a little more
        where equal confidences allow no line there.
    coverage_at_5_false_accept: The largest share of responses, the most confident, among which at
        most 5 % of those labelled incorrect are called correct; 0 if there is none.
    """
    right = (labels == calls).astype(np.float64)
    one_hot = _one_hot_bins(confidences)
    width = one_hot.shape[1]

    def of_sums(sums: Floats) -> dict[str, Floats]:
        gaps = np.abs(sums[:, :width]).sum(axis=1)
        return {"ece": ratio(gaps, sums[:, -1]), "brier": ratio(sums[:, -2], sums[:, -1])}

    surplus = confidences - right
    columns = np.column_stack([one_hot * surplus[:, None], surplus**2, np.ones_like(right)])
    calibration = from_sums(of_sums, columns, questions)
    selection = _of_selection(confidences, labels, calls, levels, questions)
    return lambda draws: calibration(draws) | selection(draws)


def of_consequences(
    passes: Bools, label_passes: Bools, doubtful: Bools, questions: Ints
) -> Statistics:
    """Return what the scheduler would be told wrong, as shares of all responses.

    differs: A pass where the label is a failure, or the other way round.
    wrong_pass: The former: a card comes back too late.
    wrong_fail: The latter: it comes back too soon.
    in_doubt: The grade is left to the learner, who may set it right.
    """
    wrong_pass, wrong_fail = passes & ~label_passes, label_passes & ~passes
    shares = {
        "differs": wrong_pass | wrong_fail,
        "wrong_pass": wrong_pass,
        "wrong_fail": wrong_fail,
        "in_doubt": doubtful,
    }

    def of_sums(sums: Floats) -> dict[str, Floats]:
        return {name: ratio(sums[:, at], sums[:, -1]) for at, name in enumerate(shares)}

    columns = np.column_stack([*shares.values(), np.ones_like(passes)]).astype(np.float64)
    return from_sums(of_sums, columns, questions)


def reliability(confidences: Floats, right: Bools) -> tuple[Bin, ...]:
    """Return up to `BINS` bins of equal mass, the least confident first; equals share a bin."""
    if not len(confidences):
        return ()
    one_hot = _one_hot_bins(confidences)
    counts = one_hot.sum(axis=0)
    means, shares = confidences @ one_hot / counts, right @ one_hot / counts
    return tuple(
        Bin(float(mean), float(share), int(count))
        for mean, share, count in zip(means, shares, counts, strict=True)
    )


def risk_coverage(confidences: Floats, right: Bools) -> tuple[Risk, ...]:
    """Return the risk-coverage curve (El-Yaniv & Wiener 2010), the most confident first.

    Every point is one of the curve itself; where it has more than `CURVE_POINTS`, those are left
    that lie next to equal distances of coverage, the last one always.
    """
    if not len(confidences):
        return ()
    ties = _Ties.of(-confidences)
    kept = ties.ends + 1
    wrong = np.cumsum(~right[ties.order])[ties.ends]
    coverage = kept / len(right)
    grid = np.arange(1, CURVE_POINTS + 1) / CURVE_POINTS
    chosen = np.unique(np.searchsorted(coverage, grid - _ROUNDING))
    return tuple(Risk(float(coverage[at]), float(wrong[at] / kept[at])) for at in chosen)


@dataclass(frozen=True, slots=True, eq=False)
class _Ties:
    """Responses in ascending order of a value, those of equal value as one block of d.

    Attributes:
        order: Shape (n,): their numbers in that order.
        ends: Shape (d,): the last place in it of each block.
        blocks: Shape (n,): the block of each response, in their own order.
    """

    order: Ints
    ends: Ints
    blocks: Ints

    @classmethod
    def of(cls, values: Floats) -> _Ties:
        _, blocks, sizes = np.unique(values, return_inverse=True, return_counts=True)
        return cls(np.argsort(blocks, kind="stable"), np.cumsum(sizes) - 1, blocks)

    def reached(self, ordered: Ints) -> Ints:
        """Return the sums up to the end of each block, shape (b, d).

        Args:
            ordered: Shape (b, n): what is summed, in order. Whole numbers, since each sum waits
                for the one before, and fractions take several times as long to add.
        """
        sums = np.cumsum(ordered, axis=1)
        return sums if len(self.ends) == len(self.order) else np.take(sums, self.ends, axis=1)


def _two_way(tables: Floats) -> Floats:
    """Return tables of correct or not, shape (b, 2, 2)."""
    edges = (0, tables.shape[-1] - 1)
    return np.add.reduceat(np.add.reduceat(tables, edges, axis=1), edges, axis=2)


def _accuracy(tables: Floats) -> Floats:
    return ratio(np.trace(tables, axis1=1, axis2=2), tables.sum((1, 2)))


def _macro_f1(tables: Floats) -> Floats:
    hits = np.diagonal(tables, axis1=1, axis2=2)
    seen = tables.sum(1) + tables.sum(2)  # 2 TP + FP + FN
    return ratio(np.nan_to_num(ratio(2 * hits, seen)).sum(1), (seen > 0).sum(1))


def _moments(x: Floats, y: Floats) -> tuple[Floats, ...]:
    return np.ones_like(x), x, y, x * x, y * y, x * y


def _correlation(sums: Floats) -> Floats:
    """Return Pearson's correlation from the sums of `_moments`, shape (b, 6 or more)."""
    n, x, y, xx, yy, xy = sums[:, :6].T
    spread_x, spread_y = n * xx - x * x, n * yy - y * y
    varies = (spread_x > 1e-12 * n * n) & (spread_y > 1e-12 * n * n)  # else it is rounding
    spread = np.sqrt(np.where(varies, spread_x * spread_y, 0.0))
    return np.clip(ratio(n * xy - x * y, spread), -1.0, 1.0)


def _of_ranks(x: Floats, y: Floats, questions: Ints) -> Statistics:
    """Return Spearman's correlation; a response drawn twice ties with itself."""
    by_x = np.argsort(x, kind="stable")
    x_ties, y_ties = _Ties.of(x[by_x]), _Ties.of(y[by_x])
    ordered = questions[by_x]

    def of_draws(draws: Floats) -> dict[str, Floats]:
        weights = _drawn(draws, ordered)
        x_ranks, x_squares = _centred_ranks(x_ties.reached(weights))
        y_ranks, y_squares = _centred_ranks(y_ties.reached(np.take(weights, y_ties.order, axis=1)))
        products = _weighed(
            weights,
            np.take(x_ranks, x_ties.blocks, axis=1),
            np.take(y_ranks, y_ties.blocks, axis=1),
        )
        return {"spearman": np.clip(ratio(products, np.sqrt(x_squares * y_squares)), -1.0, 1.0)}

    return of_draws


def _centred_ranks(reached: Ints) -> tuple[Floats, Floats]:
    """Return the rank of each block and the sum over responses of its squares.

    Args:
        reached: Shape (b, d): how many responses are in each block or before it.

    Returns:
        Shape (b, d): the mean rank in a block less that of all, as a share of all: in [-½, ½].
        Shape (b,): the squares' sum.
    """
    masses = np.diff(reached, axis=1, prepend=0)
    total = reached[:, -1:]
    ranks = (2 * reached - masses - total) / (2 * total)
    return ranks, _weighed(masses, ranks, ranks)


def _weighed(weights: Ints, one: Floats, other: Floats) -> Floats:
    """Return the sums of weighted products, shape (b,), from three arrays of shape (b, n)."""
    sums: Floats = np.einsum("bn,bn,bn->b", weights.astype(np.float64), one, other)
    return sums


def _drawn(draws: Floats, questions: Ints) -> Ints:
    """Return how often each response is drawn, shape (b, n), by its question."""
    return np.take(draws.astype(np.int64), questions, axis=1)


def _of_selection(
    confidences: Floats, labels: Ints, calls: Ints, levels: int, questions: Ints
) -> Statistics:
    """Return what comes of letting only the most confident verdicts stand."""
    ties = _Ties.of(-confidences)
    ordered = questions[ties.order]
    wrong = (labels != calls)[ties.order]
    refusable = (labels == 0)[ties.order]
    accepted = refusable & (calls == levels - 1)[ties.order]

    def of_draws(draws: Floats) -> dict[str, Floats]:
        weights = _drawn(draws, ordered)
        kept = ties.reached(weights)
        total = kept[:, -1]
        risks = ties.reached(weights * wrong) / np.maximum(kept, 1)
        areas = (np.diff(kept, axis=1, prepend=0) * risks).sum(axis=1)
        line = np.argmax(kept >= COVERAGE * total[:, None] - _ROUNDING, axis=1)
        most_false = FALSE_ACCEPT * ties.reached(weights * refusable) + _ROUNDING
        is_fine = ties.reached(weights * accepted) <= most_false
        return {
            "aurc": areas / total,
            "accuracy_at_80": 1 - risks[np.arange(len(draws)), line],
            "coverage_at_5_false_accept": (kept * is_fine).max(axis=1) / total,
        }

    return of_draws


def _one_hot_bins(confidences: Floats) -> Floats:
    """Return the bin of each response as a row with a single 1, shape (n, up to BINS)."""
    inner = np.arange(1, BINS) / BINS
    edges = np.quantile(confidences, inner, method="inverted_cdf")
    used, bins = np.unique(np.searchsorted(edges, confidences), return_inverse=True)
    return np.eye(len(used))[bins]
