"""From the cards of decks, and what the log knows of them, to what is carried elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from tutor.cards.card import Card, Kind
from tutor.cards.markdown.cloze import clozes
from tutor.cards.markdown.obsidian import DEFAULTS, split_lines, trim
from tutor.cards.markdown.schedules import without_comments
from tutor.scheduling.fsrs import Fold, planted
from tutor.scheduling.marks import UNMARKED, Marked
from tutor.scheduling.review import Schedule, Seed
from tutor.store.history import Entry
from tutor.transfer.deck_text import ROOT_TAG, is_root
from tutor.transfer.media import Packing
from tutor.transfer.values import CarriedCard, CarriedNote, PastReview

_BLOCK_ID = re.compile(r" \^([a-zA-Z0-9-]+)\s*\Z")
_LEADING_TAG = re.compile(r"\A\s*#[^\s#]+\s*")
_TAG_LINE = re.compile(r"\s*(?:#[^\s#]+\s*)+")
_ONE = {Kind.SINGLE: Kind.MULTI, Kind.SINGLE_REVERSED: Kind.MULTI_REVERSED}


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows.

    Attributes:
        histories: Reviews and seeds, by card id.
        timed: The id and the seconds of each review, in the order of the histories, by card id.
        schedules: By card id.
        marked: By card id.
        fold: What the schedules follow by.
    """

    histories: Mapping[str, Sequence[Entry]]
    timed: Mapping[str, Sequence[tuple[str, float]]]
    schedules: Mapping[str, Schedule]
    marked: Mapping[str, Marked]
    fold: Fold


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A note on its way.

    Attributes:
        note: The note; the `source` of each card is its id here.
        after: For each card, where it stood after each of its reviews.
        path: The deck file that it is from; "" for none.
    """

    note: CarriedNote
    after: tuple[tuple[Schedule, ...], ...]
    path: str = ""

    def with_media(self, packing: Packing) -> Outgoing:
        """Return it with its pictures and sounds named as a package names them."""
        folder = Path(self.path).parent

        def packed(text: str) -> str:
            return packing.packed(text, folder) if "](" in text else text

        cards = (
            replace(card, question=packed(card.question), answer=packed(card.answer))
            for card in self.note.cards
        )
        note = replace(self.note, cards=tuple(cards), text=packed(self.note.text))
        return replace(self, note=note)


def outgoing(
    cards: Sequence[Card], ids: Mapping[Card, str], known: Known, texts: Mapping[str, str]
) -> Iterator[Outgoing]:
    """Yield the notes of cards, in their order.

    Args:
        cards: The cards; those of one block stand together.
        ids: Their ids, where the store knows them; the others go by their fingerprints.
        known: What the store knows of them.
        texts: The text of each deck file, by its path.
    """
    files = {path: _File(text) for path, text in texts.items()}
    for _, group in groupby(cards, key=lambda card: (card.place.path, card.place.line)):
        own = list(group)
        file = files.get(own[0].place.path)
        carried = [_carried(card, ids.get(card, card.fingerprint), known, file) for card in own]
        for one in _notes(own, carried, file):
            yield replace(one, path=own[0].place.path)


class _File:
    """The lines of a deck file, to look up what no card tells."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)
        self._tag_lines = [
            at for at, line in enumerate(self._lines) if "#" in line and _TAG_LINE.fullmatch(line)
        ]

    def tags(self, card: Card) -> tuple[str, ...]:
        """Return the tags of the last line of tags above a card, but for those of decks."""
        above = bisect_left(self._tag_lines, card.place.line - 1)
        if not above:
            return ()
        names = self._lines[self._tag_lines[above - 1]].split()
        tags = (name.removeprefix("#") for name in names)
        return tuple(tag for tag in tags if not is_root(tag))

    def text(self, card: Card) -> str:
        """Return the text of a cloze card's block, without its tag, its id and its schedule."""
        lines = []
        for line in self._lines[card.place.line - 1 :]:
            if not trim(line):
                break
            lines.append(line.rstrip())
        text = _BLOCK_ID.sub("", without_comments("\n".join(lines)).rstrip())
        return _LEADING_TAG.sub("", text)


def _notes(
    cards: Sequence[Card],
    carried: Sequence[tuple[CarriedCard, tuple[Schedule, ...]]],
    file: _File | None,
) -> Iterator[Outgoing]:
    """Yield the note of a block, or of each of its cards where it is no note of Anki's."""
    kind = _ONE.get(cards[0].kind, cards[0].kind)
    ours, after = tuple(card for card, _ in carried), tuple(steps for _, steps in carried)
    block_id = cards[0].block_id.removeprefix("^")
    if kind is Kind.CLOZE:
        text = file.text(cards[0]) if file else ""
        if text and _shows(text, cards):
            yield Outgoing(CarriedNote(kind, ours, text, block_id=block_id), after)
            return
    elif len(cards) == 1 + (kind is Kind.MULTI_REVERSED):
        yield Outgoing(CarriedNote(kind, ours, block_id=block_id), after)
        return
    for card, steps in carried:
        yield Outgoing(CarriedNote(Kind.MULTI, (card,)), (steps,))


def _shows(text: str, cards: Sequence[Card]) -> bool:
    """Return whether a text makes these very cards."""
    shown = clozes(DEFAULTS.cloze_patterns).cards(text)
    return [(face.front, ", ".join(face.asked)) for face in shown] == [
        (card.question, card.answer) for card in cards
    ]


def _carried(
    card: Card, card_id: str, known: Known, file: _File | None
) -> tuple[CarriedCard, tuple[Schedule, ...]]:
    entries = known.histories.get(card_id, ())
    timed = iter(known.timed.get(card_id, ()))
    marked = known.marked.get(card_id, UNMARKED)
    reviews: list[PastReview] = []
    after: list[Schedule] = []
    schedule: Schedule | None = None
    for entry in entries:
        if isinstance(entry, Seed):
            schedule = planted(entry)
            continue
        review_id, seconds = next(timed, ("", 0.0))
        if not review_id:  # it came into the log after the others were read
            break
        schedule = known.fold.step(schedule, entry)
        reviews.append(PastReview(entry.at, entry.grade, seconds, review_id))
        after.append(schedule)
    carried = CarriedCard(
        question=card.question,
        answer=card.answer,
        deck=card.deck.removeprefix(f"{ROOT_TAG}/"),
        tags=file.tags(card) if file else (),
        reviews=tuple(reviews),
        schedule=known.schedules.get(card_id),
        is_suspended=marked.is_suspended,
        is_flagged=marked.is_flagged,
        source=card_id,
    )
    return carried, tuple(after)


def cards_of(notes: Iterable[Outgoing]) -> Iterator[CarriedCard]:
    """Yield every card of notes on their way."""
    return (card for one in notes for card in one.note.cards)
