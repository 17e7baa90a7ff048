"""From out-of-fold probabilities to the scale of scores, and to the figures that are published.

Accuracy here is the share of answers whose two-way label (correct, or not) is met. Intervals are
percentiles of a bootstrap over questions (Efron and Tibshirani, 1993, chapter 13), since answers
to one question are not independent. Calibration is isotonic regression (Zadrozny and Elkan, 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tutor.grading.evidence import FEATURES
from tutor.grading.similarity import Scale
from tutor.grading.verdict import Floats
from tutor.training.data import PRIMARY, GradedAnswer

Masks: TypeAlias = list[NDArray[np.bool_]]
Flags: TypeAlias = NDArray[np.bool_]
Figures: TypeAlias = dict[str, Any]

KNOTS = 21  # of the reliability curves: steps of 0.05
RESAMPLES = 2_000
BINS = 15  # of equal mass, in the expected calibration error

BASELINES = {
    "cosine": ("cosine",),
    "cosine and word overlap": (
        "cosine",
        "exact_recall",
        "exact_recall_new",
        "exact_precision_new",
        "precision",
        "length_ratio",
    ),
    "evidence, without the interaction": FEATURES,
}


def measure(
    answers: Sequence[GradedAnswer],
    question: NDArray[np.intp],
    full: Floats,
    some: Floats,
    held: Masks,
) -> tuple[Scale, Figures]:
    """Fit the scale on out-of-fold scores, and measure each fold with the scale of the others."""
    primary = np.array([one.primary for one in answers])
    correct = np.array([one.full for one in answers])
    partial = np.array([one.some for one in answers])
    score = (full + some) / 2
    passed, confidence = np.zeros(len(answers), bool), np.zeros(len(answers))
    levels = np.zeros(len(answers), int)
    for fold in held:
        rest = ~fold & primary
        scale = fit_scale(score[rest], correct[rest], partial[rest])
        for i in np.flatnonzero(fold & primary):
            levels[i] = ["incorrect", "partial", "correct"].index(scale.level(score[i]))
            confidence[i] = scale.confidence(score[i])
        passed[fold] = levels[fold] == 2
    truth = correct.astype(int) + partial.astype(int)
    figures = {
        name: _figures(passed[of], correct[of], levels[of], truth[of], confidence[of], question[of])
        for name, of in _slices(answers, primary).items()
    }
    return fit_scale(score[primary], correct[primary], partial[primary]), figures


def fit_scale(score: Floats, correct: Flags, partial: Flags) -> Scale:
    """Fit the curves by isotonic regression; a level starts where its curve crosses one half."""
    knots = np.linspace(0, 1, KNOTS)
    curves = [
        IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(score, label).predict(knots)
        for label in (correct, partial)
    ]
    above = np.maximum(*curves)
    correct_from = _crossing(score, correct)
    return Scale(
        correct_from=correct_from,
        partial_from=min(_crossing(score, partial), correct_from - 1e-3),
        scores=tuple(round(float(knot), 4) for knot in knots),
        correct=tuple(round(float(share), 4) for share in curves[0]),
        partial=tuple(round(float(share), 4) for share in above),
    )


def contradiction_cut(
    answers: Sequence[GradedAnswer], contradicted: Floats, share: float
) -> tuple[float, Figures]:
    """Return the probability that at most `share` of correct answers exceed, and what it finds."""
    primary = [i for i, one in enumerate(answers) if one.primary]
    right = contradicted[[i for i in primary if answers[i].full]]
    wrong = contradicted[[i for i in primary if answers[i].contradictory]]
    cut = round(float(np.quantile(right, 1 - share)), 4)
    return cut, {
        "cut": cut,
        "correct_answers_above": round(float((right >= cut).mean()), 4),
        "contradictory_answers_above": round(float((wrong >= cut).mean()), 4),
    }


def baselines(
    answers: Sequence[GradedAnswer], question: NDArray[np.intp], evidence: Floats, held: Masks
) -> Figures:
    """Return two-way accuracies of logistic regressions over fewer inputs, on the same folds."""
    primary = np.array([one.primary for one in answers])
    correct = np.array([one.full for one in answers])
    majority = np.zeros(len(answers), bool)
    table = {"majority": _accuracies(answers, primary, majority, correct, question)}
    for name, features in BASELINES.items():
        columns = [FEATURES.index(feature) for feature in features]
        passed = np.zeros(len(answers), bool)
        for fold in held:
            rest = ~fold & primary
            model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
            model.fit(evidence[rest][:, columns], correct[rest])
            passed[fold] = model.predict(evidence[fold][:, columns])
        table[name] = _accuracies(answers, primary, passed, correct, question)
    return table


def interval(
    statistic: Callable[[NDArray[np.intp]], float], question: NDArray[np.intp], seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic of row numbers, resampling whole questions."""
    chance = np.random.default_rng(seed)
    rows = [np.flatnonzero(question == one) for one in np.unique(question)]
    drawn = [
        statistic(np.concatenate([rows[i] for i in chance.integers(len(rows), size=len(rows))]))
        for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def calibration_error(confidence: NDArray[np.floating], right: Flags) -> float:
    """Return the expected calibration error over `BINS` bins of equal mass."""
    parts = np.array_split(np.argsort(confidence, kind="stable"), BINS)
    gaps = [
        len(part) * abs(confidence[part].mean() - right[part].mean()) for part in parts if len(part)
    ]
    return float(sum(gaps) / len(confidence))


def _crossing(score: Floats, label: Flags) -> float:
    """Return the score at which as many labels are met above as are below."""
    order = np.argsort(score, kind="stable")
    gains = np.concatenate([[0], np.cumsum(np.where(label[order], -1, 1))])
    best = int(np.argmax(gains))
    edges = np.concatenate([[0.0], score[order].astype(float), [1.0]])
    return round(float((edges[best] + edges[best + 1]) / 2), 4)


def _slices(answers: Sequence[GradedAnswer], primary: Flags) -> dict[str, Flags]:
    source = np.array([one.source for one in answers])
    return {"all": primary, **{name: source == name for name in PRIMARY}}


def _accuracies(
    answers: Sequence[GradedAnswer],
    primary: Flags,
    passed: Flags,
    correct: Flags,
    question: NDArray[np.intp],
) -> Figures:
    return {
        name: _accuracy(passed[of], correct[of], question[of])
        for name, of in _slices(answers, primary).items()
    }


def _accuracy(passed: Flags, correct: Flags, question: NDArray[np.intp]) -> Figures:
    met = passed == correct
    return {
        "accuracy": round(float(met.mean()), 4),
        "interval": interval(lambda rows: float(met[rows].mean()), question),
    }


def _figures(
    passed: Flags, correct: Flags, levels: NDArray[np.intp], truth: NDArray[np.intp],
    confidence: NDArray[np.floating], question: NDArray[np.intp],
) -> Figures:  # fmt: skip
    return {
        "answers": len(passed),
        "questions": len(np.unique(question)),
        **_accuracy(passed, correct, question),
        "macro_f1": round(_macro_f1(passed.astype(int), correct.astype(int)), 4),
        "three_levels": {
            "accuracy": round(float((levels == truth).mean()), 4),
            "macro_f1": round(_macro_f1(levels, truth), 4),
            "wrong_called_correct": round(float((levels[truth == 0] == 2).mean()), 4),
            "correct_called_wrong": round(float((levels[truth == 2] == 0).mean()), 4),
            "calibration_error": round(calibration_error(confidence, levels == truth), 4),
        },
    }


def _macro_f1(got: NDArray[np.intp], truth: NDArray[np.intp]) -> float:
    scores = []
    for label in np.unique(truth):
        hits = float(((got == label) & (truth == label)).sum())
        scores.append(2 * hits / float((got == label).sum() + (truth == label).sum()))
    return float(np.mean(scores))
