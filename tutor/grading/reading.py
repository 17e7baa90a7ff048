"""Texts as grading sees them: their words, each with its vector in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.grading.text import Segment, Word, segments, sentences, words
from tutor.grading.verdict import Encoder, Encoding, Floats

MAX_SEGMENTS = 16  # stretches of an answer that are encoded; bounds the time of a grade
SENTENCES_OF_PARTS = 4  # an answer of so many says no single one of several points as a whole,
WORDS_OF_PARTS = 45  # nor does one of more words than these
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
        in_parts: Whether it is for several points.
        has_whole: Whether the first stretch is the whole answer.
        segments: Its s stretches.
        readings: One per stretch.
    """

    text: str
    words: tuple[Word, ...]
    in_parts: bool
    has_whole: bool
    segments: tuple[Segment, ...]
    readings: tuple[Reading, ...]


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
    is_short = len(sentences(text)) < SENTENCES_OF_PARTS and len(words(text)) <= WORDS_OF_PARTS
    has_whole = not in_parts or is_short or len(found) == 1
    found = found if has_whole else found[1:]
    readings = read(encoder, [text[segment.start : segment.end] for segment in found])
    return AnswerReading(text, words(text), in_parts, has_whole, found, tuple(readings))


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
