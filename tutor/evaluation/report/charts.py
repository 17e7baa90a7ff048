"""The charts of the page as inline SVG, told apart without colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tutor.estimate import Estimate
from tutor.evaluation.confidence import Bin, Risk
from tutor.evaluation.metrics import Summary
from tutor.evaluation.report import names
from tutor.evaluation.report.drawing import WIDTH, Axis, fill, frame, ground, image, line, marker
from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.names import Unit
from tutor.evaluation.views import View

_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 14, 12, 48  # margins, with room for ticks and labels
_PLOT_HEIGHT = 300
_HEIGHT = _TOP + _PLOT_HEIGHT + _BOTTOM
_CAP = 3.5  # half the end of a whisker
_BAR, _BAR_GAP, _LABEL, _ROW_GAP = 13, 5, 22, 16  # heights of the parts of a row of bars
_VALUE = 66  # width of the column of values beside the bars
_LABEL_WIDTH = 44  # characters of a case's name; the whole of it is in the title
_MARKED = 10  # markers on a line of many points, at most


def reliability(entries: Sequence[Summary], name: str) -> Markup:
    """Return a reliability diagram: how often verdicts of a confidence are right.

    Murphy & Winkler, "Reliability of subjective probability forecasts", 1977.

    Args:
        entries: One per grader; those without bins have no line.
        name: What the page's names for its parts begin with here.
    """
    across = Axis("confidence of the verdict", 1, 0.2, _LEFT, WIDTH - _RIGHT)
    up = Axis("share that was right", 1, 0.2, _TOP + _PLOT_HEIGHT, _TOP)
    ideal = element(
        "line", x1=across.at(0), y1=up.at(0), x2=across.at(1), y2=up.at(1), class_="ideal"
    )
    lines = [
        line(at, [(across.at(one.confidence), up.at(one.accuracy)) for one in entry.reliability])
        for at, entry in enumerate(entries)
    ]
    markers = [
        marker(at, across.at(one.confidence), up.at(one.accuracy), _told(entry.grader, one))
        for at, entry in enumerate(entries)
        for one in entry.reliability
    ]
    return image(
        name,
        "Reliability diagram",
        " ".join(f"{entry.grader}: {_bins(entry.reliability)}." for entry in entries),
        [*frame(across, up), ideal, *lines, *markers],
        _HEIGHT,
    )


def risk_coverage(entries: Sequence[Summary], name: str) -> Markup:
    """Return risk-coverage curves: how many verdicts are wrong if only the surest stand.

    El-Yaniv & Wiener, "On the foundations of noise-free selective classification", 2010.

    Args:
        entries: One per grader; those without a curve have no line.
        name: What the page's names for its parts begin with here.
    """
    highest, step = _scale(
        max((one.risk for each in entries for one in each.risk_coverage), default=0.0)
    )
    across = Axis("coverage: verdicts that stand, the surest first", 1, 0.2, _LEFT, WIDTH - _RIGHT)
    up = Axis("risk: share of them that is wrong", highest, step, _TOP + _PLOT_HEIGHT, _TOP)
    lines, markers = [], []
    for at, entry in enumerate(entries):
        places = [(across.at(one.coverage), up.at(one.risk)) for one in entry.risk_coverage]
        lines.append(line(at, places))
        for each in _spread(len(places)):
            told = f"{entry.grader}: {_at(entry.risk_coverage[each])}"
            markers.append(marker(at, *places[each], told))
    return image(
        name,
        "Risk–coverage curve",
        " ".join(f"{entry.grader}: {_curve(entry.risk_coverage)}." for entry in entries),
        [*frame(across, up), *lines, *markers],
        _HEIGHT,
    )


def case_bars(entries: Sequence[Summary], name: str) -> Markup:
    """Return bars of accuracy per case with 95 % intervals, the hardest case first.

    Args:
        entries: One per grader.
        name: What the page's names for its parts begin with here.
    """
    cases = hardest_first(entries)
    height = _LABEL + len(entries) * (_BAR + _BAR_GAP) + _ROW_GAP
    bottom = _TOP + len(cases) * height
    across = Axis("accuracy", 1, 0.25, 2, WIDTH - _VALUE)
    rows: list[Markup] = []
    for at, case in enumerate(cases):
        rows += _bar_row(
            case, [each.cases.get(case) for each in entries], across, _TOP + at * height
        )
    told = "; ".join(f"{case}: {_case_told(entries, case)}" for case in cases)
    parts = [*ground(across, _TOP, bottom), *rows]
    return image(name, "Accuracy per case", f"{told}.", parts, bottom + _BOTTOM)


def hardest_first(entries: Sequence[Summary]) -> list[str]:
    """Return the names of all cases, those of the lowest mean accuracy first."""
    cases = sorted({case for entry in entries for case in entry.cases})

    def mean(case: str) -> float:
        values = [
            view.accuracy.value
            for entry in entries
            if (view := entry.cases.get(case)) and view.accuracy
        ]
        return sum(values) / len(values) if values else math.inf

    return sorted(cases, key=mean)


def _bar_row(case: str, views: Sequence[View | None], across: Axis, top: float) -> Iterator[Markup]:
    """Yield a case's name and a bar per grader."""
    asked = max((view.responses for view in views if view), default=0)
    label = case if len(case) <= _LABEL_WIDTH else f"{case[: _LABEL_WIDTH - 1]}…"
    yield element(
        "text",
        element("title", case),
        label,
        element("tspan", names.count(asked, "response"), dx=8, class_="count"),
        x=across.start + 4,
        y=top + 15,
        class_="strong",
    )
    for at, view in enumerate(views):
        if view and view.accuracy:
            yield from _bar(at, view.accuracy, across, top + _LABEL + at * (_BAR + _BAR_GAP))


