"""What speaks for one key point: the learner's words laid beside the reference's.

Cosine is not coverage: an echo of the question is close to every reference, and half a list is
close to the whole. So each word of a point looks for its match among the learner's words, by
spelling and by meaning; what the question already gave counts for little; numbers and negations
are compared as such. The measures follow the alignment features of Sultan, Salazar and Sumner
(2016), "Fast and easy short answer grading with high accuracy" (question demoting, content
coverage), over contextual token vectors instead of a paraphrase database.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.grading.reading import AnswerReading, Reading
from tutor.grading.text import SAME_WORD, Segment, Word, likeness, stands_in
from tutor.grading.verdict import Floats

SIMILAR_SPELLING = 0.5  # below it, likeness of spelling says nothing: "form"/"from" is 0.25
FUNCTION_WEIGHT = 0.1  # a function word's say in coverage, beside 1 for content
GIVEN_WEIGHT = 0.3  # the same for a content word that the question already gave
UNRELATED = 0.25
"""Cosine and coverage below which a stretch has nothing to do with a point, whatever else is made
of it: of answers written to be right 2 in 100 are there, of wrong ones to short points 23."""

NEW_SHARE = 0.5  # of a point's content that the question must not have given to be asked for
AGAIN = 0.7  # how well a stretch matches a point's words to speak of it a second time
MARGIN = 0.3
"""Closeness by which words may speak more for another point and be this one's as well: of points
whose words do by 0.2 to 0.5, people found 34 in 100 covered, and by more 15. Chosen on answers to
training questions."""

QUOTED = 0.5  # how well a learner's word matches a point's word to be shown as evidence


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What an answer shows for one wording of a key point.

    Attributes:
        features: Shape (len(FEATURES),), in that order.
        segment: Index of the stretch of the answer that speaks most for the point.
        again: Indices of other stretches, apart from it, that speak of the same; closest first.
            Where it is the whole answer, those apart from its closest part.
        quote: The learner's words that come closest, verbatim; "" where nothing comes close.
        met: Start and end in the answer of each word that meets one of the point's.
        unmet: The point's words, as it has them, that no word of the stretch meets; those that
            carry grammar, or that the question gave, are left out.
    """

    features: Floats
    segment: int
    again: tuple[int, ...]
    quote: str
    met: tuple[tuple[int, int], ...]
    unmet: tuple[str, ...]

    @property
    def is_unrelated(self) -> bool:
        """Whether neither the sense nor the words of the stretch are near the point's."""
        cosine, coverage = FEATURES.index("cosine"), FEATURES.index("coverage")
        return bool(max(self.features[cosine], self.features[coverage]) < UNRELATED)

    @property
    def closeness(self) -> float:
        """How much the stretch speaks for the point: cosine and coverage, added."""
        cosine, coverage = FEATURES.index("cosine"), FEATURES.index("coverage")
        return float(self.features[cosine] + self.features[coverage])

    @property
    def asks_for_more(self) -> bool:
        """Whether most of what the point says is not in the question."""
        return bool(self.features[FEATURES.index("point_new_share")] >= NEW_SHARE)


FEATURES = (
    "cosine",
    "cosine_demoted",
    "cosine_answer_question",
    "cosine_point_question",
    "cosine_gain",
    "coverage",
    "coverage_content",
    "coverage_lowest_third",
    "coverage_semantic",
    "precision",
    "exact_recall",
    "exact_recall_new",
    "exact_precision_new",
    "point_new_share",
    "point_length",
    "segment_length",
    "length_ratio",
    "answer_new_words",
    "negations_point",
    "negations_segment",
    "negation_mismatch",
    "numbers_missing",
    "numbers_added",
    "is_whole",
    "claimed",
)


