"""From out-of-fold estimates to the scale of scores, and to the figures that are published.

Accuracy here is the share of answers whose two-way label (correct, or not) is met. Intervals are
percentiles of a bootstrap over questions (Efron and Tibshirani, 1993, chapter 13), since answers
to one question are not independent. Calibration is isotonic regression (Zadrozny and Elkan, 2002);
agreement on the three levels is also given as Cohen's kappa with quadratic weights (Cohen, 1968).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from tutor.cards.card import Card, KeyPoint
from tutor.grading.cascade import DOUBTED
from tutor.grading.evidence import FEATURES
from tutor.grading.findings import CORRECT_FROM, level_of, score_of
from tutor.grading.similarity import INPUTS, Estimate, Scale, coverage_of
from tutor.grading.verdict import OUTPUTS, Finding, Floats, Level, Status
from tutor.training.data import CLASS, PRIMARY, GradedAnswer

Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.intp]
Scores: TypeAlias = NDArray[np.floating]
Figures: TypeAlias = dict[str, Any]

LEVELS = [Level.INCORRECT, Level.PARTIAL, Level.CORRECT]
KNOTS = 21  # of the reliability curves: steps of 0.05
RESAMPLES = 2_000
BINS = 15  # of equal mass, in the expected calibration error
SURE = 0.9  # accuracy at which coverage is given

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "answer length": ("segment_length",),
    "cosine": ("cosine",),
    "cosine and word overlap": (
        "cosine",
        "exact_recall",
        "exact_recall_new",
        "exact_precision_new",
        "precision",
        "length_ratio",
    ),
    "evidence": FEATURES,
    "cross-encoder, what pairs teach": OUTPUTS[:2],
    "cross-encoder, what learners' answers teach": OUTPUTS[2:4],
    "cross-encoder, what written answers teach": (OUTPUTS[1], *OUTPUTS[4:]),
    "cross-encoder": OUTPUTS,
    "evidence and cross-encoder": INPUTS,
}
"""What the head may look at, in the table that shows what each part is worth; the last ships."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Out-of-fold scores of n answers.

    Attributes:
        answers: The answers.
        question: Shape (n,): the number of each answer's question.
        full: Shape (n,): probability that the point is covered in full.
        some: Shape (n,): the same for at least in part, nowhere below `full`.
    """

    answers: Sequence[GradedAnswer]
    question: Rows
    full: Scores
    some: Scores

    @property
    def scores(self) -> Scores:
        """Shape (n,): the scores, as the grader computes a point's coverage."""
        return np.array(
            [coverage_of(float(a), float(b)) for a, b in zip(self.full, self.some, strict=True)]
        )

    @property
    def correct(self) -> Flags:
        """Shape (n,): whether people called it correct."""
        return np.array([one.full for one in self.answers])

    @property
    def partial(self) -> Flags:
        """Shape (n,): whether people called it correct or partially correct."""
        return np.array([one.some for one in self.answers])

    def part(self, of: Flags | Rows) -> Judged:
        """Return some of the answers."""
        chosen = np.arange(len(self.answers))[of]
        answers = [self.answers[i] for i in chosen]
        return Judged(answers, self.question[of], self.full[of], self.some[of])


def judged(answers: Sequence[GradedAnswer], question: Rows, logits: Floats) -> Judged:
    """Read out-of-fold logits of "in full" and "at least in part", shape (n, 2)."""
    full, some = (1 / (1 + np.exp(-logits))).T
    return Judged(answers, question, full, np.maximum(full, some))


def slices(answers: Sequence[GradedAnswer]) -> dict[str, Flags]:
    """Return the sets that figures are given for, as masks over the answers."""
    source = np.array([one.source for one in answers])
    contrasting = np.array([one.written and not one.natural for one in answers])
    parts = np.array([one.in_parts for one in answers])
    return {
        "learners": np.isin(source, PRIMARY),
        **{name: source == name for name in PRIMARY},
        "written as by a class": np.array([one.case == CLASS for one in answers]),
        "written for contrast": contrasting & ~parts,
        "written for contrast, in parts": contrasting & parts,
    }


