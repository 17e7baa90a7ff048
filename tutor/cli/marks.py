"""`tutor suspend`, `bury`, `flag` and what takes them back: a card marked by hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.cli.options import CardArgument, StoreOption

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.scheduling.marks import Marked, MarkKind


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    for command in (suspend, resume, bury, unbury, flag, unflag):
        app.command()(command)


def suspend(card: CardArgument, store: StoreOption = None) -> None:
    """Ask a card no more, until it is resumed; its history stays."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.SUSPENDED)


def resume(card: CardArgument, store: StoreOption = None) -> None:
    """Ask a suspended card again."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.RESUMED)


def bury(card: CardArgument, store: StoreOption = None) -> None:
    """Ask a card no more today."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.BURIED)


def unbury(card: CardArgument, store: StoreOption = None) -> None:
    """Ask a buried card today after all."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.UNBURIED)


def flag(card: CardArgument, store: StoreOption = None) -> None:
    """Flag a card, to find it again with `tutor cards --flagged`."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.FLAGGED)


def unflag(card: CardArgument, store: StoreOption = None) -> None:
    """Take the flag off a card."""
    from tutor.scheduling.marks import MarkKind

    _mark(card, store, MarkKind.UNFLAGGED)


def _mark(words: list[str], store: StoreOption, kind: MarkKind) -> None:
    """Mark the card that `words` name, and say so; a mark that changes nothing is not made."""
    from tutor.cli.history import one_card
    from tutor.scheduling.marks import Mark, MarkKind
    from tutor.store.ids import Ids
    from tutor.text import one_line

    now = wiring.now()
    until = wiring.today(wiring.settings()).end if kind is MarkKind.BURIED else None
    with wiring.open_store(store) as kept:
        card = one_card(kept.known_cards(), " ".join(words))
        question = one_line(card.question)
        if _holds(kept.marked_as(card.id), kind, now):
            typer.echo(f"It is so already: {question}")
            return
        new_id = Ids(os.urandom, after=kept.last_id()).new
        kept.mark([Mark(new_id(now), card.id, now, kind, until=until)])
    typer.echo(f"{kind.capitalize()}: {question}")


def _holds(marked: Marked, kind: MarkKind, now: datetime) -> bool:
    """Return whether a card is as a mark would make it."""
    from tutor.scheduling.marks import MarkKind

    is_buried = marked.buried_until is not None and marked.buried_until > now
    return {
        MarkKind.SUSPENDED: marked.is_suspended,
        MarkKind.RESUMED: not marked.is_suspended,
        MarkKind.BURIED: is_buried,
        MarkKind.UNBURIED: not is_buried,
        MarkKind.FLAGGED: marked.is_flagged,
        MarkKind.UNFLAGGED: not marked.is_flagged,
    }[kind]
