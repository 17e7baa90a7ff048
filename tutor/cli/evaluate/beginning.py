"""How `tutor eval init` begins a suite: what it reads, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from os.path import relpath
from pathlib import Path

from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.scope import known_ids
from tutor.errors import ReadError, UsageError
from tutor.evaluation.scaffold import (
    WORKFLOW,
    Plan,
    asked_of,
    begun,
    overruled,
    source_of,
    write,
)
from tutor.evaluation.scaffold_texts import SAID_OF_GRADES
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
        UsageError: It is a folder, the suite is there already, or there is no overruled grade.
    """
    if deck.is_dir():
        raise UsageError(f"{deck}: this is a folder", "Name one deck file.")
    cards = load([deck], mode=Mode.STRICT).cards
    if not cards:
        raise ReadError(f"{deck}: no cards", "`tutor check --strict` says what is wrong with it.")
    answers = overruled(_practised(cards, store)) if store else ()
    if store and not answers:
        raise UsageError(
            f"{deck}: no grade of its cards was overruled",
            "Leave out --from-overrules, or name the store that you practise with: --store FILE.",
        )
    plan = Plan(deck, cards, to, _root(to), answers, _source())
    made = begun(plan)
    kept = write(made)
    for path in (*made.own, *made.shared):
        told = ": there already, left as it is" if path in kept else ""
        yield one_line(str(path)) + told
    yield from _advice(plan, kept)


def _advice(plan: Plan, kept: Sequence[Path]) -> Iterator[str]:
    """Yield what is to be known of what was written, and what to do next."""
    if count := len(plan.overruled):
        answers = "1 overruled answer" if count == 1 else f"{count} overruled answers"
        yield f"{answers}, for the dev split, labelled by your grades: {SAID_OF_GRADES}."
    if plan.gate in kept:
        yield f"For {one_line(str(plan.gate))} to ask of this suite too, add to it:"
        yield asked_of(plan).rstrip("\n")
    if not plan.source and plan.root / WORKFLOW not in kept:
        yield f"Say in {one_line(str(plan.root / WORKFLOW))} where tutor is installed from."
    if not plan.deck.resolve().is_relative_to(plan.root.resolve()):
        yield "The deck lies outside the repository: GitHub will not find it there."
    yield f"Next: write responses, as {one_line(str(plan.suite / 'README.md'))} says."


def _practised(cards: Sequence[Card], store: Store) -> Iterator[tuple[Card, Sequence[Review]]]:
    for card, card_id in known_ids(cards, store.known_cards()).items():
        yield card, store.reviews(card_id)


def _root(folder: Path) -> Path:
    """Return the repository that a folder is in; where it is in none, what is to be one.

    That is the folder that the command runs in, or `folder` where it lies elsewhere.
    """
    path = folder.absolute()
    for one in (path, *path.parents):
        if (one / ".git").exists():
            return one if folder.is_absolute() else Path(relpath(one))
    return Path() if path.is_relative_to(Path.cwd()) else folder


def _source() -> str:
    """Return what pip installed this program from; "" where that is not known."""
    try:
        return source_of(distribution("tutor").read_text("direct_url.json"))
    except PackageNotFoundError:
        return ""
