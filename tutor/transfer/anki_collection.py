"""A collection of Anki's as it lies in SQLite: what is in its tables, of schema 11 up to 18.

Source: https://github.com/ankitects/anki, `rslib/src/storage` and `proto/anki`. The database may
be anybody's: it is opened to be read only, nothing in its schema is trusted, and only tables are
read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tutor.transfer import protobuf
from tutor.transfer.values import damaged

_TABLES = frozenset({"col", "notes", "cards", "revlog"})
_JSON_TABLES = 15  # the first schema that keeps note types and decks in tables of their own

Made = TypeVar("Made")
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """How a card of a note type is made: its question and its answer, in Anki's templates."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What the notes of one kind have in common.

    Attributes:
        name: For messages.
        fields: The names of the fields, in order.
        templates: In order; of a cloze type, there is one for all cards.
        is_cloze: Whether its cards are deletions in a text.
    """

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note: the values of its fields are HTML."""

    id: int
    type_id: int
    tags: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card.

    Attributes:
        id: A number; by custom, when it was made, in milliseconds since 1970.
        note_id: Its note.
        ordinal: Which template made it, or which deletion it asks for, from 0.
        deck_id: Its deck at home, where it is in a filtered one.
        phase: 0 new, 1 learning, 2 review, 3 relearning.
        queue: Below 0: suspended (-1) or buried.
        due: Days since the collection began, for a card in review; else of no use here.
        interval: Days, for a card in review.
        factor: Ease in thousandths; 0 where there is none.
        flag: The colour it is flagged with; 0 for none.
        changed: When it was last changed, in seconds since 1970.
        data: JSON; with FSRS on, its stability `s` and difficulty `d`.
    """

    id: int
    note_id: int
    ordinal: int
    deck_id: int
    phase: int
    queue: int
    due: int
    interval: int
    factor: int
    flag: int
    changed: int
    data: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the review log.

    Attributes:
        id: When it was, in milliseconds since 1970.
        card_id: Whose it is.
        button: 1 again to 4 easy; 0 where nobody pressed one.
        interval: Days to the next review, or seconds below 0.
        factor: Ease in thousandths; with FSRS, difficulty from 100 to 1100; 0 for a reset or cram.
        milliseconds: How long the answer took.
        kind: 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual, 5 rescheduled.
    """

    id: int
    card_id: int
    button: int
    interval: int
    factor: int
    milliseconds: int
    kind: int


@dataclass(frozen=True, slots=True)
class Collection:
    """What a collection holds.

    Attributes:
        created: When it began, in seconds since 1970; days are counted from there.
        types: By id.
        decks: Their names by id, with "::" between the parts.
        notes: In the order of their ids.
        cards: By note, then by ordinal.
        log: By card, then by time.
    """

    created: int
    types: Mapping[int, NoteType]
    decks: Mapping[int, str]
    notes: tuple[AnkiNote, ...]
    cards: tuple[AnkiCard, ...]
    log: tuple[LogEntry, ...]


def read_collection(database: Path, place: str) -> Collection:
    """Read a collection.

    Args:
        database: The SQLite file.
        place: What messages call it.

    Raises:
        ReadError: It is none, or damaged.
    """
    try:
        with closing(_connected(database)) as connection:
            return _read(connection, place)
    except (
        sqlite3.Error,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        RecursionError,
    ) as fault:
        raise damaged(place, f"its collection is damaged ({fault})") from fault


