"""How the cards of a deck are practised, as its learner would have it. Pure.

What is said for all decks holds for each, unless something is said for that deck or for one that it
lies in. Of several that it lies in, the one whose name ends deepest in its path goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from tutor.scheduling.preset import ALL_DECKS, DESIRED_RETENTION, FSRS_6, SHIPPED, Preset

NEW_PER_DAY = 20
"""New cards a day: Anki's default (https://docs.ankiweb.net/deck-options.html)."""

LEECH_LAPSES = 8
"""After so many lapses a card is a leech: Anki's default."""


class Order(StrEnum):
    """Which of the reviews that are due comes first."""

    FORGOTTEN = "forgotten"
    """The likeliest forgotten: lowest retrievability."""
    OLDEST = "oldest"
    """The longest due."""
    DECK = "deck"
    """As in the deck files, the most urgent deck first."""
    RANDOM = "random"
    """Shuffled, each day anew."""


class NewOrder(StrEnum):
    """Which of the new cards comes first."""

    DECK = "deck"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """How the cards of a deck are practised.

    Attributes:
        retention: The probability of recall at which a card falls due, in (0, 1).
        learning_steps: How long after each early review a new card comes back; may be empty.
        relearning_steps: The same for a card that was forgotten.
        longest_interval: In days, ≥ 1.
        new_per_day: How many new cards a day, ≥ 0.
        reviews_per_day: How many reviews a day, ≥ 0; None for all that are due.
        order: Which review comes first.
        new_order: Which new card comes first.
        bury_siblings: Whether, of the cards of one block, only one comes in a day.
        spread: Whether due dates are balanced over the days of FSRS's fuzz.
        leech_lapses: From how many lapses on a card is a leech, ≥ 1.
    """

    retention: float = DESIRED_RETENTION
    learning_steps: tuple[timedelta, ...] = SHIPPED.learning_steps
    relearning_steps: tuple[timedelta, ...] = SHIPPED.relearning_steps
    longest_interval: int = SHIPPED.longest
    new_per_day: int = NEW_PER_DAY
    reviews_per_day: int | None = None
    order: Order = Order.FORGOTTEN
    new_order: NewOrder = NewOrder.DECK
    bury_siblings: bool = True
    spread: bool = True
    leech_lapses: int = LEECH_LAPSES

    def preset(self, parameters: tuple[float, ...] = FSRS_6) -> Preset:
        """Return what its cards are scheduled by, with FSRS's `parameters`."""
        return Preset(
            desired_retention=self.retention,
            parameters=parameters,
            learning_steps=self.learning_steps,
            relearning_steps=self.relearning_steps,
            longest=self.longest_interval,
        )


@dataclass(frozen=True, slots=True)
class Regime:
    """How all decks are practised.

    Attributes:
        everywhere: What is said for all decks.
        own: What is said for single decks: options by their names, by the name of the deck.
    """

    everywhere: DeckOptions = DeckOptions()
    own: Mapping[str, Mapping[str, object]] = field(default_factory=dict, hash=False)
    _found: dict[str, DeckOptions] = field(default_factory=dict, repr=False, compare=False)
    _names: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, deck: str) -> DeckOptions:
        """Return the options of a deck, by its whole name, as "flashcards/art/music"."""
        if deck not in self._found:
            said: dict[str, Any] = {}
            for name in self._around(deck):
                said |= self.own[name]
            self._found[deck] = replace(self.everywhere, **said)
        return self._found[deck]

    def origin(self, deck: str, option: str) -> str:
        """Return the name by which an option of a deck is said; `ALL_DECKS` where for all."""
        names = [name for name in self._around(deck) if option in self.own[name]]
        return names[-1] if names else ALL_DECKS

    def _around(self, deck: str) -> list[str]:
        """Return the names in `own` that a deck lies in, the deepest last."""
        if deck not in self._names:  # it is asked for every card
            found = sorted((_depth(deck, name), name) for name in self.own)
            self._names[deck] = [name for depth, name in found if depth > (0, 0)]
        return self._names[deck]


WITHOUT_WISHES = Regime()
"""Of a learner who has chosen nothing."""


def is_within(name: str, wanted: str) -> bool:
    """Whether the deck `name` is `wanted` or lies in it, as "art/music" is "Music" and in "Art".

    Any whole parts in a row are enough: nobody types the tag that all names begin with.
    """
    return _depth(name, wanted) > (0, 0)


def _depth(deck: str, name: str) -> tuple[int, int]:
    """Return where in a deck's path a name ends, and its length, in parts; zeros where nowhere."""
    parts, some = _parts(deck), _parts(name)
    ends = range(len(parts), len(some) - 1, -1)
    return next(((end, len(some)) for end in ends if parts[end - len(some) : end] == some), (0, 0))


def _parts(name: str) -> list[str]:
    return name.strip().removeprefix("#").strip("/").casefold().split("/")
