"""What comes next in a sitting.

The order:

1. Cards in (re)learning whose step is over, the longest over first: their intervals are minutes,
   and every minute of waiting costs more of them than of any other card.
2. Reviews that are due, lowest retrievability first, so that a sitting that ends early has saved
   what was nearest to being lost. In FSRS retrievability falls with elapsed time over stability
   alone, and the interval grows with stability, so this is also "most overdue for its interval",
   and needs no equation. It is measured when the queue is built or the card falls due. A deck may
   have another order; decks of different orders take turns, by what is left of each.
3. New cards, by the rank of their deck and then their position, or shuffled within that rank.
4. Cards in (re)learning that fall due soon, soonest first, so that a sitting ends with nothing
   half learned and nobody waits in front of an empty screen.

Reviews and new cards come up to the limits of the day. A card that falls due before the day is
over is due all day. Of siblings, the cards of one block, one comes in a day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, auto
from typing import NamedTuple

from tutor.scheduling.days import Day, due_from
from tutor.scheduling.families import Families
from tutor.scheduling.options import NewOrder, Order
from tutor.scheduling.orders import Seat, moment_key, new_key, review_key
from tutor.scheduling.piles import Entry, Key, Piles
from tutor.scheduling.preset import ALL_DECKS
from tutor.scheduling.quotas import Used
from tutor.scheduling.review import Phase, Schedule


class Queued(NamedTuple):
    """A card in the scope of a sitting.

    Attributes:
        card_id: Its history.
        rank: The priority of its deck; smaller comes first.
        position: Its place among the cards of its rank.
        family: What it has in common with its siblings; "" where it has none.
        order: Its place among the reviews.
        new_order: Its place among the new cards of its rank.
        new_quota: The limit that it counts for when it is new.
        review_quota: The limit that it counts for when it is due.
    """

    card_id: str
    rank: int = 0
    position: int = 0
    family: str = ""
    order: Order = Order.FORGOTTEN
    new_order: NewOrder = NewOrder.DECK
    new_quota: str = ALL_DECKS
    review_quota: str = ALL_DECKS


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a sitting goes.

    Attributes:
        new: How many new cards it introduces of each quota that `new_left` does not name, ≥ 0; 20
            is Anki's default for a day.
        ahead: How early a card in (re)learning may come, ≥ 0, when nothing else is left; 20
            minutes is Anki's default (https://docs.ankiweb.net/preferences.html).
        new_left: How many new cards it introduces, ≥ 0, by quota.
        reviews_left: How many reviews it asks, ≥ 0, by quota; all of those that it does not name.

    Raises:
        ValueError: A limit is negative.
    """

    new: int = 20
    ahead: timedelta = timedelta(minutes=20)
    new_left: Mapping[str, int] = field(default_factory=dict)
    reviews_left: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.new < 0 or self.ahead < timedelta(0):
            raise ValueError(f"no limit is negative: {self.new} new cards, {self.ahead} ahead")
        if min((*self.new_left.values(), *self.reviews_left.values()), default=0) < 0:
            raise ValueError(f"no limit is negative: {self.new_left}, {self.reviews_left}")


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
        day: The learner's day; without one, a card is due from the moment on that it falls due.
        answered: The families of which a card was answered today.
    """

    def __init__(
        self,
        cards: Iterable[Queued],
        schedules: Mapping[str, Schedule],
        now: datetime,
        limits: Limits = DEFAULT_LIMITS,
        day: Day | None = None,
        answered: Collection[str] = (),
    ) -> None:
        self._cards = {card.card_id: card for card in cards}
        self._schedules = {key: schedules[key] for key in self._cards if key in schedules}
        self._limits = limits
        self._day = day or Day(now.date(), now, now)
        self._introduced = Used()
        self._reviewed = Used()
        self._returned: list[str] = []  # what was undone, the last on top
        self._families = Families(answered)
        self._refused: set[str] = set()  # due, and their sibling's turn
        self._piles: Piles[_Lane] = Piles()
        places = {card_id: self._place(card_id, now) for card_id in self._cards}
        for card_id in sorted(
            (key for key in places if self._cards[key].family), key=places.__getitem__
        ):
            self._admits(card_id, places[card_id])  # the most urgent of siblings is the one
        for card_id, place in places.items():
            self._lay(card_id, place)
        self._at_first = {lane: self._piles.size(lane) for lane in self._piles}

    def next(self, now: datetime) -> str | None:
        """Return the id of the card to show at `now`; None where the sitting is over for now."""
        if self._returned:
            return self._returned[-1]
        self._ripen(now)
        learning = self._piles.top(_LEARNING)
        if learning and learning.key <= moment_key(now):
            return learning.card_id
        if found := self._due() or self._new():
            return found.card_id
        if learning and learning.key <= moment_key(now + self._limits.ahead):
            return learning.card_id
        return None

    def answered(self, card_id: str, schedule: Schedule, soon: datetime | None = None) -> None:
        """Put a card back by the schedule that its review led to.

        Args:
            card_id: The card.
            schedule: Its schedule now.
            soon: When the sitting asks it again at the latest, like a card in learning, whatever
                the schedule says; None to go by the schedule.
        """
        card, before = self._cards[card_id], self._schedules.get(card_id)
        if before is None:
            self._introduced.add(card.new_quota, card_id)
        elif before.last_review < self._day.start:
            self._reviewed.add(card.review_quota, card_id)
        self.set_aside(card_id)
        self._families.answered(card.family, card_id)
        self._schedules[card_id] = schedule
        self._lay(card_id, self._place(card_id, schedule.last_review))
        if soon is not None and soon < schedule.due:
            self._piles.lay(card_id, _LEARNING, moment_key(soon))

    def undone(self, card_id: str, schedule: Schedule | None, now: datetime) -> None:
        """Put a card back as it was before a review that was undone at `now`; it comes next.

        Args:
            card_id: The card.
            schedule: What its other reviews lead to; None where it is new again.
            now: When it was undone.
        """
        card = self._cards[card_id]
        self.set_aside(card_id)
        self._schedules.pop(card_id, None)
        if schedule:
            self._schedules[card_id] = schedule
        else:
            self._introduced.discard(card.new_quota, card_id)
        if schedule is None or schedule.last_review < self._day.start:
            self._reviewed.discard(card.review_quota, card_id)
            self._families.undone(card.family, card_id)
        self._lay(card_id, self._place(card_id, now))
        self._returned.append(card_id)

    def set_aside(self, card_id: str) -> None:
        """Leave a card out for the rest of the sitting, unless it is answered or undone."""
        self._piles.lift(card_id)
        if card_id in self._returned:
            self._returned.remove(card_id)

    def counts(self, now: datetime) -> Counts:
        """Return what is left at `now`."""
        self._ripen(now)
        soon = moment_key(now + self._limits.ahead)
        sizes: Counter[tuple[_Pile, str]] = Counter()
        for lane in self._piles:
            sizes[lane.pile, lane.quota] += self._piles.size(lane)
        left = {key: min(size, self._left(*key)) for key, size in sizes.items()}
        return Counts(
            learning=self._piles.size_up_to(_LEARNING, soon),
            due=int(sum(left[key] for key in left if key[0] is _Pile.DUE)),
            new=int(sum(left[key] for key in left if key[0] is _Pile.NEW)),
        )

    def held(self, now: datetime) -> frozenset[str]:
        """Return the cards that are due, and held back by a limit or for a sibling."""
        self._ripen(now)
        full = [lane for lane in self._piles if lane.pile is _Pile.DUE]
        full = [lane for lane in full if not self._left(lane.pile, lane.quota)]
        return frozenset(self._refused).union(*map(self._piles.cards, full))

    def _due(self) -> Entry | None:
        """Return the review that comes first; decks of different orders take turns."""
        found: dict[str, list[_Lane]] = defaultdict(list)
        for lane in self._open(_Pile.DUE):
            found[lane.order].append(lane)
        if not found:
            return None
        order = max(found, key=lambda order: self._share_left(found[order]))
        return self._first(found[order])

    def _new(self) -> Entry | None:
        return self._first(self._open(_Pile.NEW))

    def _open(self, pile: _Pile) -> list[_Lane]:
        """Return the lanes of a pile that hold a card, and whose quota is not used up."""
        return [
            lane
            for lane in self._piles
            if lane.pile is pile and self._piles.size(lane) and self._left(pile, lane.quota) > 0
        ]

    def _first(self, lanes: Iterable[_Lane]) -> Entry | None:
        return min((top for lane in lanes if (top := self._piles.top(lane))), default=None)

    def _share_left(self, lanes: Iterable[_Lane]) -> float:
        left = sum(self._piles.size(lane) for lane in lanes)
        return left / max(1, sum(self._at_first.get(lane, 0) for lane in lanes))

    def _left(self, pile: _Pile, quota: str) -> float:
        limits = self._limits
        if pile is _Pile.NEW:
            return max(0, limits.new_left.get(quota, limits.new) - self._introduced.count(quota))
        if pile is _Pile.DUE and quota in limits.reviews_left:
            return max(0, limits.reviews_left[quota] - self._reviewed.count(quota))
        return float("inf")

    def _ripen(self, now: datetime) -> None:
        """Move the reviews that have fallen due from the waiting to the due."""
        while (entry := self._piles.top(_WAITING)) and entry.key <= moment_key(now):
            self._piles.lift(entry.card_id)
            self._lay(entry.card_id, self._place(entry.card_id, now))

    def _lay(self, card_id: str, place: _Place) -> None:
        """Lay a card in its place, unless it is a sibling's turn today."""
        self._refused.discard(card_id)
        if self._admits(card_id, place):
            self._piles.lay(card_id, place.lane, place.key)
        elif place.lane.pile is _Pile.DUE:
            self._refused.add(card_id)

    def _admits(self, card_id: str, place: _Place) -> bool:
        family, pile = self._cards[card_id].family, place.lane.pile
        if not family or pile is _Pile.WAITING:
            return True
        if pile is _Pile.LEARNING:  # what has begun goes on beside any sibling
            if place.key < moment_key(self._day.end):
                self._families.choose(family, card_id)
            return True
        return self._families.admits(family, card_id)

    def _place(self, card_id: str, now: datetime) -> _Place:
        """Return where a card belongs as of `now`."""
        card, schedule = self._cards[card_id], self._schedules.get(card_id)
        if schedule is None:
            lane = _Lane(_Pile.NEW, card.new_quota)
            return _Place(lane, new_key(card.new_order, self._seat(card), self._day))
        due = due_from(schedule, self._day)
        if schedule.phase is not Phase.REVIEW:
            return _Place(_LEARNING, moment_key(due))
        if due > now:
            return _Place(_WAITING, moment_key(due))
        lane = _Lane(_Pile.DUE, card.review_quota, card.order)
        return _Place(lane, review_key(card.order, self._seat(card), self._day, schedule, now))

    def _seat(self, card: Queued) -> Seat:
        return Seat(card.card_id, card.rank, card.position, len(self._cards))


class _Pile(IntEnum):
    """Where a card lies, the most urgent first."""

    LEARNING = auto()
    DUE = auto()
    NEW = auto()
    WAITING = auto()  # a review that is not due yet


class _Lane(NamedTuple):
    """One heap of a pile: of the cards that count for one limit, in one order."""

    pile: _Pile
    quota: str = ALL_DECKS
    order: str = ""


class _Place(NamedTuple):
    """Where a card belongs."""

    lane: _Lane
    key: Key


_LEARNING = _Lane(_Pile.LEARNING)
_WAITING = _Lane(_Pile.WAITING)
