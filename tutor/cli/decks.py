"""`tutor cards`, `tutor check` and `tutor decks`: what the deck files hold."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tutor.cli.notes import note_problems
from tutor.cli.options import JsonOption, StoreOption, StrictOption

# What is heavy is imported in the commands, for `tutor --help` to appear at once.
if TYPE_CHECKING:
    from rich.text import Text

    from tutor.cards.card import Card, Deck, Problem
    from tutor.cards.library import Library

PROBLEMS_FOUND = 1

Value: TypeAlias = str | int | Sequence["Value"] | Mapping[str, "Value"]
Record: TypeAlias = Mapping[str, Value]

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Deck files, folders or Obsidian vaults.",
        readable=False,  # what cannot be read is the library's own fault to name
        show_default="the configured decks, or the bundled ones",
    ),
]

# JSON escapes the C0 controls itself. A terminal may also take DEL and C1 for commands, the
# bidirectional overrides reorder what stands beside them, and no stream encodes a lone surrogate.
_UNESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_COLUMNS = {
    "name": "Deck",
    "title": "Title",
    "cards": "Cards",
    "total": "Total",
    "priority": "Priority",
    "review_time": "Review time",
    "last_updated": "Last updated",
    "tags": "Tags",
    "path": "Path",
}
_COUNTS = ("cards", "total")
_WIDEST = 10_000  # columns: as wide as the table may grow where no terminal bounds it


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command("cards")(cards)
    app.command("check")(check)
    app.command("decks")(decks)


def cards(
    paths: Paths = None,
    strict: StrictOption = False,
    suspended: Annotated[
        bool, typer.Option("--suspended", help="Only those that are suspended.")
    ] = False,
    buried: Annotated[
        bool, typer.Option("--buried", help="Only those that are buried until tomorrow.")
    ] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="Only those with a flag.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print every card that is read from the decks, one a line.

    With --suspended, --buried or --flagged, print the cards that are marked
    so, of your decks and of every other file that you have practised.
    """
    if suspended or buried or flagged:
        _print_marked(paths, store, (suspended, buried, flagged), as_json=as_json)
        return
    library = _load(paths, strict)
    note_problems(library.problems)
    for card in (card for deck in library.decks for card in deck.cards):
        if as_json:
            _print_record(card_record(card))
        else:
            typer.echo(_card_line(card, strict))


def _print_marked(
    paths: Iterable[Path] | None,
    store: Path | None,
    wanted: tuple[bool, bool, bool],
    *,
    as_json: bool,
) -> None:
    """Print the cards with one of the marks that are wanted: suspended, buried, flagged."""
    from tutor.cli.scope import known_ids, places
    from tutor.cli.wiring import default_decks, now, open_store_to_read
    from tutor.scheduling.marks import UNMARKED

    with open_store_to_read(store) as kept:
        known, marked, at = kept.known_cards(), kept.marked(), now()
    library = _load(paths or places(default_decks(), known), strict=False)
    note_problems(library.problems)
    for card, card_id in known_ids(library.cards, known).items():
        one = marked.get(card_id, UNMARKED)
        is_buried = one.buried_until is not None and one.buried_until > at
        has = {"suspended": one.is_suspended, "buried": is_buried, "flagged": one.is_flagged}
        if not any(is_wanted and it for is_wanted, it in zip(wanted, has.values(), strict=True)):
            continue
        if as_json:
            marks = [name for name, it in has.items() if it]
            _print_record({"id": card_id, "marks": marks, **card_record(card)})
        else:
            typer.echo(_card_line(card, strict=False))


def check(paths: Paths = None, strict: StrictOption = False, as_json: JsonOption = False) -> None:
    """Print what is wrong with the decks, one problem a line; exit code 1 if there is any."""
    from tutor.text import counted, one_line

    library = _load(paths, strict)
    for problem in library.problems:
        if as_json:
            _print_record(problem_record(problem))
        else:
            typer.echo(one_line(str(problem)))
    if library.problems:
        raise typer.Exit(PROBLEMS_FOUND)
    if not as_json:
        count = sum(len(deck.cards) for deck in library.decks)
        typer.echo(
            f"No problems: {counted(len(library.decks), 'deck')}, {counted(count, 'card')}.",
            err=True,
        )


