"""How much of a day's limits is used: a quota is the cards of some decks that share a limit."""

from __future__ import annotations

from collections import defaultdict


class Used:
    """The cards that count for each quota, by the name of the quota."""

    def __init__(self) -> None:
        self._cards: dict[str, set[str]] = defaultdict(set)

    def add(self, quota: str, card_id: str) -> None:
        """Have a card count; twice is once."""
        self._cards[quota].add(card_id)

    def discard(self, quota: str, card_id: str) -> None:
        """Have a card count no more."""
        self._cards[quota].discard(card_id)

    def count(self, quota: str) -> int:
        """Return how many cards count."""
        return len(self._cards[quota])
