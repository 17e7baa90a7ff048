"""From carried notes to deck files: which file holds which note, and the proof that it does.

What is written is proved by reading it again, as the plugin reads it and mended: every card is
there with the question, the answer and the deck that it was to have. A note of which that is not
true is written more plainly, its cards apart; what then cannot be read either is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tutor.cards.card import Card, Kind
from tutor.cards.markdown import Mode, parse
from tutor.transfer.deck_text import BlockText, block, deck_tag, tag_line
from tutor.transfer.file_names import made_safe
from tutor.transfer.values import CarriedNote

MOST_CHARACTERS = 4_000_000
"""Of one file, about; a deck file may have five times as many bytes."""

SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A new deck file.

    Attributes:
        path: Where.
        text: What is in it.
        notes: Its notes, each with its cards as they are read from the file.
    """

    path: Path
    text: str
    notes: tuple[tuple[CarriedNote, tuple[Card, ...]], ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of notes.

    Attributes:
        files: The files to write.
        left_out: Notes that no deck can hold.
    """

    files: tuple[DeckFile, ...]
    left_out: tuple[CarriedNote, ...]


def lay_out(notes: Iterable[CarriedNote], folder: Path, is_taken: Callable[[Path], bool]) -> Laid:
    """Return the files that hold notes, a file for each deck.

    Args:
        notes: In the order in which they are to stand, but for those of one deck with other tags.
        folder: Where the files are to lie; a deck within a deck lies in a folder of its own.
        is_taken: Says of a path whether something is there already.
    """
    by_deck: dict[str, list[CarriedNote]] = defaultdict(list)
    for note in notes:
        by_deck[note.deck].append(note)
    names = _Names(folder, is_taken)
    files: list[DeckFile] = []
    left_out: list[CarriedNote] = []
    for deck, own in by_deck.items():
        for part in _parts(own):
            file, lost = _file(names.new(deck), deck, part)
            left_out += lost
            files += [file] if file.notes else []
    return Laid(tuple(files), tuple(left_out))


class _Names:
    """Paths for files, each given once."""

    def __init__(self, folder: Path, is_taken: Callable[[Path], bool]) -> None:
        self._folder = folder
        self._is_taken = is_taken
        self._given: set[str] = set()

    def new(self, deck: str) -> Path:
        name = "/".join(filter(None, (made_safe(part) for part in deck.split("/")))) or "cards"
        for number in count(1):
            path = self._folder / f"{name}{f' {number}' if number > 1 else ''}{SUFFIX}"
            if str(path).casefold() not in self._given and not self._is_taken(path):
                self._given.add(str(path).casefold())
                return path
        raise AssertionError("there is always another number")


def _parts(notes: Sequence[CarriedNote]) -> Iterator[list[CarriedNote]]:
    """Yield the notes of a deck by their tags, in parts that fit into a file."""
    by_tags: dict[tuple[str, ...], list[CarriedNote]] = defaultdict(list)
    for note in notes:
        by_tags[note.tags].append(note)
    part: list[CarriedNote] = []
    size = 0
    for note in (note for group in by_tags.values() for note in group):
        length = sum(len(card.question) + len(card.answer) for card in note.cards)
        if part and size + length > MOST_CHARACTERS:
            yield part
            part, size = [], 0
        part.append(note)
        size += length
    if part:
        yield part


@dataclass(frozen=True, slots=True)
class _Item:
    """A note on its way into a file, and how it is written."""

    note: CarriedNote
    hard: bool = False

    def plainer(self) -> list[_Item]:
        """Return it as it is written if it could not be read; nothing where no way is left."""
        if self.hard:
            return []
        if self.note.kind is Kind.MULTI:
            return [_Item(self.note, hard=True)]
        return [_Item(one) for one in self.note.apart()]


def _file(
    path: Path, deck: str, notes: Sequence[CarriedNote]
) -> tuple[DeckFile, list[CarriedNote]]:
    """Return the file of some notes of one deck, and those that cannot be in it."""
    items = [_Item(note) for note in notes]
    left_out: list[CarriedNote] = []
    while True:
        page = _Page(path, deck, items)
        bad = set(page.unreadable())
        if not bad:
            return DeckFile(path, page.text, tuple(page.read())), left_out
        written: list[_Item] = []
        for at, item in enumerate(items):
            plainer = item.plainer() if at in bad else [item]
            left_out += [] if plainer else [item.note]
            written += plainer
        items = written


class _Page:
    """The text of a file, and where each note stands in it."""

    def __init__(self, path: Path, deck: str, items: Sequence[_Item]) -> None:
        self._path = path
        self._items = items
        self._blocks: list[BlockText | None] = []
        self._lines: list[int] = []  # of each block, from 1
        self._decks = (deck_tag(deck),)
        parts: list[str] = []
        line, tags = 1, None
        for item in items:
            made = _block(item)
            if item.note.tags != tags:
                tags = item.note.tags
                parts.append(tag_line(deck, tags))
                line += 2
            self._blocks.append(made)
            self._lines.append(line)
            for text in (made.text, made.extra) if made else ():
                if text:
                    parts.append(text)
                    line += text.count("\n") + 2
        self.text = "\n\n".join(parts) + "\n"
        self._read = self._cards(Mode.REPAIR)

    def unreadable(self) -> Iterator[int]:
        """Yield the numbers of the items that are not read as they were meant."""
        strict = self._cards(Mode.STRICT)
        wanted = dict.fromkeys(self._lines)
        strangers = any(line not in wanted for line in (*strict, *self._read))
        for at, (item, made, line) in enumerate(
            zip(self._items, self._blocks, self._lines, strict=True)
        ):
            is_read = made and self._is_read(item, made, line, strict.get(line, []))
            if not is_read or (strangers and self._is_followed_by_stranger(at, strict, wanted)):
                yield at

    def read(self) -> Iterator[tuple[CarriedNote, tuple[Card, ...]]]:
        """Yield each note with its cards."""
        for item, line in zip(self._items, self._lines, strict=True):
            yield item.note, tuple(self._read[line])

    def _cards(self, mode: Mode) -> dict[int, list[Card]]:
        by_line: dict[int, list[Card]] = defaultdict(list)
        for card in parse(self.text, str(self._path), mode=mode).cards:
            by_line[card.place.line].append(card)
        return dict(by_line)

    def _is_read(self, item: _Item, made: BlockText, line: int, strict: list[Card]) -> bool:
        cards = self._read.get(line, [])
        is_cloze = item.note.kind is Kind.CLOZE
        block_id = f"^{item.note.block_id}" if item.note.block_id in made.text else ""
        return (
            tuple((card.question, card.answer) for card in cards) == made.faces
            and all(card.decks == self._decks for card in cards)
            and all(card.block_id in ("", block_id) for card in cards)
            and all(card.needed > 0 for card in cards)
            and [card.question for card in strict] == [card.question for card in cards]
            and (is_cloze or [card.answer for card in strict] == [card.answer for card in cards])
        )

    def _is_followed_by_stranger(
        self, at: int, strict: dict[int, list[Card]], wanted: dict[int, None]
    ) -> bool:
        """Return whether a card that nobody meant stands between a note and the next one."""
        first = self._lines[at]
        after = self._lines[at + 1] if at + 1 < len(self._lines) else self.text.count("\n") + 2
        between = range(first, after)
        return any(line in between and line not in wanted for line in (*strict, *self._read))


def _block(item: _Item) -> BlockText | None:
    try:
        return block(item.note, hard=item.hard)
    except ValueError:
        return None
