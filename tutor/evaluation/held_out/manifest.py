"""`suite.toml`: what a held-out suite is, where it comes from, and what its responses hash to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tutor.cards.card import Place, Problem
from tutor.evaluation.held_out.records import as_error, quoted, read_bytes

MANIFEST = "suite.toml"

BY_CARD = "by card"
"""The one split there is: all responses to a card are for choices, or all are for reports."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""Names of suites and labellers: they stand in file names and on command lines."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `suite.toml` says; its fields are these, all of them, and no others.

    Attributes:
        name: As given on the command line: small letters, digits, "-" and "_".
        version: Changes whenever a response or a label does.
        title: For people.
        deck: The deck file that holds the cards, relative to the suite's folder.
        authors: Who wrote the responses; at least one.
        how_written: How they wrote them.
        how_labelled: What the labellers saw, and by what rules they labelled.
        labellers: The two whose labels count, as in `labels-NAME.jsonl`.
        language: Of questions and responses, as "en".
        licence: Under which the suite may be used.
        split: `BY_CARD`.
        responses: How many `responses.jsonl` holds; 0 in a suite that was only begun.
        sha256: Of the bytes of `responses.jsonl`, 64 hex digits.
    """

    name: str
    version: str
    title: str
    deck: str
    authors: tuple[str, ...]
    how_written: str
    how_labelled: str
    labellers: tuple[str, ...]
    language: str
    licence: str
    split: str
    responses: int
    sha256: str


_LISTS = ("authors", "labellers")
_COUNTS = ("responses",)
_NAMES = tuple(field.name for field in fields(Manifest))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the suite in `folder`.

    Raises:
        ReadError: It is missing, is no TOML, lacks a field, has another, or a value is not what it
            may be; every fault is named by its line.
    """
    path = folder / MANIFEST
    data = read_bytes(path, f"Name the folder of a suite: the one that holds a {MANIFEST}.")
    try:
        text = data.decode("utf-8-sig")
        held = tomllib.loads(text)
    except UnicodeDecodeError as error:
        place = Place(str(path), data.count(b"\n", 0, error.start) + 1)
        raise as_error(path, [Problem(place, "this is not UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        place = Place(str(path), _line_in(str(error)))
        raise as_error(path, [Problem(place, f"this is no TOML: {error}")]) from error
    faults = [
        Problem(Place(str(path), _line_of(name, text)), message) for name, message in _faults(held)
    ]
    if faults:
        raise as_error(path, faults)
    checked: dict[str, Any] = {k: tuple(v) if k in _LISTS else v for k, v in held.items()}
    return Manifest(**checked)


def place_in_manifest(folder: Path, name: str) -> Place:
    """Return where the manifest of the suite in `folder` sets a field."""
    path = folder / MANIFEST
    return Place(str(path), _line_of(name, read_bytes(path).decode("utf-8-sig")))


def _faults(held: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the name of each field that is not as it must be, and what is wrong with it."""
    for name in _NAMES:
        if name not in held:
            yield name, f"the field {name} is missing"
    for name, value in held.items():
        if name not in _NAMES:
            yield name, f"{quoted(name)} is no field; there may be: {', '.join(_NAMES)}"
        elif message := _type_fault(name, value) or _value_fault(name, value):
            yield name, message


def _type_fault(name: str, value: object) -> str:
    """Return what is wrong with the type of a field, or ""."""
    if name in _COUNTS:
        return "" if type(value) is int and value >= 0 else f"{name} must be a whole number"
    if name in _LISTS:
        is_list = isinstance(value, list) and value and all(map(_is_text, value))
        return "" if is_list else f"{name} must be a list of strings, and not empty"
    return "" if _is_text(value) else f"{name} must be a string, and not empty"


def _value_fault(name: str, value: object) -> str:
    """Return what is wrong with a field that has the right type, or ""."""
    match name, value:
        case "name", str() if not NAME.fullmatch(value):
            return f"name {quoted(value)} must be small letters, digits, “-” and “_”"
        case "labellers", list() if not _are_two_names(value):
            return "labellers must be two different names of small letters, digits, “-” and “_”"
        case "deck", str() if Path(value).is_absolute():
            return "deck must be relative to the folder of the suite"
        case "split", str() if value != BY_CARD:
            return f"split must be “{BY_CARD}”"
        case "sha256", str() if not _SHA256.fullmatch(value):
            return "sha256 must be 64 hex digits in small letters"
    return ""


def _are_two_names(names: Sequence[str]) -> bool:
    return len(set(names)) == len(names) == 2 and all(map(NAME.fullmatch, names))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _line_of(name: str, text: str) -> int:
    """Return the line that sets a field, or 1 where none does."""
    key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=|\s*\[+{re.escape(name)}\]")
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if key.match(line)), 1)


def _line_in(message: str) -> int:
    """Return the line that `tomllib` names in a message, or 1 where it names none."""
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else 1
