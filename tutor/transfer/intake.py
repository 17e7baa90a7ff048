"""Taking carried cards in: which are there already, where the others go, and what the log gains.

A note is there if a deck has its block id, or cards with its very questions and answers. What is
there is never written again, and an edit of it is kept. Ids of reviews, seeds and marks follow
from their source alone, so that whatever is taken in twice is there once.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

from tutor.cards.card import Card, Place, fingerprint
from tutor.cards.likeness import same_answer
from tutor.grading.verdict import Answer, Unjudged
from tutor.scheduling.marks import Mark, Marked, MarkKind
from tutor.scheduling.review import Mode, Review, Schedule, Seed
from tutor.store.ids import Ids
from tutor.transfer.deck_files import DeckFile, lay_out
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel

_ID_DIGITS = frozenset("0123456789abcdef")
_ID_LENGTH = 32
_LATE = timedelta(days=1)  # a review from later than that was made by a clock that was wrong
_STEP = timedelta(milliseconds=1)  # the resolution of ids
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)

Face: TypeAlias = tuple[str, str]
"""A question and an answer, in the forms in which they are compared."""

Pair: TypeAlias = tuple[CarriedCard, Card]
"""A card on its way, and the card of a deck that it is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the cards of a parcel are.

    Attributes:
        pairs: Each carried card with its card, those that were there first.
        files: The files to write.
        there: How many cards were there already.
        twins: How many notes have the question and the answer of another one, and stay behind.
        left_out: Notes that no deck can hold.
    """

    pairs: tuple[Pair, ...]
    files: tuple[DeckFile, ...]
    there: int
    twins: int
    left_out: tuple[CarriedNote, ...]


def place(
    parcel: Parcel, known: Iterable[Card], folder: Path, is_taken: Callable[[Path], bool]
) -> Placed:
    """Say which cards of a parcel are there, and lay out the others.

    Args:
        parcel: The parcel.
        known: The cards of every deck that may hold some of them.
        folder: Where new decks are to lie.
        is_taken: Says of a path whether something is there.
    """
    shelf = _Shelf(known)
    pairs: list[Pair] = []
    missing: dict[tuple[Face, ...], CarriedNote] = {}
    twins = 0
    for note in parcel.notes:
        faces = tuple(_faces(note))
        if found := shelf.find(note):
            pairs += zip(note.cards, found, strict=True)
        elif faces in missing or shelf.has(faces):
            twins += 1
        else:
            missing[faces] = note
    there = len(pairs)
    laid = lay_out(missing.values(), folder, is_taken)
    for file in laid.files:
        for note, cards in file.notes:
            pairs += zip(note.cards, cards, strict=True)
    return Placed(tuple(pairs), laid.files, there, twins, laid.left_out)


class _Shelf:
    """The cards that are there, to be found by block id, or by question and answer."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._blocks: dict[str, dict[Place, list[Card]]] = defaultdict(dict)
        self._faces: dict[Face, Card] = {}
        for card in cards:
            if card.block_id:
                self._blocks[card.block_id].setdefault(card.place, []).append(card)
            self._faces.setdefault((card.fingerprint, same_answer(card.answer)), card)

    def has(self, faces: Iterable[Face]) -> bool:
        """Return whether there are cards with these questions and answers, whoever's they are."""
        return all(face in self._faces for face in faces)

    def find(self, note: CarriedNote) -> list[Card]:
        """Return the cards of a note, in its order; none where not all of them are there."""
        if note.block_id:
            apart = [self._in_block(one.block_id, 1) for one in note.apart()]
            if all(apart):
                return [card for cards in apart for card in cards]
            if cards := self._in_block(note.block_id, len(note.cards)):
                return cards
        found = (self._faces.get(face) for face in _faces(note))
        own = [card for card in found if card is not None and not _is_anothers(card, note)]
        return own if len(own) == len(note.cards) else []

    def _in_block(self, block_id: str, count: int) -> list[Card]:
        """Return the cards of a block that has so many."""
        blocks = self._blocks.get(f"^{block_id}", {}).values()
        return next((cards for cards in blocks if len(cards) == count), [])


def _faces(note: CarriedNote) -> Iterator[Face]:
    for card in note.cards:
        yield fingerprint(card.question), same_answer(card.answer)


