"""What a section of the statistics is made of, whatever it is shown on: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from tutor.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence or two."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Values with their names."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each column of a chart; ≥ 0."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of upright columns, the series of each on top of each other.

    Attributes:
        title: What it shows.
        labels: Of each column.
        series: The lowest first.
        unit: Of the values.
        apart: How many of the first columns stand for themselves.
        is_flow: Whether neighbours can be put together, by their mean, where room is short.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    apart: int = 0
    is_flow: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, and of how many; `share` is None of none."""

    label: str
    share: Estimate | None
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares below each other."""

    title: str
    rows: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Shares in a row, as of weeks."""

    title: str
    rows: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows, each parted into named counts."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A count for every day, a column for every week.

    Attributes:
        title: What it shows.
        first: The first day, a Monday.
        counts: Of each day from then on.
    """

    title: str
    first: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers; the last column is the one that may be long."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Note | Facts | Columns | Shares | Trend | Parts | Heatmap | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the statistics.

    Attributes:
        name: What it is called by.
        title: Its heading.
        blocks: What it shows.
        record: The same figures, for JSON.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    record: Mapping[str, object]


def percent(share: float) -> str:
    """Return a share as it is read: whole per cent."""
    return f"{round(100 * share)} %"


def interval(estimate: Estimate) -> str:
    """Return the interval of a share as it is read; "" where it has none."""
    if estimate.interval is None:
        return ""
    low, high = (round(100 * end) for end in estimate.interval)
    return f"{low}–{high} %"
