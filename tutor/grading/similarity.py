"""The stage that needs the model: from evidence to coverage, by a fitted head.

Two fitted parts, both small enough to be evaluated with numpy:

- `Interaction` reads the token vectors of a point and of a stretch of the answer against each
  other (soft alignment, comparison, aggregation: the decomposable attention of Parikh et al.,
  2016, "A decomposable attention model for natural language inference"). Word overlap alone
  cannot tell a sentence from its negation; this can, where it has seen the like.
- `Head` is a logistic regression from the evidence and the interaction to two probabilities:
  that the point is covered in full, and that it is covered at least in part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.grading.evidence import FEATURES, AnswerReading, Evidence, Reading, gather
from tutor.grading.verdict import Floats, Level, Status

OUTPUTS = ("entails", "contradicts", "full", "some")
"""Logits of the interaction: that the stretch entails the point, that it contradicts it, and
that people would call the point covered in full, and at least in part."""

INPUTS = (*FEATURES, *OUTPUTS)
"""What the head weighs: the evidence, then the interaction's logits."""

CORRECT_FROM = 0.5
"""Lowest score of a correct answer, and lowest coverage of a covered point: from here on people
would more likely than not call it right."""

PARTIAL_FROM = 0.25
"""The same for a partial answer, and for a point that is partly there."""

HIGHEST_PARTIAL = 0.49
"""The highest score of an answer that lacks a needed point, however well it covers the others."""

_CONTRADICTS = INPUTS.index("contradicts")

MAX_TOKENS = 64  # of either side that the interaction reads; it was trained on sentences


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """A fitted comparison of two token sequences.

    Attributes:
        project: Shape (d, h), with `project_bias` (h,): token vector -> comparison space, by tanh.
        attend: Shape (d, h): what is added to the cosine in attention.
        sharpness: What the cosine is multiplied by in attention.
        compare: Shape (4h + 1, h), with `compare_bias` (h,): one token beside its counterpart.
        mix: Shape (4h, h), with `mix_bias` (h,): both directions, mean and maximum.
        out: Shape (h, 4), with `out_bias` (4,): the logits named in `OUTPUTS`.
    """

    project: Floats
    project_bias: Floats
    attend: Floats
    sharpness: float
    compare: Floats
    compare_bias: Floats
    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats

    def __call__(self, said: Floats, point: Floats) -> Floats:
        """Return the logits named in `OUTPUTS`, shape (4,).

        Args:
            said: Shape (n, d): token vectors of the learner's stretch.
            point: Shape (m, d): token vectors of the point.
        """
        said, point = said[:MAX_TOKENS], point[:MAX_TOKENS]
        if not len(said) or not len(point):
            return np.zeros(len(OUTPUTS), np.float32)
        left = np.tanh(said @ self.project + self.project_bias)
        right = np.tanh(point @ self.project + self.project_bias)
        cosine = said @ point.T
        attention = self.sharpness * cosine + (said @ self.attend) @ (point @ self.attend).T
        both = np.concatenate(
            [
                self._compare(left, right, attention, cosine),
                self._compare(right, left, attention.T, cosine.T),
            ]
        )
        hidden = np.maximum(both @ self.mix + self.mix_bias, 0)
        logits: Floats = hidden @ self.out + self.out_bias
        return logits

    def _compare(self, own: Floats, other: Floats, attention: Floats, cosine: Floats) -> Floats:
        """Shape (2h,): mean and maximum over one side's tokens, each beside its counterpart."""
        counterpart = _softmax(attention) @ other
        closest = cosine.max(axis=1, keepdims=True)
        beside = [own, counterpart, np.abs(own - counterpart), own * counterpart, closest]
        compared = np.maximum(np.concatenate(beside, axis=1) @ self.compare + self.compare_bias, 0)
        return np.concatenate([compared.mean(axis=0), compared.max(axis=0)])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


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

    def confidence(self, score: float) -> float:
        """Return the probability that people give the level of `score`, in [0, 1]."""
        correct = float(np.interp(score, self.scores, self.correct))
        partial = float(np.interp(score, self.scores, self.partial))
        level = level_of(score)
        if level is Level.CORRECT:
            return correct
        return partial - correct if level is Level.PARTIAL else 1 - partial


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the head makes of one wording of a point.

    Attributes:
        full: Probability that the answer covers it in full, in [0, 1].
        some: Probability that it covers it at least in part, in [full, 1].
        contradicted: Probability that the stretch contradicts it, in [0, 1].
        stretch: The stretch of the answer that speaks most for it, verbatim.
        quote: The words in that stretch that show it, verbatim; "" where none do.
    """

    full: float
    some: float
    contradicted: float
    stretch: str
    quote: str

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
        interactions: Read token against token, at least one; their logits are averaged, which
            evens out what each learnt by the chance of its seed.
        mean: Shape (f,): what is taken from each of f inputs (`INPUTS`).
        spread: Shape (f,), > 0: what it is then divided by.
        weights: Shape (f, 2): towards the logits of "in full" and "at least in part".
        bias: Shape (2,).
        contradicted_from: Probability of contradiction from which a point counts as contradicted.
        scale: How scores are read.
    """

    version: str
    interactions: tuple[Interaction, ...]
    mean: Floats
    spread: Floats
    weights: Floats
    bias: Floats
    contradicted_from: float
    scale: Scale

    def estimate(self, question: Reading, point: Reading, answer: AnswerReading) -> Estimate:
        """Estimate how far `answer` covers one wording of a point."""
        evidence = gather(question, point, answer)
        inputs = self.inputs(evidence, point, answer)
        standard: Floats = (inputs - self.mean) / self.spread
        full, some = _sigmoid(standard @ self.weights + self.bias)
        segment = answer.segments[evidence.segment]
        return Estimate(
            full=float(full),
            some=float(max(full, some)),
            contradicted=float(_sigmoid(inputs[_CONTRADICTS : _CONTRADICTS + 1])[0]),
            stretch=answer.text[segment.start : segment.end],
            quote=evidence.quote,
        )

    def inputs(self, evidence: Evidence, point: Reading, answer: AnswerReading) -> Floats:
        """Shape (f,): the evidence and the interaction's logits, in the order of `INPUTS`."""
        stretch = answer.readings[evidence.segment].encoding.token_vectors
        tokens = point.encoding.token_vectors
        logits = np.mean(
            [interaction(stretch, tokens) for interaction in self.interactions], axis=0
        )
        return np.concatenate([evidence.features, logits]).astype(np.float32)


def coverage_of(full: float, some: float) -> float:
    """Return how far a point is covered, in [0, 1].

    From one half up it is the probability that it is covered in full; below, half the probability
    that at least a part is there. It grows with either.
    """
    return full if full >= CORRECT_FROM else min(some / 2, HIGHEST_PARTIAL)


def level_of(score: float) -> Level:
    """Return the level that `score` falls in."""
    if score >= CORRECT_FROM:
        return Level.CORRECT
    return Level.PARTIAL if score >= PARTIAL_FROM else Level.INCORRECT


def _sigmoid(logits: NDArray[np.floating]) -> Floats:
    chances: Floats = (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return chances
