"""The heaps that a queue lays its cards on."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import count
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Key: TypeAlias = tuple[float, float]
"""What a pile is ordered by; the smallest is on top."""

Pile = TypeVar("Pile", bound=Hashable)


class Entry(NamedTuple):
    """A card's place in a pile: the smallest is on top."""

    key: Key
    number: int
    card_id: str


class Piles(Generic[Pile]):
    """Heaps by name, and each card in one of them at most.

    A card that is lifted from the middle of a heap leaves its entry behind; an entry is known as
    stale by its number, and dropped when it comes to the top.
    """

    def __init__(self) -> None:
        self._heaps: dict[Pile, list[Entry]] = defaultdict(list)
        self._sizes: dict[Pile, int] = defaultdict(int)
        self._places: dict[str, tuple[Pile, int]] = {}
        self._numbers = count()  # also breaks ties: first laid, first up

    def __iter__(self) -> Iterator[Pile]:
        return iter(self._sizes)

    def lay(self, card_id: str, pile: Pile, key: Key) -> None:
        """Put a card in a pile, and out of any other."""
        self.lift(card_id)
        entry = Entry(key, next(self._numbers), card_id)
        heapq.heappush(self._heaps[pile], entry)
        self._places[card_id] = (pile, entry.number)
        self._sizes[pile] += 1

    def lift(self, card_id: str) -> None:
        """Take a card out of its pile, if it is in one."""
        if place := self._places.pop(card_id, None):
            self._sizes[place[0]] -= 1

    def top(self, pile: Pile) -> Entry | None:
        """Return the smallest entry of a pile, or None where it is empty."""
        heap = self._heaps[pile]
        while heap and not self._stands(pile, heap[0]):
            heapq.heappop(heap)
        return heap[0] if heap else None

    def size(self, pile: Pile) -> int:
        """Return how many cards lie in a pile."""
        return self._sizes[pile]

    def cards(self, pile: Pile) -> list[str]:
        """Return the cards in a pile, in no order; takes time linear in the pile."""
        return [one.card_id for one in self._heaps[pile] if self._stands(pile, one)]

    def size_up_to(self, pile: Pile, key: Key) -> int:
        """Return how many cards of a pile are not above `key`; takes time linear in the pile."""
        return sum(entry.key <= key and self._stands(pile, entry) for entry in self._heaps[pile])

    def _stands(self, pile: Pile, entry: Entry) -> bool:
        return self._places.get(entry.card_id) == (pile, entry.number)
