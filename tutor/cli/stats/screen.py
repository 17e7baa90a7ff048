"""The sections of the statistics in a terminal: text charts of any width, in Unicode or in ASCII.

Nothing is said by colour alone: series differ in their shading, and figures stand beside charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from tutor.cli.stats.blocks import (
    Block,
    Columns,
    Facts,
    Heatmap,
    Note,
    Parts,
    Section,
    Share,
    Shares,
    Table,
    Trend,
    interval,
    percent,
)
from tutor.cli.stats.column_chart import column_lines
from tutor.cli.stats.heatmap import heatmap_lines
from tutor.cli.stats.ink import Ink
from tutor.text import one_line

_GAP = "  "
_LEAST_TRACK = 10  # cells; a shorter one shows nothing
_MOST_TRACK = 50
_COUNT = "{:,} of {:,}"


def section_lines(section: Section, ink: Ink) -> list[Text]:
    """Return a section with its heading."""
    lines = [ink.text(section.title, "bold")]
    for block in section.blocks:
        lines += _block(block, ink)
    return lines


def _block(block: Block, ink: Ink) -> list[Text]:
    match block:
        case Note(text):
            return list(_wrapped(text, ink))
        case Facts(rows):
            return [*_facts(rows, ink)]
        case Columns():
            return [_title(block.title, ink), *column_lines(block, ink)]
        case Shares(title, rows):
            return [_title(title, ink), *_shares(rows, ink)]
        case Trend(title, rows):
            return [_title(title, ink), *_trend(rows, ink)]
        case Parts():
            return [_title(block.title, ink), *_parts(block, ink)]
        case Heatmap():
            return heatmap_lines(block, ink)
        case Table():
            return [_title(block.title, ink), *_table(block, ink)]


def _title(title: str, ink: Ink) -> Text:
    return ink.text(title, "underline")


def _wrapped(text: str, ink: Ink) -> Iterator[Text]:
    line = ""
    for word in ink.spelled(one_line(text)).split():
        if line and cell_len(line) + 1 + cell_len(word) > ink.width:
            yield Text(line, "dim")
            line = word
        else:
            line = f"{line} {word}".strip()
    yield Text(line, "dim")


def _facts(rows: Sequence[tuple[str, str]], ink: Ink) -> Iterator[Text]:
    column = max(len(name) for name, _ in rows)
    for name, value in rows:
        yield ink.cut(Text(f"{name:<{column}}{_GAP}{ink.spelled(value)}"))


def _shares(rows: Sequence[Share], ink: Ink) -> Iterator[Text]:
    """Yield each share, its interval and its counts in figures, and on a track from 0 to 100 %."""
    labels = [ink.spelled(row.label) for row in rows]
    values = [_value(row, ink) for row in rows]
    counts = [_COUNT.format(row.count, row.of) for row in rows]
    columns = [max(map(len, cells)) for cells in (labels, values, counts)]
    track = min(_MOST_TRACK, ink.width - sum(columns) - 3 * len(_GAP))
    for row, label, value, count in zip(rows, labels, values, counts, strict=True):
        line = Text(
            f"{label:<{columns[0]}}{_GAP}{value:<{columns[1]}}{_GAP}{count:>{columns[2]}}{_GAP}"
        )
        if track >= _LEAST_TRACK:
            line.append(_track(row, track, ink), "magenta")
        yield ink.cut(line)


def _value(row: Share, ink: Ink) -> str:
    if row.share is None:
        return ink.dash
    return f"{percent(row.share.value):>5} ({ink.spelled(interval(row.share))})"


def _track(row: Share, cells: int, ink: Ink) -> str:
    """Return a line from 0 to 100 % with the interval and the share upon it."""
    track = [ink.ground] * cells
    if row.share is not None and row.share.interval is not None:
        low, at, high = (
            min(round(share * (cells - 1)), cells - 1)
            for share in (row.share.interval[0], row.share.value, row.share.interval[1])
        )
        track[low : high + 1] = [ink.whisker] * (high + 1 - low)
        track[low], track[high] = ink.ends
        track[at] = ink.point
    return "".join(track)


def _trend(rows: Sequence[Share], ink: Ink) -> Iterator[Text]:
    """Yield the latest shares of a row, as many as have room, below their labels."""
    column = max(len(row.label) for row in rows) + len(_GAP)
    shown = rows[-max(1, ink.width // column) :]
    yield Text("".join(f"{row.label:>{column}}" for row in shown), "dim")
    shares = [percent(row.share.value) if row.share else ink.dash for row in shown]
    yield Text("".join(f"{share:>{column}}" for share in shares))


def _parts(block: Parts, ink: Ink) -> Iterator[Text]:
    """Yield the parts of each row in per cent, and as a bar."""
    fills = ink.shades(len(block.names))
    heads = [f"{fill} {name}" for fill, name in zip(fills, block.names, strict=True)]
    column = max(len(head) for head in heads) + len(_GAP)
    label = max(len(name) for name, _ in block.rows)
    total = max(len(f"{sum(counts):,}") for _, counts in block.rows) + len(_GAP)
    total = max(total, len("reviews") + len(_GAP))
    head = " " * label + "".join(f"{one:>{column}}" for one in heads) + f"{'reviews':>{total}}"
    yield ink.cut(Text(head, "dim"))
    track = ink.width - len(head) - len(_GAP)
    for name, counts in block.rows:
        of = sum(counts)
        shares = [percent(count / of) if of else ink.dash for count in counts]
        line = Text(f"{name:<{label}}" + "".join(f"{share:>{column}}" for share in shares))
        line.append(f"{of:>{total},}")
        if track >= _LEAST_TRACK and of:
            line.append(_GAP + _bar(counts, fills, min(track, _MOST_TRACK)), "magenta")
        yield ink.cut(line)


def _bar(counts: Sequence[int], fills: Sequence[str], cells: int) -> str:
    """Return a bar of so many cells that is parted as `counts` are."""
    bar, done, of = "", 0, sum(counts)
    for count, fill in zip(counts, fills, strict=True):
        done += count
        bar += fill * (round(cells * done / of) - len(bar))
    return bar


def _table(block: Table, ink: Ink) -> Iterator[Text]:
    """Yield rows of columns; the last one is cut where it is too long."""
    if not block.rows:
        yield Text(f"{ink.dash} none", "dim")
        return
    rows = [tuple(ink.spelled(one_line(cell)) for cell in row) for row in (block.head, *block.rows)]
    columns = [max(cell_len(row[n]) for row in rows) for n in range(len(block.head) - 1)]
    for number, row in enumerate(rows):
        pairs = zip(row[:-1], columns, strict=True)
        cells = [" " * (column - cell_len(cell)) + cell for cell, column in pairs]
        yield ink.cut(Text(_GAP.join([*cells, row[-1]]), "dim" if not number else ""))
