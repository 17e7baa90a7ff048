"""`tutor eval datasets`: which data sets can be measured on, and where they are had."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from tutor.cli.options import JsonOption

if TYPE_CHECKING:  # it takes longer to import than `tutor --help` may take
    from tutor.cli.decks import Record
    from tutor.evaluation.datasets import Entry

WIDTH = 80
_INDENT = 11


def register(app: typer.Typer) -> None:
    """Add `datasets` to `app`, the group of `tutor eval`."""
    app.command()(datasets)


def datasets(as_json: JsonOption = False) -> None:
    """Print the data sets that can be measured on, and how to name each.

    None of them is part of the program: download the one you want from its
    home, heed its licence, and name it as shown, with its path. Parquet files
    are read where pyarrow is installed; else export them as JSON Lines. With
    --levels 2-way, all that is not correct is incorrect; official 3-way labels
    are measured so, and beside it as they are. A set without a dev split needs
    --protocol or --fit-on of `tutor eval run` for baselines.
    """
    from tutor.cli.decks import as_line
    from tutor.evaluation.datasets import CATALOGUE

    for number, entry in enumerate(CATALOGUE):
        if as_json:
            typer.echo(as_line(entry_record(entry)))
        else:
            typer.echo("\n".join([*([""] if number else []), *_lines(entry)]))


def entry_record(entry: Entry) -> Record:
    """Return the JSON form of a data set."""
    return {
        "name": entry.name.value,
        "title": entry.title,
        "spec": entry.spec,
        "homes": entry.homes,
        "licence": entry.licence,
        "size": entry.size,
        "measures": entry.measures,
        "labels": entry.labels,
        "origin": entry.origin,
    }


def _lines(entry: Entry) -> Iterator[str]:
    yield f"{entry.spec}  {entry.title}"
    for home in entry.homes:
        yield from _wrapped("from" if home is entry.homes[0] else "", home)
    yield from _wrapped("licence", entry.licence)
    yield from _wrapped("size", entry.size)
    yield from _wrapped("measures", entry.measures)
    yield from _wrapped("labels", entry.labels)
    yield from _wrapped("written by", entry.origin)


def _wrapped(label: str, text: str) -> list[str]:
    first = f"  {label}".ljust(_INDENT + 2)
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )
