"""By what a sitting schedules its cards: the preset of each deck, and a balanced load. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from tutor.scheduling.fsrs import Fold
from tutor.scheduling.load import Load, Move
from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.review import Grade, GradedAt, Phase, Schedule, Terms


class Planner:
    """Chooses the terms of new reviews, and computes with those of old ones.

    Args:
        presets: The preset in force, by card id; the shipped one for a card without an entry.
        known: Presets that older reviews name, by their ids.
        load: What falls due on which day; None where no due date is balanced.
        unbalanced: The cards whose due dates are what the equations say, whatever the load.
    """

    def __init__(
        self,
        presets: Mapping[str, Preset] | None = None,
        known: Mapping[str, Preset] | None = None,
        load: Load | None = None,
        unbalanced: Collection[str] = (),
    ) -> None:
        self._presets = presets or {}
        self._load = load
        self._unbalanced = unbalanced
        # Many cards share one preset, and an id takes its time.
        single = {id(preset): preset for preset in self._presets.values()}
        in_force = {preset.id: preset for preset in single.values()}
        self._in_force = tuple(in_force.values())
        self._fold = Fold({**(known or {}), **in_force})

    @property
    def presets(self) -> tuple[Preset, ...]:
        """The presets that new reviews may name."""
        return self._in_force

    def terms(
        self,
        card_id: str,
        before: Schedule | None,
        grade: Grade,
        at: datetime,
        moves: Collection[Move] = (),
    ) -> Terms:
        """Return the terms of a review that is made now.

        Args:
            card_id: The card.
            before: Its schedule before the review; None for a new card.
            grade: The grade that counts.
            at: When it is given; aware.
            moves: What was scheduled otherwise since the load was measured.
        """
        preset = self._presets.get(card_id, SHIPPED).id
        if self._load is None or card_id in self._unbalanced:
            return Terms(preset)
        after = self.step(before, grade, at, Terms(preset))
        if after.phase is not Phase.REVIEW:
            return Terms(preset)
        bounds = self._fold.scheduler(preset).bounds(after)
        if bounds.first == bounds.last:
            return Terms(preset)
        days = self._load.best(card_id, after, bounds, moves)
        return Terms(preset, (days - bounds.first) / (bounds.last - bounds.first))

    def step(self, before: Schedule | None, grade: Grade, at: datetime, terms: Terms) -> Schedule:
        """Return the schedule after one more review, made by `terms`."""
        return self._fold.step(before, GradedAt(grade, at, terms))
