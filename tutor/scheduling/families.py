"""Siblings, the cards of one block: which of them comes today.

One of them in a day is enough: the others would be answered with what it has just shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection


class Families:
    """Which card of each family comes today.

    Args:
        answered: The families of which one was answered already.
    """

    def __init__(self, answered: Collection[str] = ()) -> None:
        self._over = frozenset(answered)
        self._answered: dict[str, set[str]] = defaultdict(set)
        self._chosen: dict[str, str] = {}

    def choose(self, family: str, card_id: str) -> str:
        """Return the card that comes today: this one, unless another was chosen before."""
        return self._chosen.setdefault(family, card_id)

    def admits(self, family: str, card_id: str) -> bool:
        """Return whether a card may come today; the first that asks is the one."""
        if family in self._over or self._answered[family] - {card_id}:
            return False
        return self.choose(family, card_id) == card_id

    def answered(self, family: str, card_id: str) -> None:
        """Note that a card was answered."""
        self._answered[family].add(card_id)

    def undone(self, family: str, card_id: str) -> None:
        """Note that a card is as if it had not been answered; it is the one that comes."""
        self._answered[family].discard(card_id)
        self._chosen[family] = card_id
