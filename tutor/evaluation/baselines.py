"""Graders to be beaten: what a guess, the length, shared words or one cosine are worth.

Each looks at one number in [0, 1], and two cuts of it make a level. Cuts and confidences are fitted
on dev responses alone, and a digest of them stands in the grader's name.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tutor.cards.card import Card, canonical
from tutor.errors import UsageError
from tutor.evaluation.suite import Response, Split
from tutor.evaluation.wording import content
from tutor.grading.findings import CORRECT_FROM, PARTIAL_FROM, level_of
from tutor.grading.verdict import (
    Answer,
    Encoder,
    Encoding,
    Finding,
    Grader,
    Level,
    Stage,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]

BANDS = 10
"""Bands of equal mass in which dev responses count as alike."""

HALF = 20
"""Words of an answer whose length counts as one half."""

RIDGE = 1.0
"""The penalty on the squares of the standardised weights of a logistic regression."""

STEPS = 30
"""Newton's steps to fit them; ten are enough unless the classes come apart."""

CACHED = 2_048
"""References whose vectors are kept."""

_SCORES = {Level.INCORRECT: 0.0, Level.PARTIAL: 0.375, Level.CORRECT: 1.0}
_STATUSES = {
    Level.INCORRECT: Status.MISSING,
    Level.PARTIAL: Status.PARTLY,
    Level.CORRECT: Status.COVERED,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a baseline makes of an answer.

    Attributes:
        whole: One number in [0, 1]; more speaks for the answer.
        points: The same for each key point of the card.
    """

    whole: float
    points: tuple[float, ...]


Look: TypeAlias = Callable[[Card, str], Seen]
"""Looks at an answer to a card."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted on dev responses.

    Attributes:
        partial_from: From here on an answer is at least partial; at most `correct_from`.
        correct_from: From here on it is correct; infinite where none is.
        edges: Where one band of responses that count as alike ends and the next begins, ascending.
        shares: For each band, the share of its dev responses whose level was right, in (0, 1);
            one more than `edges`.
    """

    partial_from: float
    correct_from: float
    edges: tuple[float, ...]
    shares: tuple[float, ...]

    def score(self, seen: float) -> float:
        """Return a score whose level is that of the cuts: linear between 0, the cuts and 1."""
        if seen >= self.correct_from:
            return CORRECT_FROM + (1 - CORRECT_FROM) * _way(seen, self.correct_from, 1.0)
        if seen >= self.partial_from:
            way = _way(seen, self.partial_from, self.correct_from)
            return min(PARTIAL_FROM + (CORRECT_FROM - PARTIAL_FROM) * way, _BELOW_CORRECT)
        return min(PARTIAL_FROM * _way(seen, 0.0, self.partial_from), _BELOW_PARTIAL)

    def confidence(self, seen: float) -> float:
        """Return the share of dev responses like this one that were judged right."""
        return self.shares[bisect_right(self.edges, seen)]


_BELOW_CORRECT = math.nextafter(CORRECT_FROM, 0.0)
_BELOW_PARTIAL = math.nextafter(PARTIAL_FROM, 0.0)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Looks at one number, and cuts it twice.

    Attributes:
        title: What it looks at.
        look: How.
        fit: The cuts.
    """

    title: str
    look: Look
    fit: Fit

    @property
    def name(self) -> str:
        """What it looks at, its cuts, and a digest of all that was fitted."""
        cuts = f"partial from {self.fit.partial_from:.3f}, correct from {self.fit.correct_from:.3f}"
        fitted = [self.fit, self.look] if isinstance(self.look, WithoutReference) else [self.fit]
        return f"baseline: {self.title} ({cuts}, fit {_digest(fitted)})"

    def grade(self, card: Card, answer: Answer) -> Verdict:
        """Judge `answer` by the cuts; total over every card and every text."""
        seen = self.look(card, answer.text)
        points = tuple(map(self.fit.score, seen.points))
        confidence = self.fit.confidence(seen.whole)
        reason = f"It comes to {seen.whole:.2f} by {self.title}."
        return _verdict(card, self.fit.score(seen.whole), points, confidence, reason)


@dataclass(frozen=True, slots=True)
class Majority:
    """Calls every answer what most dev responses are.

    Attributes:
        level: What that is.
        share: The share of dev responses that are, in (0, 1): the confidence.
    """

    level: Level
    share: float

    @property
    def name(self) -> str:
        """The level, and its share."""
        return f"baseline: majority ({self.level}, {self.share:.4f})"

    def grade(self, card: Card, answer: Answer) -> Verdict:
        """Judge without looking."""
        score = _SCORES[self.level]
        points = (score,) * len(card.points)
        return _verdict(card, score, points, self.share, f"Most answers are {self.level}.")


def fit_majority(responses: Iterable[Response]) -> Majority:
    """Fit the majority's level; of levels that are as frequent, the worst.

    Raises:
        UsageError: None of the responses is of the dev split.
    """
    counts = Counter(response.label.level for response in _dev(responses))
    level = max(_SCORES, key=lambda one: counts[one])
    return Majority(level, round(_share(counts[level], counts.total()), 4))


def fit_length(responses: Iterable[Response]) -> Baseline:
    """Fit a grader that counts words; errors are as of `fit_majority`."""
    return _baseline("answer length", length, responses)


def fit_overlap(responses: Iterable[Response]) -> Baseline:
    """Fit a grader that counts shared words; errors are as of `fit_majority`."""
    return _baseline("word overlap", overlap, responses)


def fit_cosine(responses: Iterable[Response], encoder: Encoder) -> Fit:
    """Fit the cuts of `cosine`; errors are as of `fit_majority`."""
    return fitted(Cosine(encoder), _dev(responses))


def fit_without_reference(responses: Iterable[Response]) -> Baseline:
    """Fit a grader that sees question and answer only; errors are as of `fit_majority`."""
    dev = _dev(responses)
    traits = np.array([_traits(one.card, one.text) for one in dev])
    is_correct = np.array([one.label.level is Level.CORRECT for one in dev], dtype=float)
    look = WithoutReference(*_logistic(traits, is_correct))
    return Baseline("answer without reference", look, fitted(look, dev))


FITTERS: Mapping[str, Callable[[Iterable[Response]], Baseline | Majority]] = {
    "majority": fit_majority,
    "length": fit_length,
    "overlap": fit_overlap,
    "without-reference": fit_without_reference,
}
"""What fits the baselines that need no model, by their names on the command line."""


def cosine(load: Callable[[], Encoder], fit: Fit) -> Baseline:
    """Return the grader that compares an answer's vector with its reference's.

    Args:
        load: Loads the encoder, whose name becomes part of the grader's; with it, a partial of
            this function can be pickled, which an encoder cannot.
        fit: The cuts, fitted with the same encoder.
    """
    encoder = load()
    return Baseline(f"cosine, {encoder.name}", Cosine(encoder), fit)


@dataclass(frozen=True, slots=True)
class Always:
    """A factory that gives one grader, which can be pickled with it.

    Attributes:
        grader: The grader.
    """

    grader: Grader

    def __call__(self) -> Grader:
        """Return the grader."""
        return self.grader


def length(card: Card, text: str) -> Seen:
    """Return n / (n + `HALF`) for an answer of n words."""
    count = len(text.split())
    return _all_alike(card, count / (count + HALF))


def overlap(card: Card, text: str) -> Seen:
    """Return the recall of the reference's content words, of the best whole answer and point."""
    said = frozenset(content(text))
    whole = max(_recall(said, text, wording) for wording in (card.answer, *card.accepted))
    points = (
        max(_recall(said, text, wording) for wording in (point.text, *point.accepted))
        for point in card.points
    )
    return Seen(whole, tuple(points))


class Cosine:
    """Looks at the cosine of two vectors, of which the negative counts as none.

    Args:
        encoder: What makes the vectors.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._reference = lru_cache(CACHED)(self._encode)

    def __call__(self, card: Card, text: str) -> Seen:
        """Compare an answer with the reference and its points, and with what else is accepted."""
        answer = self._encode(text)
        whole = self._nearest(answer, (card.answer, *card.accepted))
        points = (self._nearest(answer, (one.text, *one.accepted)) for one in card.points)
        return Seen(whole, tuple(points))

    def _nearest(self, answer: Encoding, wordings: Sequence[str]) -> float:
        nearest = max(float(answer.vector @ self._reference(one).vector) for one in wordings)
        return min(1.0, max(0.0, nearest))

    def _encode(self, text: str) -> Encoding:
        return self._encoder.encode([text])[0]


@dataclass(frozen=True, slots=True)
class WithoutReference:
    """Looks at what question and answer give away by themselves, weighed by a regression.

    It never sees the reference or its points, but for how many there are.

    Attributes:
        means: The mean of each trait on dev responses.
        spreads: The standard deviation of each, > 0.
        weights: The weight of each standardised trait, and last that of no trait.
    """

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]

    def __call__(self, card: Card, text: str) -> Seen:
        """Return the regression's probability that the answer is correct."""
        traits = zip(_traits(card, text), self.means, self.spreads, strict=True)
        standard = [(trait - mean) / spread for trait, mean, spread in traits]
        logit = sum(a * b for a, b in zip([*standard, 1.0], self.weights, strict=True))
        return _all_alike(card, 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0)


def fitted(look: Look, dev: Sequence[Response]) -> Fit:
    """Fit cuts and confidences on labelled responses, at least one of them.

    The upper cut makes "correct or not" right most often; the lower one then makes the three levels
    right most often, and there is no partial level where that gains nothing. Of equal cuts the
    lowest is the upper one, and the highest the lower. A band's share is by the rule of succession,
    (right + 1) / (all + 2).
    """
    seen = np.array([look(one.card, one.text).whole for one in dev])
    levels = [one.label.level for one in dev]
    partial_from, correct_from = _cuts(seen, levels)
    cuts = Fit(partial_from, correct_from, (), (0.5,))
    edges = np.unique(np.quantile(seen, np.arange(1, BANDS) / BANDS))
    is_right = np.array(
        [level_of(cuts.score(at)) is level for at, level in zip(seen, levels, strict=True)]
    )
    bands = np.searchsorted(edges, seen, side="right")
    counts = np.bincount(bands, minlength=len(edges) + 1)
    right = np.bincount(bands, weights=is_right, minlength=len(edges) + 1)
    shares = (_share(float(one), int(of)) for one, of in zip(right, counts, strict=True))
    return Fit(partial_from, correct_from, tuple(edges.tolist()), tuple(shares))


def _baseline(title: str, look: Look, responses: Iterable[Response]) -> Baseline:
    return Baseline(title, look, fitted(look, _dev(responses)))


def _dev(responses: Iterable[Response]) -> list[Response]:
    """Return the responses of the dev split: nothing is ever fitted on others."""
    dev = [response for response in responses if response.split is Split.DEV]
    if not dev:
        raise UsageError(
            "a baseline is fitted on dev responses, and there are none",
            "Name a suite that has a dev split; or have `tutor eval run` split by question with"
            " --protocol leave-questions-out or --protocol split, or fit on another set with"
            " --fit-on.",
        )
    return dev


def _cuts(seen: Numbers, levels: Sequence[Level]) -> tuple[float, float]:
    """Return where partial and where correct begin."""
    order = np.argsort(seen, kind="stable")
    ascending = seen[order]
    # How many of the first i responses, lowest first, have each level.
    below = {
        level: np.concatenate(([0], np.cumsum([levels[i] is level for i in order])))
        for level in Level
    }
    steps = np.flatnonzero(np.concatenate(([True], np.diff(ascending) > 0, [True])))
    right = (below[Level.CORRECT][-1] - below[Level.CORRECT][steps]) + (
        steps - below[Level.CORRECT][steps]
    )
    upper = steps[np.argmax(right)]
    lower = steps[steps <= upper][::-1]
    right = (
        below[Level.INCORRECT][lower] + below[Level.PARTIAL][upper] - below[Level.PARTIAL][lower]
    )
    return _between(ascending, lower[np.argmax(right)]), _between(ascending, upper)


def _between(ascending: Numbers, step: int) -> float:
    """Return a cut that has so many numbers below it."""
    if step == 0:
        return 0.0
    return float((ascending[step - 1] + ascending[step]) / 2) if step < len(ascending) else math.inf


def _logistic(
    traits: Numbers, is_correct: Numbers
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Return means, spreads and weights of a ridge logistic regression.

    By Newton's method (Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning",
    2009, section 4.4.1). The constant has a small penalty too, so that one class alone has a fit.

    Args:
        traits: Shape (n, d).
        is_correct: Shape (n,), of 0 and 1.
    """
    means, spreads = traits.mean(axis=0), traits.std(axis=0)
    spreads[spreads == 0] = 1.0
    design = np.column_stack([(traits - means) / spreads, np.ones(len(traits))])
    penalty = np.append(np.full(traits.shape[1], RIDGE), RIDGE / 100)
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (is_correct - chance) - penalty * weights
        curvature = (design.T * (chance * (1 - chance))) @ design + np.diag(penalty)
        weights = weights + np.linalg.solve(curvature, gradient)
    return tuple(means.tolist()), tuple(spreads.tolist()), tuple(weights.tolist())


def _traits(card: Card, text: str) -> tuple[float, ...]:
    """Return what gives an answer away; of the card only the question and the number of points."""
    asked, said = frozenset(content(card.question)), frozenset(content(text))
    new = said - asked
    return (
        math.log1p(len(text.split())),
        math.log1p(len(new) / max(1, len(card.points))),
        len(said & asked) / max(1, len(said)),
        sum(map(len, new)) / max(1, len(new)),
    )


def _recall(said: frozenset[str], text: str, wording: str) -> float:
    """Return the share of a wording's content words that are said; without any, all or nothing."""
    asked = frozenset(content(wording))
    if not asked:
        return float(canonical(text) == canonical(wording))
    return len(asked & said) / len(asked)


def _verdict(
    card: Card, score: float, points: Sequence[float], confidence: float, reason: str
) -> Verdict:
    findings = tuple(
        Finding(point, _STATUSES[level_of(coverage)], coverage, "")
        for point, coverage in zip(card.points, points, strict=True)
    )
    return Verdict(findings, score, level_of(score), confidence, Stage.SIMILARITY, reason)


def _all_alike(card: Card, seen: float) -> Seen:
    return Seen(seen, (seen,) * len(card.points))


def _share(right: float, of: int) -> float:
    """Return the rule of succession's estimate of a share."""
    return (right + 1) / (of + 2)


def _way(at: float, start: float, end: float) -> float:
    """Return how far on the way from `start` to `end` something is, in [0, 1]; 1 for no way."""
    return min(1.0, (at - start) / (end - start)) if end > start else 1.0


def _digest(fitted: object) -> str:
    return hashlib.sha256(repr(fitted).encode()).hexdigest()[:8]