def gather(question: Reading, point: Reading, answer: AnswerReading) -> Evidence:
    """Lay an answer beside one wording of a key point.

    The stretch of the answer that speaks most for the point is measured, so that an answer to a
    card of four points is not held against the fourth for speaking of the other three.
    """
    weights = _weights(point, question)
    alignments = _align(point, answer)
    covers = [_mean(alignment.best, weights) for alignment in alignments]
    speaks = [
        float(point.vector @ reading.vector) + cover
        for reading, cover in zip(answer.readings, covers, strict=True)
    ]
    best = int(np.argmax(speaks))
    is_whole = answer.has_whole and best == 0
    parted = is_whole and len(speaks) > 1  # of the whole, its closest part is what is said first
    first = answer.segments[1 + int(np.argmax(speaks[1:])) if parted else best]
    again = [
        i
        for i, cover in enumerate(covers)
        if cover >= AGAIN and not answer.segments[i].overlaps(first)
    ]
    features = _features(
        question,
        point,
        answer.readings[best],
        alignments[best],
        weights,
        is_whole=is_whole,
    )
    met, unmet = _met(point, answer, best, alignments[best], weights)
    quote = answer.text[met[0][0] : met[-1][1]] if met else ""
    return Evidence(
        features=features,
        segment=best,
        again=tuple(sorted(again, key=lambda i: -speaks[i])),
        quote=quote,
        met=met,
        unmet=unmet,
    )


def among_others(
    evidence: Sequence[Evidence], points: Sequence[int], answer: AnswerReading
) -> list[Evidence]:
    """Return evidence that knows of the other points: whether its stretch speaks more for them.

    Args:
        evidence: What the answer shows for each of several wordings.
        points: The number of each wording's point.
        answer: The answer.
    """
    stretches = [answer.segments[each.segment] for each in evidence]
    claims = claimed([each.closeness for each in evidence], stretches, points)
    return [
        replace(each, features=np.append(each.features[:-1], claim))
        for each, claim in zip(evidence, claims, strict=True)
    ]


def claimed(
    closeness: Sequence[float], stretches: Sequence[Segment], points: Sequence[int]
) -> Floats:
    """Return by how much the words for each wording speak more for another point, shape (n,), ≥ 0.

    What they speak more by than `MARGIN` counts.

    Args:
        closeness: How much each wording's stretch speaks for it.
        stretches: The stretches of the answer.
        points: The number of each wording's point.
    """
    others = (
        max(
            (
                closeness[j] - closeness[i]
                for j, other in enumerate(stretches)
                if points[j] != points[i] and own.overlaps(other)
            ),
            default=0.0,
        )
        for i, own in enumerate(stretches)
    )
    return np.array([max(0.0, most - MARGIN) for most in others], np.float32)


def only_echoes(question: Reading, answer: AnswerReading) -> bool:
    """Return whether the answer's content words all stand in the question already."""
    return all(word.is_function or stands_in(word, question.words) for word in answer.words)


@dataclass(frozen=True, slots=True, eq=False)
class _Alignment:
    """Matches between a point's m words and a segment's n.

    `spelling` and `meaning` have shape (m, n), in [0, 1] and [-1, 1]; `best` shape (m,): each
    point word's best match of either sort, 0 when the segment has no words.
    """

    spelling: Floats
    meaning: Floats
    best: Floats

    @property
    def exact(self) -> Floats:
        """Shape (m,): 1 where a point word stands in the segment, else 0."""
        return _row_max(self.spelling >= SAME_WORD)


def _align(point: Reading, answer: AnswerReading) -> list[_Alignment]:
    """Align a point with every stretch of an answer; spelling is compared once, on the whole."""
    whole = _spelling(point.words, answer.words)
    starts = [word.start for word in answer.words]
    alignments = []
    for segment, reading in zip(answer.segments, answer.readings, strict=True):
        first = bisect_left(starts, segment.start)
        spelling = whole[:, first : first + len(reading.words)]
        meaning = point.word_vectors @ reading.word_vectors[: spelling.shape[1]].T
        best = _row_max(np.maximum(spelling, meaning))
        alignments.append(_Alignment(spelling, meaning, best))
    return alignments


def _spelling(point: Sequence[Word], said: Sequence[Word]) -> Floats:
    """Shape (m, n): how alike the words are spelt; 0 where that says nothing."""
    matrix = np.array(
        [[likeness(word.folded, other.folded) for other in said] for word in point], np.float32
    ).reshape(len(point), len(said))
    matrix[matrix < SIMILAR_SPELLING] = 0.0
    return matrix


def _row_max(matrix: NDArray[Any]) -> Floats:
    if not matrix.size:
        return np.zeros(matrix.shape[0], np.float32)
    highest: Floats = matrix.max(axis=1).astype(np.float32)
    return highest


