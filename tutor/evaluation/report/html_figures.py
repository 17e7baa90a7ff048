"""The figures of a suite's section of the page: tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tutor.evaluation.metrics import SECTIONS, Summary
from tutor.evaluation.report import charts, names, style
from tutor.evaluation.report.contents import Change, Comparison
from tutor.evaluation.report.drawing import legend
from tutor.evaluation.report.elements import Markup, element, together
from tutor.evaluation.report.html_parts import folded, head_row, measured, table
from tutor.evaluation.report.names import Better, Unit
from tutor.evaluation.views import View


def at_a_glance(entries: Sequence[Summary]) -> Markup:
    """Return the main metrics by row and graders by column: a phone is higher than wide."""
    applies = [path for path in names.MAIN if any(path in entry.metrics for entry in entries)]
    head = head_row("metric", *(entry.grader for entry in entries))
    rows = [*(_figure_row(entries, path) for path in applies), *_counts(entries)]
    return table("Main metrics with 95 % intervals", head, rows)


def _figure_row(entries: Sequence[Summary], path: str) -> Markup:
    one = names.metric(path)
    name = element("th", one.name, *_direction(one.better), scope="row")
    return element("tr", name, *(measured(entry.metrics.get(path), one.unit) for entry in entries))


def _direction(better: Better) -> Iterator[Markup]:
    """Yield an arrow that says which way a metric is meant to go."""
    if better is not Better.NEITHER:
        arrow = "↑" if better is Better.HIGHER else "↓"
        yield element("span", f"\u00a0{arrow}", class_="quiet", role="img", aria_label=better)


def _counts(entries: Sequence[Summary]) -> Iterator[Markup]:
    """Yield how many responses got no verdict: they are never left out."""
    for what, numbers in (
        ("judged", [entry.judged for entry in entries]),
        ("not judged", [entry.unjudged for entry in entries]),
        ("errors", [entry.errors for entry in entries]),
    ):
        cells = (
            element(
                "td", f"{number:,}", element("span", f"of {entry.responses:,}", class_="interval")
            )
            for number, entry in zip(numbers, entries, strict=True)
        )
        yield element("tr", element("th", what, scope="row"), *cells)


def all_figures(entries: Sequence[Summary]) -> Markup:
    """Return every metric, by group, folded away."""
    rows: list[Markup] = []
    for group in SECTIONS:
        paths = dict.fromkeys(
            path for entry in entries for path in entry.metrics if path.startswith(f"{group}.")
        )
        if paths:
            title = names.GROUP_NAMES[group]
            heading = element("th", title, scope="colgroup", colspan=len(entries) + 1)
            rows.append(element("tr", heading, class_="group"))
        rows += [_figure_row(entries, path) for path in paths]
    head = head_row("metric", *(entry.grader for entry in entries))
    return folded("Show all metrics", table("All metrics with 95 % intervals", head, rows))


def comparison(made: Comparison) -> Iterator[Markup]:
    """Yield what changed against a baseline."""
    yield element("h3", f"{made.grader} against {made.baseline}")
    if made.basis:
        yield element("p", made.basis, class_="about")
    head = head_row("metric", "before", "after", "difference", "outcome")
    rows = map(_change, made.changes)
    yield table("Differences, p values adjusted after Holm (1979)", head, rows)


def _change(change: Change) -> Markup:
    unit, outcome = names.metric(change.metric).unit, names.outcome(change)
    difference = [names.difference(change)]
    if bounds := names.difference_interval(change):
        difference.append(element("span", bounds, class_="interval wide"))
    mark = {"better": "good", "worse": "bad"}.get(outcome, "quiet")
    return element(
        "tr",
        element("th", names.metric(change.metric).name, scope="row"),
        element("td", names.value(change.before, unit)),
        element("td", names.value(change.after, unit)),
        element("td", *difference),
        element("td", element("span", outcome, class_=mark), *_chance(change)),
    )


def _chance(change: Change) -> Iterator[Markup]:
    if change.p is not None:
        sign = "" if change.p < names.LEAST_P else "= "
        yield element("span", f"p {sign}{names.p_value(change.p)}", class_="interval")


def confidence(entries: Sequence[Summary], name: str) -> Iterator[Markup]:
    """Yield how far confidence can be trusted: a reliability diagram and risk-coverage curves.

    Args:
        entries: One per grader.
        name: What the names of the charts' parts begin with.
    """
    drawn = []
    if any(entry.reliability for entry in entries):
        drawn.append(
            _figure(
                "Reliability diagram",
                "Verdicts below the dotted line are too sure, those above it not enough.",
                charts.reliability(entries, f"{name}-reliability"),
            )
        )
    if any(entry.risk_coverage for entry in entries):
        drawn.append(
            _figure(
                "Risk–coverage curve",
                "What is wrong if only the surest verdicts stand; lower is better.",
                charts.risk_coverage(entries, f"{name}-risk"),
            )
        )
    if drawn:
        yield element("h3", "Confidence")
        yield legend([entry.grader for entry in entries])
        yield element("div", *drawn, class_="charts")


def _figure(title: str, about: str, chart: Markup) -> Markup:
    return element("figure", element("figcaption", element("b", title), about), chart)


def confusions(entries: Sequence[Summary]) -> Iterator[Markup]:
    """Yield a confusion matrix per grader."""
    matrices = [
        _matrix(entry.grader, labels, counts)
        for entry in entries
        for labels, counts in (
            (entry.levels, entry.confusion),
            (entry.official_labels, entry.official_confusion),
        )
        if counts
    ]
    if matrices:
        yield element("h3", "Confusion")
        about = "By row what people said, by column what the grader said; percentages are of a row."
        yield element("p", about, class_="about")
        yield element("div", *matrices, class_="charts")


def _matrix(grader: str, labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> Markup:
    head = element(
        "tr",
        element("th", "people", scope="col"),
        *(element("th", level, scope="col") for level in labels),
    )
    rows = [
        element(
            "tr",
            element("th", level, scope="row"),
            *(
                _cell(count, sum(counts), is_same=at == column)
                for column, count in enumerate(counts)
            ),
        )
        for at, (level, counts) in enumerate(zip(labels, confusion, strict=True))
    ]
    return element(
        "table",
        element("caption", element("span", grader, class_="name")),
        element("thead", head),
        element("tbody", *rows),
        class_="matrix",
    )


def _cell(count: int, of: int, *, is_same: bool) -> Markup:
    """Return a cell that is the darker, the more of its row it holds."""
    share = count / of if of else 0.0
    return element(
        "td",
        element("b", f"{count:,}"),
        element("span", names.value(share, Unit.SHARE) if of else "–"),
        class_="same" if is_same else "",
        style=f"--shade:{style.SHADED * share:.0f}",
    )


def cases(entries: Sequence[Summary], name: str) -> Iterator[Markup]:
    """Yield how good the graders are on each case, as a chart and as a table.

    Args:
        entries: One per grader.
        name: What the names of the chart's parts begin with.
    """
    ordered = charts.hardest_first(entries)
    if not ordered:
        return
    yield element("h3", "Cases")
    yield legend([entry.grader for entry in entries])
    chart = charts.case_bars(entries, f"{name}-cases")
    about = "By what responses were written to show, the hardest first, with 95 % intervals."
    yield _figure("Accuracy per case", about, chart)
    yield folded("Show the cases as a table", _case_table(entries, ordered))


def _case_table(entries: Sequence[Summary], cases: Sequence[str]) -> Markup:
    """Return the accuracy and the share called correct of each case, per grader."""
    rows = _rows([entry.cases for entry in entries])
    graders = (element("th", one.grader, scope="colgroup", colspan=2) for one in entries)
    columns = ("accuracy", "called correct") * len(entries)
    head = together(
        [
            element(
                "tr",
                element("th", "case", scope="col", rowspan=2),
                element("th", "responses", scope="col", rowspan=2),
                *graders,
            ),
            element("tr", *(element("th", each, scope="col", class_="number") for each in columns)),
        ]
    )
    body = [
        element(
            "tr",
            element("th", case, scope="row"),
            element("td", f"{_asked(rows[case]):,}"),
            *(
                measured(measure, Unit.SHARE)
                for view in rows[case]
                for measure in ((view.accuracy, view.passed) if view else (None, None))
            ),
        )
        for case in cases
    ]
    return table("Accuracy by case", head, body, class_="stacked")


def by_length_and_level(entries: Sequence[Summary]) -> Iterator[Markup]:
    """Yield how accuracy hangs on the length of a response, and on how good it is."""
    lengths = _rows([{names.length(one): one.view for one in entry.lengths} for entry in entries])
    bands = _rows([{level.value: view for level, view in entry.bands.items()} for entry in entries])
    tables = [
        element("div", element("h3", title), _accuracy_table(what, entries, rows))
        for title, what, rows in (
            ("Length", "length of the response", lengths),
            ("Quality", "level that people gave", bands),
        )
        if rows
    ]
    if tables:
        yield element("div", *tables, class_="charts")


def _rows(graders: Sequence[Mapping[str, View]]) -> dict[str, list[View | None]]:
    """Return under every name that there is the view of that name of each grader."""
    found = dict.fromkeys(name for views in graders for name in views)
    return {name: [views.get(name) for views in graders] for name in found}


def _accuracy_table(
    what: str, entries: Sequence[Summary], rows: Mapping[str, Sequence[View | None]]
) -> Markup:
    head = head_row(what, "responses", *(entry.grader for entry in entries))
    body = [
        element(
            "tr",
            element("th", name, scope="row"),
            element("td", f"{_asked(views):,}"),
            *(measured(view.accuracy if view else None, Unit.SHARE) for view in views),
        )
        for name, views in rows.items()
    ]
    return table(f"Accuracy by {what}", head, body, class_="stacked")


def _asked(views: Sequence[View | None]) -> int:
    return max((view.responses for view in views if view), default=0)
