"""Parameters by `fsrs-rs-python`, the optimizer that Anki has: wrapped here and nowhere else.

It is the extra `[optimize]`: nothing else needs it, and its machine code is not built for every
system. It weighs trials by how late they are, leaves out odd first intervals, and holds what it
fits near the default parameters; where there is little to go by it returns those.
Source: https://github.com/open-spaced-repetition/fsrs-rs
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from tutor.errors import ModelError
from tutor.scheduling.fitting import Parameters
from tutor.scheduling.trials import Trials

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem

SEED = 2023
"""The optimizer's own: of the order in which it goes through the trials."""

_DIGITS = 4  # as many as the default parameters have


def train(trials: Trials, relearning_steps: int = 1, seed: int = SEED) -> Parameters:
    """Fit parameters to trials.

    Args:
        trials: At least one of them counts.
        relearning_steps: How many steps a forgotten card goes through; that keeps what it gains
            there below what it lost.
        seed: The same one gives the same parameters.

    Raises:
        ModelError: The optimizer is not installed, or makes nothing of the trials.
    """
    try:
        import fsrs_rs_python as optimizer
    except ImportError as error:
        raise ModelError(
            "parameters are fitted by fsrs-rs-python, which is not installed",
            "Install it with `pip install 'tutor[optimize]'`.",
        ) from error

    items = _items(trials, optimizer)
    try:
        # Without the cards' numbers, with which it is faster but comes out further off: it then
        # takes whole cards for a batch, and fewer steps.
        fitted = optimizer.FSRS([]).compute_parameters(
            items,
            num_relearning_steps=relearning_steps,
            training_config=optimizer.TrainingConfig(seed=seed),
        )
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"the optimizer makes nothing of {len(items)} reviews: {error}",
            "Practise on, and try again with more of them.",
        ) from error
    return within_bounds(fitted)


def _items(trials: Trials, optimizer: ModuleType) -> list[FSRSItem]:
    """Return each trial with the reviews of its card before it, in the order of time."""
    pairs = zip(trials.grade.tolist(), trials.days.astype(np.int64).tolist(), strict=True)
    reviews = [optimizer.FSRSReview(grade, days) for grade, days in pairs]
    chosen = np.flatnonzero(trials.is_trial)
    chosen = chosen[np.argsort(trials.at[chosen], kind="stable")]
    first = (chosen - trials.position[chosen]).tolist()
    spans = zip(first, (chosen + 1).tolist(), strict=True)
    return [optimizer.FSRSItem(reviews[start:end]) for start, end in spans]


def within_bounds(parameters: Sequence[float]) -> Parameters:
    """Return parameters as the scheduler takes them: rounded, each within the bounds set for it.

    The optimizer counts in single precision, so its bounds are not quite the scheduler's.
    """
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(round(one, _DIGITS), lower), upper) for one, lower, upper in bounds)
