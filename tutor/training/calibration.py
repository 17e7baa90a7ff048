"""From out-of-fold logits to the scale of scores, and to the figures that are published.

Accuracy here is the share of answers whose two-way label (correct, or not) is met. Intervals are
percentiles of a bootstrap over questions (Efron and Tibshirani, 1993, chapter 13), since answers
to one question are not independent. Calibration is isotonic regression (Zadrozny and Elkan, 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tutor.grading.evidence import FEATURES
from tutor.grading.similarity import Scale, coverage_of, level_of
from tutor.grading.verdict import Floats, Level
from tutor.training.data import PRIMARY, GradedAnswer

Masks: TypeAlias = list[NDArray[np.bool_]]
Flags: TypeAlias = NDArray[np.bool_]
Figures: TypeAlias = dict[str, Any]

LEVELS = [Level.INCORRECT, Level.PARTIAL, Level.CORRECT]
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
    logits: Floats,
    held: Masks,
) -> tuple[Scaling, Scale, Figures]:
    """Calibrate out-of-fold logits, and measure each fold with what the others were calibrated by.

    Args:
        answers: The n answers.
        question: Shape (n,): the number of each answer's question.
        logits: Shape (n, 2): out-of-fold logits of "in full" and "at least in part".
        held: The folds, as masks over the answers.
    """
    primary = np.array([one.primary for one in answers])
    correct = np.array([one.full for one in answers])
    partial = np.array([one.some for one in answers])
    full, some = logits[:, 0], logits[:, 1]
    confidence = np.zeros(len(answers))
    levels = np.zeros(len(answers), int)
    for fold in held:
        rest, judged = ~fold & primary, np.flatnonzero(fold & primary)
        scaling = fit_scaling(full[rest], some[rest], correct[rest], partial[rest])
        scale = fit_scale(scaling.scores(full[rest], some[rest]), correct[rest], partial[rest])
        for i, score in zip(judged, scaling.scores(full[judged], some[judged]), strict=True):
            levels[i] = LEVELS.index(level_of(score))
            confidence[i] = scale.confidence(score)
    truth = correct.astype(int) + partial.astype(int)
    figures = {
        name: _figures(
            levels[of] == 2, correct[of], levels[of], truth[of], confidence[of], question[of]
        )
        for name, of in _slices(answers, primary).items()
    }
    scaling = fit_scaling(full[primary], some[primary], correct[primary], partial[primary])
    scores = scaling.scores(full[primary], some[primary])
    return scaling, fit_scale(scores, correct[primary], partial[primary]), figures


@dataclass(frozen=True, slots=True)
class Scaling:
    """Platt's scaling of the two logits: (slope, intercept) each (Platt, 1999)."""

    full: tuple[float, float]
    some: tuple[float, float]

    def scores(self, full: Floats, some: Floats) -> NDArray[np.floating]:
        """Return the score of each answer, as the grader computes a point's coverage."""
        chances = [
            1 / (1 + np.exp(-(slope * values + intercept)))
            for values, (slope, intercept) in ((full, self.full), (some, self.some))
        ]
        return np.array(
            [coverage_of(float(a), float(max(a, b))) for a, b in zip(*chances, strict=True)]
        )


def fit_scaling(full: Floats, some: Floats, correct: Flags, partial: Flags) -> Scaling:
    """Fit slope and intercept of both logits."""
    pairs = []
    for values, label in ((full, correct), (some, partial)):
        model = LogisticRegression(C=1e6).fit(values[:, None], label)
        pairs.append((float(model.coef_[0, 0]), float(model.intercept_[0])))
    return Scaling(*pairs)


def fit_scale(score: NDArray[np.floating], correct: Flags, partial: Flags) -> Scale:
    """Fit the reliability curves by isotonic regression."""
    knots = np.linspace(0, 1, KNOTS)
    curves = [
        IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(score, label).predict(knots)
        for label in (correct, partial)
    ]
    above = np.maximum(*curves)
    return Scale(
        scores=tuple(round(float(knot), 4) for knot in knots),
        correct=tuple(round(float(share), 4) for share in curves[0]),
        partial=tuple(round(float(share), 4) for share in above),
    )


def contradiction_cut(
    answers: Sequence[GradedAnswer], contradicted: Floats, share: float
) -> tuple[float, Figures]:
    """Return the probability that at most `share` of correct answers exceed, and what it finds.

    Args:
        answers: The n answers.
        contradicted: Shape (n,): out-of-fold logits of a contradiction.
        share: In (0, 1).
    """
    chances = 1 / (1 + np.exp(-contradicted))
    primary = [i for i, one in enumerate(answers) if one.primary]
    right = chances[[i for i in primary if answers[i].full]]
    wrong = chances[[i for i in primary if answers[i].contradictory]]
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
