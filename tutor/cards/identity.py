"""Which history a card continues: histories outlive edits of the deck. Pure.

A card keeps its history through every change of its answer, file or deck, because a history is
found by the question. A reworded question is recognised by its Obsidian block id; else it is
suggested that the card continues the history of one that has gone, and the learner decides
(`tutor.cards.likeness`).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.cards.card import Card, canonical
from tutor.cards.likeness import KnownCard, Suggestion, likeness, same_answer, suggestions

_MOST_PAIRED = 20  # cards of one question that are compared by likeness; more pair by equality only

_Key = Callable[[Card | KnownCard], str]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Cards with their histories.

    Attributes:
        matched: Cards that continue a known history, with its id.
        new: The other cards, each with an id that nobody has; 16 hex digits.
        suggestions: At most one for a new card and one for a known card, most similar first.
    """

    matched: tuple[tuple[Card, str], ...]
    new: tuple[tuple[Card, str], ...]
    suggestions: tuple[Suggestion, ...]


def reconcile(
    cards: Sequence[Card], known: Sequence[KnownCard], declined: frozenset[tuple[str, str]]
) -> Reconciled:
    """Find the history of each card; the order of `cards` and `known` changes no id.

    Of several cards with equal question and answer, the first stands for all.

    Args:
        cards: Every card that was loaded.
        known: Every card that the store remembers, each with an id of its own.
        declined: Pairs (fingerprint of a card, id of a known card) that the learner has refused.
    """
    cards = without_duplicates(cards)
    ids, new = _found(cards, known)
    paths = frozenset(card.place.path for card in cards)
    return Reconciled(
        matched=tuple((card, ids[at]) for at, card in enumerate(cards) if at in ids),
        new=new,
        suggestions=suggestions(
            [card for card, _ in new], _without(known, ids.values()), declined, paths
        ),
    )


def identified(cards: Sequence[Card], known: Sequence[KnownCard]) -> dict[Card, str]:
    """Return the history of each card as `reconcile` finds it, without a look for edited cards.

    Of several cards with equal question and answer, only the first is there.
    """
    cards = without_duplicates(cards)
    ids, new = _found(cards, known)
    return {**{cards[at]: card_id for at, card_id in ids.items()}, **dict(new)}


def _found(
    cards: Sequence[Card], known: Sequence[KnownCard]
) -> tuple[dict[int, str], tuple[tuple[Card, str], ...]]:
    """Return the known histories that cards continue, by position; and the new cards with ids."""
    ids = _continued(dict(enumerate(cards)), known, lambda one: one.fingerprint)
    rest = {at: card for at, card in enumerate(cards) if at not in ids}
    ids |= _continued(rest, _without(known, ids.values()), _block)
    new = [card for at, card in enumerate(cards) if at not in ids]
    return ids, tuple(zip(new, _new_ids(new, cards, known), strict=True))


def without_duplicates(cards: Iterable[Card]) -> list[Card]:
    """Return the cards without those whose question and answer an earlier one has."""
    first: dict[tuple[str, str], Card] = {}
    for card in cards:
        first.setdefault((card.fingerprint, same_answer(card.answer)), card)
    return list(first.values())


def _block(one: Card | KnownCard) -> str:
    path = one.place.path if isinstance(one, Card) else one.path
    return f"{path}\0{one.block_id}" if one.block_id else ""


def _without(known: Iterable[KnownCard], ids: Iterable[str]) -> list[KnownCard]:
    gone = set(ids)
    return [one for one in known if one.id not in gone]


def _continued(cards: Mapping[int, Card], known: Iterable[KnownCard], key: _Key) -> dict[int, str]:
    """Return the histories with which cards share a non-empty key, by position of the card."""
    histories: dict[str, list[KnownCard]] = defaultdict(list)
    for one in known:
        histories[key(one)].append(one)
    alike: dict[str, dict[int, Card]] = defaultdict(dict)
    for at, card in cards.items():
        if (shared := key(card)) and shared in histories:
            alike[shared][at] = card
    return {
        at: one.id
        for shared, group in alike.items()
        for at, one in _paired(group, histories[shared])
    }


def _paired(
    cards: Mapping[int, Card], known: Sequence[KnownCard]
) -> Iterator[tuple[int, KnownCard]]:
    """Pair one to one: equal answers in the same file, equal answers, then the most alike."""
    if len(cards) == len(known) == 1:
        yield next(iter(cards)), known[0]
        return
    left = dict(sorted(cards.items(), key=lambda item: _order(item[1])))
    right = {one.id: one for one in sorted(known, key=lambda one: one.id)}
    for with_path in (True, False):
        for at, one in list(_equal(left, right.values(), with_path=with_path)):
            del left[at], right[one.id]
            yield at, one
    ranked = sorted(
        ((at, one) for at in [*left][:_MOST_PAIRED] for one in [*right.values()][:_MOST_PAIRED]),
        key=lambda pair: likeness(left[pair[0]], pair[1]),
        reverse=True,
    )
    for at, one in ranked:
        if at in left and one.id in right:
            del left[at], right[one.id]
            yield at, one


def _order(card: Card) -> tuple[str, str, int]:
    return same_answer(card.answer), card.place.path, card.place.line


def _equal(
    cards: Mapping[int, Card], known: Iterable[KnownCard], *, with_path: bool
) -> Iterator[tuple[int, KnownCard]]:
    histories: dict[tuple[str, str], list[KnownCard]] = defaultdict(list)
    for one in known:
        histories[same_answer(one.answer), one.path if with_path else ""].append(one)
    for at, card in cards.items():
        alike = histories.get((same_answer(card.answer), card.place.path if with_path else ""))
        if alike:
            yield at, alike.pop(0)


def _new_ids(
    new: Iterable[Card], cards: Iterable[Card], known: Iterable[KnownCard]
) -> Iterator[str]:
    """Yield the id of each new card: its fingerprint, where nobody else could have that.

    A card that shares its question, or whose fingerprint is another's history, gets an id from
    its question and answer together.
    """
    sharing = Counter(card.fingerprint for card in cards)
    taken = {one.id for one in known}
    for card in new:
        alone = sharing[card.fingerprint] == 1
        free = next(one for one in _ids(card, alone=alone) if one not in taken)
        taken.add(free)
        yield free


def _ids(card: Card, *, alone: bool) -> Iterator[str]:
    if alone:
        yield card.fingerprint
    both = f"{canonical(card.question)}\0{same_answer(card.answer)}"
    while True:
        yield hashlib.sha256(both.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        both += "\0"
