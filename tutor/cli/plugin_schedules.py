"""The schedules of Obsidian's plugin: taken over into the log, and written back where asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cards.card import Card
from tutor.cards.vault import Vaults
from tutor.cli.files import replace_text
from tutor.cli.importing import histories_of
from tutor.cli.scope import known_ids
from tutor.transfer.intake import gain
from tutor.transfer.obsidian_schedules import (
    SOURCE,
    Written,
    midnight,
    read_segment,
    with_schedules,
)
from tutor.transfer.values import CarriedCard

if TYPE_CHECKING:
    from tutor.scheduling.review import Schedule
    from tutor.store.store import Store


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many schedules of the plugin's the log has now, and how many it did not need."""

    new: int
    older: int


def import_schedules(cards: Sequence[Card], store: Store, now: datetime) -> TakenOver:
    """Take over the schedules that Obsidian's plugin wrote beside cards.

    A card that was reviewed here since keeps its own.

    Raises:
        StoreError: The log cannot be added to.
    """
    read = ((card, read_segment(card.schedule, midnight)) for card in cards if card.schedule)
    pairs = [
        (CarriedCard(card.question, card.answer, schedule=schedule, source=card.schedule), card)
        for card, schedule in read
        if schedule
    ]
    ids = histories_of(cards, (), store)
    store.remember(((card, ids[card]) for _, card in pairs if card in ids), now)
    kept = store.schedules()
    newer = [
        (carried, card)
        for carried, card in pairs
        if card in ids and carried.schedule and _is_later(carried.schedule, kept.get(ids[card]))
    ]
    _, seeds = store.admit((), gain(newer, ids, SOURCE, {}, now).seeds)
    return TakenOver(seeds, len(pairs) - seeds)


def _is_later(one: Schedule, kept: Schedule | None) -> bool:
    """Return whether a schedule knows of a later review than the one that is kept."""
    return kept is None or one.last_review > kept.last_review


def export_schedules(path: Path, cards: Sequence[Card], store: Store) -> Written:
    """Write schedules into the comments of one deck file.

    Args:
        path: The deck file.
        cards: Those of its cards whose schedules are wanted.
        store: What knows them.

    Raises:
        UsageError: It has changed meanwhile, or may not be written.
        OutputError: The disk is full.
    """
    ids = known_ids(cards, store.known_cards())
    schedules = store.schedules()
    due = {card: schedules[card_id] for card, card_id in ids.items() if card_id in schedules}

    def wanted(card: Card) -> Schedule | None:
        ours = due.get(card)
        theirs = read_segment(card.schedule, midnight) if card.schedule else None
        is_newer = ours and theirs and theirs.last_review > ours.last_review
        return None if is_newer else ours

    before = path.read_bytes()
    vault = Vaults().around(path.parent)
    written = with_schedules(
        before.decode("utf-8"),
        str(path),
        wanted,
        lambda at: at.astimezone().date(),
        vault.settings,
        vault.folder_of(path),
    )
    after = written.text.encode("utf-8")
    if after != before:
        replace_text(path, before, after)
    return written
