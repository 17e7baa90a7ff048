"""Cramming: cards gone through as often as one likes, without a trace in log and schedules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tutor.cards.card import Card
from tutor.practice import words
from tutor.practice.histories import Ask, settle
from tutor.practice.preparation import Cabinet, Prepared
from tutor.practice.states import Summary
from tutor.practice.table import Keeper
from tutor.scheduling.days import Day
from tutor.scheduling.load import Load
from tutor.scheduling.marks import UNMARKED
from tutor.scheduling.options import NewOrder
from tutor.scheduling.planner import Planner
from tutor.scheduling.preset import Preset
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Grade, Opinion, Review, Schedule
from tutor.text import counted

_AGAIN = timedelta(minutes=1)

# A card that is known is done with, and one that is not comes back while it is still warm.
_PRESET = Preset(learning_steps=(_AGAIN,), relearning_steps=(_AGAIN,))

NOTHING = "There is no card to cram. Nothing was recorded."


class CramCabinet(Cabinet, Protocol):
    """All that cramming asks of the store."""

    def failed(self, since: datetime) -> set[str]:
        """Return the cards with a review at `since` or later that stands and counts as AGAIN."""
        ...


@dataclass(frozen=True, slots=True)
class Cram:
    """Which cards are crammed: those for which all holds that is wanted.

    Attributes:
        within: Only those that are due within this time; None for all, new ones too.
        flagged: Only those with a flag.
        failed: Only those that were failed today.
    """

    within: timedelta | None = None
    flagged: bool = False
    failed: bool = False


class WithoutTrace:
    """A keeper that keeps no review, no schedule and no draft; marks are kept.

    Args:
        keeper: Where marks go, and where a card's past is read.
    """

    def __init__(self, keeper: Keeper) -> None:
        self.mark = keeper.mark
        self.reviews = keeper.reviews

    def record(self, review: Review, schedule: Schedule) -> None:
        """Keep nothing."""

    def retract(self, review_id: str, at: datetime, schedule: Schedule | None) -> None:
        """Do nothing: the review was not kept."""

    def add_opinion(self, review_id: str, opinion: Opinion, at: datetime) -> None:
        """Keep nothing."""

    def regrade(self, review_id: str, grade: Grade, at: datetime, schedule: Schedule) -> None:
        """Keep nothing."""

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep nothing."""

    def draft(self, card_id: str) -> str:
        """Return "": there is none."""
        return ""


def prepare_cram(
    chosen: Iterable[tuple[Card, int]],
    loaded: Sequence[Card],
    cabinet: CramCabinet,
    ask: Ask,
    cram: Cram,
    day: Day,
    now: datetime,
) -> Prepared:
    """Find the history of every card and shuffle those that are crammed, each as if it were new.

    Args:
        chosen: The cards in scope, each with the priority of its deck.
        loaded: Every card that was read, also those out of scope.
        cabinet: The store.
        ask: Asked about every edited card that has a history to lose.
        cram: Which of the cards are crammed; those that are suspended never are.
        day: The day that it is.
        now: The present moment.
    """
    schedules = cabinet.schedules()
    histories = settle(loaded, cabinet, schedules, now, ask)
    marked = cabinet.marked()
    failed = cabinet.failed(day.start) if cram.failed else set()

    def is_crammed(key: str) -> bool:
        marks, schedule = marked.get(key, UNMARKED), schedules.get(key)
        if marks.is_suspended or (cram.flagged and not marks.is_flagged):
            return False
        if cram.failed and key not in failed:
            return False
        return cram.within is None or (schedule is not None and schedule.due <= now + cram.within)

    keyed = {histories.of(card): card for card, _ in chosen}
    cards = {key: card for key, card in keyed.items() if is_crammed(key)}
    queued = [Queued(key, position=n, new_order=NewOrder.RANDOM) for n, key in enumerate(cards)]
    queue = Queue(queued, {}, now, Limits(new=len(cards)), day)
    return Prepared(cards, {}, queue, first="", day=day, load=Load((), day.start))


def planner_of(prepared: Prepared) -> Planner:
    """Return what brings a card back that was not known, and no other."""
    return Planner(dict.fromkeys(prepared.cards, _PRESET))


def opening(prepared: Prepared, now: datetime) -> str:
    """Return the line before the first question: which decks, and that nothing is recorded."""
    cards = counted(prepared.queue.counts(now).new, "card")
    names = words.scope([*filter(None, prepared.decks)])
    return f"Cramming {names or 'cards'}: {cards}. Nothing is recorded, and no schedule changes."


def closing(summary: Summary) -> str:
    """Return the line after the last question: what it came to, and that nothing was kept."""
    line = words.summary_line(summary)
    return f"{line} Nothing was recorded: log and schedules are as they were."
