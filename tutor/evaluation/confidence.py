"""How well the confidence of verdicts tells right from wrong: its formulas and its curves. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.evaluation.ranks import Ties, drawn
from tutor.evaluation.statistics import (
    Bools,
    Floats,
    Ints,
    Statistics,
    few_at_once,
    from_table,
    ratio,
    sums,
    sums_by,
)

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
    bins = _bins(confidences)
    width = int(bins.max()) + 1

    def of_sums(drawn: Floats) -> dict[str, Floats]:
        gaps = np.abs(drawn[:, :width]).sum(axis=1)
        return {"ece": ratio(gaps, drawn[:, -1]), "brier": ratio(drawn[:, -2], drawn[:, -1])}

    surplus = confidences - right
    columns = (
        sums_by(bins, width, questions, surplus),
        sums([surplus**2, np.ones_like(right)], questions),
    )
    calibration = from_table(of_sums, np.hstack(columns))
    selection = _of_selection(confidences, labels, calls, levels, questions)
    return lambda draws: calibration(draws) | selection(draws)


def reliability(confidences: Floats, right: Bools) -> tuple[Bin, ...]:
    """Return up to `BINS` bins of equal mass, the least confident first; equals share a bin."""
    if not len(confidences):
        return ()
    bins = _bins(confidences)
    counts = np.bincount(bins)
    means, shares = (np.bincount(bins, each) / counts for each in (confidences, right))
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
    ties = Ties.of(-confidences)
    kept = ties.ends + 1
    wrong = np.cumsum(~right[ties.order])[ties.ends]
    coverage = kept / len(right)
    grid = np.arange(1, CURVE_POINTS + 1) / CURVE_POINTS
    chosen = np.unique(np.searchsorted(coverage, grid - _ROUNDING))
    return tuple(Risk(float(coverage[at]), float(wrong[at] / kept[at])) for at in chosen)


def _of_selection(
    confidences: Floats, labels: Ints, calls: Ints, levels: int, questions: Ints
) -> Statistics:
    """Return what comes of letting only the most confident verdicts stand."""
    ties = Ties.of(-confidences)
    ordered = questions[ties.order]
    wrong = (labels != calls)[ties.order]
    refusable = (labels == 0)[ties.order]
    accepted = refusable & (calls == levels - 1)[ties.order]

    def of_draws(draws: Floats) -> dict[str, Floats]:
        weights = drawn(draws, ordered)
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

    return few_at_once(of_draws, len(confidences))


def _bins(confidences: Floats) -> Ints:
    """Return the bin of each response, shape (n,): up to BINS, numbered from 0 without gaps."""
    inner = np.arange(1, BINS) / BINS
    edges = np.quantile(confidences, inner, method="inverted_cdf")
    bins = np.searchsorted(edges, confidences)
    return (np.cumsum(np.bincount(bins) > 0) - 1)[bins]
