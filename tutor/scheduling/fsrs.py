"""When a card returns: FSRS-6, through the `fsrs` package, which is wrapped here and nowhere else.

The package is used as published but for four of its habits. Fuzz draws on the global random
source, so it is off. A card without an id sleeps a millisecond, so every card is given one. Only
`datetime.timezone.utc` passes, so moments are converted at the door. A new card has retrievability
0, so nobody asks: a card that was never reviewed has no `Schedule`.

It counts whole days of 24 hours: from 22:00 to 08:00 the next morning is the same day.
Source of the equations: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS

from tutor.scheduling.review import Grade, Phase, Schedule

DESIRED_RETENTION = 0.9
"""The package's default, and Anki's: the probability of recall at which a card falls due."""

_STATES = {
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_PHASES = {state: phase for phase, state in _STATES.items()}


class Graded(Protocol):
    """What the schedule follows from: a `Review`, or anything else with a grade and a moment."""

    @property
    def grade(self) -> Grade:
        """The grade that counts."""
        ...

    @property
    def at(self) -> datetime:
        """When it was given; aware."""
        ...


@dataclass(frozen=True, slots=True)
class Scheduler:
    """FSRS-6 with its parameters.

    Attributes:
        desired_retention: The probability of recall at which a card falls due, in (0, 1).
        parameters: FSRS-6's 21 weights, each within the bounds that the package sets for it.

    Raises:
        ValueError: A parameter is out of its range.
    """

    desired_retention: float = DESIRED_RETENTION
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    _engine: fsrs.Scheduler = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 < self.desired_retention < 1:
            raise ValueError(f"desired retention is in (0, 1), not {self.desired_retention}")
        engine = fsrs.Scheduler(self.parameters, self.desired_retention, enable_fuzzing=False)
        object.__setattr__(self, "_engine", engine)

    def step(self, schedule: Schedule | None, grade: Grade, at: datetime) -> Schedule:
        """Return the schedule after one more review.

        Args:
            schedule: What the reviews before it led to; None for a new card.
            grade: The grade that counts.
            at: When it was given; aware. Where the clock was set back and `at` lies before the
                last review, no time has passed, and the card falls due counted from `at`.
        """
        at = _utc(at)
        card, _ = self._engine.review_card(_card(schedule, at), fsrs.Rating(int(grade)), at)
        assert card.stability is not None  # every reviewed card has both
        assert card.difficulty is not None
        return Schedule(
            due=card.due,
            stability=card.stability,
            difficulty=card.difficulty,
            phase=_PHASES[card.state],
            step=card.step or 0,
            last_review=at,
            reviews=1 if schedule is None else schedule.reviews + 1,
            lapses=_lapses(schedule, grade),
        )

    def replay(self, history: Iterable[Graded]) -> Schedule | None:
        """Fold one card's reviews, in their order, into its schedule; None where there are none."""
        schedule: Schedule | None = None
        for review in history:
            schedule = self.step(schedule, review.grade, review.at)
        return schedule

    def retrievability(self, schedule: Schedule, at: datetime) -> float:
        """Return the estimated probability of recall at `at`, aware; 1 on the first day."""
        return self._engine.get_card_retrievability(_card(schedule, _utc(at)), _utc(at))


def _card(schedule: Schedule | None, at: datetime) -> fsrs.Card:
    if schedule is None:
        return fsrs.Card(card_id=0, due=at)
    return fsrs.Card(
        card_id=0,
        state=_STATES[schedule.phase],
        step=None if schedule.phase is Phase.REVIEW else schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=schedule.due,
        last_review=schedule.last_review,
    )


def _lapses(schedule: Schedule | None, grade: Grade) -> int:
    if schedule is None:
        return 0
    forgotten = schedule.phase is Phase.REVIEW and grade is Grade.AGAIN
    return schedule.lapses + forgotten


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {at}")
    return at.astimezone(UTC)
