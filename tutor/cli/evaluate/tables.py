"""What `tutor eval` shows on a terminal: tables of metrics with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Comparison, Entry, Report
from tutor.text import one_line

_WIDEST = 10_000  # columns: as wide as a table may grow where no terminal bounds it


def summary_tables(report: Report) -> None:
    """Print a table for each suite: a row per main metric, a lettered column per grader."""
    for suite in report.suites:
        entries = report.of(suite)
        typer.echo(f"{one_line(suite)}: {one_line(entries[0].label_map)}\n")
        for letter, entry in zip(_letters(len(entries)), entries, strict=True):
            typer.echo(f"{letter}  {one_line(entry.grader)}")
        _print(_summary(entries))
        typer.echo("Intervals are of 95 %.\n")


def comparison_table(comparison: Comparison) -> None:
    """Print how two graders differ: a row per metric."""
    typer.echo(f"{one_line(comparison.grader)}\nagainst {one_line(comparison.baseline)}")
    typer.echo(f"on {one_line(comparison.suite)}. {comparison.basis}\n")
    table = _table("metric", "before", "now", "difference (95 %)", "p (Holm)", "outcome")
    for change in comparison.changes:
        metric = names.metric(change.metric)
        interval = names.difference_interval(change)
        _row(
            table,
            metric.name,
            names.value(change.before, metric.unit),
            names.value(change.after, metric.unit),
            f"{names.difference(change)} ({interval})" if interval else names.difference(change),
            names.p_value(change.p),
            names.outcome(change),
        )
    _print(table)


def _summary(entries: Sequence[Entry]) -> Table:
    table = _table("", *_letters(len(entries)))
    for path in names.MAIN:
        found = [entry.metrics.get(path) for entry in entries]
        if any(found):
            metric = names.metric(path)
            cells = (names.measured(one, metric.unit) if one else "–" for one in found)
            _row(table, metric.name, *cells)
    _row(table, "judged", *(f"{one.judged:,} of {one.responses:,}" for one in entries))
    for what in ("unjudged", "errors"):
        counts = [getattr(entry, what) for entry in entries]
        if any(counts):
            _row(table, what, *(f"{count:,}" for count in counts))
    return table


def _letters(count: int) -> list[str]:
    """Return so many short names: A to Z, then numbers."""
    return [ascii_uppercase[i] if i < len(ascii_uppercase) else str(i + 1) for i in range(count)]


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(Text(first))
    for name in others:
        table.add_column(Text(one_line(name)), justify="right", overflow="fold")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(one_line(cell)) for cell in cells))


def _print(table: Table) -> None:
    """Print a table: folded to the width of a terminal, and as wide as it likes elsewhere."""
    console = Console(highlight=False)
    if not console.is_terminal:
        whole = console.options.update(max_width=_WIDEST)
        console = Console(highlight=False, width=Measurement.get(console, whole, table).maximum)
    console.print(table)
