"""What `tutor simulate` and `tutor plan` look ahead from: the learner's cards and habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tutor.cli.filing import Home, preset_of
from tutor.cli.notes import note_problems
from tutor.cli.scope import known_ids, places, read_scope
from tutor.errors import ReadError
from tutor.grading.threshold import filed_under
from tutor.scheduling.days import Day
from tutor.scheduling.habits import Habits, habits
from tutor.scheduling.memory import Memory
from tutor.scheduling.options import Regime
from tutor.scheduling.preset import ALL_DECKS, Preset
from tutor.scheduling.review import Phase, Schedule
from tutor.scheduling.simulation import Cards, Group
from tutor.scheduling.today import new_left, reviews_left
from tutor.store.store import Store
from tutor.text import counted

_ENOUGH = 100  # reviews of the cards at hand; with fewer, habits are read from all decks
_A_DAY = timedelta(days=1)


class Limits(NamedTuple):
    """What may come in a day, whatever the options of the decks say; None for what they say.

    Attributes:
        new: New cards of all decks together.
        reviews: Reviews of all decks together.
    """

    new: int | None
    reviews: int | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is looked ahead from.

    Attributes:
        decks: The decks, by their numbers.
        cards: How many cards each has.
        new: How many of them are new.
        groups: The cards, by what they are scheduled by and what limits them.
        habits: How the learner answers.
        new_limits: New cards a day, at most, by quota.
        review_limits: Reviews a day, at most, by quota; without an entry, any number.
    """

    decks: tuple[str, ...]
    cards: tuple[int, ...]
    new: tuple[int, ...]
    groups: Sequence[Group]
    habits: Habits
    new_limits: Mapping[str, int]
    review_limits: Mapping[str, int]

    @property
    def retention(self) -> float:
        """The desired retention in force for most of the cards."""
        sizes: Counter[float] = Counter()
        for one in self.groups:
            sizes[one.preset.desired_retention] += len(one.cards)
        return sizes.most_common(1)[0][0]


class _Card(NamedTuple):
    deck: int
    home: Home
    schedule: Schedule | None


class _Kind(NamedTuple):
    """What cards of one group have in common."""

    preset: Preset
    new_quota: str
    review_quota: str


def read_ahead(
    wanted: Sequence[str],
    default: Sequence[Path],
    store: Store,
    regime: Regime,
    day: Day,
    limits: Limits,
) -> Ahead:
    """Read the cards that are wanted, without those that are suspended.

    Args:
        wanted: Paths and names of decks, as `tutor.cli.scope.read_scope` takes them.
        default: Where decks are looked up by name.
        store: What is known of their cards.
        regime: The options of the decks.
        day: Today.
        limits: What goes before the limits of the decks.

    Raises:
        UsageError: There is no such deck.
        ReadError: There is no card, or all are suspended.
    """
    known = store.known_cards()
    scope = read_scope(wanted, places(default, known))
    note_problems(scope.problems)
    ids = known_ids(scope.loaded, known)
    marked, schedules = store.marked(), store.schedules()
    numbers: dict[str, int] = {}
    cards = []
    for card, _ in scope.cards:
        card_id = ids.get(card, "")
        if card_id in marked and marked[card_id].is_suspended:
            continue
        home = Home(card.deck, filed_under(card))
        number = numbers.setdefault(home.filed_under, len(numbers))
        cards.append(_Card(number, home, schedules.get(card_id)))
    if not cards:
        raise ReadError(
            "every card is suspended, so there is nothing to look ahead to",
            "Resume some of them, or name other decks.",
        )
    decks = {one.home.deck for one in cards}
    return Ahead(
        decks=tuple(numbers),
        cards=_counts((one.deck for one in cards), len(numbers)),
        new=_counts((one.deck for one in cards if one.schedule is None), len(numbers)),
        groups=_groups(cards, store, regime, day, limits),
        habits=_habits(store, {ids[card] for card, _ in scope.cards if card in ids}),
        new_limits=_limits(limits.new, new_left(regime, decks, ())),
        review_limits=_limits(limits.reviews, reviews_left(regime, decks, ())),
    )


def _limits(wanted: int | None, usual: Mapping[str, int]) -> Mapping[str, int]:
    return usual if wanted is None else {ALL_DECKS: wanted}


def _groups(
    cards: Iterable[_Card], store: Store, regime: Regime, day: Day, limits: Limits
) -> list[Group]:
    fitted = store.fitted()
    kinds: dict[Home, _Kind] = {}
    groups: dict[_Kind, list[_Card]] = {}
    for card in cards:
        home = card.home
        if home not in kinds:
            new, reviews = (
                regime.origin(home.deck, option) if limit is None else ALL_DECKS
                for option, limit in zip(("new_per_day", "reviews_per_day"), limits, strict=True)
            )
            kinds[home] = _Kind(preset_of(home, fitted, regime), new, reviews)
        groups.setdefault(kinds[home], []).append(card)
    return [
        Group(kind.preset, _arrays(own, day), kind.new_quota, kind.review_quota)
        for kind, own in groups.items()
    ]


def _habits(store: Store, card_ids: set[str]) -> Habits:
    given = store.given_grades()
    own = [one for one in given if one.card_id in card_ids]
    return habits(own if len(own) >= _ENOUGH else given)


def _counts(decks: Iterable[int], count: int) -> tuple[int, ...]:
    return tuple(np.bincount(np.array([*decks], np.int64), minlength=count).tolist())


def _arrays(cards: Sequence[_Card], day: Day) -> Cards:
    rows = [_row(one.schedule, day) for one in cards]
    stability, difficulty, last, due = (np.array(column) for column in zip(*rows, strict=True))
    return Cards(
        deck=np.array([one.deck for one in cards], np.int64),
        memory=Memory(stability.astype(np.float64), difficulty.astype(np.float64)),
        last=last.astype(np.int64),
        due=due.astype(np.int64),
        is_new=np.array([one.schedule is None for one in cards], np.bool_),
    )


def _row(schedule: Schedule | None, day: Day) -> tuple[float, float, int, int]:
    """Return stability, difficulty, and the days of the last review and the next."""
    if schedule is None:
        return 1.0, 5.0, 0, 0
    last = min(_days(schedule.last_review, day), 0)
    due = _days(schedule.due, day) if schedule.phase is Phase.REVIEW else 0
    return schedule.stability, schedule.difficulty, last, due


def _days(at: datetime, day: Day) -> int:
    """Return the number of the day that a moment lies in, counted from today."""
    return (at - day.start) // _A_DAY


def basis_lines(ahead: Ahead) -> Iterator[str]:
    """Yield what the numbers rest on."""
    own, count = ahead.habits, sum(ahead.cards)
    yield f"{counted(count, 'card')}, {sum(ahead.new):,} of them new."
    if not own.measured:
        yield f"An answer is taken to cost {own.recalled_seconds:.0f} s: none was measured."
        return
    yield (
        f"An answer takes {own.recalled_seconds:.0f} s, one that failed {own.failed_seconds:.0f} s"
        f" ({own.measured:,} were measured)."
    )


def basis_record(ahead: Ahead) -> Mapping[str, object]:
    """Return the same for JSON."""
    return {
        "cards": sum(ahead.cards),
        "new": sum(ahead.new),
        "answers_measured": ahead.habits.measured,
        "seconds_recalled": ahead.habits.recalled_seconds,
        "seconds_failed": ahead.habits.failed_seconds,
    }
