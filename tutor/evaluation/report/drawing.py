"""What charts are drawn with: axes, grids, and what tells one grader from another.

A grader is the same in every chart of a suite: its colour, the shape of its markers and the dashes
of its line follow from its place among the graders. Shapes begin again from the seventh on and
dashes from the sixth, so that thirty lines can be told apart without colour. Lengths are pixels at
the width of a phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.evaluation.report.elements import Markup, element
from tutor.evaluation.report.style import SERIES

WIDTH = 400
"""Of every chart."""

_TICK = 5
_DASHES = ("", "7 4", "2 4", "10 4 2 4", "4 2")
_RADIUS = 4.5
_SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (  # corners, in radii; a circle has none
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.25), (1.15, 0.85), (-1.15, 0.85)),
    ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    ((0, 1.25), (1.15, -0.85), (-1.15, -0.85)),
    ((-1.2, -0.8), (1.2, 0.8), (1.2, -0.8), (-1.2, 0.8)),
)


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight axis over shares.

    Attributes:
        label: What it measures.
        highest: Its upper end, a multiple of `step`; the lower one is 0.
        step: Between two ticks.
        start: Where 0 stands, in pixels.
        end: Where `highest` stands.
    """

    label: str
    highest: float
    step: float
    start: float
    end: float

    def at(self, share: float) -> float:
        """Return where a share stands, in pixels; one past the end stands at it."""
        inside = min(max(share, 0.0), self.highest)
        return self.start + (self.end - self.start) * inside / self.highest

    @property
    def ticks(self) -> list[float]:
        """The shares at which there is a tick."""
        return [at * self.step for at in range(round(self.highest / self.step) + 1)]


def legend(graders: Sequence[str]) -> Markup:
    """Return which marker, dashes and colour are whose; "" for a single grader."""
    if len(graders) < 2:
        return Markup()
    return element("ul", *map(_key, range(len(graders)), graders), class_="legend")


def image(name: str, title: str, told: str, parts: Sequence[Markup], height: float) -> Markup:
    """Return a chart with its title and a description in words, for those who do not see it.

    Args:
        name: What the names of its parts begin with; no other of the page has it.
        title: What it is.
        told: What it shows.
        parts: What it is drawn of.
        height: In pixels.
    """
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", told, id=f"{name}-told"),
        *parts,
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_labelledby=f"{name}-title {name}-told",
    )


def frame(across: Axis, up: Axis) -> Iterator[Markup]:
    """Yield a grid, ticks and two axes with their labels."""
    for share in up.ticks:
        y = up.at(share)
        yield element("line", x1=across.start, y1=y, x2=across.end, y2=y, class_="grid")
        yield element("text", _tick(share), x=across.start - 8, y=y + 4, text_anchor="end")
    for share in across.ticks:
        yield from _tick_below(across.at(share), up.start, share)
    yield element("line", x1=across.start, y1=up.start, x2=across.end, y2=up.start, class_="axis")
    yield element("line", x1=across.start, y1=up.start, x2=across.start, y2=up.end, class_="axis")
    middle = (up.start + up.end) / 2
    yield _axis_label(across, up.start)
    yield element(
        "text",
        up.label,
        x=13,
        y=middle,
        transform=f"rotate(-90 13 {middle:g})",
        text_anchor="middle",
        class_="strong",
    )


def ground(across: Axis, top: float, bottom: float) -> Iterator[Markup]:
    """Yield upright lines for bars to be read by, with ticks and a label below."""
    for share in across.ticks:
        x = across.at(share)
        kind = "grid" if share else "axis"
        yield element("line", x1=x, y1=top, x2=x, y2=bottom, class_=kind)
        yield from _tick_below(x, bottom, share, "start" if not share else "middle")
    yield _axis_label(across, bottom)


def line(series: int, places: Sequence[tuple[float, float]]) -> Markup:
    """Return a grader's line through places, "" through fewer than two."""
    if len(places) < 2:
        return Markup()
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return element(
        "polyline", points=points, class_=f"line {_stroke(series)}", stroke_dasharray=_dash(series)
    )


def marker(series: int, x: float, y: float, told: str = "") -> Markup:
    """Return a grader's marker at a place; what is told shows where a pointer rests on it."""
    parts = [element("title", told)] if told else []
    kind = f"marker {fill(series)}"
    shape = _SHAPES[series % len(_SHAPES)]
    if not shape:
        return element("circle", *parts, cx=x, cy=y, r=_RADIUS, class_=kind)
    corners = " ".join(f"{x + _RADIUS * dx:.1f},{y + _RADIUS * dy:.1f}" for dx, dy in shape)
    return element("polygon", *parts, points=corners, class_=kind)


def fill(series: int) -> str:
    """Return the class of what is filled with a grader's colour."""
    return f"f{series % SERIES + 1}"


def _tick_below(x: float, y: float, share: float, anchor: str = "middle") -> Iterator[Markup]:
    yield element("line", x1=x, y1=y, x2=x, y2=y + _TICK, class_="axis")
    yield element("text", _tick(share), x=x, y=y + _TICK + 13, text_anchor=anchor)


def _axis_label(across: Axis, y: float) -> Markup:
    middle = (across.start + across.end) / 2
    return element("text", across.label, x=middle, y=y + 39, text_anchor="middle", class_="strong")


def _key(series: int, grader: str) -> Markup:
    """Return a grader's line of the legend."""
    sample = element(
        "svg",
        line(series, [(1, 8), (41, 8)]),
        marker(series, 21, 8),
        viewBox="0 0 42 16",
        aria_hidden="true",
    )
    return element("li", sample, element("span", grader, class_="name"))


def _stroke(series: int) -> str:
    return f"s{series % SERIES + 1}"


def _dash(series: int) -> str:
    return _DASHES[series % len(_DASHES)] or "none"


def _tick(share: float) -> str:
    return f"{round(100 * share)}\u202f%"
