"""`tutor import` and `tutor export`: cards and their past, from other programs and to them."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.completing import deck_names
from tutor.cli.options import JsonOption, StoreOption
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.cards.card import Card
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
    app.command("export")(export)


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
    no_media: Annotated[
        bool,
        typer.Option(
            "--no-media", help="Leave pictures and sounds out, and copy none beside decks."
        ),
    ] = False,
    schedules: Annotated[
        bool,
        typer.Option(
            "--schedules",
            help="The files are your decks: take over the schedules that Obsidian's plugin wrote.",
        ),
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take cards and their reviews over from another program.

    Cards become deck files of your own, a file for each deck; none is ever
    written over. Reviews go into the log. What is there already stays as it
    is, so a second import of the same file adds nothing.
    """
    from tutor.cli.importing import Request, import_file

    if schedules:
        _import_schedules(files, store, as_json)
        return
    chosen = [(path, format_ or _format(path)) for path in files]
    with wiring.open_store(store) as kept, _no_garbage_sought():
        for path, kind in chosen:
            folder = (into or Path(path.stem)).absolute()
            request = Request(path, kind, folder, columns, not no_media)
            _print(import_file(request, kept, wiring.now(), _tell), as_json)


def export(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="The new file: .apkg, .csv, .tsv, .jsonl, or .md for hashcards; with --schedules,"
            " the first deck.",
        ),
    ],
    decks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DECK|PATH]...",
            autocompletion=deck_names,
            help="Decks by name, files or folders.",
            show_default="all of your decks",
        ),
    ] = None,
    format_: FormatOption = None,
    schedules: Annotated[
        bool,
        typer.Option(
            "--schedules",
            help="Write due dates into the comments of your deck files, for Obsidian's plugin.",
        ),
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write cards and their past into a new file for another program.

    A package for Anki carries schedules, marks and the review log.
    """
    from tutor.cli.exporting import export_cards
    from tutor.cli.notes import note_problems
    from tutor.cli.scope import places, read_scope
    from tutor.text import counted

    if schedules:
        _export_schedules([file, *(decks or [])], store, as_json)
        return
    target = Path(file)
    kind = format_ or _format(target)
    if target.suffix.lower() == ".colpkg":
        raise UsageError(
            f"{target}: a .colpkg replaces a whole collection, so none is written",
            "Name a file that ends in .apkg: Anki adds that to what it has.",
        )
    with wiring.open_store_to_read(store) as kept:
        scope = read_scope(decks or [], places(wiring.default_decks(), kept.known_cards()))
        note_problems(scope.problems)
        cards = [card for card, _ in scope.cards]
        done = export_cards(target, kind, cards, kept, wiring.now())
    if as_json:
        typer.echo(json.dumps({"path": file, "cards": done.cards, "reviews": done.reviews}))
    else:
        told = f"{counted(done.cards, 'card')}, {counted(done.reviews, 'review')}"
        typer.echo(f"{target}: {told}")


def _import_schedules(paths: Iterable[Path], store: Path | None, as_json: bool) -> None:
    """Take over the plugin's schedules from decks."""
    from tutor.cli.plugin_schedules import import_schedules
    from tutor.cli.scope import read_scope
    from tutor.text import counted

    scope = read_scope([str(path) for path in paths], wiring.default_decks())
    with wiring.open_store(store) as kept:
        taken = import_schedules([card for card, _ in scope.cards], kept, wiring.now())
    if as_json:
        typer.echo(json.dumps({"schedules": taken.new, "left": taken.older}))
    else:
        typer.echo(
            f"{counted(taken.new, 'schedule')} taken over; {taken.older:,} left, for cards that"
            " were reviewed here since, or taken over before"
        )


def _export_schedules(wanted: list[str], store: Path | None, as_json: bool) -> None:
    """Write schedules into the comments of decks."""
    from tutor.cli.plugin_schedules import export_schedules
    from tutor.cli.scope import read_scope
    from tutor.text import counted

    scope = read_scope(wanted, wiring.default_decks())
    by_path: dict[Path, list[Card]] = {}
    for card, _ in scope.cards:
        by_path.setdefault(Path(card.place.path), []).append(card)
    with wiring.open_store_to_read(store) as kept:
        for path, cards in by_path.items():
            done = export_schedules(path, cards, kept)
            if as_json:
                record = {"path": str(path), "schedules": done.schedules, "left": done.left}
                typer.echo(json.dumps(record))
                continue
            typer.echo(f"{path}: {counted(done.schedules, 'schedule')} written")
            if done.left:
                left = counted(done.left, "card")
                _note([f"{path}: {left} left, for Obsidian does not show them so"])


@contextmanager
def _no_garbage_sought() -> Iterator[None]:
    """Leave off looking for cycles while a great many values are made, of which none has any.

    It takes a quarter of the time of a large import.
    """
    was_sought = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_sought:
            gc.enable()


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
        _tell(one_line(remark))


def _tell(what: str) -> None:
    typer.echo(f"tutor: {what}", err=True)
