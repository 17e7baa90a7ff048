"""The mistakes that matter most, with all that is needed to see why. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from tutor.cards.card import KeyPoint
from tutor.evaluation.pairing import beside
from tutor.evaluation.results import Kind, Result, Run
from tutor.evaluation.suite import LEVELS, Response, Suite
from tutor.grading.verdict import Level, Status


class Sort(StrEnum):
    """Which way a verdict is wrong."""

    FALSE_ACCEPT = "false accept"  # called correct, and people said that it is not
    FALSE_REJECT = "false reject"  # not called correct, and people said that it is


@dataclass(frozen=True, slots=True)
class Point:
    """What became of one key point.

    Attributes:
        point: The key point.
        label: What people said of it; None where nobody did.
        found: What the grader said of it; None where it did not.
    """

    point: KeyPoint
    label: Status | None
    found: Status | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A response that was judged otherwise than people did.

    Attributes:
        response: What was answered, to which card, and what people said of it.
        result: What the grader said of it.
    """

    response: Response
    result: Result

    @property
    def distance(self) -> int:
        """How many levels lie between the two, ≥ 0."""
        return abs(LEVELS.index(self.response.label.level) - LEVELS.index(self.result.level))

    @property
    def points(self) -> tuple[Point, ...]:
        """The card's key points with what both said of them, in its order."""
        points = self.response.card.points
        labels = _per_point(self.response.label.points, len(points))
        found = _per_point(self.result.points, len(points))
        return tuple(map(Point, points, labels, found))


def worst(suite: Suite, run: Run, sort: Sort, most: int) -> tuple[Mistake, ...]:
    """Return the worst mistakes of a sort: first those further off, then the more confident.

    Args:
        suite: What was judged.
        run: What a grader made of it.
        sort: Which way they are wrong; partly correct is not correct.
        most: How many to return.
    """
    found = (
        Mistake(response, result)
        for _, response, result in beside(suite, run)
        if _sort(response, result) is sort
    )
    order = nsmallest(
        most, found, key=lambda one: (-one.distance, -one.result.confidence, one.response.id)
    )
    return tuple(order)


def not_judged(run: Run, kind: Kind, most: int) -> tuple[tuple[str, int], ...]:
    """Return why responses got no verdict, and how many did for that reason; the commonest first.

    Args:
        run: What a grader made of a suite.
        kind: Which: those it could not judge, or those it failed on.
        most: How many reasons to return.
    """
    reasons = Counter(result.reason for result in run.results if result.kind is kind)
    return tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))[:most])


def _sort(response: Response, result: Result) -> Sort | None:
    """Return which way a verdict is wrong; None where it is not, or not in that way."""
    if result.kind is not Kind.VERDICT:
        return None
    is_correct = response.label.level is Level.CORRECT
    called_correct = result.level is Level.CORRECT
    if is_correct is called_correct:
        return None
    return Sort.FALSE_ACCEPT if called_correct else Sort.FALSE_REJECT


def _per_point(statuses: tuple[Status, ...], points: int) -> tuple[Status | None, ...]:
    """Return a status per point; none of them where there are not as many."""
    return statuses if len(statuses) == points else (None,) * points
