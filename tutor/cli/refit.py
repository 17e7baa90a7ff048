"""`tutor refit`: overruled grades move the score from which a deck's answers count as correct."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import DecksArgument, JsonOption, StoreOption


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(refit)


def refit(
    decks: DecksArgument = None,
    store: StoreOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the threshold that grading ships with.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit each deck's threshold to the grades that you overruled.

    An answer counts as correct from a score of 0.5. Where you often see it
    otherwise, the decks in which you do get a threshold of their own, from
    0.3 to 0.7; with too few overrules a deck stays as it is shipped. Only
    `tutor practice` heeds it, and the grading model itself never changes.
    """
    from tutor.cli.refitting import change_lines, change_record, read_fits, read_resets, save

    read = read_resets if reset else read_fits
    opened = wiring.open_store_to_read(store) if dry_run else wiring.open_store(store)
    with opened as kept:
        changes = read(decks or [], wiring.default_decks(), kept)
        if not dry_run:
            save(changes, kept, wiring.now())
    lines = map(change_record, changes) if as_json else change_lines(changes, saved=not dry_run)
    for line in lines:
        typer.echo(line)