def figures(runs: Sequence[Judged]) -> Figures:
    """Return the figures of each set, over the runs of all seeds."""
    return {
        name: _figures([run.part(of) for run in runs])
        for name, of in slices(runs[0].answers).items()
        if of.any()
    }


def accuracies(runs: Sequence[Judged]) -> Figures:
    """Return the two-way accuracy of each set with its interval, over the runs of all seeds."""
    return {
        name: _accuracy([run.part(of) for run in runs])
        for name, of in slices(runs[0].answers).items()
        if of.any()
    }


def majority(run: Judged) -> Judged:
    """Return a judge that calls every answer wrong, as most are."""
    zero = np.zeros(len(run.answers))
    return Judged(run.answers, run.question, zero, zero)


def passed(runs: Sequence[Judged], vetoed: Sequence[Flags], scale: Scale) -> Figures:
    """Return how often written answers were called correct, by what they were written to show.

    And how often they were in doubt, so that the grade is left to the learner.

    Args:
        runs: Of all seeds.
        vetoed: Of each, shape (n,): which answers count as contradicting their point.
        scale: How scores are read.
    """
    run = runs[0]
    cases = np.array([_case(one) for one in run.answers])
    found: Figures = {}
    for case in sorted(set(cases) - {""}):
        of = cases == case
        passes, doubts = [], []
        for each, against in zip(runs, vetoed, strict=True):
            chances = np.interp(each.scores[of], scale.scores, scale.correct)
            passes.append(((each.full >= CORRECT_FROM) & ~against)[of].mean())
            doubts.append((_is_doubted(chances) & ~against[of]).mean())
        found[case] = _shares(int(of.sum()), passes, doubts)
    return found


