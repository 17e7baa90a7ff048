"""Tables of graded answers: JSON Lines, CSV, TSV and, where pyarrow is there, Parquet."""

from __future__ import annotations

import csv
import importlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tutor.cards.card import Place
from tutor.errors import ReadError, UsageError
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.files import find_files, line_of, name_in, read_bytes, read_lines
from tutor.evaluation.datasets.parts import part_of
from tutor.evaluation.datasets.rows import Row
from tutor.text import one_line

SUFFIXES = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"})

_SHOWN = 40  # characters of a stranger's text in a message
_CSV_HINT = "Export it as UTF-8 with quotes around what holds the delimiter, quotes or line ends."


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a table.

    Attributes:
        place: Where it stands; in Parquet, the row counted from 1.
        cells: Its values by the names of their columns.
    """

    place: Place
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: for each field the names to look for, the first that is there wins.

    Attributes:
        question: The question.
        reference: The reference answer; in JSON Lines it may be a list of them, best first.
        answer: The response.
        label: The set's own label; no names where it has none.
        score: The score; no names where it has none.
        id: The response's name; no names, or none there, where lines are to be counted instead.
        named: Fields that the user gave a column for, which must then be there.
    """

    question: tuple[str, ...] = ("question",)
    reference: tuple[str, ...] = ("reference",)
    answer: tuple[str, ...] = ("answer",)
    label: tuple[str, ...] = ("label",)
    score: tuple[str, ...] = ("score",)
    id: tuple[str, ...] = ("id",)
    named: frozenset[str] = frozenset()


_FIELDS = tuple(one.name for one in fields(Columns) if one.name != "named")


class _CellError(Exception):
    """A cell does not hold what its field is."""


def read_columns(text: str) -> Columns:
    """Read columns as they are written on the command line: `question=Prompt,answer=Response`.

    Raises:
        UsageError: A part is no `field=column`, the field is unknown, or it stands twice.
    """
    named: dict[str, tuple[str, ...]] = {}
    for part in text.split(","):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column or name not in _FIELDS:
            raise UsageError(
                f'"{part.strip()}" is no field with its column',
                f"Write field=column,field=column; the fields are {', '.join(_FIELDS)}.",
            )
        if name in named:
            raise UsageError(f"{name} is given two columns", "Give it one.")
        named[name] = (column,)
    return replace(Columns(), **named, named=frozenset(named))


def read_rows(
    root: Path,
    columns: Columns,
    faults: Faults,
    *,
    full_marks: float = 1.0,
    unnamed: str = ".jsonl",
) -> Iterator[Row]:
    """Yield the rows of all tables at `root`.

    Args:
        root: A table, or a folder with tables below it.
        columns: Which column holds what.
        faults: Takes lines that are malformed, and fields that are missing or not of their kind.
        full_marks: The score of a perfect answer, > 0.
        unnamed: The suffix of what a file is whose own suffix is none of `SUFFIXES`.

    Raises:
        ReadError: A file cannot be read as a whole, or something is faulty and faults are not
            collected.
    """
    for path in find_files(root, SUFFIXES):
        part, name = part_of(path), name_in(root, path)
        for record in _read_records(path, faults, unnamed):
            try:
                row = _row(record, columns, full_marks)
            except _CellError as fault:
                faults.found(record.place, str(fault))
            else:
                yield replace(row, id=row.id or f"{name}:{record.place.line}", part=part)


def _read_records(path: Path, faults: Faults, unnamed: str) -> Iterator[Record]:
    suffix = path.suffix.lower()
    kind = suffix if suffix in SUFFIXES else unnamed
    if kind == ".parquet":
        return _read_parquet(path)
    if kind in (".csv", ".tsv"):
        return _read_csv(path, "\t" if kind == ".tsv" else ",", faults)
    return _read_json_lines(path, faults)


def _row(record: Record, columns: Columns, full_marks: float) -> Row:
    return Row(
        place=record.place,
        id=_text(record, columns, "id") or "",
        question=_needed(record, columns, "question"),
        references=_references(record, columns),
        answer=_needed(record, columns, "answer"),
        label=_text(record, columns, "label") or "",
        score=_score(record, columns),
        full_marks=full_marks,
    )


