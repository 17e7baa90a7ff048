"""How far two labellers agree: raw agreement, and Cohen's kappa.

J. Cohen, "A coefficient of agreement for nominal scales", 1960; with weights: J. Cohen, "Weighted
kappa: nominal scale agreement with provision for scaled disagreement or partial credit", 1968.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from tutor.cards.card import Problem
from tutor.estimate import Estimate
from tutor.evaluation import statistics
from tutor.evaluation.held_out.labels import Sheet, read_sheet
from tutor.evaluation.held_out.material import Material, read_material
from tutor.evaluation.held_out.records import as_error
from tutor.evaluation.suite import LEVELS, Label
from tutor.grading.verdict import Level, Status

Said: TypeAlias = tuple[str, Level | Status, Level | Status]
"""The question that something belongs to, and what two labellers said of it."""

NO_CASE = "(none)"
"""Stands in the table for responses that were written to show nothing in particular."""


@dataclass(frozen=True, slots=True)
class Concord:
    """How often two labellers said the same of the same things.

    Attributes:
        count: How many things both labelled, ≥ 0.
        same: Of how many they said the same, from 0 to `count`.
        kappa: Cohen's kappa, with an interval over questions; None where chance alone would agree
            on everything.
        quadratic: The same with quadratic weights; None there, and where there is no order.
    """

    count: int
    same: int
    kappa: Estimate | None
    quadratic: Estimate | None = None

    @property
    def share(self) -> float | None:
        """The raw agreement, in [0, 1]; None where both labelled nothing."""
        return self.same / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How often two labellers differed on the responses of one case.

    Attributes:
        case: What the responses were written to show; "" for nothing in particular.
        responses: How many of them both labelled, ≥ 1.
        levels: On how many of them the levels differ.
        points: On how many of them the status of a point differs.
    """

    case: str
    responses: int
    levels: int
    points: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two labellers agree.

    Attributes:
        labellers: The two.
        responses: How many the suite has; both may have labelled fewer.
        level: On the level of each response that both labelled.
        points: On the status of each of its points. The four have no order, so no weights.
        cases: By case: the most differences in level first, then in points, then by name.
    """

    labellers: tuple[str, str]
    responses: int
    level: Concord
    points: Concord
    cases: tuple[CaseCount, ...]


def agreement(folder: Path, seed: int = 0) -> Agreement:
    """Measure how far the two labellers of the suite in `folder` agree, as far as they have come.

    What was decided where they differ plays no part in it.

    Args:
        folder: As the user named it, which is how it appears in messages.
        seed: What the intervals are drawn from.

    Raises:
        ReadError: The suite or a file of labels has a fault; all are named.
    """
    material = read_material(folder)
    faults: list[Problem] = list(material.faults)
    first, second = material.manifest.labellers
    both = _both(material, *(read_sheet(material, name, faults) for name in (first, second)))
    if faults:
        raise as_error(folder, faults)
    questions = {one: material.responses[one].card.fingerprint for one in both}
    levels = [(questions[one], left.level, right.level) for one, (left, right) in both.items()]
    points = [
        (questions[one], *pair)
        for one, (left, right) in both.items()
        for pair in zip(left.points, right.points, strict=True)
    ]
    return Agreement(
        labellers=(first, second),
        responses=len(material.responses),
        level=concord(levels, LEVELS, seed=seed, ordered=True),
        points=concord(points, tuple(Status), seed=seed, ordered=False),
        cases=_cases(material, both),
    )


def concord(
    said: Sequence[Said], categories: Sequence[Level | Status], *, seed: int, ordered: bool
) -> Concord:
    """Measure how far two labellers agree on things.

    Args:
        said: What they said of each.
        categories: All that can be said, in order where there is one.
        seed: What the intervals are drawn from.
        ordered: Whether there is an order: then quadratic weights make sense.
    """
    if not said:
        return Concord(0, 0, None)
    names, ones, others = zip(*said, strict=True)
    _, questions = np.unique(names, return_inverse=True)
    one, other = (
        np.array([categories.index(each) for each in column]) for column in (ones, others)
    )

    def kappa(*, quadratic: bool) -> Estimate | None:
        return statistics.agreement(
            one, other, questions, len(categories), quadratic=quadratic, seed=seed
        )

    same = int((one == other).sum())
    plain = kappa(quadratic=False)
    return Concord(len(said), same, plain, kappa(quadratic=True) if ordered else None)


def table(measured: Agreement) -> str:
    """Return an agreement as lines of aligned columns, at most 80 wide but for long case names."""
    one, other = measured.labellers
    rows = [
        ("", "labelled", "agree", "kappa", "quadratic kappa"),
        ("level", *_cells(measured.level)),
        ("points", *_cells(measured.points)),
    ]
    head = f"{one} and {other}: {measured.level.count} of {measured.responses} responses by both"
    cases = [
        (case.case or NO_CASE, str(case.responses), str(case.levels), str(case.points))
        for case in measured.cases
    ]
    parts = [head, _aligned(rows)]
    if cases:
        parts.append(_aligned([("case", "responses", "levels differ", "points differ"), *cases]))
    return "\n\n".join(parts)


def _both(material: Material, one: Sheet, other: Sheet) -> dict[str, tuple[Label, Label]]:
    """Return both labels of each response that has both, by id."""
    ids = [each for each in material.responses if each in one.said and each in other.said]
    return {each: (one.said[each].label, other.said[each].label) for each in ids}


def _cases(material: Material, both: Mapping[str, tuple[Label, Label]]) -> tuple[CaseCount, ...]:
    responses, levels, points = Counter[str](), Counter[str](), Counter[str]()
    for name, (one, other) in both.items():
        case = material.responses[name].case
        responses[case] += 1
        levels[case] += one.level is not other.level
        points[case] += one.points != other.points
    counted = [CaseCount(case, responses[case], levels[case], points[case]) for case in responses]
    return tuple(sorted(counted, key=lambda one: (-one.levels, -one.points, one.case)))


def _cells(measured: Concord) -> tuple[str, ...]:
    share = "-" if measured.share is None else f"{measured.share:.1%}"
    kappas = map(_kappa_cell, (measured.kappa, measured.quadratic))
    return (str(measured.count), share, *kappas)


def _kappa_cell(kappa: Estimate | None) -> str:
    if kappa is None:
        return "-"
    if kappa.interval is None:
        return f"{kappa.value:.2f}"
    low, high = kappa.interval
    return f"{kappa.value:.2f} ({low:.2f} to {high:.2f})"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns, the first to the left and the numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    )
