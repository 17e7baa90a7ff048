"""Reading Anki's packages: notes, cards, marks, and the review log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.cards.card import Kind
from tutor.cards.markdown.cloze import clozes
from tutor.cards.markdown.obsidian import DEFAULTS
from tutor.text import counted
from tutor.transfer.anki_cards import (
    Faces,
    UnsuitedError,
    beside,
    cloze_faces,
    cloze_pieces,
    cloze_text,
    faces,
)
from tutor.transfer.anki_collection import (
    AnkiCard,
    AnkiNote,
    Collection,
    LogEntry,
    NoteType,
    read_collection,
)
from tutor.transfer.anki_log import past, standing
from tutor.transfer.html_text import Link
from tutor.transfer.media import Media
from tutor.transfer.package import Package
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel

GRADER = "anki"
_SUSPENDED = -1
_FAR = 1 << 33  # seconds; in the year 2242
_LONGEST_DECK = 500  # characters of a deck's name


def read_package(package: Package, place: str, media: Media) -> Parcel:
    """Read what a package holds.

    Args:
        package: The package.
        place: What messages call it.
        media: Where its media will lie; it is told which are wanted.

    Raises:
        ReadError: It is damaged, or larger than allowed.
        UsageError: It takes Zstandard, which is not installed.
    """
    with TemporaryDirectory(prefix="tutor-anki-") as folder:
        database = Path(folder) / "collection.db"
        package.unpack_collection(database)
        collection = read_collection(database, place)
    return parcel(collection, media)


def parcel(collection: Collection, media: Media) -> Parcel:
    """Return what a collection holds, for decks and the log."""
    return _Reading(collection, media).parcel()


class _Reading:
    """One collection on its way; `_left` counts what is not carried, by why."""

    def __init__(self, collection: Collection, media: Media) -> None:
        self._collection = collection
        self._media = media
        self._left: Counter[str] = Counter()
        self._log: Mapping[int, Sequence[LogEntry]] = {
            card_id: list(entries)
            for card_id, entries in groupby(collection.log, key=attrgetter("card_id"))
        }
        self._uncounted = 0

    def parcel(self) -> Parcel:
        cards = {
            note_id: list(group)
            for note_id, group in groupby(self._collection.cards, key=attrgetter("note_id"))
        }
        notes = [
            carried
            for note in self._collection.notes
            for carried in self._note(note, cards.get(note.id, []))
        ]
        return Parcel(tuple(notes), GRADER, tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        for why, count in sorted(self._left.items()):
            yield f"{counted(count, 'note')} left out: each {why}."
        if self._uncounted:
            yield (
                f"{counted(self._uncounted, 'line')} of the review log left out, for FSRS counts"
                " none: set by hand, crammed, before a reset, or of a note that is left out."
            )

    def _note(self, note: AnkiNote, cards: Sequence[AnkiCard]) -> Iterator[CarriedNote]:
        kind = self._collection.types.get(note.type_id)
        if kind is None:
            self._left["is of a type that is not there"] += 1
            return
        try:
            found = (self._cloze if kind.is_cloze else self._plain)(note, kind, cards)
            yield from found
        except UnsuitedError as why:
            self._left[str(why)] += 1
            self._uncounted += sum(len(self._log.get(card.id, ())) for card in cards)

    def _plain(
        self, note: AnkiNote, kind: NoteType, cards: Sequence[AnkiCard]
    ) -> Sequence[CarriedNote]:
        """Return the cards that templates make: one block for a card and its reverse."""
        made: list[CarriedCard] = []
        why: UnsuitedError | None = None
        for card in cards:
            try:
                shown = faces(note, kind, card.ordinal, self._link(card))
            except UnsuitedError as fault:
                why = fault
            else:
                made.append(self._card(note, card, shown))
        if not made and why:
            raise why
        block_id = f"anki-{note.id}"
        if len(made) == 2 and _is_reverse(*made):
            return [CarriedNote(Kind.MULTI_REVERSED, tuple(made), block_id=block_id)]
        together = CarriedNote(Kind.MULTI, tuple(made), block_id=block_id)
        return list(together.apart()) if made else []

    def _cloze(
        self, note: AnkiNote, kind: NoteType, cards: Sequence[AnkiCard]
    ) -> Sequence[CarriedNote]:
        """Return the cards of a text in one block, or apart where a deck cannot write it."""
        if not cards:
            return []
        pieces, back = cloze_pieces(note, kind)
        link = self._link(cards[0])
        text, places = cloze_text(pieces, link)
        extra = beside(back, link)
        by_number = {card.ordinal + 1: card for card in cards}
        block_id = f"anki-{note.id}"
        shown = clozes(DEFAULTS.cloze_patterns).cards(text) if text else ()
        if len(shown) == len(places) and all(face.asked for face in shown):
            made = [
                self._cloze_card(
                    note,
                    cards[0],
                    by_number.get(number),
                    Faces(face.front, ", ".join(face.asked)),
                )
                for number, face in zip(places, shown, strict=True)
            ]
            return [CarriedNote(Kind.CLOZE, tuple(made), text, extra, block_id)]
        apart = CarriedNote(
            Kind.MULTI,
            tuple(
                self._cloze_card(
                    note, cards[0], by_number.get(number), cloze_faces(pieces, number, link)
                )
                for number in places
            ),
            extra=extra,
            block_id=block_id,
        )
        return list(apart.apart())

    def _cloze_card(
        self, note: AnkiNote, first: AnkiCard, card: AnkiCard | None, shown: Faces
    ) -> CarriedCard:
        """Return a card of a text; a new one in the deck of the first, where Anki has none."""
        if card is not None:
            return self._card(note, card, shown)
        carried = self._card(note, first, shown)
        return CarriedCard(shown.question, shown.answer, carried.deck, carried.tags)

    def _card(self, note: AnkiNote, card: AnkiCard, shown: Faces) -> CarriedCard:
        found = past(self._log.get(card.id, ()))
        self._uncounted += found.left_out
        schedule = found.start
        if not found.reviews:
            schedule = standing(card, self._collection.created, _memory(card.data))
        return CarriedCard(
            question=shown.question,
            answer=shown.answer,
            deck=self._deck(card),
            tags=tuple(tag.replace("::", "/") for tag in note.tags),
            reviews=found.reviews,
            schedule=schedule,
            is_suspended=card.queue == _SUSPENDED,
            is_flagged=card.flag > 0,
            changed=_moment(card.changed),
            source=str(card.id),
        )

    def _deck(self, card: AnkiCard) -> str:
        name = self._collection.decks.get(card.deck_id, "Default")[:_LONGEST_DECK]
        return "/".join(part.strip().replace("/", "-") for part in name.split("::"))

    def _link(self, card: AnkiCard) -> Link:
        return partial(self._media.link, deck=self._deck(card))


def _is_reverse(one: CarriedCard, other: CarriedCard) -> bool:
    return (one.question, one.answer, one.deck) == (other.answer, other.question, other.deck)


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 <= seconds < _FAR else None


def _memory(data: str) -> tuple[float, float] | None:
    """Return FSRS's stability and difficulty, where a card's data have them in their bounds."""
    if not data.startswith("{"):
        return None
    try:
        read = json.loads(data)
        stability, difficulty = float(read["s"]), float(read["d"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return (stability, difficulty) if 0 < stability < 1e6 and 1 <= difficulty <= 10 else None
