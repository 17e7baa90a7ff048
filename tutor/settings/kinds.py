"""The kinds of values that settings have: how a TOML value and a variable's text become one.

A reader raises ValueError with what the value is to be, to be read after the setting's name. It
never repeats the value: that may be a key which somebody put in the wrong place.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from tutor.errors import UsageError
from tutor.scheduling.options import NewOrder, Order
from tutor.settings import GraderChoice, expanded
from tutor.settings.keymap import keys_of

_ON = ("1", "true", "yes", "on")
_OFF = ("0", "false", "no", "off")
_STEP = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_LONGEST_STEP = timedelta(days=365)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SHORTEST_KEY = 20  # characters of what begins as OpenAI's keys do


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read.

    Attributes:
        of_toml: Reads a value of the file, which lies in the folder given.
        of_text: Reads a variable's text, which is not empty.
        written: Returns a value as the file has it, where that is not the value itself.
    """

    of_toml: Callable[[object, Path], object]
    of_text: Callable[[str], object]
    written: Callable[[object], object] = lambda value: value


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


def _whole(least: int, most: int, wanted: str) -> Kind:
    """Return the kind of a whole number from `least` to `most`."""

    def of_number(number: float) -> int:
        if not number.is_integer():
            raise ValueError(wanted)
        return int(number)

    numbers = _number(lambda number: least <= number <= most, wanted)
    return Kind(
        lambda value, folder: of_number(cast("float", numbers.of_toml(value, folder))),
        lambda text: of_number(cast("float", numbers.of_text(text))),
    )


def _one_of(choices: type[StrEnum]) -> Kind:
    def of_text(text: str) -> StrEnum:
        try:
            return choices(text.strip())
        except ValueError:
            listed = ", ".join(f"“{one}”" for one in choices)
            raise ValueError(f"is to be one of {listed}") from None

    return Kind(lambda value, folder: of_text(_string(value)), of_text)


def _steps(text: str) -> tuple[timedelta, ...]:
    found = [_STEP.fullmatch(part) for part in text.split() if part != "none"]
    steps = tuple(timedelta(seconds=float(one[1]) * _UNITS[one[2]]) for one in found if one)
    if None in found or not all(timedelta(0) < step <= _LONGEST_STEP for step in steps):
        raise ValueError("is to be times such as “1m 10m” or “1d” (s, m, h, d), or “none”")
    return steps


def _written_steps(steps: object) -> str:
    return " ".join(map(_written_step, cast("tuple[timedelta, ...]", steps))) or "none"


def _written_step(step: timedelta) -> str:
    seconds = step.total_seconds()
    unit = next(unit for unit in reversed(_UNITS) if seconds % _UNITS[unit] == 0 or unit == "s")
    return f"{seconds / _UNITS[unit]:g}{unit}"


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError("is to be a time of day, such as 04:00")
    return time(int(found[1]), int(found[2]))


def _file_clock(value: object, folder: Path) -> time:
    if isinstance(value, time):  # TOML has times of its own
        return value
    return _clock(_string(value, "is to be a time of day, such as “04:00”"))


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


def _pressed(value: object, folder: Path) -> tuple[str, ...]:
    """Read the keys of an action: a string, or a list of them."""
    listed = value if isinstance(value, list) else [value]
    wanted = "is to be a string of keys, or a list of them"
    return keys_of(" ".join(_string(one, wanted) for one in listed))


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
CHOICE = _one_of(GraderChoice)
ORDER = _one_of(Order)
NEW_ORDER = _one_of(NewOrder)
SECONDS = _number(lambda number: number > 0, "is to be a number of seconds above 0")
DOLLARS = _number(lambda number: number >= 0, "is to be a number of dollars, 0 or more")
SHARE = _number(lambda number: 0 <= number <= 1, "is to be a number from 0 to 1")
RETENTION = _number(lambda number: 0.7 <= number <= 0.99, "is to be a number from 0.7 to 0.99")
STEPS = Kind(lambda value, folder: _steps(_string(value)), _steps, _written_steps)
DAYS = _whole(1, 36_500, "is to be a whole number of days, from 1 to 36500")
COUNT = _whole(0, 9_999, "is to be a whole number, from 0 to 9999")
LAPSES = _whole(1, 999, "is to be a whole number, from 1 to 999")
KEYS = Kind(_pressed, keys_of, lambda keys: " ".join(cast("tuple[str, ...]", keys)))
CLOCK = Kind(_file_clock, _clock, lambda at: f"{at:%H:%M}")
