"""What `tutor eval` shows on a terminal: tables of metrics, none wider than the terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import fill

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.evaluation.metrics import SECTIONS, Summary
from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Comparison, Report
from tutor.evaluation.report.graders import short_names
from tutor.evaluation.report.sections import sections
from tutor.text import one_line

_GAP = 2  # columns between two cells


def summary_tables(report: Report, *, every_metric: bool = False) -> None:
    """Print a row per metric and a column per grader for each suite, the main metrics or all.

    Where graders do not stand side by side in the terminal's width, they stand below each other.
    """
    for section in sections(report):
        _say(f"{section.suite}: {section.entries[0].label_map}")
        typer.echo()
        paths = _every_path(section.entries) if every_metric else names.MAIN
        _print_in_blocks(list(_rows(section.entries, paths)), list(section.graders))
        _say_graders(section.graders)
        shown = [
            one.metrics[path] for one in section.entries for path in paths if path in one.metrics
        ]
        if any(one.interval for one in shown):
            _say(names.INTERVALS)
        if not every_metric:
            _say("For all metrics, with cost: --all.")
        typer.echo()


def comparison_tables(comparisons: Sequence[Comparison]) -> None:
    """Print how a grader differs from others: a table per pair, a row per metric."""
    short = short_names(name for one in comparisons for name in (one.grader, one.baseline))
    for one in comparisons:
        _say(f"{one.suite}: {short[one.grader]} against {short[one.baseline]}")
        _say(one.basis)
        typer.echo()
        _print(_comparison(one))
        typer.echo()
    _say_graders({name: full for full, name in short.items()})


def _comparison(comparison: Comparison) -> Table:
    head = ("metric", "before", "now", "difference (95 %)", "p (Holm)", "outcome")
    table = _table(*head, gap=1)
    for change in comparison.changes:
        metric = names.metric(change.metric)
        interval = names.difference_interval(change)
        table.add_row(
            *_texts(
                metric.name,
                names.value(change.before, metric.unit),
                names.value(change.after, metric.unit),
                f"{names.difference(change)} ({interval})"
                if interval
                else names.difference(change),
                names.p_value(change.p),
                names.outcome(change),
            )
        )
    return table


def _every_path(entries: Sequence[Summary]) -> tuple[str, ...]:
    paths = dict.fromkeys(path for entry in entries for path in entry.metrics)
    return tuple(sorted(paths, key=lambda path: SECTIONS.index(path.partition(".")[0])))


def _rows(entries: Sequence[Summary], paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows: what it is, and a cell for each grader."""
    for path in paths:
        found = [entry.metrics.get(path) for entry in entries]
        if not any(found):
            continue
        metric = names.metric(path)
        cells = (names.measured(one, metric.unit) if one else "–" for one in found)
        yield metric.name, *cells
    yield "judged", *(f"{one.judged:,} of {one.responses:,}" for one in entries)
    for what in ("unjudged", "errors"):
        counts = [getattr(entry, what) for entry in entries]
        if any(counts):
            yield what, *(f"{count:,}" for count in counts)


def _print_in_blocks(rows: Sequence[tuple[str, ...]], graders: Sequence[str]) -> None:
    """Print as many graders side by side as there is room for, the others below them."""
    first, *widest = (max(map(len, column)) for column in zip(*rows, strict=True))
    words = (max(map(len, grader.split()), default=0) for grader in graders)
    others = [max(pair) for pair in zip(widest, words, strict=True)]
    for start, end in _blocks(others, _width() - first):
        table = _table("", *graders[start:end], widths=(first, *others[start:end]))
        for name, *cells in rows:
            table.add_row(*_texts(name, *cells[start:end]))
        _print(table)
        typer.echo()


def _blocks(widths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Yield where each block of columns begins and ends: one or more that fit together."""
    start, used = 0, 0
    for at, width in enumerate(widths):
        if at > start and used + _GAP + width > room:
            yield start, at
            start, used = at, 0
        used += _GAP + width
    yield start, len(widths)


def _say_graders(graders: Mapping[str, str]) -> None:
    """Print the full names of graders, those that are longer."""
    for short, full in graders.items():
        if short != full:
            _say(f"{short}: {full}")


def _say(text: str) -> None:
    """Print a line, folded between words where the terminal is narrower."""
    typer.echo(fill(one_line(text), _width(), subsequent_indent="  ", break_on_hyphens=False))


def _table(first: str, *others: str, widths: Sequence[int] = (), gap: int = _GAP) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0))
    each = widths or (None,) * (1 + len(others))
    table.add_column(Text(first), width=each[0])
    for name, width in zip(others, each[1:], strict=True):
        table.add_column(Text(one_line(name)), justify="right", overflow="fold", width=width)
    return table


def _texts(*cells: str) -> list[Text]:
    return [Text(one_line(cell)) for cell in cells]


def _print(table: Table) -> None:
    Console(highlight=False).print(table)


def _width() -> int:
    return Console().width
