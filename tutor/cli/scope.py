"""Which cards a command is about: those of files and folders, or of decks by name."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from tutor.cards.card import Card, Deck, Problem
from tutor.cards.files import real_path
from tutor.cards.identity import reconcile
from tutor.cards.library import load, priority
from tutor.cards.likeness import KnownCard
from tutor.cards.markdown.obsidian import Mode
from tutor.errors import ReadError, UsageError
from tutor.scheduling.options import is_within

_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards that were asked for.

    Attributes:
        cards: In the order of their files, each with the priority of its deck; 0 comes first.
        loaded: Every card that was read on the way, also those of decks not asked for.
        problems: What is wrong with the files.
    """

    cards: tuple[tuple[Card, int], ...]
    loaded: tuple[Card, ...]
    problems: tuple[Problem, ...]


def read_scope(wanted: Sequence[str], default: Sequence[Path]) -> Scope:
    """Read the cards that `wanted` names.

    A file or folder that exists goes before a deck of that name. Without anything wanted, all of
    the default decks are.

    Args:
        wanted: Paths and names of decks.
        default: Where decks are looked up by name.

    Raises:
        UsageError: There is no such path and no such deck.
        ReadError: There is no card.
    """
    paths = [Path(name).absolute() for name in wanted if Path(name).exists()]
    names = [name for name in wanted if not Path(name).exists()]
    library = load([*paths, *(default if names or not paths else ())], mode=Mode.REPAIR)
    chosen = [deck for deck in library.decks if not wanted or _lies_in(deck, paths)]
    cards = [(card, priority(deck)) for deck in chosen for card in deck.cards]
    for name in names:
        cards += _named(name, library.decks)
    if not cards:
        raise _no_cards(wanted or [str(path) for path in default])
    return Scope(tuple(dict(cards).items()), library.cards, library.problems)


def places(default: Iterable[Path], known: Iterable[KnownCard]) -> list[Path]:
    """Return where decks are looked up: the default places, and every file of a known card.

    Files elsewhere that have the same bytes as a deck of these are left out: a store that is used
    from two checkouts knows the bundled decks of both.
    """
    first = list(default)
    files = [path for path in map(Path, sorted({card.path for card in known})) if path.is_file()]
    return [*first, *_without_copies(files, first)]


def known_ids(cards: Sequence[Card], known: Iterable[KnownCard]) -> dict[Card, str]:
    """Return the ids of the cards that a known one goes on in, by its question or its block.

    The others could only be suggested, which takes its time and needs somebody to ask.
    """
    questions = {card.fingerprint for card in cards}
    blocks = {card.block_id for card in cards if card.block_id}
    near = [one for one in known if one.fingerprint in questions or one.block_id in blocks]
    return dict(reconcile(cards, near, frozenset()).matched)


def _without_copies(files: Sequence[Path], default: Sequence[Path]) -> Iterator[Path]:
    """Yield the files but those outside of the default places that are copies of what is read."""
    tops = [real_path(path) for path in default]
    is_inside = {one: any(real_path(one).is_relative_to(top) for top in tops) for one in files}
    outside = [one for one in files if not is_inside[one]]
    read = [*(one for one in files if is_inside[one]), *_decks_like(outside, default)]
    for one in files:
        if is_inside[one]:
            yield one
        elif not any(_same(one, other) for other in read):
            read.append(one)
            yield one


def _decks_like(files: Iterable[Path], default: Sequence[Path]) -> list[Path]:
    """Return the default decks, of which one might be a copy; none where no file has its size.

    Which files are decks is not told by their names: in a vault it takes a tag.
    """
    sizes = {_size(one) for one in files}
    there = (one for path in default for one in (path, *path.rglob("*")))
    if not sizes or not any(_size(one) in sizes for one in there):
        return []
    try:
        return [Path(deck.path) for deck in load(default, mode=Mode.REPAIR).decks]
    except ReadError:  # to be raised where they are read for good
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _named(wanted: str, decks: Iterable[Deck]) -> list[tuple[Card, int]]:
    found = [
        (card, priority(deck))
        for deck in decks
        for card in deck.cards
        if any(is_within(name, wanted) for name in (*_names(deck), *card.decks))
    ]
    if not found:
        raise _unknown(wanted, decks)
    return found


def _names(deck: Deck) -> tuple[str, ...]:
    return deck.name, deck.title, Path(deck.path).stem


def _lies_in(deck: Deck, paths: Iterable[Path]) -> bool:
    return any(Path(deck.path).is_relative_to(path) for path in paths)


def _unknown(wanted: str, decks: Iterable[Deck]) -> UsageError:
    names = {
        name for deck in decks for name in (deck.name, *(n for c in deck.cards for n in c.decks))
    }
    by_folded = {name.casefold(): name for name in sorted(names) if name}
    near = get_close_matches(wanted.casefold(), by_folded, n=_NAMES_SHOWN, cutoff=0.4)
    shown = [by_folded[name] for name in near] or [*by_folded.values()][:_NAMES_SHOWN]
    hint = f"Decks there are: {', '.join(shown)}." if shown else "There is no deck to choose from."
    return UsageError(f"{wanted}: no such file, folder or deck", hint)


def _no_cards(places: Sequence[str]) -> ReadError:
    return ReadError(
        f"{', '.join(places)}: no cards",
        "A card is a question, a line that holds only “?”, and the answer below it.",
    )
