"""The charts of the page, drawn as SVG; what a bar or a point stands for shows where one points.

Lengths are pixels at the width of a phone. Series differ in how strong their colour is, and figures
stand in a table below each chart, so nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from tutor.cli.stats.blocks import Columns, Heatmap, Parts, Share, interval, percent
from tutor.cli.stats.column_chart import nice_top
from tutor.cli.stats.heatmap import level, steps
from tutor.evaluation.report.drawing import WIDTH, Axis, ground, image
from tutor.evaluation.report.elements import Markup, element
from tutor.text import counted

LEVELS = 5
"""Of the heatmap: none, and four more."""

_TOP = 12
_HEIGHT = 150
_LEFT = 44
_ROW = 28
_TEXT = 5  # from the middle of a line of text to where it stands
_GAP = 0.25  # of a column, between it and the next
_APART = 14
_LABEL = 46  # the least room of a label below
_BAND = (108, WIDTH - 96)  # where shares begin and end
_CELL = 6.9
_DAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def column_chart(chart: Columns, name: str) -> Markup:
    """Return upright columns with both axes; `name` is the chart's own in its page."""
    totals = [sum(values) for values in zip(*(one.values for one in chart.series), strict=True)]
    top = nice_top(max(totals))
    count = len(chart.labels)
    width = (WIDTH - _LEFT - _APART * bool(chart.apart)) / count
    lefts = [_LEFT + n * width + _APART * (n >= chart.apart > 0) for n in range(count)]
    parts = [*_levels(top)]
    for at, (left, label) in enumerate(zip(lefts, chart.labels, strict=True)):
        parts.append(_column(chart, at, left, width * (1 - _GAP), label, top))
    parts.append(
        element("line", x1=_LEFT, x2=WIDTH, y1=_TOP + _HEIGHT, y2=_TOP + _HEIGHT, class_="axis")
    )
    parts += _below(chart.labels, lefts)
    told = f"{count} columns, the highest {max(totals):,.0f} {chart.unit}"
    return image(name, chart.title, told, parts, _TOP + _HEIGHT + 24)


def share_chart(title: str, rows: Sequence[Share], name: str) -> Markup:
    """Return shares below each other on an axis from 0 to 100 %, each with its interval."""
    across = Axis("", 1.0, 0.25, *map(float, _BAND))
    bottom = _TOP + _ROW * len(rows)
    parts = [*ground(across, 4, bottom)]
    for number, row in enumerate(rows):
        y = _TOP + _ROW * (number + 0.5) - 4
        parts.append(element("text", row.label, x=0, y=y + _TEXT, class_="strong"))
        counts = f"{percent(row.share.value)} of {row.of:,}" if row.share else "none"
        parts.append(element("text", counts, x=WIDTH, y=y + _TEXT, text_anchor="end"))
        parts += _share_mark(row, across, y)
    return image(name, title, "; ".join(map(_told, rows)), parts, bottom + 24)


def trend_chart(title: str, rows: Sequence[Share], name: str) -> Markup:
    """Return shares in a row with their intervals; the axis begins below the lowest of them."""
    known = [(n, row.share) for n, row in enumerate(rows) if row.share]
    lows = [share.interval[0] for _, share in known if share.interval]
    floor = max(0, int(10 * min(lows, default=0.0)) / 10)
    step = (WIDTH - _LEFT - 12) / max(1, len(rows) - 1)
    xs = [_LEFT + 6 + n * step for n in range(len(rows))]

    def height(share: float) -> float:
        return _TOP + _HEIGHT * (1 - (share - floor) / (1 - floor))

    parts = [*_share_levels(floor, height)]
    points = " ".join(f"{xs[n]:.1f},{height(share.value):.1f}" for n, share in known)
    parts.append(element("polyline", points=points, class_="line s1"))
    for n, share in known:
        if share.interval:
            low, high = map(height, share.interval)
            parts.append(element("line", x1=xs[n], x2=xs[n], y1=low, y2=high, class_="whisker"))
        parts.append(
            element(
                "circle",
                element("title", _told(rows[n])),
                cx=xs[n],
                cy=height(share.value),
                r=4,
                class_="marker f1",
            )
        )
    parts += _below([row.label for row in rows], xs)
    told = "; ".join(_told(row) for row in rows if row.share)
    return image(name, title, told, parts, _TOP + _HEIGHT + 24)


def part_chart(chart: Parts, name: str) -> Markup:
    """Return rows that are parted by named counts, each as wide as the others."""
    left, right = 70, WIDTH - 62
    parts = []
    for number, (label, counts) in enumerate(chart.rows):
        y = 4 + _ROW * number
        parts.append(element("text", label, x=0, y=y + 15, class_="strong"))
        of = sum(counts)
        parts.append(element("text", f"{of:,}", x=WIDTH, y=y + 15, text_anchor="end"))
        ends = [left + (right - left) * done / max(of, 1) for done in accumulate(counts)]
        for series, (begin, end) in enumerate(zip([left, *ends], ends, strict=False)):
            said = f"{label}, {chart.names[series]}: {counts[series]:,}"
            said += f" ({percent(counts[series] / of)})" if of else ""
            parts.append(
                element(
                    "rect",
                    element("title", said),
                    x=begin,
                    y=y,
                    width=max(0.0, end - begin),
                    height=20,
                    class_=f"f1 part p{series + 1}",
                )
            )
    told = "; ".join(f"{label}: {sum(counts):,}" for label, counts in chart.rows)
    return image(name, chart.title, told, parts, _ROW * len(chart.rows) + 4)


