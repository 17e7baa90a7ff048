"""The report as one HTML file that loads nothing, for a screen of any width or for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.evaluation.report import html_figures, html_mistakes, names, style
from tutor.evaluation.report.contents import Condition, Report
from tutor.evaluation.report.elements import Markup, element, together
from tutor.evaluation.report.graders import kind
from tutor.evaluation.report.html_parts import facts, folded, whose
from tutor.evaluation.report.sections import Section, sections

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may load, and where it may send: nothing."""


def html(report: Report) -> str:
    """Return the report as a page that stands alone: one file, no script, nothing to load.

    Whatever a suite, a grader or a response says is text in it, and a policy in its head forbids
    it to load or send anything. It follows the reader's choice of light or dark.
    """
    page = element(
        "html",
        _head(_title(report)),
        element("body", _header(report), element("main", *_sections(report)), _footer(report)),
        lang="en-GB",
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _head(title: str) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(style.sheet())),
    )


def _title(report: Report) -> str:
    return f"Evaluation of grading: {', '.join(report.suites)}"


def _header(report: Report) -> Markup:
    graders = {kind(entry.grader) for entry in report.entries}
    lead = [
        report.on,
        f"tutor {report.tutor}",
        names.count(len(graders), "grader"),
        names.count(len(report.suites), "suite"),
    ]
    parts = [
        element("h1", "Evaluation of grading"),
        element("p", " · ".join(filter(None, lead)), class_="lead"),
    ]
    if len(report.suites) > 1:
        links = (
            element("li", element("a", suite, href=f"#suite-{at}"))
            for at, suite in enumerate(report.suites)
        )
        parts.append(element("nav", element("ul", *links), aria_label="Suites"))
    if report.conditions:
        parts.append(_gate(report.conditions))
    return element("header", *parts)


def _gate(conditions: Sequence[Condition]) -> Markup:
    """Return what was asked of the graders, and whether it was reached."""
    met = sum(one.is_met for one in conditions)
    heading = f"Gate: {met} of {names.count(len(conditions), 'condition')} met"
    missed_first = sorted(conditions, key=lambda one: one.is_met)
    items = (element("li", *_condition(one)) for one in missed_first)
    return together([element("h2", heading, class_="gate"), element("ul", *items, class_="list")])


def _condition(one: Condition) -> Iterator[Markup]:
    if one.is_met:
        yield element("span", "✓ met", class_="good")
    else:
        yield element("span", "✗ missed", class_="bad")
    found = "" if one.is_met else f"; found: {one.failure}"
    yield element("span", f"{one.asked}{found}", whose(f"{one.grader} · {one.suite}"))


def _sections(report: Report) -> Iterator[Markup]:
    for at, section in enumerate(sections(report)):
        yield element(
            "section",
            *_suite(section, f"suite-{at}"),
            class_="suite",
            id=f"suite-{at}",
            aria_labelledby=f"suite-{at}-name",
        )


def _suite(section: Section, name: str) -> Iterator[Markup]:
    """Yield all there is to say of a suite.

    Args:
        section: What is said.
        name: What the names of the section's parts begin with.
    """
    entries, judged = section.entries, section.judged
    yield element("h2", section.suite, id=f"{name}-name")
    yield facts(_suite_facts(section))
    yield element("h3", "At a glance")
    yield element("p", "↑ higher is better, ↓ lower is better.", class_="about")
    yield html_figures.at_a_glance(entries)
    yield html_figures.all_figures(entries)
    yield folded("Show the graders’ full names", facts(section.graders))
    for comparison in section.comparisons:
        yield from html_figures.comparison(comparison)
    yield from html_figures.confidence(entries, name)
    yield from html_figures.confusions(entries)
    yield from html_figures.cases(entries, name)
    yield from html_figures.by_length_and_level(entries)
    yield from html_mistakes.unjudged(entries, [run for _, run in judged])
    yield from html_mistakes.worst_mistakes(judged)


def _suite_facts(section: Section) -> dict[str, str]:
    entries = section.entries
    told = {
        "Responses": f"{max(entry.responses for entry in entries):,}",
        "Labels": entries[0].label_map,
        "Version": ", ".join(dict.fromkeys(entry.digest for entry in entries)),
        "Origin": section.judged[0][0].origin if section.judged else "",
    }
    return {what: said for what, said in told.items() if said}


def _footer(report: Report) -> Markup:
    about = "Responses without a verdict count as neither right nor wrong."
    if report.has_intervals:
        about = f"{names.INTERVALS} {about}"
    machine = [folded("Where it ran", facts(report.machine))] if report.machine else []
    return element("footer", element("p", about, class_="quiet"), *machine)
