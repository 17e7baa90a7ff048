"""JSON Lines with fixed fields, every fault in them named by file and line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from tutor.cards.card import Place, Problem
from tutor.errors import ReadError
from tutor.text import one_line

LISTED = 20
"""Faults that one message names; where there are more, it says how many."""

QUOTED = 60
"""Characters of foreign text that a message quotes."""


class Identified(Protocol):
    """What was made of a record, and can be told from the others."""

    @property
    def id(self) -> str:
        """Unique in its file."""
        ...

    @property
    def place(self) -> Place:
        """Where the record stands."""
        ...


Made = TypeVar("Made")
HasId = TypeVar("HasId", bound=Identified)
Member = TypeVar("Member", bound=StrEnum)


class MalformedError(Exception):
    """A record says what it may not; its text is the message, without the place."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that each line of a file has: these, all of them, and no others.

    Attributes:
        texts: Names of those that hold a string.
        lists: Names of those that hold a list of strings.
    """

    texts: tuple[str, ...]
    lists: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every name."""
        return self.texts + self.lists


@dataclass(frozen=True, slots=True)
class Record:
    """One line, its fields checked against `Fields`.

    Attributes:
        place: Where it stands.
        texts: The strings, by name.
        lists: The lists of strings, by name.
    """

    place: Place
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]


def read_bytes(path: Path, advice: str = "Check how it is spelled.") -> bytes:
    """Return what a file holds.

    Args:
        path: As the user named it.
        advice: What to do where it does not exist; a sentence.

    Raises:
        ReadError: It does not exist, or cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ReadError(f"{path}: there is no such file", advice) from error
    except OSError as error:
        reason = f"{path}: it cannot be read: {error.strerror or error}"
        raise ReadError(reason, "Check what it is, and who may read it.") from error


def parse(data: bytes, path: Path, fields: Fields, faults: list[Problem]) -> list[Record]:
    """Return the records of a JSON Lines file; add what is wrong with the others to `faults`.

    Args:
        data: What the file holds, in UTF-8.
        path: Names the file in places.
        fields: What every line must have.
        faults: Is added to.
    """
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    if not lines[-1].strip():
        lines.pop()
    records = []
    for number, line in enumerate(lines, start=1):
        place = Place(str(path), number)
        try:
            records.append(_record(place, line, fields))
        except MalformedError as error:
            faults.append(Problem(place, str(error)))
    return records


def sound(
    records: Iterable[Record], make: Callable[[Record], Made], faults: list[Problem]
) -> Iterator[Made]:
    """Yield what `make` makes of each record; where it raises MalformedError, add a fault."""
    for record in records:
        try:
            yield make(record)
        except MalformedError as error:
            faults.append(Problem(record.place, str(error)))


def by_id(made: Iterable[HasId], faults: list[Problem]) -> dict[str, HasId]:
    """Return things by their id; one without an id, or with that of an earlier one, is a fault."""
    found: dict[str, HasId] = {}
    for one in made:
        if not one.id.strip():
            faults.append(Problem(one.place, "id is empty"))
        elif (first := found.setdefault(one.id, one)) is not one:
            message = f"the id {quoted(one.id)} stands in line {first.place.line}, too"
            faults.append(Problem(one.place, message))
    return found


def as_error(
    path: Path,
    faults: Sequence[Problem],
    hint: str = "Mend what is named, and read the suite again.",
) -> ReadError:
    """Return the faults of a file or folder, at least one, as one error that names the first."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = [f"{path}: {count}", *(f"  {fault}" for fault in faults[:LISTED])]
    if len(faults) > LISTED:
        lines.append(f"  … and {len(faults) - LISTED} more")
    return ReadError("\n".join(lines), hint)


def member(kind: type[Member], name: str, text: str) -> Member:
    """Return the member of an enumeration that a field names.

    Raises:
        MalformedError: There is none such.
    """
    try:
        return kind(text)
    except ValueError as error:
        known = ", ".join(kind)
        raise MalformedError(f"{quoted(text)} is no {name}; write one of: {known}") from error


def quoted(text: str) -> str:
    """Return foreign text in quotation marks, harmless, on one line and not too long."""
    return f"“{one_line(text, QUOTED)}”"


def _record(place: Place, line: bytes, fields: Fields) -> Record:
    held = _object(line)
    if missing := [name for name in fields.all if name not in held]:
        raise MalformedError(f"the field {missing[0]} is missing; there must be: {_list(fields)}")
    if unknown := [name for name in held if name not in fields.all]:
        raise MalformedError(f"{quoted(unknown[0])} is no field; there may be: {_list(fields)}")
    return Record(
        place,
        {name: _text(name, held[name]) for name in fields.texts},
        {name: _texts(name, held[name]) for name in fields.lists},
    )


def _object(line: bytes) -> dict[str, object]:
    try:
        held = json.loads(line.decode("utf-8"), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise MalformedError(f"this is not UTF-8 from byte {error.start + 1} on") from error
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")  # as in "Unterminated string starting at"
        raise MalformedError(f"this is no JSON: {what} at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 5,000 brackets
        raise MalformedError("this is JSON that nobody can have meant") from error
    if not isinstance(held, dict):
        raise MalformedError("this is JSON, but no object: it must begin with {")
    return held


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    held: dict[str, object] = {}
    for name, value in pairs:
        if name in held:
            raise MalformedError(f"the field {quoted(name)} is there twice")
        held[name] = value
    return held


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError(f"{name} must be a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise MalformedError(f"{name} holds half of a surrogate pair, which is no character")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise MalformedError(f"{name} must be a list of strings")
    return tuple(_text(f"every one of {name}", one) for one in value)


def _list(fields: Fields) -> str:
    return ", ".join(fields.all)
