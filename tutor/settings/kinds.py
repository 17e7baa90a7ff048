"""The kinds of values that settings have: how a TOML value and a variable's text become one.

A reader raises ValueError with what the value is to be, to be read after the setting's name. It
never repeats the value: that may be a key which somebody put in the wrong place.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tutor.errors import UsageError
from tutor.settings import GraderChoice, expanded

_ON = ("1", "true", "yes", "on")
_OFF = ("0", "false", "no", "off")
_SHORTEST_KEY = 20  # characters of what begins as OpenAI's keys do


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read.

    Attributes:
        of_toml: Reads a value of the file, which lies in the folder given.
        of_text: Reads a variable's text, which is not empty.
    """

    of_toml: Callable[[object, Path], object]
    of_text: Callable[[str], object]


def _string(value: object, wanted: str = "is to be a string") -> str:
    if not isinstance(value, str):
        raise ValueError(wanted)
    return value.strip()


def _checked_string(check: Callable[[str], str]) -> Kind:
    """Return the kind of a string that may be empty, and must pass `check` where it is not."""

    def of_toml(value: object, folder: Path) -> str:
        text = _string(value)
        return check(text) if text else ""

    return Kind(of_toml, lambda text: check(text.strip()))


def _number(check: Callable[[float], bool], wanted: str) -> Kind:
    def of_number(number: float) -> float:
        if not (math.isfinite(number) and check(number)):
            raise ValueError(wanted)
        return number

    def of_toml(value: object, folder: Path) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(wanted)
        return of_number(float(value))

    def of_text(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(wanted) from None
        return of_number(number)

    return Kind(of_toml, of_text)


def _address(text: str) -> str:
    """Return the address of an endpoint, which holds no secret."""
    wanted = "is to be an address of http or https, such as http://localhost:11434/v1"
    try:
        parts = urlsplit(text)
        found = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        found = False
    if not found or not text.isprintable() or " " in text:
        raise ValueError(wanted)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("is to hold neither a user, a password, a query nor a fragment")
    return text


def _model(text: str) -> str:
    if text.startswith("sk-") and len(text) >= _SHORTEST_KEY:
        raise ValueError("is to be a model's name, and looks like a key")
    if not text.isprintable():
        raise ValueError("is to be a model's name, on one line")
    return text


def _prices(text: str) -> str:
    from tutor.models.prices import Prices

    try:
        Prices.parse(text)
    except UsageError:
        raise ValueError(
            "is to be the dollars for a million tokens read, and written, such as 0.15/0.60;"
            " 0/0 for a model that costs nothing"
        ) from None
    return text


def _chosen(text: str) -> GraderChoice:
    try:
        return GraderChoice(text.strip())
    except ValueError:
        listed = ", ".join(f"“{one}”" for one in GraderChoice)
        raise ValueError(f"is to be one of {listed}") from None


def _file_path(value: object, folder: Path) -> Path:
    if not (text := _string(value, "is to be a path")):
        raise ValueError("is to be a path, and is empty")
    return folder / expanded(Path(text))


def _file_paths(value: object, folder: Path) -> tuple[Path, ...]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in listed):
        raise ValueError("is to be a list of paths")
    return tuple(_file_path(one, folder) for one in listed)


def _file_flag(value: object, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is to be true or false")
    return value


def _flag(text: str) -> bool:
    folded = text.strip().casefold()
    if folded not in (*_ON, *_OFF):
        raise ValueError("is to be 1 or 0")
    return folded in _ON


TEXT = _checked_string(str)
MODEL = _checked_string(_model)
ADDRESS = _checked_string(_address)
PRICES = _checked_string(_prices)
PATH = Kind(_file_path, lambda text: expanded(Path(text)))
PATHS = Kind(
    _file_paths,
    lambda text: tuple(expanded(Path(part)) for part in text.split(os.pathsep) if part),
)
FLAG = Kind(_file_flag, _flag)
CHOICE = Kind(lambda value, folder: _chosen(_string(value)), _chosen)
SECONDS = _number(lambda number: number > 0, "is to be a number of seconds above 0")
DOLLARS = _number(lambda number: number >= 0, "is to be a number of dollars, 0 or more")
SHARE = _number(lambda number: 0 <= number <= 1, "is to be a number from 0 to 1")
