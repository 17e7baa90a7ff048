"""`tutor draft`: cards from notes, into a deck file for the learner to edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.cards import spent_words
from tutor.cli.options import NoNetworkOption, StoreOption
from tutor.errors import ModelError, ReadError

if TYPE_CHECKING:
    from tutor.cli.files import NewFile
    from tutor.coaching.draft import DraftedCard
    from tutor.coaching.notes import Part
    from tutor.grading.asking import Asking
    from tutor.grading.verdict import Spent

OVER_BUDGET = 3
"""The exit code where `--max-cost` ended it, as of `tutor eval run`."""

IN_A_ROW = 3
"""Parts without a usable reply, one after another, after which no further one is tried."""

_REASONS = 5  # for dropped cards, that are told


@dataclass(slots=True)
class Tally:
    """What came of the notes so far.

    Attributes:
        cards: How many were written.
        parts: Of how many parts.
        dropped: How many cards were dropped, by reason.
        fruitless: How many of the last parts gave no usable reply.
        asked: The questions so far, by their fingerprints.
        dearest: The dollars of the dearest part.
    """

    cards: int = 0
    parts: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    fruitless: int = 0
    asked: set[str] = field(default_factory=set)
    dearest: float = 0.0


def register(app: typer.Typer) -> None:
    """Add `draft` to `app`."""
    app.command()(draft)


def draft(
    notes: Annotated[
        Path, typer.Argument(metavar="NOTES.md", help="The notes, as text.", readable=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DECK.md",
            help="The deck that is written; never over a file that is there.",
            show_default="NOTES.cards.md, beside the notes",
        ),
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(
            "--max-cost",
            metavar="DOLLARS",
            min=0.0,
            help="Stop before it costs more; what was drafted stands.",
            show_default="any sum",
        ),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Print what would be sent; send and write nothing.")
    ] = False,
    store: StoreOption = None,
    no_network: NoNetworkOption = False,
) -> None:
    """Draft cards from notes with the configured language model, for you to edit.

    Each card stands below the passage that it came from, word for word. A card
    that says more than its passage is dropped. Cards are written as they come:
    Ctrl+C keeps them.
    """
    from tutor.cli.files import NewFile
    from tutor.cli.judges import kept_asking
    from tutor.cli.llm.options import refuse_unpriced

    if preview:
        _preview(_parts(notes))
        return
    chosen = wiring.askable(wiring.settings())
    if max_cost is not None:
        refuse_unpriced(chosen)
    pieces = _parts(notes)
    file, tally, stopped = NewFile(out or notes.with_name(f"{notes.stem}.cards.md")), Tally(), ""
    with kept_asking("draft", store) as asking:
        try:
            for part in pieces:
                if stopped := _limit(tally, asking.spent, max_cost):
                    break
                _draft_part(part, notes, asking, file, tally)
                typer.echo(f"tutor: {tally.parts} of {len(pieces)} parts read", err=True)
        finally:
            _sum_up(file.path, tally, len(pieces), asking.spent)
    if not tally.cards:
        raise ModelError(
            f"{notes}: no cards. {stopped or 'The notes bear out none that the model drafted.'}",
            "Nothing was written. Try other notes, or another model.",
        )
    if stopped:
        typer.echo(f"tutor: stopped: {stopped}", err=True)
        raise typer.Exit(OVER_BUDGET if tally.fruitless < IN_A_ROW else ModelError.exit_code)


def _parts(notes: Path) -> list[Part]:
    """Return the parts in which notes are sent.

    Raises:
        ReadError: They cannot be read, or hold nothing.
    """
    from tutor.cards.files import Unreadable, read_text
    from tutor.coaching.notes import parts

    text = read_text(notes)
    if isinstance(text, Unreadable):
        raise text.as_error()
    if not (pieces := [*parts(text)]):
        raise ReadError(f"{notes}: there is nothing in it to make cards of", "Name your notes.")
    return pieces


def _preview(pieces: list[Part]) -> None:
    """Print what would be sent of notes, by the very steps that would send it."""
    from tutor.cli.llm.preview import OF_NOTES, preview_lines
    from tutor.coaching.draft import draft_cards
    from tutor.models.kept_chat import KeptChat

    chosen = wiring.settings()
    chat = KeptChat(chosen.llm_model)
    asking = wiring.asking_by("draft", chat)
    for part in pieces:
        draft_cards(asking, part)
    models = [chosen.llm_model] if chosen.llm_model else []
    for line in preview_lines(chosen, models, chat.kept, OF_NOTES):
        typer.echo(line)


def _limit(tally: Tally, spent: Spent, max_cost: float | None) -> str:
    """Return why no further part may be asked about; "" where one may."""
    if tally.fruitless >= IN_A_ROW:
        return f"{IN_A_ROW} parts in a row gave no reply of use."
    if max_cost is None:
        return ""
    if spent.unpriced:
        return "The endpoint does not say what it used, so that --max-cost cannot be held."
    is_over = tally.parts > 0 and spent.dollars + tally.dearest > max_cost
    return f"--max-cost allows ${max_cost:g}." if is_over or max_cost == 0 < spent.dollars else ""


def _draft_part(part: Part, notes: Path, asking: Asking, file: NewFile, tally: Tally) -> None:
    """Ask about one part, and write what comes of it."""
    from tutor.cards.markdown.writing import deck_head
    from tutor.coaching.draft import draft_cards
    from tutor.grading.verdict import Unjudged
    from tutor.text import one_line

    before = asking.spent
    found = draft_cards(asking, part)
    tally.parts += 1
    tally.dearest = max(tally.dearest, (asking.spent - before).dollars)
    if isinstance(found, Unjudged):
        tally.fruitless += 1
        typer.echo(f"tutor: {one_line(found.reason)}", err=True)
        return
    tally.fruitless = 0
    tally.dropped.update(_kind(fault) for fault in found.faults)
    blocks = list(_blocks(found.cards, tally))
    if blocks:
        source = f"{one_line(notes.name)}, drafted by {one_line(asking.name)}"
        head = "" if tally.cards else deck_head(notes.stem, source)
        file.add(head + "".join(f"\n{block}" for block in blocks))
        tally.cards += len(blocks)


def _blocks(cards: Iterable[DraftedCard], tally: Tally) -> Iterator[str]:
    """Yield cards as they stand in a deck, each question once."""
    from tutor.cards.card import fingerprint
    from tutor.cards.markdown.writing import card_block

    for card in cards:
        mark = fingerprint(card.question)
        if mark in tally.asked:
            tally.dropped["its question was asked before"] += 1
            continue
        try:
            yield card_block(card.question, card.points, card.passage)
        except ValueError as fault:
            tally.dropped[str(fault)] += 1
        else:
            tally.asked.add(mark)


def _sum_up(deck: Path, tally: Tally, parts: int, spent: Spent) -> None:
    """Say on stderr what came of it, also where it was interrupted."""
    from tutor.text import counted, one_line

    where = f" in {one_line(str(deck))}" if tally.cards else ""
    typer.echo(
        f"tutor: {counted(tally.cards, 'card')}{where}, from {tally.parts} of {parts} parts of"
        f" the notes; {spent_words(spent)}",
        err=True,
    )
    if tally.dropped:
        typer.echo(f"tutor: {tally.dropped.total()} dropped:", err=True)
    for reason, count in tally.dropped.most_common(_REASONS):
        typer.echo(f"  {count} × {one_line(reason)}", err=True)


def _kind(fault: str) -> str:
    """Return a reason without the words that differ from card to card."""
    return fault.partition(":")[0]