def _connected(database: Path) -> sqlite3.Connection:
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    # Anki compares names by Unicode's rules of case; nothing is looked up by name here.
    connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _read(connection: sqlite3.Connection, place: str) -> Collection:
    schema = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    tables = {name for (name,) in schema}
    if not tables >= _TABLES:
        missing = ", ".join(sorted(_TABLES - tables))
        raise damaged(place, f"its collection lacks the tables {missing}")
    [(created, version)] = connection.execute("SELECT crt, ver FROM col LIMIT 1")
    in_tables = int(version) >= _JSON_TABLES and {"notetypes", "decks"} <= tables
    return Collection(
        created=int(created),
        types=dict(_types(connection) if in_tables else _types_in_json(connection)),
        decks=dict(_decks(connection) if in_tables else _decks_in_json(connection)),
        notes=_all(connection, _note, "SELECT id, mid, tags, flds FROM notes ORDER BY id"),
        cards=_all(
            connection,
            _card,
            "SELECT id, nid, ord, iif(odid, odid, did), type, queue,"
            " iif(odid AND odue, odue, due), ivl, factor, flags, mod, data"
            " FROM cards ORDER BY nid, ord, id",
        ),
        log=_all(
            connection,
            _entry,
            "SELECT id, cid, ease, ivl, factor, time, type FROM revlog ORDER BY cid, id",
        ),
    )


def _all(
    connection: sqlite3.Connection, make: Callable[[Row], Made], statement: str
) -> tuple[Made, ...]:
    return tuple(make(row) for row in connection.execute(statement))


def _note(row: Row) -> AnkiNote:
    id_, type_id, tags, values = row
    return AnkiNote(
        _int(id_), _int(type_id), tuple(_str(tags).split()), tuple(_str(values).split("\x1f"))
    )


def _card(row: Row) -> AnkiCard:
    *numbers, data = row
    id_, note, ordinal, deck, phase, queue, due, interval, factor, flags, changed = map(
        _int, numbers
    )
    return AnkiCard(
        id_,
        note,
        ordinal,
        deck,
        phase,
        queue,
        due,
        interval,
        factor,
        flags & 7,
        changed,
        _str(data),
    )


def _entry(row: Row) -> LogEntry:
    return LogEntry(*map(_int, row))


def _int(value: object) -> int:
    if isinstance(value, int | float | str):
        return int(value)
    raise ValueError(f"not a number: {value!r}"[:80])


def _str(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


# --- note types and decks, by schema ---------------------------------------------------------


def _types_in_json(connection: sqlite3.Connection) -> Iterator[tuple[int, NoteType]]:
    [(text,)] = connection.execute("SELECT models FROM col LIMIT 1")
    for key, model in json.loads(text).items():
        fields = sorted(model["flds"], key=lambda one: int(one["ord"]))
        templates = sorted(model["tmpls"], key=lambda one: int(one["ord"]))
        yield (
            int(key),
            NoteType(
                name=str(model["name"]),
                fields=tuple(str(one["name"]) for one in fields),
                templates=tuple(Template(str(one["qfmt"]), str(one["afmt"])) for one in templates),
                is_cloze=model.get("type", 0) == 1,
            ),
        )


def _decks_in_json(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    [(text,)] = connection.execute("SELECT decks FROM col LIMIT 1")
    for key, deck in json.loads(text).items():
        yield int(key), str(deck["name"])


def _types(connection: sqlite3.Connection) -> Iterator[tuple[int, NoteType]]:
    fields: dict[int, list[str]] = {}
    for type_id, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(int(type_id), []).append(_str(name))
    templates: dict[int, list[Template]] = {}
    for type_id, config in connection.execute(
        "SELECT ntid, config FROM templates ORDER BY ntid, ord"
    ):
        made = Template(protobuf.text(config, 1), protobuf.text(config, 2))
        templates.setdefault(int(type_id), []).append(made)
    for type_id, name, config in connection.execute("SELECT id, name, config FROM notetypes"):
        yield (
            int(type_id),
            NoteType(
                name=_str(name),
                fields=tuple(fields.get(int(type_id), ())),
                templates=tuple(templates.get(int(type_id), ())),
                is_cloze=protobuf.number(config, 1) == 1,
            ),
        )


def _decks(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    for key, name in connection.execute("SELECT id, name FROM decks"):
        yield int(key), _str(name).replace("\x1f", "::")