def _is_anothers(card: Card, note: CarriedNote) -> bool:
    """Return whether a card has the block id of another note of the same source."""
    source = note.block_id.partition("-")[0]
    own = card.block_id.removeprefix(f"^{note.block_id}")
    is_own = own != card.block_id and (not own or own.startswith("-"))
    return bool(source) and card.block_id.startswith(f"^{source}-") and not is_own


# --- what the log gains --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gain:
    """What the log gains by a parcel.

    Attributes:
        reviews: The reviews.
        seeds: The schedules that no reviews lead to.
        marks: The marks that are not there.
        late: How many reviews are left out, for they lie in the future or before 1980.
    """

    reviews: tuple[Review, ...]
    seeds: tuple[Seed, ...]
    marks: tuple[Mark, ...]
    late: int


def gain(
    pairs: Sequence[Pair],
    ids: Mapping[Card, str],
    grader: str,
    marked: Mapping[str, Marked],
    now: datetime,
) -> Gain:
    """Return what the log gains.

    Args:
        pairs: The cards, as of `place`.
        ids: The history of each card; one that another stands for has none.
        grader: Who gave the grades.
        marked: What the marks on cards come to so far, by card id.
        now: Aware.
    """
    reviews: list[Review] = []
    seeds: list[Seed] = []
    marks: list[Mark] = []
    late = 0
    for carried, card in pairs:
        card_id = ids.get(card)
        if card_id is None:
            continue
        made = list(_reviews(carried, card_id, grader, now))
        late += len(carried.reviews) - len(made)
        reviews += made
        if carried.schedule and _EARLIEST < carried.schedule.last_review <= now + _LATE:
            seeds.append(_seed(carried, carried.schedule, card_id, grader))
        marks += _marks(carried, card_id, marked.get(card_id, Marked()), now, grader)
    return Gain(tuple(reviews), tuple(seeds), tuple(marks), late)


def _reviews(carried: CarriedCard, card_id: str, grader: str, now: datetime) -> Iterator[Review]:
    verdict = Unjudged(f"Graded by the learner elsewhere, and imported ({grader}).")
    sitting = _sitting(grader)
    for review in carried.reviews:
        if _EARLIEST < review.at <= now + _LATE:
            yield Review(
                id=_id(review.at, grader, review.source),
                card_id=card_id,
                at=review.at,
                answer=Answer("", review.seconds),
                verdict=verdict,
                grader=grader,
                proposed=None,
                grade=review.grade,
                sitting=sitting,
                mode=Mode.IMPORTED,
            )


def _seed(carried: CarriedCard, schedule: Schedule, card_id: str, grader: str) -> Seed:
    """Return a seed that lies just behind the review that it follows, where there is one."""
    at = schedule.last_review
    at += _STEP if any(review.at == at for review in carried.reviews) else timedelta()
    source = f"{card_id}:{carried.source}:{schedule.due.isoformat()}"
    return Seed(
        id=_id(at, grader, source),
        card_id=card_id,
        at=at,
        due=schedule.due,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        source=grader,
    )


def _marks(
    carried: CarriedCard, card_id: str, marked: Marked, now: datetime, grader: str
) -> Iterator[Mark]:
    """Yield the marks that a card has where it comes from.

    They are as old as its last change there, where that is known: what was marked here since then
    stands, and what was said before is not said again. Else only what is not marked here is.
    """
    wanted = (
        (MarkKind.SUSPENDED, carried.is_suspended, marked.is_suspended),
        (MarkKind.FLAGGED, carried.is_flagged, marked.is_flagged),
    )
    changed = carried.changed if carried.changed and _EARLIEST < carried.changed <= now else None
    for kind, is_there, is_here in wanted:
        if is_there and (changed or not is_here):
            at = changed or now
            yield Mark(_id(at, grader, f"{card_id}:{kind}"), card_id, at, kind)


@cache
def _sitting(grader: str) -> str:
    """Return the one sitting to which all reviews from a program belong."""
    return _id(_EARLIEST, grader, "sitting")


def _id(at: datetime, grader: str, source: str) -> str:
    """Return the id of a fact from elsewhere: the same for the same source; an own id as it is."""
    if len(source) == _ID_LENGTH and _ID_DIGITS.issuperset(source):
        return source
    digest = hashlib.sha256(f"{grader}\0{source}".encode("utf-8", "surrogatepass")).digest()
    return Ids(partial(_first, digest)).new(at)


def _first(digest: bytes, count: int) -> bytes:
    return digest[:count]
