"""Tables of cards: CSV and TSV, with a map that says which column is what.

Headers of Anki's own text exports (`#separator:tab`, `#html:true`, `#columns:`, `#deck column:3`)
are understood.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tutor.cards.card import Kind
from tutor.errors import ReadError, UsageError
from tutor.transfer.html_text import markdown
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel

FIELDS = ("question", "answer", "deck", "tags")
GRADER = "table"

_NAMES = {
    "question": ("question", "front", "term", "prompt"),
    "answer": ("answer", "back", "definition", "response"),
    "deck": ("deck",),
    "tags": ("tags", "tag"),
}
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_LARGEST_CELL = 1 << 20  # characters
_FAULTS_SHOWN = 5

Columns = Mapping[str, int]
"""Columns, from 0, by what is in them: a name of `FIELDS`."""


@dataclass(slots=True)
class _Head:
    """What the lines above a table say of it."""

    separator: str
    is_html: bool = False
    names: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    lines: int = 0


def read_table(text: str, place: str, separator: str, columns: str) -> Parcel:
    """Read a table.

    Args:
        text: The file.
        place: What messages call it.
        separator: Between cells.
        columns: The map as it was typed, such as "question=1,answer=Back"; "" for what the table
            says of itself, or else its first two columns.

    Raises:
        ReadError: It is no table.
        UsageError: The map names what is not there.
    """
    head = _head(text, separator)
    body = text.split("\n", head.lines)[-1] if head.lines else text
    rows = _rows(body, place, head)
    first = next(iter(rows), (0, []))[1]
    names = head.names or [cell.strip() for cell in first]
    chosen, has_heading = _chosen(columns, names, head)
    cards, faults = [], []
    for line, row in rows[1 if has_heading and not head.names else 0 :]:
        card = _card(row, chosen, is_html=head.is_html)
        if card is None:
            faults.append(line)
        else:
            cards.append(card)
    notes = tuple(CarriedNote(Kind.MULTI, (card,)) for card in cards)
    return Parcel(notes, GRADER, tuple(_remarks(faults)))


def write_table(cards: Iterable[CarriedCard], separator: str) -> str:
    """Return a table with a heading, a line for each card; where it stands is for reading only."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator, lineterminator="\n")
    writer.writerow([*FIELDS, "due", "stability", "difficulty", "reviews"])
    for card in cards:
        schedule = card.schedule
        stands = (
            (schedule.due.isoformat(), f"{schedule.stability:.4f}", f"{schedule.difficulty:.3f}")
            if schedule
            else ("", "", "")
        )
        tags = " ".join(card.tags)
        writer.writerow([card.question, card.answer, card.deck, tags, *stands, len(card.reviews)])
    return target.getvalue()


def _rows(body: str, place: str, head: _Head) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with its line.

    Raises:
        ReadError: A cell is too large, or a quotation is never closed.
    """
    before = csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=head.separator, strict=True)
    try:
        return [(reader.line_num + head.lines, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as fault:
        line = reader.line_num + head.lines
        advice = "A cell with a line end or a quotation mark in it stands between quotation marks."
        raise ReadError(f"{place}:{line}: this is no table: {fault}", advice) from fault
    finally:
        csv.field_size_limit(before)


def _head(text: str, separator: str) -> _Head:
    head = _Head(separator)
    for line in text.split("\n"):
        key, colon, value = line.rstrip("\r").partition(":")
        if not key.startswith("#") or not colon:
            break
        key, value = key[1:].strip().casefold(), value.strip()
        if key == "separator":
            head.separator = _SEPARATORS.get(value.casefold(), value[:1] or separator)
        elif key == "html":
            head.is_html = value.casefold() == "true"
        elif key == "columns":
            head.names = next(csv.reader([value], delimiter=head.separator), [])
        elif key in ("deck column", "tags column") and value.isdecimal():
            head.columns[key.partition(" ")[0]] = int(value) - 1
        head.lines += 1
    return head


def _chosen(columns: str, names: Sequence[str], head: _Head) -> tuple[Columns, bool]:
    """Return which column is what, and whether the first line is a heading.

    Raises:
        UsageError: The map names what is not there, or no question or answer.
    """
    folded = [name.strip().casefold() for name in names]
    if columns:
        chosen, by_name = _typed(columns, folded)
        return {**head.columns, **chosen}, by_name or _is_heading(folded)
    told = {
        what: folded.index(name)
        for what, known in _NAMES.items()
        for name in known[::-1]
        if name in folded
    }
    if "question" in told and "answer" in told:
        return {**head.columns, **told}, True
    return {"question": 0, "answer": 1, **head.columns}, False


def _is_heading(folded: Sequence[str]) -> bool:
    return all(any(name in folded for name in _NAMES[what]) for what in FIELDS[:2])


def _typed(columns: str, folded: Sequence[str]) -> tuple[Columns, bool]:
    chosen: dict[str, int] = {}
    by_name = False
    for part in columns.split(","):
        what, equals, where = (each.strip() for each in part.partition("="))
        if what not in FIELDS or not equals:
            raise _unclear(part, f"Its parts are {', '.join(f'{one}=…' for one in FIELDS)}.")
        if where.isdecimal() and int(where) > 0:
            chosen[what] = int(where) - 1
        elif where.casefold() in folded:
            chosen[what] = folded.index(where.casefold())
            by_name = True
        else:
            raise _unclear(part, f"The columns are {', '.join(folded)}, or numbers from 1.")
    for needed in FIELDS[:2]:
        if needed not in chosen:
            raise _unclear(columns, f"It lacks {needed}=…")
    return chosen, by_name


def _unclear(what: str, hint: str) -> UsageError:
    return UsageError(f"--columns: {what.strip()} names no column", hint)


def _card(row: Sequence[str], chosen: Columns, *, is_html: bool) -> CarriedCard | None:
    """Return the card of a row; None where it lacks a question or an answer."""
    cells = {what: row[at] if at < len(row) else "" for what, at in chosen.items()}
    question, answer = cells["question"].strip(), cells["answer"].strip()
    if is_html:
        try:
            question, answer = markdown(question), markdown(answer)
        except ValueError:
            return None
    if not question or not answer:
        return None
    return CarriedCard(
        question=question,
        answer=answer,
        deck=cells.get("deck", "").strip().replace("::", "/"),
        tags=tuple(tag.replace("::", "/") for tag in cells.get("tags", "").split()),
    )


def _remarks(faults: Sequence[int]) -> Iterator[str]:
    if faults:
        shown = ", ".join(map(str, faults[:_FAULTS_SHOWN]))
        more = ", …" if len(faults) > _FAULTS_SHOWN else ""
        yield f"{len(faults):,} rows left out without a question or an answer: lines {shown}{more}."
