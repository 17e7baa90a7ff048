"""The worst mistakes on the page, and what got no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.evaluation.metrics import Summary
from tutor.evaluation.report import names
from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.html_parts import head_row, table, whose
from tutor.evaluation.report.mistakes import Mistake, Point, Sort, not_judged, worst
from tutor.evaluation.report.names import Unit
from tutor.evaluation.results import Kind, Result, Run
from tutor.evaluation.suite import Suite
from tutor.grading.verdict import Level, Status

MISTAKES = 8
"""Most mistakes of each sort that are shown of a grader over a suite."""

REASONS = 5
"""Most reasons that are shown for there being no verdict."""

_LEVELS = {
    Level.CORRECT: "✓ correct",
    Level.PARTIAL: "~ partial",
    Level.INCORRECT: "✗ incorrect",
}
_STATUSES = {
    Status.COVERED: "✓ covered",
    Status.PARTLY: "~ partly",
    Status.MISSING: "✗ missing",
    Status.CONTRADICTED: "! contradicted",
}
_SORTS = {
    Sort.FALSE_ACCEPT: "False accepts: called correct, and people said otherwise",
    Sort.FALSE_REJECT: "False rejects: not called correct, and people said it is",
}


def unjudged(entries: Sequence[Summary], runs: Sequence[Run]) -> Iterator[Markup]:
    """Yield why responses got no verdict, if there are such."""
    items = [
        element(
            "li",
            element("span", f"{number:,} {what}"),
            element("span", reason or "(no reason was given)", whose(run.grader)),
        )
        for run in runs
        for kind, what in ((Kind.ERROR, "in error"), (Kind.UNJUDGED, "unjudged"))
        for reason, number in not_judged(run, kind, REASONS)
    ]
    if items:
        yield element("h3", "Without a verdict")
        missing = sum(entry.unjudged + entry.errors for entry in entries)
        count = names.count(missing, "response")
        about = f"{count}, neither right nor wrong; the commonest reasons of each grader:"
        yield element("p", about, class_="about")
        yield element("ul", *items, class_="list")


def worst_mistakes(judged: Sequence[tuple[Suite, Run]]) -> Iterator[Markup]:
    """Yield the worst mistakes of each grader, false accepts and false rejects apart."""
    if not judged:
        return
    yield element("h3", "Worst mistakes")
    about = "First those that are two levels off, then those that the grader was surest of."
    yield element("p", about, class_="about")
    for suite, run in judged:
        for sort, what in _SORTS.items():
            found = worst(suite, run, sort, MISTAKES)
            heading = f"{run.grader}. {what}" if len(judged) > 1 else what
            yield element("h4", heading)
            if found:
                yield from map(_mistake, found)
            else:
                yield element("p", "None.", class_="quiet")


def _mistake(mistake: Mistake) -> Markup:
    """Return a mistake with all that is needed to see why it was made."""
    response, result = mistake.response, mistake.result
    answer = element(
        "div", element("h6", "Response"), element("blockquote", response.text or "(empty)")
    )
    points = element("div", element("h6", "Reference points"), _points(mistake.points))
    return element(
        "article",
        element("h5", response.card.question),
        element("p", *_verdicts(mistake)),
        element("div", answer, points, class_="columns"),
        element("p", _reason(result), class_="reason"),
        class_="mistake",
    )


def _verdicts(mistake: Mistake) -> Iterator[str]:
    """Yield what people said and what the grader did, as text and markup."""
    response, result = mistake.response, mistake.result
    yield "People: "
    yield element("strong", _LEVELS[response.label.level])
    yield " · Grader: "
    yield element("strong", _LEVELS[result.level])
    yield f", {names.value(result.confidence, Unit.SHARE)} sure"
    told = [f"case {response.case}"] * bool(response.case) + [response.id]
    yield element("span", "".join(f" · {each}" for each in told), class_="quiet")


def _reason(result: Result) -> str:
    reason = result.reason or "The grader gave no reason."
    decided = f" Decided by: {result.decided_by}." if result.decided_by else ""
    doubt = f" In doubt: {result.doubt}" if result.doubt else ""
    return f"{reason}{decided}{doubt}"


def _points(points: Sequence[Point]) -> Markup:
    rows = [
        element(
            "tr",
            element("th", _point_text(one), scope="row"),
            element("td", _status(one.label)),
            element("td", _status(one.found)),
        )
        for one in points
    ]
    head = head_row("point", "people", "grader", words=True)
    return table("What became of each point", head, rows)


def _point_text(one: Point) -> str:
    return one.point.text if one.point.required else f"{one.point.text} (optional)"


def _status(status: Status | None) -> str:
    return _STATUSES[status] if status else "–"
