"""Every grader on every suite in one Markdown table: what a README shows."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Entry, Report
from tutor.evaluation.report.markdown_page import code


def overview(report: Report) -> str:
    """Return a table for each suite, a row per grader and a column per main metric, and its cases.

    Intervals are of 95 %. A metric that does not apply is a dash.
    """
    return "\n".join(line for suite in report.suites for line in _suite(report.of(suite)))


def _suite(entries: tuple[Entry, ...]) -> Iterator[str]:
    first = entries[0]
    yield f"{code(first.suite)}, {first.responses:,} responses, version {code(first.digest)}:"
    yield ""
    metrics = [path for path in names.MAIN if any(path in entry.metrics for entry in entries)]
    yield from _table(["grader", *(names.metric(path).name for path in metrics)], len(metrics))
    for entry in entries:
        found = ((entry.metrics.get(path), names.metric(path).unit) for path in metrics)
        cells = (names.measured(metric, unit) if metric else "–" for metric, unit in found)
        yield f"| {' | '.join([code(entry.grader), *cells])} |"
    yield ""


def _table(heads: list[str], numbers: int) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join(['---', *['--:'] * numbers])} |"
