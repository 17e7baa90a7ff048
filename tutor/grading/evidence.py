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
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.grading.text import Segment, Word, likeness, segments, sentences, words
from tutor.grading.verdict import Encoder, Encoding, Floats

SAME_WORD = 0.8  # Dice of trigrams from which two spellings are one word; "cells"/"cell" is 0.8
SIMILAR_SPELLING = 0.5  # below it, likeness of spelling says nothing: "form"/"from" is 0.25
FUNCTION_WEIGHT = 0.1  # a function word's say in coverage, beside 1 for content
GIVEN_WEIGHT = 0.3  # the same for a content word that the question already gave
MAX_SEGMENTS = 16  # stretches of an answer that are encoded; bounds the time of a grade
QUOTED = 0.5  # how well a learner's word matches a point's word to be shown as evidence
SENTENCES_OF_PARTS = 4  # an answer of so many says no single one of several points as a whole
MAX_CHARACTERS = 8_000  # of an answer that are read, about 1,300 words; likewise


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text with its words and vectors.

    Attributes:
        text: The text.
        words: Its n words.
        encoding: What the encoder made of it.
        word_vectors: Shape (n, d): the mean of each word's token vectors, unit length; zeros for
            a word past the encoder's window.
    """

    text: str
    words: tuple[Word, ...]
    encoding: Encoding
    word_vectors: Floats

    @property
    def vector(self) -> Floats:
        """Shape (d,): the vector of the whole text, unit length or zeros."""
        return self.encoding.vector


@dataclass(frozen=True, slots=True, eq=False)
class AnswerReading:
    """An answer, read as a whole and stretch by stretch.

    Attributes:
        text: The answer.
        words: Its words.
        has_whole: Whether the first stretch is the whole answer.
        segments: Its s stretches.
        readings: One per stretch.
    """

    text: str
    words: tuple[Word, ...]
    has_whole: bool
    segments: tuple[Segment, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What an answer shows for one wording of a key point.

    Attributes:
        features: Shape (len(FEATURES),), in that order.
        segment: Index of the stretch of the answer that speaks most for the point.
        quote: The learner's words that come closest, verbatim; "" where nothing comes close.
    """

    features: Floats
    segment: int
    quote: str


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
)


def read(encoder: Encoder, texts: Sequence[str]) -> list[Reading]:
    """Read each text with `encoder`, in one batch."""
    return [
        _reading(text, encoding)
        for text, encoding in zip(texts, encoder.encode(texts), strict=True)
    ]


def read_answer(encoder: Encoder, text: str, *, in_parts: bool = False) -> AnswerReading:
    """Read an answer, up to `MAX_CHARACTERS`: the whole of it, its sentences and its clauses.

    Args:
        encoder: What reads it.
        text: The answer.
        in_parts: Whether it is for several points, so that a long one need not be read as a whole.
    """
    text = text[:MAX_CHARACTERS]
    found = segments(text, MAX_SEGMENTS)
    has_whole = not in_parts or len(sentences(text)) < SENTENCES_OF_PARTS
    found = found if has_whole else found[1:]
    readings = read(encoder, [text[segment.start : segment.end] for segment in found])
    return AnswerReading(text, words(text), has_whole, found, tuple(readings))


def gather(question: Reading, point: Reading, answer: AnswerReading) -> Evidence:
    """Lay an answer beside one wording of a key point.

    The stretch of the answer that speaks most for the point is measured, so that an answer to a
    card of four points is not held against the fourth for speaking of the other three.
    """
    weights = _weights(point, question)
    alignments = _align(point, answer)
    best = max(
        range(len(alignments)),
        key=lambda i: (
            float(point.vector @ answer.readings[i].vector) + _mean(alignments[i].best, weights)
        ),
    )
    features = _features(
        question,
        point,
        answer.readings[best],
        alignments[best],
        weights,
        is_whole=answer.has_whole and best == 0,
    )
    return Evidence(features, best, _quote(answer, best, alignments[best], weights))


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


def _reading(text: str, encoding: Encoding) -> Reading:
    found = words(text)
    return Reading(text, found, encoding, _pool(found, encoding))


def _pool(found: tuple[Word, ...], encoding: Encoding) -> Floats:
    pooled = np.zeros((len(found), encoding.vector.shape[0]), np.float32)
    starts = encoding.spans[:, 0] if len(encoding.spans) else np.zeros(0, np.int32)
    for i, word in enumerate(found):
        first, last = np.searchsorted(starts, (word.start, word.end))
        if last > first:
            pooled[i] = encoding.token_vectors[first:last].mean(axis=0)
    return _unit(pooled)


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    units: Floats = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    return units


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
        [
            any(likeness(word.folded, other.folded) >= SAME_WORD for other in question.words)
            for word in reading.words
        ],
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


def _quote(answer: AnswerReading, best: int, alignment: _Alignment, weights: Floats) -> str:
    """Return the words of the best stretch from the first to the last that match the point."""
    segment, reading = answer.segments[best], answer.readings[best]
    if not len(weights) or not reading.words:
        return ""
    strength = np.maximum(alignment.spelling, alignment.meaning)[weights == weights.max()]
    hits = np.flatnonzero(strength.max(axis=0) >= QUOTED)
    if not len(hits):
        return ""
    first, last = reading.words[int(hits[0])], reading.words[int(hits[-1])]
    return answer.text[segment.start + first.start : segment.start + last.end]
