"""Reading decks from disk: files, folders and Obsidian vaults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from tutor.cards.card import Card, Deck, Problem
from tutor.cards.files import Unreadable, entries, is_file, is_folder, read_text, real_path
from tutor.cards.identity import without_duplicates
from tutor.cards.likeness import same_answer
from tutor.cards.markdown import parse
from tutor.cards.markdown.obsidian import Mode, PluginSettings
from tutor.cards.vault import Vault, Vaults


class Reader(Protocol):
    """Makes a deck of a file's text; one for each format."""

    def __call__(
        self,
        text: str,
        path: str,
        *,
        mode: Mode,
        settings: PluginSettings,
        folder: str,
        requested: bool,
    ) -> Deck:
        """Read `text`; total over every text."""
        ...


# What a folder is searched for, and by whom it is read. A file named by itself is read as Markdown
# whatever its suffix.
READERS: Mapping[str, Reader] = {".md": parse, ".markdown": parse, ".txt": parse}

_PRIORITIES = {"urgent": 0, "critical": 0, "highest": 0, "high": 1, "low": 3, "lowest": 4}
_MIDDLE = 2


@dataclass(frozen=True, slots=True)
class Library:
    """What was read.

    Attributes:
        decks: By priority, then by path. A file that was only found in a folder is a deck if it
            has cards.
        problems: Everything that is wrong, with files, in decks and between cards; by place.
    """

    decks: tuple[Deck, ...]
    problems: tuple[Problem, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card of every deck; of those with equal question and answer, the first."""
        return tuple(without_duplicates(chain.from_iterable(deck.cards for deck in self.decks)))


def load(paths: Sequence[Path], *, mode: Mode) -> Library:
    """Read every deck at `paths`: files whatever their suffix, folders and vaults recursively.

    Args:
        paths: As the user named them, which is how they appear in places.
        mode: How decks are read.

    Raises:
        ReadError: Nothing could be read: all are missing, unreadable or no text; or no folder of
            them holds a deck. What can be read beside a fault is read, and the fault is a Problem.
    """
    vaults = Vaults()
    files: dict[Path, tuple[Path, bool]] = {}
    faults: list[Unreadable] = []
    for path in paths:
        for found in _found(path, vaults):
            if isinstance(found, Unreadable):
                faults.append(found)
            elif found == path or real_path(found) not in files:
                files[real_path(found)] = (found, found == path)
    decks: list[Deck] = []
    for path, named in files.values():
        deck = _read(path, named, mode, vaults.around(path.parent))
        if isinstance(deck, Unreadable):
            faults.append(deck)
        else:
            decks.append(deck)
    named_files = {str(path) for path, named in files.values() if named}
    return _library(paths, decks, [*faults, *vaults.faults], named_files)


def priority(deck: Deck) -> int:
    """Return the rank of a deck's `Priority` property: 0 comes first, 2 is normal or none, 4 last.

    A number counts from the most urgent: 1 is high, 2 normal, 3 low.
    """
    stated = deck.property_named("Priority").strip(" \t\"'*").casefold()
    digits = stated.removeprefix("p")
    if digits.isdecimal():
        return min(int(digits[:3]), max(_PRIORITIES.values()))
    return _PRIORITIES.get(stated, _MIDDLE)


def _library(
    paths: Sequence[Path], decks: list[Deck], faults: list[Unreadable], named: set[str]
) -> Library:
    if not decks:  # not one file could be read
        raise (faults[0] if faults else _no_deck(paths)).as_error()
    problems = [fault.as_problem() for fault in faults]
    problems += chain.from_iterable(deck.problems for deck in decks)
    decks = [deck for deck in decks if deck.cards or deck.path in named]
    if not decks and not problems:
        raise _no_deck(paths).as_error()
    decks.sort(key=lambda deck: (priority(deck), deck.path))
    problems += _twins(card for deck in decks for card in deck.cards)
    problems.sort(key=lambda problem: (problem.place.path, problem.place.line))
    return Library(tuple(decks), tuple(problems))


def _no_deck(paths: Sequence[Path]) -> Unreadable:
    path = paths[0] if paths else Path()
    advice = f"A deck is a file ending in {', '.join(READERS)} with cards in it; name one."
    return Unreadable(path, "there is no deck here", advice)


def _twins(cards: Iterable[Card]) -> Iterator[Problem]:
    """Yield a problem for each card whose question an earlier one has."""
    first: dict[str, Card] = {}
    answers: dict[str, dict[str, Card]] = defaultdict(dict)
    for card in cards:
        if not card.question.strip():
            continue
        earlier = first.setdefault(card.fingerprint, card)
        twin = answers[card.fingerprint].setdefault(same_answer(card.answer), card)
        if twin is not card:
            message = f"the same question and answer as {twin.place}: the second is skipped. "
            yield Problem(card.place, message + "Delete one of the two.")
        elif earlier is not card:
            message = f"the same question as {earlier.place} with another answer: they are kept "
            yield Problem(card.place, message + "apart, but consider telling them apart.")


def _found(path: Path, vaults: Vaults) -> Iterator[Path | Unreadable]:
    """Yield `path` itself, or what a folder holds that may be a deck."""
    if not is_folder(path):
        yield path
        return
    files = list(_walk(path, vaults))
    yield from files or [_no_deck([path])]


def _walk(top: Path, vaults: Vaults) -> Iterator[Path | Unreadable]:
    """Walk a folder in sorted order, past what is hidden; a folder is entered once."""
    seen: set[Path] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if real_path(folder) in seen:
            continue
        seen.add(real_path(folder))
        held = entries(folder)
        if isinstance(held, Unreadable):
            yield held
            continue
        vault = vaults.around(folder)
        shown = [entry for entry in held if not vault.ignores(entry)]
        yield from (one for one in shown if one.suffix.lower() in READERS and is_file(one))
        waiting += [one for one in reversed(shown) if is_folder(one)]


def _read(path: Path, named: bool, mode: Mode, vault: Vault) -> Deck | Unreadable:
    text = read_text(path)
    if isinstance(text, Unreadable):
        return text
    return READERS.get(path.suffix.lower(), parse)(
        text,
        str(path),
        mode=mode,
        settings=vault.settings,
        folder=vault.folder_of(path),
        # Among the notes of a vault, only those with a flashcards tag are decks.
        requested=named or vault.root is None,
    )
