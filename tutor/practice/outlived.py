"""Accepted answers whose card has another reference by now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from tutor.cards.card import Card
from tutor.cards.likeness import KnownCard, same_answer
from tutor.scheduling.marks import Mark, Marked, MarkKind


def outlived(
    cards: Mapping[str, Card], known: Iterable[KnownCard], marked: Mapping[str, Marked]
) -> dict[str, tuple[str, ...]]:
    """Return the accepted answers of cards whose reference was changed, by card id.

    They were right beside another reference, so nobody has said yet that they still are.

    Args:
        cards: The cards as they are now, by id.
        known: The cards as they were seen last.
        marked: What the learner marked them with, by card id.
    """
    before = {one.id: one.answer for one in known}
    return {
        card_id: marked[card_id].accepted
        for card_id, card in cards.items()
        if card_id in marked
        and marked[card_id].accepted
        and same_answer(before.get(card_id, card.answer)) != same_answer(card.answer)
    }


def revoked(
    answers: Mapping[str, Iterable[str]], at: datetime, new_id: Callable[[datetime], str]
) -> list[Mark]:
    """Return the marks that take accepted answers back.

    Args:
        answers: By card id.
        at: When they are taken back; UTC.
        new_id: Returns a fresh id for a moment.
    """
    return [
        Mark(new_id(at), card_id, at, MarkKind.REVOKED, text)
        for card_id, texts in answers.items()
        for text in texts
    ]
