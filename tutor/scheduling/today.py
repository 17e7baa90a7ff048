"""What is left of a day: its limits, less what was done; a backlog is spread over days. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tutor.scheduling.days import Day
from tutor.scheduling.options import Regime
from tutor.scheduling.review import Phase, Schedule

CATCH_UP_FROM = 2.0
"""A backlog of more than so many days' reviews is spread."""

LEAST_PER_DAY = 20
"""Reviews a day that nobody is spared, however little they did before."""

HABIT = timedelta(days=90)
"""How far back it is looked what a learner does in a day; a holiday is shorter."""

_FORESEEN = 365  # days

_DAY = timedelta(days=1)

Answered = tuple[str, datetime]
"""A card that was answered, and when."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done on a day.

    Attributes:
        introduced: The cards that were new on it.
        reviewed: The others that were answered on it.
    """

    introduced: frozenset[str]
    reviewed: frozenset[str]

    @property
    def answered(self) -> frozenset[str]:
        """All of them."""
        return self.introduced | self.reviewed


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A backlog that is spread.

    Attributes:
        quota: Whose limit it is.
        overdue: How many reviews are overdue.
        per_day: How many come in a day, ≥ 0.
        days: How many days that takes; None for more than a year.
    """

    quota: str
    overdue: int
    per_day: int
    days: int | None


def done_on(day: Day, answered: Iterable[Answered], schedules: Mapping[str, Schedule]) -> Done:
    """Return what was done on a day.

    Args:
        day: The day.
        answered: The reviews that stand; may hold those of other days.
        schedules: What all reviews lead to, by card id.
    """
    since = [(card_id, at) for card_id, at in answered if at >= day.start]
    times = Counter(card_id for card_id, _ in since)  # those after today are from before a clock
    today = frozenset(card_id for card_id, at in since if at in day)  # was set back
    known = {key: schedules[key].reviews for key in today if key in schedules}
    new = frozenset(key for key, reviews in known.items() if reviews <= times[key])
    return Done(new, today - new)


def new_left(regime: Regime, decks: Iterable[str], introduced: Iterable[str]) -> dict[str, int]:
    """Return how many new cards may come yet today, by quota.

    Args:
        regime: What the learner wishes.
        decks: The decks in question.
        introduced: The deck of each card that was introduced today.
    """
    used = Counter(regime.origin(deck, "new_per_day") for deck in introduced)
    limits = {regime.origin(deck, "new_per_day"): regime.of(deck).new_per_day for deck in decks}
    return {quota: max(0, most - used[quota]) for quota, most in limits.items()}


def reviews_left(regime: Regime, decks: Iterable[str], reviewed: Iterable[str]) -> dict[str, int]:
    """Return how many reviews may come yet today, by quota; none for a quota without a limit.

    Args:
        regime: What the learner wishes.
        decks: The decks in question.
        reviewed: The deck of each card that was reviewed today and was not new.
    """
    used = Counter(regime.origin(deck, "reviews_per_day") for deck in reviewed)
    limits = {
        regime.origin(deck, "reviews_per_day"): regime.of(deck).reviews_per_day for deck in decks
    }
    return {q: max(0, most - used[q]) for q, most in limits.items() if most is not None}


def catch_ups(
    schedules: Mapping[str, Sequence[Schedule]],
    limits: Mapping[str, int],
    habit: Callable[[], int],
    day: Day,
) -> list[CatchUp]:
    """Return the backlogs that are too large for a day, and how they are spread.

    Args:
        schedules: Of the cards in question, by quota.
        limits: How many reviews a day each quota has, of those that have a limit.
        habit: Returns how many reviews the learner does in a day; asked only where it matters.
        day: Today.
    """
    found = []
    for quota, known in schedules.items():
        reviews = [one for one in known if one.phase is Phase.REVIEW]
        overdue = sum(one.due < day.start for one in reviews)
        if overdue <= CATCH_UP_FROM * limits.get(quota, LEAST_PER_DAY):
            continue
        per_day = limits[quota] if quota in limits else habit()
        if overdue > CATCH_UP_FROM * per_day:
            days = _days_to_clear((one.due for one in reviews), per_day, day)
            found.append(CatchUp(quota, overdue, per_day, days))
    return found


def usual(answered: Iterable[Answered], day: Day) -> int:
    """Return how many cards a learner answers on a day on which they learn, on average.

    Args:
        answered: The reviews that stand, before today and since `HABIT`.
        day: Today.
    """
    days: dict[int, set[str]] = defaultdict(set)
    for card_id, at in answered:
        if at < day.start:
            days[(day.start - at) // _DAY].add(card_id)
    mean = sum(map(len, days.values())) / len(days) if days else 0
    return max(LEAST_PER_DAY, round(mean))


def _days_to_clear(dues: Iterable[datetime], per_day: int, day: Day) -> int | None:
    """Return after how many days nothing is left over, while what is scheduled falls due as well.

    What a review today brings back within these days is not known yet, and not counted.
    """
    falling = Counter(max(0, (due - day.start) // _DAY) for due in dues)
    left = 0
    for number in range(_FORESEEN):
        left = max(0, left + falling[number] - per_day)
        if not left:
            return number + 1
    return None
