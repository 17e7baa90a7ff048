"""Upright columns in a terminal, with both axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.text import Text

from tutor.cli.stats.blocks import Columns, Series
from tutor.cli.stats.ink import Ink

HEIGHT = 6
"""Rows of a chart without its axes: two of them fit on a small screen."""

_EIGHTHS = 8
_MARGIN = 7  # cells that the figures of an axis may need
_WIDEST = 4  # cells of a column and the gap behind it
_STYLES = ("magenta", "green")


def nice_top(highest: float) -> float:
    """Return the least of 1, 2, 3, 4, 5, 6 or 8 times a power of ten that is no lower; 1 of 0."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    steps = (1, 2, 3, 4, 5, 6, 8, 10)
    return next((step * power for step in steps if step * power >= highest), 10 * power)


def thinned(chart: Columns, most: int) -> tuple[Columns, int]:
    """Return a chart of at most so many columns, and how many of the old ones each stands for.

    Neighbours are put together by their mean, so that an axis keeps its unit; the first column is
    the one that may stand for fewer.
    """
    size = -(-len(chart.labels) // max(1, most))
    if size == 1 or not chart.is_flow:
        return chart, 1
    short = -len(chart.labels) % size
    groups = [
        slice(max(0, at - short), at - short + size) for at in range(0, len(chart.labels), size)
    ]
    labels = tuple(chart.labels[group][0] for group in groups)
    series = tuple(
        Series(one.name, tuple(_mean(one.values[group]) for group in groups))
        for one in chart.series
    )
    return Columns(chart.title, labels, series, chart.unit, chart.apart, True), size


def column_lines(chart: Columns, ink: Ink) -> Iterator[Text]:
    """Yield a chart from the top down: its rows, the axis, labels, and which series is which."""
    chart, size = thinned(chart, ink.width - _MARGIN)
    top = nice_top(max(map(sum, zip(*(one.values for one in chart.series), strict=True))))
    margin = max(len(_figure(top)), len(_figure(top / 2))) + 1
    places, wide = _places(chart, ink.width - margin - 1)
    for row in reversed(range(HEIGHT)):
        tick = {HEIGHT - 1: top, HEIGHT // 2 - 1: top / 2}.get(row)
        line = Text(f"{_figure(tick) if tick is not None else '':>{margin - 1}} {ink.upright}")
        yield ink.cut(line.append_text(_row(chart, places, wide, top, row, ink)))
    floor = ink.flat * (places[-1] + wide)
    yield ink.cut(Text(f"{'0':>{margin - 1}} {ink.corner}{floor}"))
    yield ink.cut(Text(" " * (margin + 1) + _labels(chart, places), "dim"))
    legend = _legend(chart, size, ink)
    if legend:
        yield ink.text(" " * (margin + 1) + legend, "dim")


def _places(chart: Columns, room: int) -> tuple[list[int], int]:
    """Return where each column begins, and how wide it is."""
    gap = max((len(label) + 1 for label in chart.labels[: chart.apart]), default=0)
    count = len(chart.labels) - chart.apart
    step = max(1, min(_WIDEST, (room - gap * chart.apart) // max(1, count)))
    places = [n * gap for n in range(chart.apart)]
    places += [chart.apart * gap + n * step for n in range(count)]
    return places, max(1, step - 1)


def _row(chart: Columns, places: Sequence[int], wide: int, top: float, row: int, ink: Ink) -> Text:
    """Return a row of cells; the lowest is row 0."""
    line = Text()
    fills = ink.shades(len(chart.series))
    for at, values in zip(
        places, zip(*(one.values for one in chart.series), strict=True), strict=True
    ):
        line.append(" " * (at - len(line)))
        fill, style = _cell(values, fills, top, row, ink)
        line.append(fill * wide, style)
    return line


def _cell(values: Sequence[float], fills: str, top: float, row: int, ink: Ink) -> tuple[str, str]:
    """Return what fills a column in a row, and its style."""
    if len(values) == 1:
        eighths = math.ceil(values[0] / top * HEIGHT * _EIGHTHS - 1e-9)
        return ink.eighths[min(max(eighths - row * _EIGHTHS, 0), _EIGHTHS)], _STYLES[0]
    # What is there at all fills a cell; where two series share one, the larger part has it.
    heights = [total / top * HEIGHT for total in accumulate(values)]
    if math.ceil(heights[-1] - 1e-9) <= row or heights[-1] == 0:
        return " ", ""
    middle = min(row + 0.5, heights[-1] - 1e-9)
    series = next(n for n, height in enumerate(heights) if height > middle)
    return fills[series], _STYLES[series % len(_STYLES)]


def _labels(chart: Columns, places: Sequence[int]) -> str:
    """Return as many labels as have room, each where its column begins."""
    line = ""
    for label, at in zip(chart.labels, places, strict=True):
        if not line or at > len(line):
            line = line.ljust(at) + label
    return line


def _legend(chart: Columns, size: int, ink: Ink) -> str:
    fills = ink.shades(len(chart.series))
    told = [f"{fill} {one.name}" for fill, one in zip(fills, chart.series, strict=True)]
    parts = told if len(told) > 1 else []
    if size > 1:
        parts.append(f"a column: the mean of {size} days")
    return "   ".join(parts)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
