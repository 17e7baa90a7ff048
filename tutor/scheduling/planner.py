"""By what the cards of a sitting are scheduled: the preset of each card's deck. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tutor.scheduling.fsrs import Fold
from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.review import Grade, Schedule, Terms


class _Step(NamedTuple):
    """One review, as far as a schedule follows from it."""

    grade: Grade
    at: datetime
    terms: Terms


class Planner:
    """Chooses the terms of new reviews, and computes with those of old ones.

    Args:
        presets: The preset in force, by card id; the shipped one for a card without an entry.
        known: Presets that older reviews name, by their ids.
    """

    def __init__(
        self,
        presets: Mapping[str, Preset] | None = None,
        known: Mapping[str, Preset] | None = None,
    ) -> None:
        self._presets = presets or {}
        in_force = {preset.id: preset for preset in set(self._presets.values())}
        self._fold = Fold({**(known or {}), **in_force})

    def terms(self, card_id: str, before: Schedule | None, grade: Grade, at: datetime) -> Terms:
        """Return the terms of a review that is made now.

        Args:
            card_id: The card.
            before: Its schedule before the review; None for a new card.
            grade: The grade that counts.
            at: When it is given; aware.
        """
        return Terms(self._presets.get(card_id, SHIPPED).id)

    def step(self, before: Schedule | None, grade: Grade, at: datetime, terms: Terms) -> Schedule:
        """Return the schedule after one more review, made by `terms`."""
        return self._fold.step(before, _Step(grade, at, terms))
