"""Responses in the order of a value, ties as one: what ranks and curves are made from. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tutor.evaluation.statistics import Floats, Ints, Statistics, few_at_once, ratio

Counts: TypeAlias = NDArray[np.int32]
"""How often responses are drawn, and sums of that: half as wide as they might be, for speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Responses in ascending order of a value, those of equal value as one block of d.

    Attributes:
        order: Shape (n,): their numbers in that order.
        ends: Shape (d,): the last place in it of each block.
    """

    order: Ints
    ends: Ints

    @classmethod
    def of(cls, values: Floats) -> Ties:
        """Return the order of values, shape (n,)."""
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        return cls(order, np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)))

    def blocks(self) -> Ints:
        """Return the block of each response, in their own order: shape (n,)."""
        found = np.empty_like(self.order)
        found[self.order] = np.searchsorted(self.ends, np.arange(len(found)))
        return found

    def reached(self, ordered: Counts) -> Counts:
        """Return the sums up to the end of each block, shape (b, d).

        Args:
            ordered: Shape (b, n): what is summed, in order. Whole numbers, since each sum waits
                for the one before, and fractions take several times as long to add.
        """
        sums = np.cumsum(ordered, axis=1, dtype=np.int32)
        return sums if len(self.ends) == len(self.order) else np.take(sums, self.ends, axis=1)


def drawn(draws: Floats, questions: Ints) -> Counts:
    """Return how often each response is drawn, shape (b, n), by its question."""
    return np.take(draws.astype(np.int32), questions, axis=1)


def of_ranks(x: Floats, y: Floats, questions: Ints) -> Statistics:
    """Return Spearman's correlation; a response drawn twice ties with itself."""
    by_x = np.argsort(x, kind="stable")
    x_ties, y_ties = Ties.of(x[by_x]), Ties.of(y[by_x])
    x_blocks, y_blocks = x_ties.blocks(), y_ties.blocks()
    ordered = questions[by_x]

    def of_draws(draws: Floats) -> dict[str, Floats]:
        weights = drawn(draws, ordered)
        x_ranks, x_squares = _centred_ranks(x_ties.reached(weights))
        y_ranks, y_squares = _centred_ranks(y_ties.reached(np.take(weights, y_ties.order, axis=1)))
        products = _weighed(
            weights,
            np.take(x_ranks, x_blocks, axis=1),
            np.take(y_ranks, y_blocks, axis=1),
        )
        return {"spearman": np.clip(ratio(products, np.sqrt(x_squares * y_squares)), -1.0, 1.0)}

    return few_at_once(of_draws, len(x))


def _centred_ranks(reached: Counts) -> tuple[Floats, Floats]:
    """Return the rank of each block and the sum over responses of its squares.

    Args:
        reached: Shape (b, d): how many responses are in each block or before it.

    Returns:
        Shape (b, d): the mean rank in a block less that of all, as a share of all: in [-½, ½].
        Shape (b,): the squares' sum.
    """
    masses = np.diff(reached, axis=1, prepend=0)
    total = reached[:, -1:]
    ranks = (2 * reached - masses - total) / (2 * total)
    return ranks, _weighed(masses, ranks, ranks)


def _weighed(weights: Counts, one: Floats, other: Floats) -> Floats:
    """Return the sums of weighted products, shape (b,), from three arrays of shape (b, n)."""
    sums: Floats = np.einsum("bn,bn,bn->b", weights.astype(np.float64), one, other)
    return sums
