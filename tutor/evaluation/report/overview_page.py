"""Every grader on every suite as Markdown tables: what a README shows."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Report
from tutor.evaluation.report.markdown_page import all_metrics, code
from tutor.evaluation.report.sections import Section, sections


def overview(report: Report) -> str:
    """Return two tables for each suite: the main metrics, and folded away all of them.

    The first has a row per grader, the second a column. Intervals are of 95 %. A metric that does
    not apply is a dash.
    """
    return "\n".join(line for section in sections(report) for line in _suite(section))


def _suite(section: Section) -> Iterator[str]:
    entries = section.entries
    first = entries[0]
    yield f"{code(section.suite)}, {first.responses:,} responses, version {code(first.digest)}:"
    yield ""
    metrics = [path for path in names.MAIN if any(path in entry.metrics for entry in entries)]
    yield from _head(["grader", *(names.metric(path).name for path in metrics)], len(metrics))
    for entry in entries:
        found = ((entry.metrics.get(path), names.metric(path).unit) for path in metrics)
        cells = (names.measured(metric, unit) if metric else "–" for metric, unit in found)
        yield f"| {' | '.join([code(entry.grader), *cells])} |"
    yield ""
    yield from all_metrics(section)


def _head(heads: list[str], numbers: int) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join(['---', *['--:'] * numbers])} |"