def cards(runs: Sequence[Judged], vetoed: Sequence[Flags], scale: Scale) -> Figures:
    """Return how often written answers to whole cards were called correct, by their case.

    The points' estimates are put together as the grader does it. An answer is right that covers
    every point. The arguments are those of `passed`.
    """
    found: dict[str, list[tuple[bool, bool]]] = {}
    for run, against in zip(runs, vetoed, strict=True):
        for rows in _whole_cards(run):
            chosen = run.part(np.array(rows))
            right = "right" if chosen.correct.all() else "wrong"
            chance = scale.chances(list(chosen.scores), len(rows))[Level.CORRECT]
            doubted = bool(_is_doubted(np.array(chance))) and not against[rows].any()
            passes = _card_score(chosen, against[rows]) >= CORRECT_FROM
            found.setdefault(f"{right}: {chosen.answers[0].case}", []).append((passes, doubted))
    return {
        case: _shares(len(each) // len(runs), *zip(*each, strict=True))
        for case, each in sorted(found.items())
    }


def _shares(answers: int, passed: Sequence[float], doubted: Sequence[float]) -> Figures:
    shares = {"passed": passed, "doubted": doubted}
    return {"answers": answers} | {k: round(float(np.mean(v)), 4) for k, v in shares.items()}


def _is_doubted(chances: NDArray[np.floating]) -> Flags:
    """Return where the level is in doubt, by the chance that people call the answer correct."""
    doubted: Flags = np.abs(chances - 0.5) < DOUBTED
    return doubted


def _whole_cards(run: Judged) -> list[list[int]]:
    groups: dict[tuple[str, str], list[int]] = {}
    for i, one in enumerate(run.answers):
        if one.in_parts:
            groups.setdefault((one.question, one.answer), []).append(i)
    return list(groups.values())


def _card_score(run: Judged, vetoed: Flags) -> float:
    points = tuple(KeyPoint(one.references[0]) for one in run.answers)
    card = Card(question="", answer="", points=points, needed=len(points))
    findings = []
    for point, full, some, against in zip(points, run.full, run.some, vetoed, strict=True):
        found = Estimate(float(full), float(some), contradicted=float(against))
        status = Status.CONTRADICTED if against else found.status
        findings.append(Finding(point, status, 0.0 if against else found.coverage, ""))
    return score_of(card, findings)


def _case(one: GradedAnswer) -> str:
    if not one.written:
        return ""
    if not one.in_parts:
        label = "correct" if one.full else "partial" if one.some else "wrong"
        return f"{label}: {one.case}"
    state = "covered" if one.full else "contradicted" if one.contradictory else "not covered"
    return f"point {state}, in: {one.case}"


def fit_scale(score: Scores, correct: Flags, partial: Flags) -> Scale:
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


def contradiction_cut(run: Judged, contradicted: Floats, share: float) -> tuple[float, Figures]:
    """Return the probability that at most `share` of correct answers exceed, and what it finds.

    Args:
        run: The answers.
        contradicted: Shape (n,): out-of-fold logits of a contradiction.
        share: In (0, 1); of learners' answers and of written ones alike.
    """
    chances = 1 / (1 + np.exp(-contradicted))
    sets = slices(run.answers)
    cut = max(
        float(np.quantile(chances[of & run.correct], 1 - share))
        for name, of in sets.items()
        if name not in PRIMARY and of.any()
    )
    wrong = np.array([one.contradictory for one in run.answers])
    return round(cut, 4), {
        name: {
            "correct_above": round(float((chances[of & run.correct] >= cut).mean()), 4),
            "contradictory_above": round(float((chances[of & wrong] >= cut).mean()), 4),
        }
        for name, of in sets.items()
        if (of & wrong).any()
    }


def interval(
    statistic: Callable[[Rows], float], question: Rows, seed: int = 0
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


def calibration_error(confidence: Scores, right: Flags) -> float:
    """Return the expected calibration error over `BINS` bins of equal mass."""
    parts = np.array_split(np.argsort(confidence, kind="stable"), BINS)
    gaps = [
        len(part) * abs(confidence[part].mean() - right[part].mean()) for part in parts if len(part)
    ]
    return float(sum(gaps) / len(confidence))


def coverage_at(confidence: Scores, right: Flags, accuracy: float) -> float:
    """Return the largest share of answers, the most confident first, judged so accurately."""
    order = np.argsort(-confidence, kind="stable")
    met = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(met >= accuracy)
    return float((enough[-1] + 1) / len(order)) if len(enough) else 0.0


def _accuracy(runs: Sequence[Judged]) -> Figures:
    met = np.mean([(run.full >= 0.5) == run.correct for run in runs], axis=0)
    return {
        "accuracy": round(float(met.mean()), 4),
        "interval": interval(lambda rows: float(met[rows].mean()), runs[0].question),
        "seeds": [round(float(((run.full >= 0.5) == run.correct).mean()), 4) for run in runs],
    }


def _figures(runs: Sequence[Judged]) -> Figures:
    rows = [_levels(run) for run in runs]
    first = runs[0]
    return {
        "answers": len(first.answers),
        "questions": len(np.unique(first.question)),
        **_accuracy(runs),
        **{key: round(float(np.mean([row[key] for row in rows])), 4) for key in rows[0]},
    }


def _levels(run: Judged) -> dict[str, float]:
    got = np.array([LEVELS.index(level_of(score)) for score in run.scores])
    truth = run.correct.astype(int) + run.partial.astype(int)
    sure = np.where(run.full >= 0.5, run.full, 1 - run.full)
    right = (run.full >= 0.5) == run.correct
    return {
        "macro_f1": _macro_f1((run.full >= 0.5).astype(int), run.correct.astype(int)),
        "area_under_curve": float(roc_auc_score(run.correct, run.full)),
        "calibration_error": calibration_error(sure, right),
        "coverage_at_90": coverage_at(sure, right, SURE),
        "three_levels_accuracy": float((got == truth).mean()),
        "three_levels_macro_f1": _macro_f1(got, truth),
        "quadratic_kappa": float(cohen_kappa_score(got, truth, weights="quadratic")),
        "wrong_called_correct": float((got[truth == 0] == 2).mean()),
        "correct_called_wrong": float((got[truth == 2] == 0).mean()),
    }


def _macro_f1(got: Rows, truth: Rows) -> float:
    scores = []
    for label in np.unique(truth):
        hits = float(((got == label) & (truth == label)).sum())
        scores.append(2 * hits / float((got == label).sum() + (truth == label).sum()))
    return float(np.mean(scores))
