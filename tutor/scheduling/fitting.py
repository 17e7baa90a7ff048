"""FSRS's parameters from a learner's own reviews, kept only where they foretell better. Pure.

Parameters are fitted to the earlier trials and held against the later ones, which they never saw.
Only where they foretell those better are they fitted once more, to all, and returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from tutor.scheduling.accuracy import Accuracy, accuracy, losses
from tutor.scheduling.memory import Floats, Ints
from tutor.scheduling.trials import Trials, foretold, kinds

LEAST_TRIALS = 1_000
"""How many trials it takes. Anki asked for 1,000 reviews when it first fitted (its release 23.10),
for 400 in 24.04, and fits any number since, without holding any out
(https://github.com/open-spaced-repetition/fsrs4anki/pull/653). `python -m tutor.evaluation.fits`
plays made-up learners: of those who forget as most do, 15 % get other parameters from 400 trials,
which foretell worse by 0.0015 on average and by 0.027 at worst, as much as others gain from so few;
from 1,000 it is 6 %, 0.0003 and 0.009, an eighth of what others gain. The log loss is meant."""

EARLIER = 0.8
"""The share of the trials that a fit sees first; it is held against the rest."""

Parameters: TypeAlias = tuple[float, ...]
"""FSRS-6's 21, in the order of the package."""

Train: TypeAlias = Callable[[Trials], Parameters]
"""What fits parameters: `tutor.scheduling.fsrs_rs.train`. It gets at least one trial."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Two sets of parameters held against the later trials.

    Attributes:
        since: From when on they are held out; seconds since 1970.
        trials: How many.
        cards: Of how many cards.
        before: How far off the parameters in force are.
        after: How far off those are that were fitted to the earlier trials.
        gain: How much smaller the log loss is after; below 0 where it is larger.
        error: The standard error of the gain, each card taken as one observation; ≥ 0.
    """

    since: float
    trials: int
    cards: int
    before: Accuracy
    after: Accuracy
    gain: float
    error: float

    @property
    def is_better(self) -> bool:
        """Whether the gain is more than its standard error, and so hardly chance."""
        return self.gain > self.error


@dataclass(frozen=True, slots=True)
class TooFew:
    """There is not enough to go by.

    Attributes:
        trials: How many there are.
        needed: How many it takes.
    """

    trials: int
    needed: int = LEAST_TRIALS


@dataclass(frozen=True, slots=True)
class NoBetter:
    """The parameters in force stay.

    Attributes:
        trials: How many there are.
        held_out: What came of those that were held out.
    """

    trials: int
    held_out: HeldOut


@dataclass(frozen=True, slots=True)
class Better:
    """Parameters that foretell better.

    Attributes:
        trials: How many they were fitted to.
        held_out: What came of those that were held out at first.
        parameters: Fitted to all of the trials.
    """

    trials: int
    held_out: HeldOut
    parameters: Parameters


Fit: TypeAlias = TooFew | NoBetter | Better


def fit(trials: Trials, before: Sequence[float], train: Train) -> Fit:
    """Fit parameters, and say whether they foretell better than those in force.

    Parameters in force that were fitted to some of what is held out are at home there, so that
    others have to be better still; the more reviews come in, the less that counts.

    Args:
        trials: The log.
        before: The parameters in force.
        train: What fits.
    """
    if trials.count < LEAST_TRIALS:
        return TooFew(trials.count)
    moment = trials.moment_at(EARLIER)
    earlier = trials.before(moment)
    if not earlier.count:  # all at one moment: somebody's import
        return TooFew(0)
    held_out = compare(trials, moment, before, train(earlier))
    if not held_out.is_better:
        return NoBetter(trials.count, held_out)
    return Better(trials.count, held_out, train(trials))


def compare(
    trials: Trials, since: float, before: Sequence[float], after: Sequence[float]
) -> HeldOut:
    """Hold two sets of parameters against the trials since a moment, of which there is one.

    Each review is foretold from all of its card's reviews before it.
    """
    late = trials.at[trials.is_trial] >= since
    chosen = np.flatnonzero(trials.is_trial)[late]
    recalled = trials.grade[chosen] > 1
    alike = kinds(trials).of(late)
    chances = [foretold(trials, parameters)[chosen] for parameters in (before, after)]
    gains = losses(chances[0], recalled) - losses(chances[1], recalled)
    return HeldOut(
        since=since,
        trials=len(chosen),
        cards=len(np.unique(trials.card[chosen])),
        before=accuracy(chances[0], recalled, alike),
        after=accuracy(chances[1], recalled, alike),
        gain=float(gains.mean()),
        error=_standard_error(gains, trials.card[chosen]),
    )


def _standard_error(values: Floats, cards: Ints) -> float:
    """Return the standard error of a mean whose values are alike within a card."""
    _, groups = np.unique(cards, return_inverse=True)
    sums = np.bincount(groups, weights=values - values.mean())
    return float(np.sqrt((sums**2).sum()) / len(values))
