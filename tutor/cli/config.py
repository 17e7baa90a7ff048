"""`tutor config`: what is configured, where it comes from, and where the file is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import typer

from tutor.cli.options import JsonOption

if TYPE_CHECKING:
    from tutor.settings.reading import Resolved

Value: TypeAlias = str | float | bool | list[str] | None

_WIDEST = 10_000  # columns: as wide as the table may grow where no terminal bounds it


@dataclass(frozen=True, slots=True)
class Row:
    """A setting as it is shown.

    Attributes:
        name: As in the file.
        value: As JSON has it; of the key, only whether there is one.
        shown: For people.
        origin: "default", "file" or "variable".
        place: The file and line, or the variable; "" for a default.
    """

    name: str
    value: Value
    shown: str
    origin: str
    place: str


def register(app: typer.Typer) -> None:
    """Add the group `config` to `app`."""
    group = typer.Typer(
        name="config",
        help="Show what is configured, and where the configuration file is.",
        no_args_is_help=True,
    )
    for command in (show, path):
        group.command()(command)
    app.add_typer(group)


def show(as_json: JsonOption = False) -> None:
    """Print every setting with its value and where that comes from.

    A variable goes before the file, and an option of a command before both.
    Of a key it is only said whether the environment has one.
    """
    from tutor.settings.reading import resolve, unknown_variables

    resolved = resolve(os.environ)
    rows = [*setting_rows(resolved), *deck_rows(resolved), key_row(resolved)]
    if as_json:
        for row in rows:
            told = {"setting": row.name, "value": row.value, "origin": row.origin}
            typer.echo(json.dumps({**told, "place": row.place}))
        return
    _print_table(rows)
    for note in unknown_variables(os.environ):
        typer.echo(f"tutor: {note}", err=True)
    if resolved.file is None:
        typer.echo("tutor: there is no configuration file.", err=True)


def path() -> None:
    """Print where the configuration file is, or would be."""
    place = file_place()
    typer.echo(str(place))
    if not place.exists():
        typer.echo("tutor: there is no such file yet.", err=True)


def file_place() -> Path:
    """Return where the configuration file is, or would be.

    Raises:
        UsageError: It is in a home folder that nobody knows.
    """
    from tutor.errors import UsageError
    from tutor.settings import CONFIG, config_path

    place = config_path(os.environ)
    if str(place).startswith("~"):
        raise UsageError(
            f"{place}: there is no such home folder", f"Set HOME, or name a file with {CONFIG}."
        )
    return place


def setting_rows(resolved: Resolved) -> Iterator[Row]:
    """Yield what is shown of each setting but the key."""
    from tutor.settings.keys import KEYS
    from tutor.settings.reading import DEFAULT, FILE

    places = resolved.places()
    for key in KEYS:
        value = _as_json(key.kind.written(resolved.values[key.name]))
        origin = resolved.origins[key.name]
        kind = origin if origin in (DEFAULT, FILE) else "variable"
        place = "" if origin == DEFAULT else places[key.name]
        shown = f"({key.unset})" if value in (None, "", []) else _shown(value)
        yield Row(key.name, value, shown, kind, place)


def deck_rows(resolved: Resolved) -> Iterator[Row]:
    """Yield what is shown of what the file says of single decks."""
    from tutor.settings.keys import DECK, OPTIONS
    from tutor.settings.reading import FILE
    from tutor.settings.toml_file import dotted

    lines = resolved.file.places() if resolved.file else {}
    for deck, said in resolved.settings.regime.own.items():
        for option in (option for option in OPTIONS if option.name in said):
            name = dotted(DECK, deck, option.name)
            value = _as_json(option.kind.written(said[option.name]))
            yield Row(name, value, _shown(value), FILE, lines.get(name, ""))


def key_row(resolved: Resolved) -> Row:
    """Return what is shown of the key: never more than whether there is one."""
    if variable := resolved.key_variable:
        return Row("llm.key", "set", "set", "variable", variable)
    return Row("llm.key", "not set", "not set", "default", "")


def _as_json(value: object) -> Value:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _print_table(rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from tutor.text import plain

    table = Table(box=None, pad_edge=False)
    for column in ("Setting", "Value", "From"):
        table.add_column(column, overflow="fold", no_wrap=column == "Setting")
    for row in rows:
        # The folder of the file is in the way here; `tutor config path` tells it.
        place = Path(row.place).name or (row.origin if row.name != "llm.key" else "no variable")
        table.add_row(*(Text(plain(cell)) for cell in (row.name, row.shown, place)))
    console = Console(highlight=False)
    Console(highlight=False, width=console.width if console.is_terminal else _WIDEST).print(table)
