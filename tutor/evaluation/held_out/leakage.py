"""Responses that a grader may have seen: those that stand in what it was fitted on, or nearly do.

Near copies are found by the Jaccard similarity of word shingles: A. Broder, "On the resemblance and
containment of documents", 1997. The index holds only a prefix of each response's shingles, its
rarest: S. Chaudhuri, V. Ganti and R. Kaushik, "A primitive operator for similarity joins in data
cleaning", 2006. So what is common to many responses costs nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tutor.evaluation.suite import Response, Split, Suite
from tutor.grading.text import normalise, words

NEAR = 0.8
"""From which Jaccard similarity of shingles a text is a near copy of another."""

SHINGLE = 3
"""Words in a shingle."""

FEWEST_WORDS = 6
"""A text with fewer is too short to be a near copy of anything; it can still stand there itself."""

_SLIP = 1e-9  # what the product of a float and a count may be off by

Shingle: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """A response, and the text that gives it away.

    Attributes:
        response: Of the test split.
        text: The first of the texts that is most like it.
        similarity: Of their shingles, from `NEAR` to 1; 1.0 where they are equal but for letter
            forms, case, quotes, spacing and the punctuation at their ends.
    """

    response: Response
    text: str
    similarity: float


def leaks(suite: Suite, texts: Iterable[str]) -> list[Leak]:
    """Return the responses of the test split that a grader has seen, in the suite's order.

    Args:
        suite: Its responses are looked for; those without a word are in nobody's way.
        texts: What the grader was fitted on; read once, one at a time.
    """
    tested = [one for one in suite.responses if one.split is Split.TEST and normalise(one.text)]
    guard = _Guard([one.text for one in tested])
    found: dict[int, Leak] = {}
    for text in texts:
        for at, similarity in guard.resembling(text).items():
            if at not in found or similarity > found[at].similarity:
                found[at] = Leak(tested[at], text, similarity)
    return [found[at] for at in sorted(found)]


class _Guard:
    """The texts that must not be seen, to be looked up by their wording and by their shingles."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._by_wording: dict[str, list[int]] = defaultdict(list)
        self._by_shingle: dict[Shingle, list[int]] = defaultdict(list)
        self._shingles = [_shingles(text) for text in texts]
        for at, text in enumerate(texts):
            self._by_wording[normalise(text)].append(at)
        held_by = Counter(one for shingles in self._shingles for one in shingles)
        for at, shingles in enumerate(self._shingles):
            rarest_first = sorted(shingles, key=lambda one: (held_by[one], one))
            for shingle in rarest_first[: _prefix(len(shingles))]:
                self._by_shingle[shingle].append(at)

    def resembling(self, text: str) -> dict[int, float]:
        """Return the similarity of each text that `text` equals or nearly copies, by number."""
        shingles = _shingles(text)
        found = {}
        for at in {at for one in shingles for at in self._by_shingle.get(one, ())}:
            similarity = _jaccard(shingles, self._shingles[at])
            if similarity >= NEAR:
                found[at] = similarity
        return found | dict.fromkeys(self._by_wording.get(normalise(text), ()), 1.0)


def _prefix(count: int) -> int:
    """Return how many of `count` shingles hold one that no near copy can do without."""
    return count - math.ceil(NEAR * count - _SLIP) + 1 if count else 0


def _shingles(text: str) -> frozenset[Shingle]:
    """Return the shingles of a text; none of one that is too short."""
    folded = [word.folded for word in words(text)]
    if len(folded) < FEWEST_WORDS:
        return frozenset()
    return frozenset(zip(*(folded[at:] for at in range(SHINGLE)), strict=False))


def _jaccard(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
