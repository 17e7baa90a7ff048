"""The statistics as one HTML file that loads nothing, for a screen of any width or for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tutor.cli.stats.blocks import Section
from tutor.cli.stats.html_blocks import section_markup
from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.html_page import POLICY
from tutor.evaluation.report.style import sheet

_TITLE = "What you remember"
_SHEET = """
.part-of{border-top:1px solid var(--rule);margin-top:3rem;padding-top:2rem}
.part-of .about{margin:1.2rem 0 0}
.part-of>.facts{margin-top:1.2rem}
.part-of h3{margin-top:1.8rem}
.charts>figure{grid-row:auto;display:block}
.part{fill-opacity:1}
.p2{fill-opacity:.7}.p3{fill-opacity:.42}.p4{fill-opacity:.2}
rect.part{stroke:var(--series-1);stroke-width:.5}
.area{fill:transparent}
g:hover>.area{fill:var(--rule)}
.day{fill:var(--series-3)}
.h0{fill:var(--raised);stroke:var(--rule);stroke-width:.4}
.h1{fill-opacity:.3}.h2{fill-opacity:.52}.h3{fill-opacity:.76}.h4{fill-opacity:1}
svg text.small{font-size:9px}
.whisker.wide{stroke-width:2}
.legend svg.swatch{width:.9rem;height:1rem}
.weak td.figure,.weak th.figure{text-align:right;white-space:nowrap;width:1%}
.weak td.figure:not(:first-child),.weak th.figure:not(:first-child){padding-left:1.25rem}
.weak td.words,.weak th.words{text-align:left}
.data{margin-top:.2rem}
.data .scroll{max-height:22rem;overflow:auto}
@media print{
.data{display:none}
.part-of{break-inside:auto;margin-top:1.2rem;padding-top:1rem}
.part-of h2{break-after:avoid}
.charts{grid-template-columns:1fr 1fr;gap:0 1.5rem}
rect,circle{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""


def html_page(sections: Sequence[Section], decks: Sequence[str], days: int, now: datetime) -> str:
    """Return the statistics as a page that stands alone: one file, no script, nothing to load.

    Args:
        sections: What it shows.
        decks: The decks that were asked for; none for all.
        days: The length of the period.
        now: When it is made, in the learner's zone.
    """
    links = (
        element("li", element("a", one.title.partition(",")[0], href=f"#{one.name}"))
        for one in sections
    )
    lead = f"{now:%Y-%m-%d} · {', '.join(decks) or 'all decks'} · the last {days:,} days"
    header = element(
        "header",
        element("h1", _TITLE),
        element("p", lead, class_="lead"),
        element("nav", element("ul", *links), aria_label="Sections"),
    )
    main = element("main", *map(section_markup, sections))
    page = element("html", _head(), element("body", header, main), lang="en-GB")
    return f"<!DOCTYPE html>\n{page}\n"


def _head() -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", _TITLE),
        element("style", Markup(sheet() + _SHEET)),
    )
