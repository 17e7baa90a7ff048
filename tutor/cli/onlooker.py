"""A store that is only looked at, to prepare a sitting that nobody holds yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.store.store import Store


class Onlooker:
    """A store that is looked at before a sitting, and in which nothing is noted.

    What it knew of the cards at the first look, it knows.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        self.known_cards = cache(store.known_cards)
        self.declined = store.declined
        self.schedules = store.schedules
        self.drafts = store.drafts
        self.marked = store.marked
        self.answered = store.answered

    def adopt(self, fingerprint: str, card_id: str) -> None:
        """Note nothing."""

    def decline(self, fingerprint: str, card_id: str) -> None:
        """Note nothing."""

    def remember(self, cards: Iterable[tuple[Card, str]], at: datetime) -> None:
        """Note nothing."""
