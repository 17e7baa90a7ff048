"""How well recall was foretold: log loss and RMSE(bins), as in the benchmark of FSRS's authors.

Source: https://github.com/open-spaced-repetition/srs-benchmark. Every array has the shape (n,), one
entry for each review that was foretold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.scheduling.memory import Bools, Floats, Ints

_NEVER = 1e-7  # the nearest to 0 and to 1 that a probability counts: no single review costs all

# The bins grow by a factor: days, reviews and lapses, each with the centre of its first bin.
_DAYS, _REVIEWS, _LAPSES = (2.48, 3.62), (1.99, 1.89), (1.65, 1.73)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far off the foretold recall was; smaller is better.

    Attributes:
        log_loss: Mean of -ln(the probability given to what happened); ≥ 0. 0.69 is a coin's.
        rmse_bins: Root mean square of (recalled - foretold) over bins of alike reviews, weighted
            by their size; in [0, 1].
    """

    log_loss: float
    rmse_bins: float


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """What makes reviews alike, for the bins.

    Attributes:
        days: Since the review before; ≥ 1.
        reviews: Its number among the reviews of its card that came a day or more after another,
            the very first one counted too; ≥ 2.
        lapses: How many of those before it were failed; ≥ 0.
    """

    days: Floats
    reviews: Ints
    lapses: Ints

    def of(self, chosen: Bools) -> Kinds:
        """Return what makes some of the reviews alike."""
        return Kinds(self.days[chosen], self.reviews[chosen], self.lapses[chosen])


def accuracy(foretold: Floats, recalled: Bools, kinds: Kinds) -> Accuracy:
    """Return how far off probabilities of recall were; there must be at least one."""
    return Accuracy(float(losses(foretold, recalled).mean()), rmse_bins(foretold, recalled, kinds))


def losses(foretold: Floats, recalled: Bools) -> Floats:
    """Return the log loss of each review."""
    chance = np.clip(np.where(recalled, foretold, 1 - foretold), _NEVER, 1)
    return np.asarray(-np.log(chance))


def rmse_bins(foretold: Floats, recalled: Bools, kinds: Kinds) -> float:
    """Return how far the share recalled is from the one foretold, in bins of alike reviews."""
    _, bins = np.unique(_bins(kinds), axis=0, return_inverse=True)
    off = np.bincount(bins.ravel(), weights=recalled - foretold)
    sizes = np.bincount(bins.ravel())
    return float(np.sqrt((off**2 / sizes).sum() / sizes.sum()))


def _bins(kinds: Kinds) -> Floats:
    """Return the bin of each review, shape (n, 3): by days, by reviews, by lapses."""
    lapses = np.where(kinds.lapses > 0, _bin(np.maximum(kinds.lapses, 1), *_LAPSES), 0)
    return np.column_stack([_bin(kinds.days, *_DAYS), _bin(kinds.reviews, *_REVIEWS), lapses])


def _bin(values: Floats | Ints, first: float, factor: float) -> Floats:
    """Return the centres of the bins that values fall in; each is wider by `factor`."""
    return np.asarray(first * factor ** np.floor(np.log(values) / np.log(factor)))
