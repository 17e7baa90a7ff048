"""What comes next in a sitting.

The order:

1. Cards in (re)learning whose step is over, the longest over first: their intervals are minutes,
   and every minute of waiting costs more of them than of any other card.
2. Reviews that are due, lowest retrievability first, so that a sitting that ends early has saved
   what was nearest to being lost. In FSRS retrievability falls with elapsed time over stability
   alone, and the interval grows with stability, so this is also "most overdue for its interval",
   and needs no equation. It is measured when the queue is built or the card falls due.
3. New cards, by the rank of their deck and then their position, up to the sitting's limit.
4. Cards in (re)learning that fall due soon, soonest first, so that a sitting ends with nothing
   half learned and nobody waits in front of an empty screen.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, auto
from itertools import count
from typing import NamedTuple

from tutor.scheduling.review import Phase, Schedule


class Queued(NamedTuple):
    """A card in the scope of a sitting.

    Attributes:
        card_id: Its history.
        rank: The priority of its deck; smaller comes first.
        position: Its place among the cards of its rank.
    """

    card_id: str
    rank: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a sitting goes.

    Attributes:
        new: How many new cards it introduces, ≥ 0; 20 is Anki's default for a day.
        ahead: How early a card in (re)learning may come, ≥ 0, when nothing else is left; 20
            minutes is Anki's default (https://docs.ankiweb.net/preferences.html).

    Raises:
        ValueError: A limit is negative.
    """

    new: int = 20
    ahead: timedelta = timedelta(minutes=20)

    def __post_init__(self) -> None:
        if self.new < 0 or self.ahead < timedelta(0):
            raise ValueError(f"no limit is negative: {self.new} new cards, {self.ahead} ahead")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is left of a sitting, in cards.

    Attributes:
        learning: In (re)learning, and due within the sitting's learn-ahead time.
        due: Reviews that are due.
        new: New cards, as far as the limit goes.
    """

    learning: int
    due: int
    new: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.learning + self.due + self.new


DEFAULT_LIMITS = Limits()


class Queue:
    """The cards of one sitting, in the order in which they come.

    `next` only looks: a card stays in front until `answered` or `set_aside` says what became of it.
    Building takes time in proportion to the cards; after it, a call takes the time of a heap.

    Args:
        cards: The cards in scope, each id once.
        schedules: What is known, by card id; a card without an entry is new. May hold other cards.
        now: The moment of building; aware, like every moment here.
        limits: How far the sitting goes.
    """

    def __init__(
        self,
        cards: Iterable[Queued],
        schedules: Mapping[str, Schedule],
        now: datetime,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._cards = {card.card_id: card for card in cards}
        self._schedules = {key: schedules[key] for key in self._cards if key in schedules}
        self._limits = limits
        self._introduced: set[str] = set()
        self._returned: list[str] = []  # what was undone, the last on top
        self._piles = _Piles()
        for card_id in self._cards:
            self._file(card_id, now)

    def next(self, now: datetime) -> str | None:
        """Return the id of the card to show at `now`; None where the sitting is over for now."""
        if self._returned:
            return self._returned[-1]
        self._ripen(now)
        learning = self._piles.top(_Pile.LEARNING)
        if learning and learning.key <= _moment(now):
            return learning.card_id
        if due := self._piles.top(_Pile.DUE):
            return due.card_id
        if self._new_left() and (new := self._piles.top(_Pile.NEW)):
            return new.card_id
        if learning and learning.key <= _moment(now + self._limits.ahead):
            return learning.card_id
        return None

    def answered(self, card_id: str, schedule: Schedule) -> None:
        """Put a card back by the schedule that its review led to."""
        if card_id not in self._schedules:
            self._introduced.add(card_id)
        self.set_aside(card_id)
        self._schedules[card_id] = schedule
        self._file(card_id, schedule.last_review)

    def undone(self, card_id: str, schedule: Schedule | None, now: datetime) -> None:
        """Put a card back as it was before a review that was undone at `now`; it comes next.

        Args:
            card_id: The card.
            schedule: What its other reviews lead to; None where it is new again.
            now: When it was undone.
        """
        self.set_aside(card_id)
        self._schedules.pop(card_id, None)
        if schedule:
            self._schedules[card_id] = schedule
        else:
            self._introduced.discard(card_id)
        self._file(card_id, now)
        self._returned.append(card_id)

    def set_aside(self, card_id: str) -> None:
        """Leave a card out for the rest of the sitting, unless it is answered or undone."""
        self._piles.lift(card_id)
        if card_id in self._returned:
            self._returned.remove(card_id)

    def counts(self, now: datetime) -> Counts:
        """Return what is left at `now`."""
        self._ripen(now)
        soon = _moment(now + self._limits.ahead)
        return Counts(
            learning=self._piles.size_up_to(_Pile.LEARNING, soon),
            due=self._piles.size(_Pile.DUE),
            new=min(self._new_left(), self._piles.size(_Pile.NEW)),
        )

    def _new_left(self) -> int:
        return max(0, self._limits.new - len(self._introduced))

    def _ripen(self, now: datetime) -> None:
        """Move the reviews that have fallen due from the waiting to the due."""
        while (entry := self._piles.top(_Pile.WAITING)) and entry.key <= _moment(now):
            self._file(entry.card_id, now)

    def _file(self, card_id: str, now: datetime) -> None:
        """Lay a card where it belongs as of `now`."""
        schedule = self._schedules.get(card_id)
        if schedule is None:
            card = self._cards[card_id]
            self._piles.lay(card_id, _Pile.NEW, (card.rank, card.position))
        elif schedule.phase is not Phase.REVIEW:
            self._piles.lay(card_id, _Pile.LEARNING, _moment(schedule.due))
        elif schedule.due > now:
            self._piles.lay(card_id, _Pile.WAITING, _moment(schedule.due))
        else:
            self._piles.lay(card_id, _Pile.DUE, (-_lateness(schedule, now), 0))


class _Pile(IntEnum):
    """Where a card lies."""

    LEARNING = auto()
    WAITING = auto()  # a review that is not due yet
    DUE = auto()
    NEW = auto()


_Key = tuple[float, float]


class _Entry(NamedTuple):
    """A card's place in a pile: the smallest is on top."""

    key: _Key
    number: int
    card_id: str


