"""What becomes of schedules where all reviews count by the presets in force. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tutor.scheduling.fsrs import Fold, Graded
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import GradedAt, Schedule, Seed, Terms

PresetOf: TypeAlias = Callable[[str], Preset]
"""The preset in force of a card, by its id."""


@dataclass(frozen=True, slots=True)
class Move:
    """A card that would fall due at another time.

    Attributes:
        card_id: The card.
        before: When it falls due now.
        after: When it would.
    """

    card_id: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Moves:
    """What rescheduling comes to.

    Attributes:
        moves: Every card that moves.
        cards: How many were looked at.
    """

    moves: tuple[Move, ...]
    cards: int

    def newly_due(self, until: datetime) -> int:
        """Return how many cards fall due by a moment that did not before."""
        return sum(one.after <= until < one.before for one in self.moves)

    def no_longer_due(self, until: datetime) -> int:
        """Return how many cards fell due by a moment and no longer do."""
        return sum(one.before <= until < one.after for one in self.moves)


def recounted(
    histories: Mapping[str, Sequence[Graded | Seed]],
    schedules: Mapping[str, Schedule],
    preset_of: PresetOf,
) -> Moves:
    """Return which cards would move if each one's reviews all counted by its preset in force.

    Args:
        histories: By card id.
        schedules: As they are, by card id; a card without one is left out.
        preset_of: The presets in force.
    """
    presets = {card_id: preset_of(card_id) for card_id in histories if card_id in schedules}
    fold = Fold({preset.id: preset for preset in set(presets.values())})
    moves = []
    for card_id, preset in presets.items():
        after = fold.replay(_by(preset.id, histories[card_id]))
        before = schedules[card_id]
        if after and after.due != before.due:
            moves.append(Move(card_id, before.due, after.due))
    return Moves(tuple(moves), len(presets))


def _by(preset: str, history: Iterable[Graded | Seed]) -> Iterable[Graded | Seed]:
    for entry in history:
        if isinstance(entry, Seed):
            yield entry
        else:
            yield GradedAt(entry.grade, entry.at, Terms(preset, entry.terms.spread))
