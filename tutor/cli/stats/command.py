"""The command `tutor stats`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.completing import deck_names
from tutor.cli.options import JsonOption, StoreOption
from tutor.cli.stats.names import Name

# What is heavy is imported where it is needed: `tutor --help` has no time for it.
if TYPE_CHECKING:
    from tutor.cli.stats.blocks import Section
    from tutor.store.store import Store

PERIOD = 90
"""Days that `tutor stats` looks back: many reviews, for narrow intervals, and recent ones."""

_LONGEST_PERIOD = 36_500


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(stats)


def stats(
    decks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DECK|PATH]...",
            autocompletion=deck_names,
            help="Decks by name, deck files and folders.",
            show_default="everything that you have practised",
        ),
    ] = None,
    days: Annotated[
        int,
        typer.Option("--days", min=1, max=_LONGEST_PERIOD, help="How many days to look back."),
    ] = PERIOD,
    only: Annotated[
        list[Name] | None,
        typer.Option("--only", help="Show this section alone; may be repeated."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write one page with charts to this file.", dir_okay=False),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Use only ASCII, and no colour.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how well you remember, what falls due, what is weak, and how far the grader is right."""
    from tutor.cli.stats.gathering import Gathering
    from tutor.cli.stats.sections import section

    with wiring.open_store_to_read(store) as kept:
        cards = _cards(decks, kept) if decks else None
        starts = wiring.settings().day_starts
        gathered = Gathering(kept, wiring.now(), days, cards, wiring.zone(), starts)
        is_empty = not gathered.known and not gathered.per_day.any()
        names = list(dict.fromkeys(only or ([Name.TODAY] if is_empty else Name)))
        if html and not only:
            names = [*Name]
        found = [section(name, gathered) for name in names]
    if html:
        _write(html, found, decks or [], gathered.days)
    elif as_json:
        _print_json(found, gathered.days)
    else:
        _show(found, plain)
        if is_empty:
            typer.echo("Nothing was practised yet: `tutor practice` begins.")


def _cards(wanted: Sequence[str], kept: Store) -> list[str]:
    """Return the ids of the cards that are asked for."""
    from tutor.cli.notes import note_problems
    from tutor.cli.scope import known_ids, places, read_scope

    known = kept.known_cards()
    scope = read_scope(wanted, places(wiring.default_decks(), known))
    note_problems(scope.problems)
    return sorted(set(known_ids([card for card, _ in scope.cards], known).values()))


def _write(path: Path, found: Sequence[Section], decks: Sequence[str], days: int) -> None:
    from tutor.cli.evaluate.files import write_text
    from tutor.cli.stats.html_page import html_page

    write_text(path, html_page(found, decks, days, wiring.now().astimezone()))
    typer.echo(f"Written to {path}.", err=True)


def _print_json(found: Iterable[Section], days: int) -> None:
    for one in found:
        typer.echo(json.dumps({"section": one.name, "period": days, **one.record}))


def _show(found: Iterable[Section], plain: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from tutor.cli.stats.ink import Ink
    from tutor.cli.stats.screen import section_lines

    console = Console(
        markup=False, highlight=False, emoji=False, color_system=None if plain else "auto"
    )
    is_ascii = plain or console.is_dumb_terminal or not console.encoding.startswith("utf")
    ink = Ink(console.width, is_ascii)
    for number, one in enumerate(found):
        if number:
            console.print(Text())
        for line in section_lines(one, ink):
            console.print(line, soft_wrap=True)
