"""What a sitting of many decks, each with options of its own, costs beside answering."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tutor.evaluation.figures import Figure, Measured
from tutor.scheduling.days import day_of
from tutor.scheduling.load import Load, Move
from tutor.scheduling.options import NewOrder, Order
from tutor.scheduling.planner import Planner
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Grade, Phase, Schedule

CARDS = 50_000
DECKS = 20
ANSWERED = 200
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SIBLINGS = 3


@dataclass(frozen=True, slots=True)
class DeckCost:
    """What was measured, in seconds.

    Attributes:
        built: To build the queue.
        chosen: To put each answered card back and choose the next.
        foreseen: To compute when each of the four grades would bring a card back.
    """

    built: float
    chosen: tuple[float, ...]
    foreseen: tuple[float, ...]


def decks_practised(_: object) -> Iterator[Measured]:
    """Measure a sitting over many decks with options of their own, siblings and a balanced load."""
    measure(CARDS)
    cost = measure(CARDS)
    name = f"{CARDS:,} cards of {DECKS} decks"
    yield Figure(f"{name}: queue built", "ms", (cost.built * 1e3,))
    chosen, foreseen = (tuple(s * 1e3 for s in each) for each in (cost.chosen, cost.foreseen))
    yield Figure(f"{name}: next card chosen", "ms", chosen, at_most=20)
    yield Figure(f"{name}: four due dates balanced", "ms", foreseen, at_most=20)


def measure(cards: int) -> DeckCost:
    """Measure a sitting over so many cards in several decks, four fifths of them known."""
    queued = [_queued(number) for number in range(cards)]
    known = {card.card_id: _schedule(n) for n, card in enumerate(queued) if n % 5}
    day, quotas = day_of(_NOON, UTC), {f"deck{n}": 500 for n in range(DECKS)}
    limits = Limits(new_left=quotas, reviews_left=quotas)
    start = time.perf_counter()
    queue = Queue(queued, known, _NOON, limits, day)
    built = time.perf_counter() - start
    planner = Planner(load=Load([*known.values()], day.start))
    moves: list[Move] = []
    chosen: list[float] = []
    foreseen: list[float] = []
    card_id = queue.next(_NOON)
    while card_id and len(chosen) < ANSWERED:
        at = _NOON + timedelta(seconds=10 * len(chosen))
        start = time.perf_counter()
        planned = [_after(planner, card_id, known.get(card_id), g, at, moves) for g in Grade]
        foreseen.append(time.perf_counter() - start)
        good = planned[Grade.GOOD - 1]
        moves.append((known.get(card_id), good))
        start = time.perf_counter()
        queue.answered(card_id, good)
        card_id = queue.next(at)
        chosen.append(time.perf_counter() - start)
    return DeckCost(built, tuple(chosen), tuple(foreseen))


def _after(
    planner: Planner,
    card_id: str,
    before: Schedule | None,
    grade: Grade,
    at: datetime,
    moves: Sequence[Move],
) -> Schedule:
    return planner.step(before, grade, at, planner.terms(card_id, before, grade, at, moves))


def _queued(number: int) -> Queued:
    deck, orders, new_orders = number % DECKS, [*Order], [*NewOrder]
    return Queued(
        card_id=f"{number:016x}",
        rank=deck % 3,
        position=number,
        family=f"family{number // _SIBLINGS}",
        order=orders[deck % len(orders)],
        new_order=new_orders[deck % len(new_orders)],
        new_quota=f"deck{deck}",
        review_quota=f"deck{deck}",
    )


def _schedule(number: int) -> Schedule:
    """Return the schedule of a card that falls due from a month ago to two months ahead."""
    stability = 1.0 + number % 97
    due = _NOON + timedelta(days=number % 91 - 30)
    last = due - timedelta(days=stability)
    return Schedule(due, stability, 5.0, Phase.REVIEW, 0, last, reviews=4, lapses=0)
