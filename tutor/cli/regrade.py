"""`tutor regrade`: what the grader of today makes of the answers that are kept."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli import wiring
from tutor.cli.completing import deck_names
from tutor.cli.options import EncoderOption, JsonOption, StoreOption


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(regrade)


def regrade(
    decks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DECK|PATH",
            autocompletion=deck_names,
            help="Decks by name, files or folders; all of your decks where none is named.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Have the grades count, and replay the schedules by them."),
    ] = False,
    shown: Annotated[
        int, typer.Option("--shown", min=0, help="How many of the changes to list.")
    ] = 20,
    encoder: EncoderOption = "",
    as_json: JsonOption = False,
) -> None:
    """Judge the answers that you gave anew, as after a change of the grader.

    Shows which verdicts would be others, and changes nothing. With --apply,
    grades that were accepted as proposed follow the new verdicts, and the
    schedules are replayed; a grade that you gave yourself always stays, and
    so does everything about cards that have changed since.
    """
    from tutor.cli.regrading import judge_anew, keep, report_json, report_lines

    place = wiring.store_place(store)
    opened = wiring.open_store(store) if apply else wiring.open_store_to_read(store)
    with opened as kept:
        report = judge_anew(decks or [], kept, place, wiring.chosen_encoder(encoder))
        if apply:
            keep(report, kept, wiring.now())
    lines = report_json(report) if as_json else report_lines(report, shown, applied=apply)
    for line in lines:
        typer.echo(line)