def _bar(series: int, measure: Estimate, across: Axis, top: float) -> Iterator[Markup]:
    """Yield a bar, the marker at its end, its whisker and its value."""
    start, end, middle = across.at(0), across.at(measure.value), top + _BAR / 2
    yield element(
        "rect", x=start, y=top, width=end - start, height=_BAR, class_=f"bar {fill(series)}"
    )
    if measure.interval:
        low, high = map(across.at, measure.interval)
        path = f"M{low:.1f} {middle:g}H{high:.1f}"
        for x in (low, high):
            path += f"M{x:.1f} {middle - _CAP:g}v{2 * _CAP:g}"
        yield element("path", d=path, class_="whisker")
    yield marker(series, end, middle, names.measured(measure, Unit.SHARE))
    shown = names.value(measure.value, Unit.SHARE)
    yield element("text", shown, x=WIDTH, y=middle + 4, text_anchor="end", class_="strong")


def _spread(count: int) -> list[int]:
    """Return which of a line's points have a marker: the last, and others at equal distances."""
    step = max(1, math.ceil(count / _MARKED))
    return list(range(count - 1, -1, -step))


def _scale(highest: float) -> tuple[float, float]:
    """Return the end of an axis that has room for a share, and its step: four to six steps."""
    for step in (0.01, 0.02, 0.05, 0.1):
        if highest <= 5 * step:
            return max(4, math.ceil(highest / step - 1e-9)) * step, step
    return (1.0, 0.2) if highest > 0.8 else (0.8, 0.2)


def _told(grader: str, one: Bin) -> str:
    return (
        f"{grader}: {_percent(one.confidence)} sure, {_percent(one.accuracy)} right; "
        f"{names.count(one.count, 'verdict')}"
    )


def _bins(bins: Sequence[Bin]) -> str:
    told = [f"{_percent(one.accuracy)} right where {_percent(one.confidence)} sure" for one in bins]
    return ", ".join(told) or "no verdicts"


def _at(one: Risk) -> str:
    return f"{_percent(one.risk)} wrong at a coverage of {_percent(one.coverage)}"


def _curve(curve: Sequence[Risk]) -> str:
    told = [_at(curve[at]) for at in reversed(_spread(len(curve)))]
    return ", ".join(told) or "no verdicts"


def _case_told(entries: Sequence[Summary], case: str) -> str:
    return ", ".join(
        f"{entry.grader} {_percent(view.accuracy.value)}"
        for entry in entries
        if (view := entry.cases.get(case)) and view.accuracy
    )


def _percent(share: float) -> str:
    return names.value(share, Unit.SHARE)
