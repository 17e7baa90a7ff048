"""The report as Markdown, short enough for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tutor.cards.points import read_reference
from tutor.evaluation.metrics import SECTIONS, Summary
from tutor.evaluation.report import names
from tutor.evaluation.report.charts import hardest_first
from tutor.evaluation.report.contents import Comparison, Condition, Report
from tutor.evaluation.report.mistakes import Mistake, Sort, worst
from tutor.evaluation.report.names import Better, Unit
from tutor.evaluation.report.sections import Section, sections
from tutor.evaluation.results import Run
from tutor.evaluation.suite import Suite
from tutor.text import one_line

MISTAKES = 3
"""Most mistakes of each sort that are shown of a grader over a suite."""

WIDTH = 300
"""Most characters of a text of others."""

_SORTS = {
    Sort.FALSE_ACCEPT: "called correct, and people said otherwise",
    Sort.FALSE_REJECT: "not called correct, and people said it is",
}
_ARROWS = {Better.HIGHER: " ↑", Better.LOWER: " ↓", Better.NEITHER: ""}
_BACKTICKS = re.compile("`+")


def markdown(report: Report) -> str:
    """Return the report as GitHub Flavored Markdown.

    Every text of others (a response, a question, a name) is a code span, in which nothing is a
    link, a mention, an image or HTML, whatever it says.
    """
    lines = ["## Evaluation of grading", ""]
    lines += _gate(report.conditions)
    for section in sections(report):
        lines += _suite(section)
    intervals = f" {names.INTERVALS}" if report.has_intervals else ""
    lines.append(f"tutor {code(report.tutor)}; ↑ higher is better, ↓ lower is better.{intervals}")
    return "\n".join(lines) + "\n"


def code(text: str, width: int = WIDTH) -> str:
    """Return a text as a code span that it cannot end (CommonMark 0.31.2, section 6.1)."""
    line = one_line(text, width)
    if not line:
        return "–"
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(line)), default=0))
    space = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{space}{line}{space}{fence}"


def _gate(conditions: Sequence[Condition]) -> Iterator[str]:
    if not conditions:
        return
    met = sum(one.is_met for one in conditions)
    yield f"**Gate: {met} of {names.count(len(conditions), 'condition')} met.**"
    yield ""
    rows = (
        (
            _cell(one.asked),
            "✓ met" if one.is_met else f"✗ {_cell(one.failure)}",
            _cell(one.grader),
            _cell(one.suite),
        )
        for one in conditions
    )
    yield from _table(("condition", "found", "grader", "suite"), rows, numbers_from=4)


def _suite(section: Section) -> Iterator[str]:
    entries = section.entries
    asked = max(entry.responses for entry in entries)
    yield f"### {code(section.suite)}"
    yield ""
    yield (
        f"{names.count(asked, 'response')}, version {code(entries[0].digest)}; "
        f"labels: {code(entries[0].label_map)}"
    )
    yield ""
    yield from _headline(entries)
    yield from all_metrics(section)
    for comparison in section.comparisons:
        yield from _comparison(comparison)
    yield from _cases(entries)
    for of, run in section.judged:
        yield from _mistakes(of, run)


def _headline(entries: Sequence[Summary]) -> Iterator[str]:
    """Yield the main metrics by row and graders by column: a comment is narrow."""
    rows = [row for path in names.MAIN if (row := _metric_row(entries, path))]
    rows.append(("judged", *map(_judged, entries)))
    yield from _metric_table(entries, rows)


def all_metrics(section: Section) -> Iterator[str]:
    """Yield every metric of a suite by row and graders by column, and their full names, folded."""
    yield "<details><summary>All metrics, and the graders in full</summary>"
    yield ""
    yield from _metric_table(section.entries, _all_rows(section.entries))
    for name, full in section.graders.items():
        yield f"- {code(name)}: {code(full)}"
    yield ""
    yield "</details>"
    yield ""


def _all_rows(entries: Sequence[Summary]) -> Iterator[tuple[str, ...]]:
    for group in SECTIONS:
        rows = [
            row
            for path in dict.fromkeys(path for entry in entries for path in entry.metrics)
            if path.startswith(f"{group}.") and (row := _metric_row(entries, path))
        ]
        if rows:
            yield f"**{names.GROUP_NAMES[group]}**", *("" for _ in entries)
            yield from rows
    for what in ("judged", "unjudged", "errors"):
        yield what, *(f"{getattr(entry, what):,} of {entry.responses:,}" for entry in entries)


def _metric_table(entries: Sequence[Summary], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from _table(("metric", *(_cell(entry.grader) for entry in entries)), rows)


def _metric_row(entries: Sequence[Summary], path: str) -> tuple[str, ...]:
    """Return a metric's row, () where no grader has it."""
    found = [entry.metrics.get(path) for entry in entries]
    metric = names.metric(path)
    cells = (names.measured(one, metric.unit) if one else "–" for one in found)
    return (f"{metric.name}{_ARROWS[metric.better]}", *cells) if any(found) else ()