def _read_json_lines(path: Path, faults: Faults) -> Iterator[Record]:
    is_first = True
    for number, given in enumerate(read_lines(path), start=1):
        line = given.removesuffix(b"\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        if is_first and line.lstrip()[:1] == b"[":
            told = f"{path}: this is one JSON array"
            raise ReadError(told, "Write it as JSON Lines, one a line.")
        is_first = False
        place = Place(str(path), number)
        try:
            cells = json.loads(line.decode())
        except UnicodeDecodeError:
            faults.found(place, "this is not UTF-8")
        except (ValueError, RecursionError) as fault:
            faults.found(place, f"this is no JSON: {fault}")
        else:
            if isinstance(cells, dict):
                yield Record(place, cells)
            else:
                faults.found(place, "this is no JSON object")


def _read_csv(path: Path, delimiter: str, faults: Faults) -> Iterator[Record]:
    lines = csv.reader(_text_lines(path), delimiter=delimiter, strict=True)
    started = 1
    try:
        header = next(lines, [])
        if len(set(header)) < len(header):
            raise ReadError(f"{path}:1: two columns have one name", "Give each its own name.")
        started = lines.line_num + 1
        for cells in lines:
            place, started = Place(str(path), started), lines.line_num + 1
            if len(cells) == len(header):
                yield Record(place, dict(zip(header, cells, strict=True)))
            elif cells:
                faults.found(place, f"{len(cells)} cells, where the header has {len(header)}")
    except csv.Error as fault:  # what follows cannot be told apart from the broken line
        raise ReadError(f"{path}:{started}: {fault}", _CSV_HINT) from fault


def _text_lines(path: Path) -> Iterator[str]:
    """Yield a file's lines as text, with their ends as they are.

    Raises:
        ReadError: It cannot be read, or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from file
    except OSError as fault:
        raise ReadError(f"{path}: {fault.strerror}", "Name a file that can be read.") from fault
    except UnicodeDecodeError:
        data = read_bytes(path)  # the fault tells of a part of it only
        try:
            data.decode()
        except UnicodeDecodeError as fault:
            told = f"{path}:{line_of(data, fault.start)}: not UTF-8"
            raise ReadError(told, _CSV_HINT) from fault


def _read_parquet(path: Path) -> Iterator[Record]:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as fault:
        raise ReadError(
            f"{path}: Parquet can only be read where pyarrow is installed",
            "Install it beside tutor (`pip install pyarrow`), or export the table as JSON Lines or"
            " CSV.",
        ) from fault
    try:
        table = parquet.read_table(path).to_pylist()
    except (OSError, ValueError) as fault:
        raise ReadError(f"{path}: {fault}", "Export the table as JSON Lines or CSV.") from fault
    for number, cells in enumerate(table, start=1):
        yield Record(Place(str(path), number), cells)


def _cell(record: Record, columns: Columns, field: str) -> object:
    """Return what a field's column holds, or None where there is none or nothing in it."""
    names: tuple[str, ...] = getattr(columns, field)
    cell = next((record.cells[name] for name in names if name in record.cells), None)
    if cell is None and field in columns.named:
        raise _CellError(f'there is nothing in a column "{names[0]}" for the {field}')
    return cell


def _text(record: Record, columns: Columns, field: str) -> str | None:
    """Return a field's text, None where there is none; a whole number counts as text."""
    cell = _cell(record, columns, field)
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    raise _CellError(f"the {field} is {_kind(cell)}, not text")


def _needed(record: Record, columns: Columns, field: str) -> str:
    text = _text(record, columns, field)
    if text is None:
        names = " or ".join(f'"{name}"' for name in getattr(columns, field))
        raise _CellError(f"the {field} is missing: no column {names}")
    return text


def _references(record: Record, columns: Columns) -> tuple[str, ...]:
    cell = _cell(record, columns, "reference")
    if not isinstance(cell, list):
        return (_needed(record, columns, "reference"),)
    if not all(isinstance(one, str) for one in cell):
        raise _CellError("the reference is a list of other things than texts")
    return tuple(cell)


def _score(record: Record, columns: Columns) -> float | None:
    cell = _cell(record, columns, "score")
    if cell is None or cell == "":
        return None
    if isinstance(cell, str | int | float) and not isinstance(cell, bool):
        try:
            score = float(cell)
        except (ValueError, OverflowError):
            score = math.nan
        if math.isfinite(score):
            return score
    raise _CellError(f'the score "{one_line(str(cell), _SHOWN)}" is no number')


def _kind(cell: object) -> str:
    kinds = {bool: "a truth value", float: "a fraction", list: "a list", dict: "an object"}
    return kinds.get(type(cell), type(cell).__name__)
