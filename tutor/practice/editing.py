"""A card that its learner edits in the middle of a sitting: which card of the file it is now. Pure.

Between two sittings an edited card is only suggested to be the one it was. Here it is certain: it
was at hand when its file was opened, so it keeps its history however it was reworded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tutor.cards.card import Card, canonical
from tutor.cards.likeness import same_answer, similarity
from tutor.practice.table import Edited


def edited(card_id: str, cards: Mapping[str, Card], now: Sequence[Card]) -> Edited:
    """Return what became of the cards of a file.

    Args:
        card_id: The card at hand.
        cards: The cards of the sitting that stood in the file, by id, the card at hand among them.
        now: The cards that stand in it now.
    """
    continued = dict(_continued(card_id, cards, now))
    changed = {key: card for key, card in continued.items() if _says_else(card, cards[key])}
    return Edited(changed, gone=card_id not in continued)


def _continued(
    card_id: str, cards: Mapping[str, Card], now: Sequence[Card]
) -> Iterator[tuple[str, Card]]:
    """Yield the cards that go on, by the ids of their histories: by question, then the one at hand.

    Where as many questions went as came, they are paired in the order of the file.
    """
    questions = {card.fingerprint: card for card in reversed(now)}
    known = {card.fingerprint for card in cards.values()}
    gone = {key: card for key, card in cards.items() if card.fingerprint not in questions}
    new = [card for card in now if card.fingerprint not in known]
    for key, card in cards.items():
        if key not in gone:
            yield key, _same(card, now) or questions[card.fingerprint]
    if len(gone) == len(new):
        yield from zip(sorted(gone, key=lambda key: cards[key].place.line), new, strict=True)
    elif card_id in gone and new:
        asked = canonical(cards[card_id].question)
        yield card_id, max(new, key=lambda card: similarity(asked, canonical(card.question)))


def _same(card: Card, now: Sequence[Card]) -> Card | None:
    """Return the card that is asked and answered as before, of several with its question."""
    alike = (one for one in now if one.fingerprint == card.fingerprint)
    return next((one for one in alike if same_answer(one.answer) == same_answer(card.answer)), None)


def _says_else(now: Card, before: Card) -> bool:
    return (now.question, now.answer, now.points, now.accepted) != (
        before.question,
        before.answer,
        before.points,
        before.accepted,
    )
