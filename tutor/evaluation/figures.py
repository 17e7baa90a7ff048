"""What a measurement came to, beside what was asked for; as a table and as JSON. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "str | int | float | list[Json] | dict[str, Json]"


class Met(StrEnum):
    """Whether a figure is what was asked for."""

    YES = "yes"
    NO = "no"
    UNASKED = "-"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured.

    Attributes:
        what: What was measured, for the reader of the table.
        unit: "ms", "s", "MB" (10⁶ bytes), or what was counted.
        values: One per run, in that unit; at least one, each ≥ 0.
        at_most: What was asked for, in the same unit; infinite where nothing was.
        note: What else the reader should know, or "".
    """

    what: str
    unit: str
    values: tuple[float, ...]
    at_most: float = math.inf
    note: str = ""

    @property
    def median(self) -> float:
        """The value in the middle."""
        return statistics.median(self.values)

    @property
    def met(self) -> Met:
        """Whether the median is what was asked for."""
        if math.isinf(self.at_most):
            return Met.UNASKED
        return Met.YES if self.median <= self.at_most else Met.NO


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A measurement that could not be made here.

    Attributes:
        what: What would have been measured.
        why: Why it was not.
    """

    what: str
    why: str


Measured: TypeAlias = Figure | NotMeasured

_HEAD = ("what", "median", "lowest - highest", "runs", "asked", "met")


def table(measured: Sequence[Measured]) -> str:
    """Return the figures as lines of aligned columns, and below them what is to be noted."""
    rows = [_HEAD, *(_cells(one) for one in measured)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    notes = [line for one in measured if (line := _note(one))]
    return "\n".join([*lines, "", *notes] if notes else lines)


def records(measured: Iterable[Measured]) -> list[Json]:
    """Return the figures as JSON's own values; `at_most` and `met` only where asked for."""
    return [_record(one) for one in measured]


def rounded(value: float) -> str:
    """Return a value ≥ 0 with three digits that count, or with all before the point."""
    if value == int(value):
        return str(int(value))
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{decimals}f}"


def _cells(one: Measured) -> tuple[str, ...]:
    if isinstance(one, NotMeasured):
        return (one.what, "not measured", "", "0", "", Met.UNASKED.value)
    lowest, highest = rounded(min(one.values)), rounded(max(one.values))
    return (
        one.what,
        f"{rounded(one.median)} {one.unit}",
        f"{lowest} - {highest}" if len(one.values) > 1 else "",
        str(len(one.values)),
        "" if math.isinf(one.at_most) else f"<= {rounded(one.at_most)} {one.unit}",
        one.met.value,
    )


def _note(one: Measured) -> str:
    note = one.why if isinstance(one, NotMeasured) else one.note
    return f"{one.what}: {note}" if note else ""


def _record(one: Measured) -> Json:
    if isinstance(one, NotMeasured):
        return {"what": one.what, "not_measured": one.why}
    record: dict[str, Json] = {
        "what": one.what,
        "unit": one.unit,
        "median": _short(one.median),
        "lowest": _short(min(one.values)),
        "highest": _short(max(one.values)),
        "runs": len(one.values),
    }
    if one.met is not Met.UNASKED:
        record |= {"at_most": one.at_most, "met": one.met.value}
    if one.note:
        record["note"] = one.note
    return record


def _short(value: float) -> float:
    return round(value, 4)
