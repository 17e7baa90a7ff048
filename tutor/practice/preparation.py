"""Before the first question and after the last: which cards, how many, and what remains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tutor.cards.card import Card
from tutor.practice import words
from tutor.practice.histories import Ask, Registry, settle
from tutor.practice.loop import Keeper
from tutor.practice.states import Summary
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Schedule


class Cabinet(Registry, Keeper, Protocol):
    """All that a sitting asks of the store."""

    def schedules(self) -> dict[str, Schedule]:
        """Return the schedule of every card that was reviewed, by card id."""
        ...

    def drafts(self) -> dict[str, str]:
        """Return every draft, by card id, the latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cards of a sitting.

    Attributes:
        cards: Every card in scope, by the id of its history.
        schedules: What is known of them, by card id.
        queue: Their order; it changes as the sitting goes on.
        first: The card whose draft was kept last, or "".
    """

    cards: Mapping[str, Card]
    schedules: Mapping[str, Schedule]
    queue: Queue
    first: str


def prepare(
    chosen: Iterable[tuple[Card, int]],
    loaded: Sequence[Card],
    cabinet: Cabinet,
    ask: Ask,
    limits: Limits,
    now: datetime,
) -> Prepared:
    """Find the history of every card and put the cards in order.

    Args:
        chosen: The cards in scope, each with the priority of its deck; 0 comes first.
        loaded: Every card that was read, also those out of scope.
        cabinet: The store.
        ask: Asked about every edited card that has a history to lose.
        limits: How far the sitting goes.
        now: The present moment.
    """
    schedules = cabinet.schedules()
    histories = settle(loaded, cabinet, schedules, now, ask)
    ranked = {histories.of(card): (card, rank) for card, rank in chosen}
    queued = [Queued(key, rank, at) for at, (key, (_, rank)) in enumerate(ranked.items())]
    known = {key: schedules[key] for key in ranked if key in schedules}
    return Prepared(
        cards={key: card for key, (card, _) in ranked.items()},
        schedules=known,
        queue=Queue(queued, known, now, limits),
        first=next((key for key in cabinet.drafts() if key in ranked), ""),
    )


def opening(prepared: Prepared, now: datetime) -> str:
    """Return the line before the first question: which decks, and how much."""
    names = dict.fromkeys(card.deck for card in prepared.cards.values() if card.deck)
    amount = words.amount(prepared.queue.counts(now))
    return f"{words.scope([*names])}: {amount}" if names else amount


def outlook(prepared: Prepared, schedules: Mapping[str, Schedule], now: datetime) -> str:
    """Return when to come back, given the schedules as they are now."""
    left = prepared.queue.counts(now)
    if left.total:
        return f"Left for now: {words.amount(left)}."
    unseen = sum(key not in schedules for key in prepared.cards)
    new = f" {unseen} still new: --new says how many to learn." if unseen else ""
    due = min((schedules[key].due for key in prepared.cards if key in schedules), default=None)
    return (f"The next card is due {words.soon(due, now)}." if due else "Nothing is due.") + new


def closing(
    prepared: Prepared, summary: Summary, schedules: Mapping[str, Schedule], now: datetime
) -> str:
    """Return the line after the last question: what it came to, and when to come back."""
    return f"{words.summary_line(summary)} {outlook(prepared, schedules, now)}"
