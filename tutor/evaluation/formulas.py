"""The formulas of the metrics, as statistics of draws of questions. Pure.

Those of confidence are apart, in `tutor.evaluation.confidence`. Each function takes what labels and
verdicts say of n responses, and returns named figures as `tutor.evaluation.statistics.Statistics`;
`questions` numbers the question that each answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tutor.evaluation.ranks import of_ranks
from tutor.evaluation.statistics import (
    Bools,
    Floats,
    Ints,
    Statistics,
    from_table,
    kappa,
    ratio,
    sums,
    sums_by,
)

Statuses: TypeAlias = NDArray[np.int8]
"""Numbers of what became of key points."""


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

    def of_sums(drawn: Floats) -> dict[str, Floats]:
        tables = drawn.reshape(-1, levels, levels)
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

    return from_table(of_sums, sums_by(labels * levels + calls, levels**2, questions))


def of_official(labels: Ints, calls: Ints, size: int, questions: Ints) -> Statistics:
    """Return how well verdicts agree with a set's own labels, of which there are `size`.

    accuracy: The share of verdicts that are the label.
    macro_f1: As of `of_levels`, over these labels.
    """

    def of_sums(drawn: Floats) -> dict[str, Floats]:
        tables = drawn.reshape(-1, size, size)
        return {"accuracy": _accuracy(tables), "macro_f1": _macro_f1(tables)}

    return from_table(of_sums, sums_by(labels * size + calls, size**2, questions))


def of_scores(label_scores: Floats, scores: Floats, questions: Ints) -> Statistics:
    """Return how near scores are to people's.

    pearson: The correlation of the two; not defined where either is the same everywhere.
    spearman: The correlation of their ranks, equal scores sharing the mean of theirs.
    rmse: The root of the mean squared difference.
    """
    # about their means, or the squares would drown what varies
    centred = (label_scores - label_scores.mean(), scores - scores.mean())
    squares = (scores - label_scores) ** 2
    moments = from_table(
        lambda drawn: {
            "pearson": _correlation(drawn),
            "rmse": np.sqrt(ratio(drawn[:, -1], drawn[:, 0])),
        },
        sums(chain(_moments(*centred), [squares]), questions),
    )
    ranks = of_ranks(label_scores, scores, questions)
    return lambda draws: moments(draws) | ranks(draws)


def of_points(
    label_points: Statuses, points: Statuses, covered: int, questions: Ints
) -> Statistics:
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

    def of_sums(drawn: Floats) -> dict[str, Floats]:
        hits, false, missed = drawn.T
        return {
            "precision": ratio(hits, hits + false),
            "recall": ratio(hits, hits + missed),
            "f1": ratio(2 * hits, 2 * hits + false + missed),
        }

    return from_table(of_sums, sums((each.sum(axis=1) for each in counted), questions))


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

    def of_sums(drawn: Floats) -> dict[str, Floats]:
        return {name: ratio(drawn[:, at], drawn[:, -1]) for at, name in enumerate(shares)}

    return from_table(of_sums, sums([*shares.values(), np.ones_like(passes)], questions))


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


def _moments(x: Floats, y: Floats) -> Iterator[Floats]:
    yield from (np.ones_like(x), x, y)
    yield x * x
    yield y * y
    yield x * y


def _correlation(sums: Floats) -> Floats:
    """Return Pearson's correlation from the sums of `_moments`, shape (b, 6 or more)."""
    n, x, y, xx, yy, xy = sums[:, :6].T
    spread_x, spread_y = n * xx - x * x, n * yy - y * y
    varies = (spread_x > 1e-12 * n * n) & (spread_y > 1e-12 * n * n)  # else it is rounding
    spread = np.sqrt(np.where(varies, spread_x * spread_y, 0.0))
    return np.clip(ratio(n * xy - x * y, spread), -1.0, 1.0)