class _Piles:
    """Four heaps, and each card in one of them at most.

    A card that is lifted from the middle of a heap leaves its entry behind; an entry is known as
    stale by its number, and dropped when it comes to the top.
    """

    def __init__(self) -> None:
        self._heaps: dict[_Pile, list[_Entry]] = {pile: [] for pile in _Pile}
        self._sizes = dict.fromkeys(_Pile, 0)
        self._places: dict[str, tuple[_Pile, int]] = {}
        self._numbers = count()  # also breaks ties: first laid, first up

    def lay(self, card_id: str, pile: _Pile, key: _Key) -> None:
        """Put a card in a pile, and out of any other."""
        self.lift(card_id)
        entry = _Entry(key, next(self._numbers), card_id)
        heapq.heappush(self._heaps[pile], entry)
        self._places[card_id] = (pile, entry.number)
        self._sizes[pile] += 1

    def lift(self, card_id: str) -> None:
        """Take a card out of its pile, if it is in one."""
        if place := self._places.pop(card_id, None):
            self._sizes[place[0]] -= 1

    def top(self, pile: _Pile) -> _Entry | None:
        """Return the smallest entry of a pile, or None where it is empty."""
        heap = self._heaps[pile]
        while heap and not self._stands(pile, heap[0]):
            heapq.heappop(heap)
        return heap[0] if heap else None

    def size(self, pile: _Pile) -> int:
        """Return how many cards lie in a pile."""
        return self._sizes[pile]

    def size_up_to(self, pile: _Pile, key: _Key) -> int:
        """Return how many cards of a pile are not above `key`; takes time linear in the pile."""
        return sum(entry.key <= key and self._stands(pile, entry) for entry in self._heaps[pile])

    def _stands(self, pile: _Pile, entry: _Entry) -> bool:
        return self._places.get(entry.card_id) == (pile, entry.number)


def _moment(at: datetime) -> _Key:
    return (at.timestamp(), 0)


def _lateness(schedule: Schedule, now: datetime) -> float:
    """Return the time since the last review in units of the stability."""
    return (now - schedule.last_review) / timedelta(days=1) / schedule.stability