def _given(reading: Reading, question: Reading) -> Floats:
    """Shape (n,): 1 for each word of `reading` that the question already holds."""
    return np.array(
        [stands_in(word, question.words) for word in reading.words],
        np.float32,
    )


def _content(reading: Reading) -> Floats:
    return np.array([not word.is_function for word in reading.words], np.float32)


def _weights(point: Reading, question: Reading) -> Floats:
    """Shape (m,): each point word's say in coverage."""
    content, given = _content(point), _given(point, question)
    weights: Floats = np.full(len(content), FUNCTION_WEIGHT, np.float32)
    weights[content > 0] = 1
    weights[(content > 0) & (given > 0)] = GIVEN_WEIGHT
    return weights


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float(values @ weights) / total if total > 0 else 0.0


def _features(
    question: Reading,
    point: Reading,
    segment: Reading,
    alignment: _Alignment,
    weights: Floats,
    *,
    is_whole: bool,
) -> Floats:
    content, new = _content(point), (weights == 1).astype(np.float32)
    said, said_new = _content(segment), _content(segment) * (1 - _given(segment, question))
    matched = _row_max(np.maximum(alignment.spelling, alignment.meaning).T)
    echoed = _row_max((alignment.spelling >= SAME_WORD).T)
    cosine = float(point.vector @ segment.vector)
    to_question = float(segment.vector @ question.vector)
    negated_point = sum(word.is_negation for word in point.words)
    negated = sum(word.is_negation for word in segment.words)
    numbers_point, numbers = _numbers(point), _numbers(segment)
    return np.array(
        [
            cosine,
            _demoted_cosine(point.vector, segment.vector, question.vector),
            to_question,
            float(point.vector @ question.vector),
            cosine - to_question,
            _mean(alignment.best, weights),
            _mean(alignment.best, content),
            _lowest_third(alignment.best[weights == weights.max()] if len(weights) else weights),
            _mean(_row_max(alignment.meaning), np.maximum(content, FUNCTION_WEIGHT)),
            _mean(matched, np.maximum(said, FUNCTION_WEIGHT)),
            _mean(alignment.exact, content),
            _mean(alignment.exact, new),
            _mean(echoed, said_new),
            float(new.sum() / max(1.0, content.sum())),
            math.log1p(float(content.sum())),
            math.log1p(float(said.sum())),
            math.log1p(float(said.sum())) - math.log1p(float(content.sum())),
            math.log1p(float(said_new.sum())),
            negated_point,
            negated,
            abs(negated_point - negated) % 2,
            len(numbers_point - numbers),
            len(numbers - numbers_point),
            is_whole,
            0.0,  # of one point by itself
        ],
        np.float32,
    )


def _demoted_cosine(one: Floats, other: Floats, question: Floats) -> float:
    """Return the cosine of two vectors after the question's direction is taken out of both."""
    one, other = one - (one @ question) * question, other - (other @ question) * question
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / norm if norm > 1e-6 else 0.0


def _lowest_third(values: Floats) -> float:
    """Return the mean of the lowest third of `values` (at least one), or 0 for none."""
    return float(np.sort(values)[: math.ceil(len(values) / 3)].mean()) if len(values) else 0.0


def _numbers(reading: Reading) -> frozenset[str]:
    return frozenset(word.folded for word in reading.words if word.folded[0].isdigit())


def _met(
    point: Reading, answer: AnswerReading, best: int, alignment: _Alignment, weights: Floats
) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Return where the best stretch meets the point's weightiest words, and those it does not."""
    segment, reading = answer.segments[best], answer.readings[best]
    asked = np.flatnonzero(weights == weights.max()) if len(weights) else np.zeros(0, np.intp)
    strength = np.maximum(alignment.spelling, alignment.meaning)[asked]
    if not strength.size:
        return (), tuple(point.text[point.words[i].start : point.words[i].end] for i in asked)
    met = [reading.words[i] for i in np.flatnonzero(strength.max(axis=0) >= QUOTED)]
    missed = [point.words[i] for i in asked[strength.max(axis=1) < QUOTED]]
    return (
        tuple((segment.start + word.start, segment.start + word.end) for word in met),
        tuple(point.text[word.start : word.end] for word in missed),
    )
