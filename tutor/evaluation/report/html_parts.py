"""What every section of the page is made of: tables, lists of facts, what is folded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tutor.estimate import Estimate
from tutor.evaluation.report import names
from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.names import Unit


def facts(told: Mapping[str, str]) -> Markup:
    """Return what is known, by name."""
    rows = (element("div", element("dt", k), element("dd", v)) for k, v in told.items())
    return element("dl", *rows, class_="facts")


def table(caption: str, head: Markup, rows: Iterable[Markup], class_: str = "") -> Markup:
    """Return a table that scrolls by itself, with the keyboard too, where it is too wide.

    Args:
        caption: What it shows, for those who do not see the page.
        head: Its first rows.
        rows: Those below.
        class_: How it looks.
    """
    content = element(
        "table",
        element("caption", caption, class_="hidden"),
        element("thead", head),
        element("tbody", *rows),
        class_=class_,
    )
    return element("div", content, class_="scroll", role="region", tabindex=0, aria_label=caption)


def head_row(*cells: str, words: bool = False) -> Markup:
    """Return the names of columns, above numbers or above words."""
    kind = "words" if words else ""
    return element("tr", *(element("th", cell, scope="col", class_=kind) for cell in cells))


def measured(measure: Estimate | None, unit: Unit) -> Markup:
    """Return a cell with a value and its interval, or with a dash where there is none."""
    if measure is None:
        return element("td", "–", class_="quiet")
    shown = [element("span", names.value(measure.value, unit))]
    if measure.interval:
        shown.append(element("span", names.interval(measure.interval, unit), class_="interval"))
    return element("td", *shown)


def folded(summary: str, content: Markup) -> Markup:
    """Return what opens on demand, and on paper."""
    return element("details", element("summary", summary), content)


def whose(name: str) -> Markup:
    """Return a line below an item that says whose it is."""
    return element("span", name, class_="whose")
