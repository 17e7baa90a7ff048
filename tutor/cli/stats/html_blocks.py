"""The sections of the statistics as HTML: a chart, and the same figures in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

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
from tutor.cli.stats.heatmap import steps
from tutor.cli.stats.html_charts import (
    LEVELS,
    column_chart,
    heatmap_chart,
    part_chart,
    share_chart,
    trend_chart,
)
from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.html_parts import facts, folded, head_row, table

_FEW = 3  # columns; so many can stand above the words on a phone


def section_markup(section: Section) -> Markup:
    """Return a section with its heading: charts with what is said of them, and tables below."""
    named = [(block, f"{section.name}-{n}") for n, block in enumerate(section.blocks)]
    charts = [_block(*one) for one in named if not isinstance(one[0], Note | Facts | Table)]
    tables = [_block(*one) for one in named if isinstance(one[0], Table)]
    said = [_block(*one) for one in named if isinstance(one[0], Note | Facts)]
    aside = [element("div", *said, class_="aside")] if said else []
    if charts:
        charts, aside = [element("div", *charts, *aside, class_="charts")], []
    heading = element("h2", section.title)
    return element("section", heading, *charts, *tables, *aside, id=section.name, class_="of")


def _block(block: Block, name: str) -> Markup:
    match block:
        case Note(text):
            return element("p", text, class_="about")
        case Facts(rows):
            return facts(dict(rows))
        case Columns():
            return _figure(
                block.title,
                column_chart(block, name),
                _legend([one.name for one in block.series], 2),
                _column_table(block),
            )
        case Shares(title, rows):
            return _figure(title, share_chart(title, rows, name), None, _share_table(title, rows))
        case Trend(title, rows):
            return _figure(title, trend_chart(title, rows, name), None, _share_table(title, rows))
        case Parts():
            return _figure(
                block.title, part_chart(block, name), _legend(block.names, 1), _part_table(block)
            )
        case Heatmap():
            return _figure(
                block.title, heatmap_chart(block, name), _heat_legend(block), _day_table(block)
            )
        case Table():
            return _words_table(block)


def _figure(title: str, chart: Markup, legend: Markup | None, data: Markup) -> Markup:
    """Return a chart under its title, which side of it is which, and its figures."""
    caption = element("figcaption", element("b", title))
    below = element("div", folded("Figures", data), class_="data")
    return element("figure", caption, *([legend] if legend else []), chart, below)


def _legend(names: Sequence[str], apart: int) -> Markup | None:
    """Return which strength of the colour is which; nothing for a single series."""
    if len(names) < 2:
        return None
    keys = [_key(f"f1 part p{1 + apart * n}", name) for n, name in enumerate(names)]
    return element("ul", *keys, class_="legend")


def _heat_legend(block: Heatmap) -> Markup:
    kept = {least: number for number, least in enumerate(steps(block.counts, LEVELS), 1)}
    keys = [_key("day h0", "none")]
    keys += [_key(f"day h{number}", f"{least:,} or more") for least, number in kept.items()]
    return element("ul", *keys, class_="legend")


def _key(kind: str, name: str) -> Markup:
    rect = element("rect", x=0, y=1, width=14, height=14, rx=2, class_=kind)
    swatch = element("svg", rect, viewBox="0 0 14 16", aria_hidden="true", class_="swatch")
    return element("li", swatch, element("span", name))


def _column_table(block: Columns) -> Markup:
    rows = zip(block.labels, zip(*(one.values for one in block.series), strict=True), strict=True)
    return _number_table(
        block.title,
        ("", *(one.name for one in block.series)),
        ((label, *(f"{value:,.4g}" for value in values)) for label, values in rows),
    )


def _share_table(title: str, rows: Iterable[Share]) -> Markup:
    cells = (
        (
            row.label,
            percent(row.share.value) if row.share else "–",
            interval(row.share) if row.share else "–",
            f"{row.count:,}",
            f"{row.of:,}",
        )
        for row in rows
    )
    return _number_table(title, ("", "share", "95 % interval", "count", "of"), cells)


def _part_table(block: Parts) -> Markup:
    rows = ((label, *(f"{count:,}" for count in counts)) for label, counts in block.rows)
    return _number_table(block.title, ("", *block.names), rows)


def _day_table(block: Heatmap) -> Markup:
    rows = (
        (f"{block.first + timedelta(days=n)}", f"{count:,}")
        for n, count in enumerate(block.counts)
        if count
    )
    return _number_table(block.title, ("day", "reviews"), rows)


def _number_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    body = (
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", cell) for cell in row[1:]),
        )
        for row in rows
    )
    return table(title, head_row(*head), body)


def _words_table(block: Table) -> Markup:
    """Return a table whose last column is words."""
    title = element("h3", block.title)
    if not block.rows:
        return element("div", title, element("p", "None.", class_="about"))
    body = (
        element(
            "tr",
            *(
                element("td", cell, class_="figure", data_head=head)
                for head, cell in zip(block.head, row[:-1], strict=False)
            ),
            element("td", row[-1], class_="words"),
        )
        for row in block.rows
    )
    head = element(
        "tr",
        *(element("th", cell, scope="col", class_="figure") for cell in block.head[:-1]),
        element("th", block.head[-1], scope="col", class_="words"),
    )
    return element(
        "div",
        title,
        table(block.title, head, body, "weak" if len(block.head) <= _FEW else "words-last"),
    )
