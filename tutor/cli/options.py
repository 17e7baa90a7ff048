"""Options that several commands share."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli.completing import deck_names
from tutor.settings import OFFLINE


def _forbid_network(context: typer.Context, wanted: bool) -> None:
    """Set `TUTOR_OFFLINE` while the command runs, for every process that it starts as well."""
    if wanted:
        context.call_on_close(partial(_restore, OFFLINE, os.environ.get(OFFLINE)))
        os.environ[OFFLINE] = "1"


def _restore(variable: str, before: str | None) -> None:
    if before is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = before


DecksArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DECK|PATH",
        autocompletion=deck_names,
        help="Decks by name, files or folders; all of your decks where none is named.",
        show_default=False,
    ),
]
CARD_HELP = "A card's id, its beginning, or words of its question."
CardArgument = Annotated[list[str], typer.Argument(metavar="CARD", help=CARD_HELP)]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        envvar="TUTOR_STORE",
        show_envvar=True,
        help="The file that keeps reviews and schedules.",
        readable=False,  # what cannot be read is the store's own fault to name
        show_default="in the platform's data folder",
    ),
]
NewADayOption = Annotated[
    int | None,
    typer.Option(
        "--new", min=0, help="New cards a day, at most.", show_default="the limits of the decks"
    ),
]
ReviewsADayOption = Annotated[
    int | None,
    typer.Option(
        "--reviews", min=0, help="Reviews a day, at most.", show_default="the limits of the decks"
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of the chance that is played.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Read decks exactly as Obsidian's Spaced Repetition plugin does."
    ),
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        envvar="TUTOR_ENCODER",
        show_envvar=True,
        help="A SentenceTransformer by name or folder, instead of the bundled encoder.",
        show_default="bundled",
    ),
]
ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Show which stage decided, how sure it is, and why.")
]
NoNetworkOption = Annotated[
    bool,
    typer.Option(
        "--no-network",
        is_eager=True,
        callback=_forbid_network,
        expose_value=False,
        help="Ask no model over a network, as TUTOR_OFFLINE=1 does.",
    ),
]
