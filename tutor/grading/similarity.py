"""The stage that needs the models: from evidence to coverage, by a fitted head.

Two judges look at a key point. The evidence (`tutor.grading.evidence`) measures how far the words
of the point are met by the learner's, which carries over to any question; a cross-encoder reads
the learner's passage and the point together, and sees what no count of words can: that a sentence
says the opposite, or the same in other words. `Head` weighs the two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.grading.coherence import Coherence
from tutor.grading.evidence import FEATURES, Evidence
from tutor.grading.findings import CORRECT_FROM, PARTIAL_FROM, THERE_FROM
from tutor.grading.verdict import OUTPUTS, Floats, Level, Status

INPUTS = (*FEATURES, *OUTPUTS)
"""What the head weighs: the evidence, then the cross-encoder's logits."""

CONTRADICTS = OUTPUTS.index("contradicts")
"""Where a cross-encoder's logits have the contradiction."""

HIGHEST_LACKING = math.nextafter(THERE_FROM, 0.0)
"""The highest coverage of a point that is hardly there in full, however likely a part of it is."""

PULLS = {
    "the words of the point that were said": (
        "coverage", "coverage_content", "coverage_lowest_third", "exact_recall", "exact_recall_new",
    ),
    "closeness in meaning": ("cosine", "cosine_demoted", "coverage_semantic"),
    "what was said beside the point": (
        "precision", "exact_precision_new", "answer_new_words", "segment_length", "length_ratio",
        "is_whole",
    ),
    "what it says of another point": ("claimed",),
    "what the question already gave": (
        "cosine_answer_question", "cosine_point_question", "cosine_gain", "point_new_share",
        "point_length",
    ),
    "negations": ("negations_point", "negations_segment", "negation_mismatch"),
    "numbers": ("numbers_missing", "numbers_added"),
    "the same meaning, read together": ("entails", "full", "some", "conveys", "touches"),
    "the opposite meaning, read together": ("contradicts",),
}  # fmt: skip
"""What an explanation calls groups of inputs; every input is in one of them."""