def heatmap_chart(chart: Heatmap, name: str) -> Markup:
    """Return a year of days, a column for each week."""
    from_on = steps(chart.counts, LEVELS)
    left, top = 28.0, 16.0
    parts = [
        element("text", day, x=0, y=top + n * _CELL + 6, class_="small")
        for n, day in enumerate(_DAYS)
    ]
    month, free = 0, 0.0
    for n, count in enumerate(chart.counts):
        day = chart.first + timedelta(days=n)
        x = left + n // 7 * _CELL
        if n % 7 == 0 and day.month != month:
            if x >= free and day.day <= 7:
                parts.append(element("text", f"{day:%b}", x=x, y=10, class_="small"))
                free = x + 20
            month = day.month
        said = f"{day:%a}, {day}: {counted(count, 'review')}"
        parts.append(
            element(
                "rect",
                element("title", said),
                x=x,
                y=top + n % 7 * _CELL,
                width=_CELL - 1,
                height=_CELL - 1,
                rx=1,
                class_=f"day h{level(count, from_on)}",
            )
        )
    busy = sum(count > 0 for count in chart.counts)
    told = f"{sum(chart.counts):,} reviews on {busy:,} of {len(chart.counts):,} days"
    return image(name, chart.title, told, parts, top + 7 * _CELL + 2)


def _column(chart: Columns, at: int, left: float, width: float, label: str, top: float) -> Markup:
    """Return the series of one column, with one title for all of them."""
    values = [one.values[at] for one in chart.series]
    told = ", ".join(
        f"{value:,.4g} {one.name}" for one, value in zip(chart.series, values, strict=True)
    )
    bars = []
    for series, (below, upto) in enumerate(_steps(values)):
        y = _TOP + _HEIGHT * (1 - upto / top)
        height = _HEIGHT * (upto - below) / top
        kind = f"f1 part p{1 + 2 * series}"
        bars.append(element("rect", x=left, y=y, width=width, height=height, class_=kind))
    # What is too low to be pointed at is found above itself, too.
    area = element("rect", x=left, y=_TOP, width=width, height=_HEIGHT, class_="area")
    return element("g", element("title", f"{label}: {told}"), area, *bars)


def _steps(values: Sequence[float]) -> list[tuple[float, float]]:
    ends = [*accumulate(values)]
    return [*zip([0.0, *ends], ends, strict=False)]


def _levels(top: float) -> Iterator[Markup]:
    """Yield the grid of a chart from 0 to `top`, with its figures."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _TOP + _HEIGHT * (1 - share)
        if share:
            yield element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")
        if share in (0.0, 0.5, 1.0):
            figure = f"{top * share:,.4g}" if top < 1e4 else f"{top * share:,.0f}"
            yield element("text", figure, x=_LEFT - 6, y=y + _TEXT - 1, text_anchor="end")


def _share_levels(floor: float, height: Callable[[float], float]) -> Iterator[Markup]:
    """Yield the grid of a chart from the share `floor` to 100 %, with its figures."""
    for tenth in range(round(10 * floor), 11, 1 if floor >= 0.5 else 2):
        y = height(tenth / 10)
        yield element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")
        said = percent(tenth / 10)
        yield element("text", said, x=_LEFT - 6, y=y + _TEXT - 1, text_anchor="end")


def _below(labels: Sequence[str], lefts: Sequence[float]) -> Iterator[Markup]:
    """Yield as many labels below an axis as have room."""
    free = 0.0
    for label, x in zip(labels, lefts, strict=True):
        room = max(_LABEL, 7.0 * len(label))
        if x >= free and x + room - 8 <= WIDTH + 4:
            yield element("text", label, x=x, y=_TOP + _HEIGHT + 17)
            free = x + room + 4


def _share_mark(row: Share, across: Axis, y: float) -> Iterator[Markup]:
    if row.share is None:
        return
    told = element("title", _told(row))
    if row.share.interval:
        low, high = map(across.at, row.share.interval)
        yield element("line", told, x1=low, x2=high, y1=y, y2=y, class_="whisker wide")
    yield element("circle", told, cx=across.at(row.share.value), cy=y, r=5, class_="marker f1")


def _told(row: Share) -> str:
    if row.share is None:
        return f"{row.label}: none"
    value = f"{percent(row.share.value)}, interval {interval(row.share)}"
    return f"{row.label}: {value}, {row.count:,} of {row.of:,}"
