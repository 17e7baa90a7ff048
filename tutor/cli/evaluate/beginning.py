"""How `tutor eval init` begins a suite: what it reads, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.scope import known_ids
from tutor.errors import ReadError, UsageError
from tutor.evaluation.scaffold import SAID_OF_GRADES, Plan, files, overruled, write
from tutor.scheduling.review import Review
from tutor.store.store import Store
from tutor.text import one_line


def begin(deck: Path, to: Path, store: Store | None) -> Iterator[str]:
    """Write what a suite begins with, and yield what was done, line by line.

    Args:
        deck: The deck file.
        to: The folder to write to; made where there is none.
        store: Where overruled grades are; None where they are not wanted.

    Raises:
        ReadError: The deck cannot be read, or has no card.
        UsageError: It is a folder, something is there already, or there is no overruled grade.
    """
    if deck.is_dir():
        raise UsageError(f"{deck}: this is a folder", "Name one deck file.")
    cards = load([deck], mode=Mode.STRICT).cards
    if not cards:
        raise ReadError(f"{deck}: no cards", "`tutor check --strict` says what is wrong with it.")
    answers = overruled(_practised(cards, store)) if store else ()
    if store and not answers:
        raise UsageError(
            f"{deck}: no grade of its cards was overruled", "Leave out --from-overrules."
        )
    made = files(Plan(deck, cards, to, _root(to), answers))
    write(made)
    for path in made:
        yield one_line(str(path))
    if answers:
        count = "1 overruled answer" if len(answers) == 1 else f"{len(answers)} overruled answers"
        yield f"{count}, for the dev split, labelled by your grades: {SAID_OF_GRADES}."


def _practised(cards: Sequence[Card], store: Store) -> Iterator[tuple[Card, Sequence[Review]]]:
    for card, card_id in known_ids(cards, store.known_cards()).items():
        yield card, store.reviews(card_id)


def _root(folder: Path) -> Path:
    """Return the repository that a folder is in or will be; itself where it is in none."""
    path = folder.absolute()
    for one in (path, *path.parents):
        if (one / ".git").exists():
            return one
    return folder