def decks(paths: Paths = None, as_json: JsonOption = False) -> None:
    """Print a table of the decks, the most urgent first."""
    library = _load(paths, strict=False)
    note_problems(library.problems)
    records = [deck_record(deck) for deck in library.decks]
    if as_json:
        for record in records:
            _print_record(record)
    else:
        _print_table(records)


def card_record(card: Card) -> Record:
    """Return the JSON form of a card."""
    return {
        "deck": card.deck,
        "decks": card.decks,
        "kind": card.kind.value,
        "question": card.question,
        "answer": card.answer,
        "points": [point.text for point in card.points],
        "key_points": [
            {"text": point.text, "required": point.required, "accepted": point.accepted}
            for point in card.points
        ],
        "needed": card.needed,
        "accepted": card.accepted,
        "path": card.place.path,
        "line": card.place.line,
        "block_id": card.block_id,
        "schedule": card.schedule,
    }


def problem_record(problem: Problem) -> Record:
    """Return the JSON form of a problem."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "message": problem.message,
    }


def deck_record(deck: Deck) -> Record:
    """Return the JSON form of a deck; properties as its owner printed them, "" where absent."""
    return {
        "name": deck.name,
        "title": deck.title,
        "cards": len(deck.cards),
        "total": deck.property_named("Total Cards"),
        "priority": deck.property_named("Priority"),
        "review_time": deck.property_named("Review Time"),
        "last_updated": deck.property_named("Last Updated"),
        "tags": deck.tags,
        "path": deck.path,
    }


def as_line(record: Record, encoding: str = "utf-8") -> str:
    """Return `record` as JSON on one line, with nothing in it that could command a terminal.

    Letters stay readable where `encoding` has them all, and are escaped where it does not.
    """
    text = json.dumps(record, ensure_ascii=not encoding.lower().startswith("utf"))
    return _UNESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _load(paths: Iterable[Path] | None, strict: bool) -> Library:
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode
    from tutor.cli.wiring import default_decks

    return load(tuple(paths or default_decks()), mode=Mode.STRICT if strict else Mode.REPAIR)


def _print_record(record: Record) -> None:
    typer.echo(as_line(record, getattr(sys.stdout, "encoding", "utf-8")))  # it may be closed


def _card_line(card: Card, strict: bool) -> str:
    from tutor.text import one_line, plain

    if strict:  # as the plugin shows it, every blank included
        shown = (plain(text).replace("\n", "⏎") for text in (card.question, card.answer))
    else:
        shown = (one_line(text) for text in (card.question, card.answer))
    return f"{one_line(str(card.place))}: {' → '.join(shown)}"


def _print_table(records: Sequence[Record]) -> None:
    """Print a table of the columns that say anything; a list where the terminal is too narrow."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    told = [column for column in _COLUMNS if any(record[column] for record in records)]
    rows = [[_cell(record[column]) for column in told] for record in records]
    table = Table(box=None, pad_edge=False)
    for column in told:
        table.add_column(_COLUMNS[column], justify="right" if column in _COUNTS else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    width = Measurement.get(console, console.options.update(max_width=_WIDEST), table).maximum
    if console.is_terminal and width > console.width:
        for row in rows:
            typer.echo("\n".join(_listed(told, row)))
    else:
        Console(highlight=False, width=width).print(table)


def _listed(columns: Sequence[str], cells: Sequence[Text]) -> Iterator[str]:
    names = [_COLUMNS[column] for column in columns]
    indent = max(map(len, names)) + 2
    for name, cell in zip(names, cells, strict=True):
        if cell.plain:
            yield f"{name}:".ljust(indent) + cell.plain
    yield ""


def _cell(value: Value) -> Text:
    from rich.text import Text

    from tutor.text import one_line

    return Text(
        one_line(str(value) if isinstance(value, str | int) else ", ".join(map(str, value)))
    )
