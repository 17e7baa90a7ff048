"""Telling sentences and notes from words in no order.

An answer's words may be all the right ones and say nothing. Two things speak of whether they belong
together: what the encoder's lower blocks make of each beside its neighbours; and, where they are
the reference's own words, whether those that stand side by side there still do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tutor.grading.text import Word
from tutor.grading.verdict import Floats

LEAST_WORDS = 6
"""Words of an answer from which it can be told whether they are in an order."""

GRAMMAR_SHARE = 0.25
"""Share of the words that carry grammar from which an answer is read as sentences, not as notes."""

ORDER_MEASURES = 6
"""How many numbers `order_measures` returns."""

_STEM = 5  # letters that tell a word: "divides" and "division" stand in the same place
_REACH = 3  # words that the next one may be further on in the reference: notes leave some out
_LEAST_MET = 4  # words in common, from which their order tells something


@dataclass(frozen=True, slots=True, eq=False)
class Coherence:
    """Tells sentences and notes from words in no order.

    Attributes:
        weights: Shape (p,): of an answer's `CrossEncoder.pooled_states`.
        order_weights: Shape (`ORDER_MEASURES`,): of its `order_measures`.
        least_of_notes: What the weighted sum of notes is at least.
        least_of_sentences: The same of sentences, which leave less open.
    """

    weights: Floats
    order_weights: Floats
    least_of_notes: float
    least_of_sentences: float

    def holds(self, said: Sequence[Word], pooled: Floats, order: Floats) -> bool:
        """Return whether an answer's words belong together.

        Args:
            said: The words; fewer than `LEAST_WORDS` always do.
            pooled: Their pooled states, shape (p,).
            order: Their order beside the reference's, shape (`ORDER_MEASURES`,).
        """
        least = self.least_of_sentences if in_sentences(said) else self.least_of_notes
        found = float(pooled @ self.weights) + float(order @ self.order_weights)
        return len(said) < LEAST_WORDS or found >= least


def in_sentences(said: Sequence[Word]) -> bool:
    """Return whether words are those of sentences, and not of notes."""
    return sum(word.is_function for word in said) >= GRAMMAR_SHARE * len(said)


def order_measures(said: Sequence[Word], references: Iterable[Sequence[Sequence[Word]]]) -> Floats:
    """Return how far an answer keeps the order of the words that it shares with a reference.

    Args:
        said: The words of the answer.
        references: The words of each point of each whole reference; the one counts that most words
            are of.

    Returns:
        Shape (`ORDER_MEASURES`,), first over the words that carry content and then over all: the
        number of neighbours among the shared words, the same times the squared share that they
        are of the answer, and so many of these as follow one another in a point, too. Going from
        each point to another once counts as that.
    """
    texts = list(references)
    measures: list[float] = []
    for content_only in (True, False):
        stems = _stems(said, content_only=content_only)
        found = (
            _neighbours(stems, [_stems(point, content_only=content_only) for point in points])
            for points in texts
        )
        pairs, kept, share = max(found, key=lambda one: one[0] * one[2], default=(0, 0, 0.0))
        measures += [pairs, pairs * share**2, kept * share**2]
    return np.array(measures, np.float32)


def _stems(said: Sequence[Word], *, content_only: bool) -> list[str]:
    return [word.folded[:_STEM] for word in said if not (content_only and word.is_function)]


def _neighbours(said: Sequence[str], points: Sequence[Sequence[str]]) -> tuple[int, int, float]:
    """Return the neighbours among shared words, how many keep their order, and the words' share."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, stems in enumerate(points):
        for place, stem in enumerate(stems):
            places.setdefault(stem, []).append((number, place))
    met = [places[stem] for stem in said if stem in places]
    if len(met) < _LEAST_MET:
        return 0, 0, 0.0
    kept = crossings = 0
    for firsts, seconds in pairwise(met):
        if any(_follows(first, second) for first in firsts for second in seconds):
            kept += 1
        elif {number for number, _ in firsts} != {number for number, _ in seconds}:
            crossings += 1
    return len(met) - 1, kept + min(crossings, len(points) - 1), len(met) / len(said)


def _follows(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return whether the second place comes soon after the first in the same point."""
    return first[0] == second[0] and 0 < second[1] - first[1] <= _REACH
