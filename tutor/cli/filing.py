"""Which cards are filed under which deck, and by which preset a deck is scheduled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.notes import note_problems
from tutor.cli.scope import places, read_scope
from tutor.scheduling.preset import SHIPPED, Fitted, Preset, in_force

if TYPE_CHECKING:
    from tutor.store.store import Store


def decks_wanted(wanted: Sequence[str], default: Sequence[Path], store: Store) -> list[str]:
    """Return the decks of the cards that are wanted, as they are filed in the store.

    Args:
        wanted: Paths and names of decks, as `tutor.cli.scope.read_scope` takes them.
        default: Where decks are looked up by name.
        store: What is known of their cards.

    Raises:
        UsageError, ReadError: As `read_scope` does.
    """
    from tutor.grading.threshold import filed_under

    scope = read_scope(wanted, places(default, store.known_cards()))
    note_problems(scope.problems)
    return [*dict.fromkeys(filed_under(card) for card, _ in scope.cards)]


def filed(store: Store) -> dict[str, str]:
    """Return the deck that each known card was last seen in, or its file, by card id."""
    return {card.id: card.deck or card.path for card in store.known_cards()}


def preset_of(deck: str, fitted: Mapping[str, Fitted]) -> Preset:
    """Return the preset by which new reviews of a deck are scheduled."""
    return in_force(SHIPPED, deck, fitted)
