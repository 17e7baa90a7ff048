"""Parameters by `fsrs-rs-python`, the optimizer that Anki has: wrapped here and nowhere else.

It is the extra `[optimize]`: nothing else needs it, and its machine code is not built for every
system. It weighs trials by how late they are, leaves out odd first intervals, and holds what it
fits near the default parameters; where there is little to go by it returns those.
Source: https://github.com/open-spaced-repetition/fsrs-rs
"""

from __future__ import annotations

import numpy as np
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from tutor.errors import ModelError
from tutor.scheduling.fitting import Parameters
from tutor.scheduling.trials import Trials

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

    def items() -> tuple[list[optimizer.FSRSItem], list[int]]:
        """Return each trial with the reviews before it, in the order of time, and its card."""
        pairs = zip(trials.grade.tolist(), trials.days.astype(np.int64).tolist(), strict=True)
        reviews = [optimizer.FSRSReview(grade, days) for grade, days in pairs]
        chosen = np.flatnonzero(trials.is_trial)
        chosen = chosen[np.argsort(trials.at[chosen], kind="stable")]
        first = chosen - trials.position[chosen]
        spans = zip(first.tolist(), (chosen + 1).tolist(), strict=True)
        made = [optimizer.FSRSItem(reviews[start:end]) for start, end in spans]
        return made, trials.card[chosen].tolist()

    made, cards = items()
    try:
        fitted = optimizer.FSRS([]).compute_parameters(
            made,
            card_ids=cards,
            num_relearning_steps=relearning_steps,
            training_config=optimizer.TrainingConfig(seed=seed),
        )
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"the optimizer makes nothing of {len(made)} reviews: {error}",
            "Practise on, and try again with more of them.",
        ) from error
    return within_bounds(fitted)


def within_bounds(parameters: list[float]) -> Parameters:
    """Return parameters as the scheduler takes them: rounded, each within the bounds set for it.

    The optimizer counts in single precision, so its bounds are not quite the scheduler's.
    """
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(round(one, _DIGITS), lower), upper) for one, lower, upper in bounds)
