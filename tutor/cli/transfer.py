"""`tutor import` and `tutor export`: cards and their past, from other programs and to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.cli.importing import Imported


class Format(StrEnum):
    """A format that cards are carried in."""

    ANKI = "anki"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    HASHCARDS = "hashcards"


SUFFIXES = {
    ".apkg": Format.ANKI,
    ".colpkg": Format.ANKI,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".md": Format.HASHCARDS,
}
"""The format of a file by its suffix."""

FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="What is in the file.", show_default="by its suffix"),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command("import")(import_)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Packages of Anki's (.apkg, .colpkg), .csv, .tsv, .jsonl, or .md of hashcards;"
            " with --schedules, decks.",
            readable=False,  # what cannot be read is its reader's own fault to name
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Where the new decks are to lie.",
            show_default="a folder here, with the name of the file",
        ),
    ] = None,
    format_: FormatOption = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            metavar="MAP",
            help="Which column of a table is what, by number or heading:"
            " question=1,answer=2,deck=3,tags=4.",
            show_default="by the headings, or question=1,answer=2",
        ),
    ] = "",
    media: Annotated[
        bool, typer.Option("--media/--no-media", help="Copy pictures and sounds beside the decks.")
    ] = True,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take cards and their reviews over from another program.

    Cards become deck files of your own, a file for each deck; none is ever
    written over. Reviews go into the log. What is there already stays as it
    is, so a second import of the same file adds nothing.
    """
    from tutor.cli.importing import Request, import_file

    chosen = [(path, format_ or _format(path)) for path in files]
    with wiring.open_store(store) as kept:
        for path, kind in chosen:
            folder = (into or Path(path.stem)).absolute()
            request = Request(path, kind, folder, columns, media)
            _print(import_file(request, kept, wiring.now()), as_json)


def _format(path: Path) -> Format:
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            f"{path}: what it holds is not told by its name",
            f"Known suffixes are {known}; or name the format with --format.",
        )
    return found


def _print(imported: Imported, as_json: bool) -> None:
    from tutor.text import one_line

    if as_json:
        typer.echo(json.dumps(imported.record()))
        return
    for line in imported.lines():
        typer.echo(one_line(line))
    _note(imported.remarks)


def _note(remarks: Iterable[str]) -> None:
    from tutor.text import one_line

    for remark in remarks:
        typer.echo(f"tutor: {one_line(remark)}", err=True)
