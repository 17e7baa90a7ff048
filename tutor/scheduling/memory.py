"""FSRS-6's equations over arrays: what `tutor.scheduling.fsrs` does card by card, for many at once.

A fit looks at every review of a log, and a simulation at every card of a deck on every day: more
than the package, at some 10 µs a review, has time for. They give what the package gives, which the
tests hold them to.

Every array has the shape (n,), one entry for each card. Grades are FSRS's numbers, 1 to 4.
Source: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

LEAST_STABILITY = 0.001
"""Days; as in the package."""

_EASIEST, _HARDEST = 1.0, 10.0
_HARD, _GOOD, _EASY = 2, 3, 4
_KNOWN = 0.9  # stability is defined as the days until recall falls to this


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """How well cards are known.

    Attributes:
        stability: Days until recall falls to 90 %; > 0.
        difficulty: From 1 (easy) to 10.
    """

    stability: Floats
    difficulty: Floats

    def of(self, chosen: Ints | Bools) -> Memory:
        """Return how well some of the cards are known."""
        return Memory(self.stability[chosen], self.difficulty[chosen])


class Model:
    """FSRS-6 with its 21 parameters.

    Args:
        parameters: In the order of the package.
    """

    def __init__(self, parameters: Sequence[float]) -> None:
        self._w = np.asarray(parameters, dtype=np.float64)
        self._decay = -float(self._w[20])
        self._factor = _KNOWN ** (1 / self._decay) - 1

    def first(self, grades: Ints) -> Memory:
        """Return what a first review leaves behind."""
        stability = np.maximum(self._w[grades - 1], LEAST_STABILITY)
        return Memory(stability, _in_bounds(self._first_difficulty(grades)))

    def next(self, memory: Memory, grades: Ints, days: Floats) -> Memory:
        """Return what another review leaves behind.

        Args:
            memory: Before it.
            grades: Its grades.
            days: Whole days since the last one, ≥ 0; on the same day a review counts for less.
        """
        recalled = self._after_recall(memory, grades, days)
        stability = np.where(grades > 1, recalled, self._after_lapse(memory, days))
        stability = np.where(days < 1, self._same_day(memory.stability, grades), stability)
        return Memory(np.maximum(stability, LEAST_STABILITY), self._next_difficulty(memory, grades))

    def recall(self, stability: Floats, days: Floats) -> Floats:
        """Return the probability of recall, so many days after the last review."""
        return np.asarray((1 + self._factor * days / stability) ** self._decay)

    def interval(self, stability: Floats, retention: float, longest: float) -> Floats:
        """Return the whole days until recall has fallen to `retention`, from 1 to `longest`."""
        days = stability / self._factor * (retention ** (1 / self._decay) - 1)
        return np.asarray(np.clip(np.round(days), 1, longest))

    def _after_recall(self, memory: Memory, grades: Ints, days: Floats) -> Floats:
        w, stability = self._w, memory.stability
        forgotten = np.exp((1 - self.recall(stability, days)) * w[10]) - 1
        growth = np.exp(w[8]) * (11 - memory.difficulty) * stability ** -w[9] * forgotten
        growth = growth * np.where(grades == _HARD, w[15], 1) * np.where(grades == _EASY, w[16], 1)
        return np.asarray(stability * (1 + growth))

    def _after_lapse(self, memory: Memory, days: Floats) -> Floats:
        w, stability = self._w, memory.stability
        left = w[11] * memory.difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
        left = left * np.exp((1 - self.recall(stability, days)) * w[14])
        return np.asarray(np.minimum(left, stability / np.exp(w[17] * w[18])))

    def _same_day(self, stability: Floats, grades: Ints) -> Floats:
        w = self._w
        growth = np.exp(w[17] * (grades - _GOOD + w[18])) * stability ** -w[19]
        return np.asarray(stability * np.where(grades >= _HARD, np.maximum(growth, 1), growth))

    def _first_difficulty(self, grades: Ints) -> Floats:
        return np.asarray(self._w[4] - np.exp(self._w[5] * (grades - 1)) + 1)

    def _next_difficulty(self, memory: Memory, grades: Ints) -> Floats:
        w, difficulty = self._w, memory.difficulty
        moved = difficulty - (10 - difficulty) * w[6] * (grades - _GOOD) / 9
        easiest = w[4] - np.exp(w[5] * (_EASY - 1)) + 1
        return _in_bounds(w[7] * easiest + (1 - w[7]) * moved)


def _in_bounds(difficulty: Floats) -> Floats:
    return np.asarray(np.clip(difficulty, _EASIEST, _HARDEST))
