"""The report as Markdown, short enough for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tutor.evaluation.report import names
from tutor.evaluation.report.charts import hardest_first
from tutor.evaluation.report.contents import Comparison, Condition, Entry, Report
from tutor.evaluation.report.mistakes import Mistake, Sort, worst
from tutor.evaluation.report.names import Better, Unit
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
    for suite in report.suites:
        lines += _suite(report, suite)
    lines.append(
        f"tutor {code(report.tutor)}; intervals are of 95 %; ↑ higher is better, ↓ lower is better."
    )
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


def _suite(report: Report, suite: str) -> Iterator[str]:
    entries = report.of(suite)
    asked = max(entry.responses for entry in entries)
    yield f"### {code(suite)}"
    yield ""
    yield (
        f"{names.count(asked, 'response')}, version {code(entries[0].digest)}; "
        f"labels: {code(entries[0].label_map)}"
    )
    yield ""
    yield from _headline(entries)
    for comparison in report.comparisons:
        if comparison.suite == suite:
            yield from _comparison(comparison)
    yield from _cases(entries)
    yield from _mistakes(report, suite)


def _headline(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the main metrics by row and graders by column: a comment is narrow."""
    rows = []
    for path in names.MAIN:
        found = [entry.metrics.get(path) for entry in entries]
        if any(found):
            metric = names.metric(path)
            cells = (names.measured(one, metric.unit) if one else "–" for one in found)
            rows.append((f"{metric.name}{_ARROWS[metric.better]}", *cells))
    rows.append(("judged", *map(_judged, entries)))
    yield from _table(("metric", *(_cell(entry.grader) for entry in entries)), rows)


def _judged(entry: Entry) -> str:
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


def _cases(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the accuracy per case, folded away."""
    cases = hardest_first(entries)
    if not cases:
        return
    yield "<details><summary>Accuracy per case, the hardest first</summary>"
    yield ""
    rows = []
    for case in cases:
        parts = [next((p for p in entry.cases if p.name == case), None) for entry in entries]
        asked = max(part.responses for part in parts if part)
        cells = (
            names.measured(part.accuracy, Unit.SHARE) if part and part.accuracy else "–"
            for part in parts
        )
        rows.append((_cell(case), f"{asked:,}", *cells))
    yield from _table(("case", "responses", *(_cell(entry.grader) for entry in entries)), rows)
    yield "</details>"
    yield ""


def _mistakes(report: Report, suite: str) -> Iterator[str]:
    for of, run in report.judged:
        for sort, what in _SORTS.items():
            found = worst(of, run, sort, MISTAKES) if of.name == suite else ()
            if found:
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
    yield f"  - reference {code(response.card.answer)}"
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
