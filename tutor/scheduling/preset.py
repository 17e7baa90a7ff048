"""By what a card is scheduled: FSRS's parameters, the retention that is wanted, the first steps.

Every review names the preset that its schedule followed, so the fold of the log stays what it was
when somebody wants other steps or fits other parameters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict, cast

FSRS_6 = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""FSRS-6's default parameters, fitted to the reviews of thousands of learners
(https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm)."""

ALL_DECKS = ""
"""The name by which is known what holds in every deck that has nothing of its own."""

DESIRED_RETENTION = 0.9
"""Anki's default: the probability of recall at which a card falls due."""

_ID_LENGTH = 16  # hex digits of a SHA-256: nobody has so many presets that two could meet


@dataclass(frozen=True, slots=True)
class Preset:
    """What a schedule is computed with. The defaults are Anki's and the `fsrs` package's.

    Attributes:
        desired_retention: The probability of recall at which a card falls due, in (0, 1).
        parameters: FSRS-6's 21 weights, each within the bounds that the `fsrs` package sets for it.
        learning_steps: How long after each early review a new card comes back; may be empty.
        relearning_steps: The same for a card that was forgotten.
        longest: The longest interval, in days, ≥ 1.

    Raises:
        ValueError: A value is out of its range.
    """

    desired_retention: float = DESIRED_RETENTION
    parameters: tuple[float, ...] = FSRS_6
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    longest: int = 36_500

    def __post_init__(self) -> None:
        if not 0 < self.desired_retention < 1:
            raise ValueError(f"desired retention is in (0, 1), not {self.desired_retention}")
        if self.longest < 1:
            raise ValueError(f"the longest interval is a day at least, not {self.longest} days")
        for step in (*self.learning_steps, *self.relearning_steps):
            if step <= timedelta(0):
                raise ValueError(f"a step takes some time, not {step}")

    @property
    def id(self) -> str:
        """What a review names it by: "" for the shipped one, else a digest of its content."""
        if self == SHIPPED:
            return ""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:_ID_LENGTH]

    def to_json(self) -> str:
        """Return it as JSON: one text for equal presets; steps in seconds, the longest in days."""
        content: _PresetJson = {
            "desired_retention": self.desired_retention,
            "parameters": list(self.parameters),
            "learning_steps": [step.total_seconds() for step in self.learning_steps],
            "relearning_steps": [step.total_seconds() for step in self.relearning_steps],
            "longest": self.longest,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))


class _PresetJson(TypedDict):
    desired_retention: float
    parameters: list[float]
    learning_steps: list[float]
    relearning_steps: list[float]
    longest: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """Parameters that were fitted to a learner's own reviews.

    Attributes:
        parameters: As in `Preset`.
        trials: To how many reviews they were fitted.
        log_loss_before: How far off those before them were on reviews that were held out.
        log_loss_after: How far off those were that were fitted to the other reviews.
        at: When; UTC.
    """

    parameters: tuple[float, ...]
    trials: int
    log_loss_before: float
    log_loss_after: float
    at: datetime


def own_fit(deck: str, fitted: Mapping[str, Fitted]) -> Fitted | None:
    """Return what was fitted to a deck, or else to all; None where the shipped parameters hold."""
    return fitted.get(deck) or fitted.get(ALL_DECKS)


def in_force(preset: Preset, deck: str, fitted: Mapping[str, Fitted]) -> Preset:
    """Return a deck's preset with the parameters that were fitted to the deck, or else to all.

    Args:
        preset: What the deck is scheduled by otherwise.
        deck: The deck.
        fitted: What was fitted, by deck.
    """
    own = own_fit(deck, fitted)
    return replace(preset, parameters=own.parameters) if own else preset


SHIPPED = Preset()
"""The one that holds where nobody chose another."""


def preset_from_json(text: str) -> Preset:
    """Return the preset that `Preset.to_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: It is none.
    """
    read = cast("_PresetJson", json.loads(text))
    return Preset(
        desired_retention=float(read["desired_retention"]),
        parameters=tuple(map(float, read["parameters"])),
        learning_steps=_steps(read["learning_steps"]),
        relearning_steps=_steps(read["relearning_steps"]),
        longest=int(read["longest"]),
    )


def _steps(seconds: list[float]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=each) for each in seconds)
