"""What `tutor simulate` and `tutor plan` look ahead from: the learner's cards and habits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from tutor.cli.filing import preset_of
from tutor.cli.notes import note_problems
from tutor.cli.scope import known_ids, places, read_scope
from tutor.errors import ReadError
from tutor.grading.threshold import filed_under
from tutor.scheduling.habits import Habits, habits
from tutor.scheduling.memory import Memory
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Phase, Schedule
from tutor.scheduling.simulation import Cards
from tutor.scheduling.workload import Groups
from tutor.store.store import Store

_ENOUGH = 100  # reviews of the cards at hand; with fewer, habits are read from all decks


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is looked ahead from.

    Attributes:
        decks: The decks, by their numbers.
        cards: How many cards each has.
        new: How many of them are new.
        groups: The cards, by the presets of their decks.
        habits: How the learner answers.
    """

    decks: tuple[str, ...]
    cards: tuple[int, ...]
    new: tuple[int, ...]
    groups: Groups
    habits: Habits

    @property
    def retention(self) -> float:
        """The desired retention in force for most of the cards."""
        sizes: dict[float, int] = {}
        for preset, cards in self.groups:
            wanted = preset.desired_retention
            sizes[wanted] = sizes.get(wanted, 0) + len(cards)
        return max(sizes, key=lambda one: sizes[one])


@dataclass(frozen=True, slots=True)
class _Card:
    deck: int
    schedule: Schedule | None


def read_ahead(
    wanted: Sequence[str], default: Sequence[Path], store: Store, now: datetime
) -> Ahead:
    """Read the cards that are wanted, without those that are suspended.

    Args:
        wanted: Paths and names of decks, as `tutor.cli.scope.read_scope` takes them.
        default: Where decks are looked up by name.
        store: What is known of their cards.
        now: Aware, in the learner's own time zone, whose days are counted.

    Raises:
        UsageError: There is no such deck.
        ReadError: There is no card, or all are suspended.
    """
    known = store.known_cards()
    scope = read_scope(wanted, places(default, known))
    note_problems(scope.problems)
    ids = known_ids(scope.loaded, known)
    marked, schedules, fitted = store.marked(), store.schedules(), store.fitted()
    decks: dict[str, int] = {}
    by_preset: dict[Preset, list[_Card]] = {}
    for card, _ in scope.cards:
        card_id = ids.get(card, "")
        if card_id in marked and marked[card_id].is_suspended:
            continue
        deck = filed_under(card)
        number = decks.setdefault(deck, len(decks))
        own = by_preset.setdefault(preset_of(deck, fitted), [])
        own.append(_Card(number, schedules.get(card_id)))
    if not by_preset:
        raise ReadError(
            "every card is suspended, so there is nothing to look ahead to",
            "Resume some of them, or name other decks.",
        )
    groups = [(preset, _arrays(own, now)) for preset, own in by_preset.items()]
    everything = [one for own in by_preset.values() for one in own]
    return Ahead(
        decks=tuple(decks),
        cards=_counts([one.deck for one in everything], len(decks)),
        new=_counts([one.deck for one in everything if one.schedule is None], len(decks)),
        groups=groups,
        habits=_habits(store, {ids[card] for card, _ in scope.cards if card in ids}),
    )


def _habits(store: Store, card_ids: set[str]) -> Habits:
    given = store.given_grades()
    own = [one for one in given if one.card_id in card_ids]
    return habits(own if len(own) >= _ENOUGH else given)


def _counts(decks: Sequence[int], count: int) -> tuple[int, ...]:
    return tuple(np.bincount(np.array(decks, np.int64), minlength=count).tolist())


def _arrays(cards: Sequence[_Card], now: datetime) -> Cards:
    today = now.date()
    rows = [_row(one.schedule, today, now) for one in cards]
    stability, difficulty, last, due = (np.array(column) for column in zip(*rows, strict=True))
    return Cards(
        deck=np.array([one.deck for one in cards], np.int64),
        memory=Memory(stability.astype(np.float64), difficulty.astype(np.float64)),
        last=last.astype(np.int64),
        due=due.astype(np.int64),
        is_new=np.array([one.schedule is None for one in cards], np.bool_),
    )


def _row(schedule: Schedule | None, today: date, now: datetime) -> tuple[float, float, int, int]:
    """Return stability, difficulty, and the days of the last review and the next."""
    if schedule is None:
        return 1.0, 5.0, 0, 0
    last = (schedule.last_review.astimezone(now.tzinfo).date() - today).days
    due = (schedule.due.astimezone(now.tzinfo).date() - today).days
    is_learned = schedule.phase is Phase.REVIEW
    return schedule.stability, schedule.difficulty, min(last, 0), due if is_learned else 0


def basis_lines(ahead: Ahead) -> Iterator[str]:
    """Yield what the numbers rest on."""
    own, count = ahead.habits, sum(ahead.cards)
    yield f"{_cards(count)}, {sum(ahead.new):,} of them new."
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


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count:,} cards"
