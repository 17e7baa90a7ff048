"""Before a sitting: which history each card continues, with the learner's word where it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from tutor.cards.card import Card
from tutor.cards.identity import identified, reconcile
from tutor.cards.likeness import KnownCard, Suggestion, same_answer
from tutor.scheduling.review import Schedule


class Registry(Protocol):
    """What this asks of the store."""

    def known_cards(self) -> list[KnownCard]:
        """Return what is remembered of every card."""
        ...

    def declined(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of fingerprint and card id that the learner declined."""
        ...

    def adopt(self, fingerprint: str, card_id: str) -> None:
        """Note that a question with this fingerprint is a known card, mended."""
        ...

    def decline(self, fingerprint: str, card_id: str) -> None:
        """Note that a question with this fingerprint is not that card."""
        ...

    def remember(self, cards: Iterable[tuple[Card, str]], at: datetime) -> None:
        """Keep what it takes to know these cards again."""
        ...


@dataclass(frozen=True, slots=True)
class Continuation:
    """A card that may continue a history, for the learner to say.

    Attributes:
        suggestion: The card and the known one.
        reviews: How many reviews the history holds, ≥ 1.
    """

    suggestion: Suggestion
    reviews: int


Ask: TypeAlias = Callable[[Continuation], bool | None]
"""Returns whether the card is the known one; None where nobody can say now."""


class Histories:
    """The history of each card, by its question and answer."""

    def __init__(self, found: Iterable[tuple[Card, str]]) -> None:
        self._ids = {_key(card): card_id for card, card_id in found}

    def of(self, card: Card) -> str:
        """Return the id of the history of `card`, or of the card that stands for it."""
        return self._ids[_key(card)]


def settle(
    cards: Sequence[Card],
    registry: Registry,
    schedules: Mapping[str, Schedule],
    at: datetime,
    ask: Ask | None,
) -> Histories:
    """Find the history of every card, and have the registry remember what was found.

    Args:
        cards: Every card that was read.
        registry: Where cards are remembered.
        schedules: Those of the known cards; a card that was never reviewed has no history.
        at: When the cards were seen; aware.
        ask: Asked about every edited card that has a history to lose; None where nobody can be,
            and nothing is to be remembered: then nobody looks which cards are edited.
    """
    if ask is None:
        return Histories(identified(cards, registry.known_cards()).items())
    found = reconcile(cards, registry.known_cards(), registry.declined())
    ids = dict((*found.matched, *found.new))
    undecided: list[Card] = []
    for suggestion in found.suggestions:
        continued = _decide(suggestion, registry, schedules, ask)
        if continued:
            ids[suggestion.card] = suggestion.known.id
        elif continued is None:
            undecided.append(suggestion.card)
    # A card that is remembered is known, and nobody would be asked about it again.
    registry.remember((pair for pair in ids.items() if pair[0] not in undecided), at)
    return Histories(ids.items())


def _decide(
    suggestion: Suggestion, registry: Registry, schedules: Mapping[str, Schedule], ask: Ask
) -> bool | None:
    """Return whether a card continues a history; None where that stays open."""
    schedule = schedules.get(suggestion.known.id)
    if schedule is None:
        return False
    answer = ask(Continuation(suggestion, schedule.reviews))
    if answer is True:
        registry.adopt(suggestion.card.fingerprint, suggestion.known.id)
    elif answer is False:
        registry.decline(suggestion.card.fingerprint, suggestion.known.id)
    return answer


def _key(card: Card) -> tuple[str, str]:
    return card.fingerprint, same_answer(card.answer)
