"""`tutor due`, `tutor history` and `tutor undo`: what the store knows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import CardArgument, JsonOption, StoreOption

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Deck files and folders.",
        readable=False,  # what cannot be read is the library's own fault to name
        show_default="your decks, and every other file that you have practised",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    for command in (due, history, undo):
        app.command()(command)


def due(
    paths: PathsArgument = None, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """List what is due and what is new, deck by deck."""
    from tutor.cli.standing import read_standings, standings_json, standings_lines

    settings = wiring.settings()
    with wiring.open_store_to_read(store) as kept:
        default, today = wiring.default_decks(), wiring.today(settings)
        found = read_standings(paths or [], default, kept, wiring.now(), today)
    _print(standings_json(found) if as_json else standings_lines(found))


def history(card: CardArgument, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show every review of a card, and when it comes back."""
    from tutor.cli.history import history_json, history_lines, one_card

    with wiring.open_store_to_read(store) as kept:
        known = one_card(kept.known_cards(), " ".join(card))
        reviews = kept.reviews(known.id)
        schedule = kept.schedules().get(known.id)
    shown = history_json if as_json else history_lines
    _print(shown(known, reviews, schedule))


def undo(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Undo the last review: its card is scheduled as if it had not been."""
    from tutor.cli.history import undone_json, undone_lines
    from tutor.errors import UsageError

    with wiring.open_store(store) as kept:
        last = kept.last_review()
        if last is None:
            raise UsageError("there is no review to undo", "Reviews are made by `tutor practice`.")
        kept.retract(last.id, wiring.now())
        schedule = kept.schedules().get(last.card_id)
        questions = {known.id: known.question for known in kept.known_cards()}
    question = questions.get(last.card_id, last.card_id)
    _print((undone_json if as_json else undone_lines)(last, question, schedule))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
