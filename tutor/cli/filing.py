"""Which cards are filed under which deck, and by which preset a deck is scheduled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tutor.cli.notes import note_problems
from tutor.cli.scope import places, read_scope
from tutor.scheduling.options import Regime
from tutor.scheduling.preset import Fitted, Preset, in_force

if TYPE_CHECKING:
    from tutor.store.store import Store


class Home(NamedTuple):
    """Where a card belongs.

    Attributes:
        deck: Its deck; "" where it has none.
        filed_under: Its deck, or its file where it has none.
    """

    deck: str
    filed_under: str


NOWHERE = Home("", "")
"""Where a card belongs that nobody remembers."""


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


def filed(store: Store) -> dict[str, Home]:
    """Return where each known card was last seen, by card id."""
    return {card.id: Home(card.deck, card.deck or card.path) for card in store.known_cards()}


def preset_of(home: Home, fitted: Mapping[str, Fitted], regime: Regime) -> Preset:
    """Return the preset by which new reviews of a card are scheduled."""
    return in_force(regime.of(home.deck).preset(), home.filed_under, fitted)
