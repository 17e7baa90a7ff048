"""When a card returns: FSRS-6, through the `fsrs` package, which is wrapped here and nowhere else.

The package is used as published but for four of its habits. Fuzz draws on the global random
source, so it is off. A card without an id sleeps a millisecond, so every card is given one. Only
`datetime.timezone.utc` passes, so moments are converted at the door. A new card has retrievability
0, so nobody asks: a card that was never reviewed has no `Schedule`.

It counts whole days of 24 hours: from 22:00 to 08:00 the next morning is the same day.
Source of the equations: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

import fsrs
from fsrs.scheduler import FUZZ_RANGES

from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.review import Grade, Phase, Schedule, Seed, Terms

_STATES = {
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_PHASES = {state: phase for phase, state in _STATES.items()}
_DAY = timedelta(days=1)
_LEAST_FUZZED = 2.5  # days; the package leaves shorter intervals as they are


class Graded(Protocol):
    """What a schedule follows from: a `Review`, or anything else that says as much."""

    @property
    def grade(self) -> Grade:
        """The grade that counts."""
        ...

    @property
    def at(self) -> datetime:
        """When it was given; aware."""
        ...

    @property
    def terms(self) -> Terms:
        """By what the schedule is computed."""
        ...


class Bounds(NamedTuple):
    """From which day to which a card may fall due, counted from its review, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scheduler:
    """FSRS-6 by one preset.

    Raises:
        ValueError: A parameter is out of its range.
    """

    preset: Preset = SHIPPED
    _engine: fsrs.Scheduler = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        preset = self.preset
        engine = fsrs.Scheduler(
            preset.parameters,
            preset.desired_retention,
            preset.learning_steps,
            preset.relearning_steps,
            preset.longest,
            enable_fuzzing=False,
        )
        object.__setattr__(self, "_engine", engine)

    def step(
        self, schedule: Schedule | None, grade: Grade, at: datetime, spread: float | None = None
    ) -> Schedule:
        """Return the schedule after one more review.

        Args:
            schedule: What the reviews before it led to; None for a new card.
            grade: The grade that counts.
            at: When it was given; aware. Where the clock was set back and `at` lies before the
                last review, no time has passed, and the card falls due counted from `at`.
            spread: Where in the bounds of the fuzz it falls due, as in `Terms`.
        """
        at = _utc(at)
        card, _ = self._engine.review_card(_card(schedule, at), fsrs.Rating(int(grade)), at)
        assert card.stability is not None  # every reviewed card has both
        assert card.difficulty is not None
        stepped = Schedule(
            due=card.due,
            stability=card.stability,
            difficulty=card.difficulty,
            phase=_PHASES[card.state],
            step=card.step or 0,
            last_review=at,
            reviews=1 if schedule is None else schedule.reviews + 1,
            lapses=_lapses(schedule, grade),
        )

        if spread is None or stepped.phase is not Phase.REVIEW:
            return stepped
        bounds = self.bounds(stepped)
        days = bounds.first + round(spread * (bounds.last - bounds.first))
        return replace(stepped, due=at + days * _DAY)

    def bounds(self, schedule: Schedule) -> Bounds:
        """Return between which days FSRS's fuzz may lay the due date of a card in review.

        Args:
            schedule: As `step` returns it without a spread.
        """
        days = (schedule.due - schedule.last_review) // _DAY
        if days < _LEAST_FUZZED:
            return Bounds(days, days)
        delta = 1.0 + sum(
            each["factor"] * max(min(days, each["end"]) - each["start"], 0.0)
            for each in FUZZ_RANGES
        )
        last = min(round(days + delta), self.preset.longest)
        return Bounds(min(max(2, round(days - delta)), last), last)

    def retrievability(self, schedule: Schedule, at: datetime) -> float:
        """Return the estimated probability of recall at `at`, aware; 1 on the first day."""
        return self._engine.get_card_retrievability(_card(schedule, _utc(at)), _utc(at))


class Fold:
    """From reviews to schedules, each review by the preset that it names.

    Args:
        presets: Presets by their ids; the shipped one is known without.

    Raises:
        ValueError: The parameters of a preset are out of their ranges.
    """

    def __init__(self, presets: Mapping[str, Preset] | None = None) -> None:
        known = {**(presets or {}), SHIPPED.id: SHIPPED}
        self._schedulers = {key: Scheduler(preset) for key, preset in known.items()}

    def scheduler(self, preset_id: str) -> Scheduler:
        """Return the scheduler by a preset.

        Raises:
            LookupError: The preset is not known.
        """
        return self._schedulers[preset_id]

    def step(self, schedule: Schedule | None, review: Graded) -> Schedule:
        """Return the schedule after one more review.

        Raises:
            LookupError: Its preset is not known.
        """
        terms = review.terms
        scheduler = self._schedulers[terms.preset]
        return scheduler.step(schedule, review.grade, review.at, terms.spread)

    def replay(self, history: Iterable[Graded | Seed]) -> Schedule | None:
        """Fold one card's reviews, in their order, into its schedule; None where there are none.

        Raises:
            LookupError: A preset is not known.
        """
        schedule: Schedule | None = None
        for entry in history:
            schedule = planted(entry) if isinstance(entry, Seed) else self.step(schedule, entry)
        return schedule


def planted(seed: Seed) -> Schedule:
    """Return the schedule that a seed brings."""
    return Schedule(
        due=_utc(seed.due),
        stability=seed.stability,
        difficulty=seed.difficulty,
        phase=Phase.REVIEW,
        step=0,
        last_review=_utc(seed.at),
        reviews=1,
        lapses=0,
    )


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
