"""A card that is edited in the middle of a sitting: its file is opened, and read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli import wiring

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.cards.card import Card
    from tutor.practice.table import Edited
    from tutor.store.store import Store


def card_editor(
    store: Store,
    cards: Mapping[str, Card],
    environment: Mapping[str, str],
    place: Path | None,
    new_id: Callable[[datetime], str],
) -> Callable[[str, Card], Edited]:
    """Return what has the learner edit the file of a card, and keeps the histories of its cards.

    Args:
        store: Where cards are remembered.
        cards: The cards of the sitting, by id.
        environment: Names the editor.
        place: Where the store is, with what is kept beside it; None for nowhere.
        new_id: Returns a fresh id for a moment.
    """
    known = dict(cards)

    def edit(card_id: str, card: Card) -> Edited:
        from tutor.errors import ReadError
        from tutor.practice.editing import edited
        from tutor.practice.editor import EditorError, open_at
        from tutor.practice.outlived import outlived, revoked
        from tutor.practice.table import Edited

        try:
            open_at(card.place, environment)
            now = _read(card.place.path, place)
        except (EditorError, ReadError) as fault:
            return Edited(fault=str(fault))
        here = {key: one for key, one in known.items() if one.place.path == card.place.path}
        found = edited(card_id, here, now)
        # Answers that were accepted beside another reference count no more.
        was = outlived(found.cards, store.known_cards(), store.marked())
        store.mark(revoked(was, wiring.now(), new_id))
        for key, one in found.cards.items():
            if one.fingerprint != here[key].fingerprint:
                store.adopt(one.fingerprint, key)
        store.remember(((one, key) for key, one in found.cards.items()), wiring.now())
        known.update(found.cards)
        return found

    return edit


def _read(path: str, place: Path | None) -> tuple[Card, ...]:
    """Return the cards of a file, as a sitting has them.

    Raises:
        ReadError: It cannot be read.
    """
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode
    from tutor.cli.kept_points import with_kept_points
    from tutor.cli.scope import Scope

    cards = load([Path(path)], mode=Mode.REPAIR).cards
    if place is None:
        return cards
    return with_kept_points(Scope((), cards, ()), place).loaded
