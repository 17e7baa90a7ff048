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
.of{border-top:1px solid var(--rule);margin-top:2.5rem;padding-top:1.75rem}
.of h3{margin-top:1.5rem}
.charts>figure{grid-row:auto;display:block;margin-bottom:1.5rem}
.aside .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.4rem}
.aside .facts>div{display:contents}
.aside .about{margin:1rem 0 0}
.charts>.aside{margin:0 0 1.5rem;align-self:center}
.p2{fill-opacity:.62}.p3{fill-opacity:.34}.p4{fill-opacity:.12}
rect.part{stroke:var(--series-1);stroke-width:.6}
.area{fill:transparent}
g:hover>.area{fill:var(--rule)}
.day{fill:var(--series-3)}
.h0{fill:var(--raised);stroke:var(--rule);stroke-width:.5}
.h1{fill-opacity:.28}.h2{fill-opacity:.5}.h3{fill-opacity:.75}.h4{fill-opacity:1}
svg text.small{font-size:9px}
.whisker.wide{stroke-width:2}
.legend svg.swatch{width:.9rem;height:1rem}
.weak td.figure,.weak th.figure,.words-last td.figure,.words-last th.figure{width:1%;
text-align:right;white-space:nowrap}
.scroll .weak th:first-child,.scroll .words-last th:first-child{text-align:right}
.weak td.words,.words-last td.words,th.words{text-align:left}
.data .scroll{max-height:22rem;overflow:auto}
@media (max-width:34rem){
.weak thead{display:none}
.weak tr{display:flex;flex-wrap:wrap;gap:0 1rem;border-bottom:1px solid var(--rule);padding:.5rem 0}
.weak td,.weak td.figure{border:0;padding:0;width:auto;color:var(--quiet)}
.weak td.figure::before{content:attr(data-head) " "}
.weak td.words{flex:1 0 100%;color:var(--ink)}
svg text.small{font-size:10px}
}
@media print{
.data{display:none}
.of{margin-top:1rem;padding-top:.8rem}
.charts{grid-template-columns:1fr 1fr;gap:0 1.5rem}
.aside{break-inside:avoid}
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