def _judged(entry: Summary) -> str:
    errors = f", {names.count(entry.errors, 'error')}" if entry.errors else ""
    return f"{entry.judged:,} of {entry.responses:,}{errors}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"**{code(comparison.grader)} against {code(comparison.baseline)}.** {comparison.basis}"
    yield ""
    rows = (
        (
            names.metric(change.metric).name,
            names.value(change.before, names.metric(change.metric).unit),
            names.value(change.after, names.metric(change.metric).unit),
            _with_interval(names.difference(change), names.difference_interval(change)),
            names.p_value(change.p).replace("<", "&lt;") or "–",
            names.outcome(change),
        )
        for change in comparison.changes
        if change.metric in names.MAIN
    )
    head = ("metric", "before", "after", "difference", "p (Holm)", "outcome")
    yield from _table(head, rows)


def _with_interval(shown: str, interval: str) -> str:
    return f"{shown} ({interval})" if interval else shown


def _cases(entries: Sequence[Summary]) -> Iterator[str]:
    """Yield the accuracy per case, folded away."""
    cases = hardest_first(entries)
    if not cases:
        return
    yield "<details><summary>Accuracy per case, the hardest first</summary>"
    yield ""
    rows = []
    for case in cases:
        views = [entry.cases.get(case) for entry in entries]
        asked = max(view.responses for view in views if view)
        cells = (
            names.measured(view.accuracy, Unit.SHARE) if view and view.accuracy else "–"
            for view in views
        )
        rows.append((_cell(case), f"{asked:,}", *cells))
    yield from _table(("case", "responses", *(_cell(entry.grader) for entry in entries)), rows)
    yield "</details>"
    yield ""


def _mistakes(suite: Suite, run: Run) -> Iterator[str]:
    for sort, what in _SORTS.items():
        if found := worst(suite, run, sort, MISTAKES):
            yield f"Worst of {code(run.grader)}: {what}"
            yield ""
            for mistake in found:
                yield from _mistake(mistake)
            yield ""


def _mistake(mistake: Mistake) -> Iterator[str]:
    response, result = mistake.response, mistake.result
    sure = names.value(result.confidence, Unit.SHARE)
    case = f", case {code(response.case)}" if response.case else ""
    yield f"- {code(response.card.question)}"
    yield f"  - response {code(response.text)}"
    yield f"  - reference {code(read_reference('', response.card.answer).answer)}"
    yield f"  - people {response.label.level}, the grader {result.level}, {sure} sure{case}"
    if result.reason:
        yield f"  - reason {code(result.reason)}"


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1
) -> Iterator[str]:
    """Yield a table whose columns are set to the right from the one that is told."""
    yield _row(head)
    yield _row(["--:" if at >= numbers_from else "---" for at in range(len(head))])
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return a code span for a table, where "|" would end the cell: it becomes "¦"."""
    return code(text.replace("|", "¦"))