_LEAST = 1e-6  # a chance that a logarithm is taken of
_PULLED = [np.array([INPUTS.index(name) for name in names]) for names in PULLS.values()]


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores are read. The curves come from training questions that the head had not seen.

    Attributes:
        scores: Knots of the two curves below, ascending from 0 to 1.
        correct: At each knot, the share of answers with that score that people called correct.
        partial: The same for "at least partially correct"; nowhere below `correct`.
    """

    scores: tuple[float, ...]
    correct: tuple[float, ...]
    partial: tuple[float, ...]

    def passing(self, score: float) -> float:
        """Return the probability that people call a point of this coverage covered in full."""
        return float(np.interp(score, self.scores, self.correct))

    def chances(self, coverages: Sequence[float], needed: int) -> dict[Level, float]:
        """Return the probability of each level.

        Whoever knows one point tends to know the next, and what misleads the grader about one
        misleads it about others. Were they to stand and fall together, the least likely point that
        is needed would decide; but where the others are there, so is it, more often than not. So
        the logit is the mean of its own and of that of the mean over all that are needed: of
        written answers to several points, by a head that had not seen the question, 76 in 100 are
        so on the right side of one half, and by the least likely point alone 72.

        Args:
            coverages: Of each point that counts; in [0, 1].
            needed: How many of them make a correct answer, ≥ 1.
        """
        full = sorted(map(self.passing, coverages), reverse=True)
        some = [float(np.interp(coverage, self.scores, self.partial)) for coverage in coverages]
        # A point that is there in full earns two halves of a point, one partly there a half.
        halves = sorted([*full, *some], reverse=True)
        correct = _together(full[:needed]) if len(full) >= needed else 0.0
        partly = max(correct, _nth(halves, math.ceil(2 * needed * PARTIAL_FROM)))
        return {
            Level.CORRECT: correct,
            Level.PARTIAL: partly - correct,
            Level.INCORRECT: 1 - partly,
        }


def _together(chances: Sequence[float]) -> float:
    """Return the probability that what has these probabilities, highest first, all is there."""
    if len(chances) == 1:
        return chances[0]
    least, mean = (_logit(chance) for chance in (chances[-1], sum(chances) / len(chances)))
    return 1 / (1 + math.exp(-(least + mean) / 2))


def _logit(chance: float) -> float:
    return math.log(max(chance, _LEAST)) - math.log(max(1 - chance, _LEAST))


def _nth(values: Sequence[float], number: int) -> float:
    """Return the value with a number, counted from 1; 0.0 where there are fewer."""
    return values[number - 1] if number <= len(values) else 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the head makes of one wording of a point.

    Attributes:
        full: Probability that the answer covers it in full, in [0, 1].
        some: Probability that it covers it at least in part, in [full, 1].
        contradicted: Probability that the passage contradicts it, in [0, 1].
    """

    full: float
    some: float
    contradicted: float

    @property
    def coverage(self) -> float:
        """How far the point is covered, in [0, 1]."""
        return coverage_of(self.full, self.some)

    @property
    def status(self) -> Status:
        """What became of the point, where nothing contradicts it."""
        if self.coverage >= CORRECT_FROM:
            return Status.COVERED
        return Status.PARTLY if self.coverage >= PARTIAL_FROM else Status.MISSING


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The fitted model from evidence to coverage.

    Attributes:
        version: Names the weights, as stored with every review.
        mean: Shape (f,): what is taken from each of f inputs (`INPUTS`).
        spread: Shape (f,), > 0: what it is then divided by.
        weights: Shape (f, 2): towards the logits of "in full" and "at least in part".
        bias: Shape (2,).
        contradicted_from: Probability of contradiction from which a point counts as contradicted.
        scale: How scores are read.
        coherence: Whether an answer's words belong together.
    """

    version: str
    mean: Floats
    spread: Floats
    weights: Floats
    bias: Floats
    contradicted_from: float
    scale: Scale
    coherence: Coherence

    def estimate(self, evidence: Evidence, logits: Floats) -> Estimate:
        """Estimate how far an answer covers a wording of a point.

        Args:
            evidence: What the answer shows for it.
            logits: Shape (len(OUTPUTS),): what the cross-encoder made of passage and wording.
        """
        inputs = np.concatenate([evidence.features, logits])
        standard: Floats = (inputs - self.mean) / self.spread
        full, some = _sigmoid(standard @ self.weights + self.bias)
        return Estimate(
            full=float(full),
            some=float(max(full, some)),
            contradicted=contradiction(logits),
        )

    def pulls(self, evidence: Evidence, logits: Floats) -> dict[str, float]:
        """Return how far each of `PULLS` moved the logit of "in full" from an average answer's."""
        inputs = np.concatenate([evidence.features, logits])
        moved = (inputs - self.mean) / self.spread * self.weights[:, 0]
        return {name: float(moved[of].sum()) for name, of in zip(PULLS, _PULLED, strict=True)}


def coverage_of(full: float, some: float) -> float:
    """Return how far a point is covered, in [0, 1].

    From `THERE_FROM` up it is the probability that it is covered in full; below, half the
    probability that at least a part is there. It grows with either.
    """
    return full if full >= THERE_FROM else min(some / 2, HIGHEST_LACKING)


def put_together(near: Floats, wide: Floats) -> Floats:
    """Return one row of logits from two readings, each of shape (n, len(OUTPUTS)).

    Args:
        near: Of the stretch that speaks most for the point, where a small change shows that a
            long passage hides.
        wide: Of the passage around it, which may take it back.

    Returns:
        Of their contradictions the likelier, of everything else the mean.
    """
    logits = np.asarray((near + wide) / 2, np.float32)
    logits[:, CONTRADICTS] = np.maximum(near, wide)[:, CONTRADICTS]
    return logits


def contradiction(logits: Floats) -> float:
    """Return the probability of contradiction, in [0, 1], by logits of shape (len(OUTPUTS),)."""
    return float(_sigmoid(logits[CONTRADICTS : CONTRADICTS + 1])[0])


def _sigmoid(logits: NDArray[np.floating]) -> Floats:
    chances: Floats = (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return chances
