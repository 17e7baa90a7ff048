"""Having one response judged: what the grader says, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from tutor.errors import TutorError
from tutor.evaluation.results import Cost, Kind, Result
from tutor.evaluation.suite import Response
from tutor.grading.findings import level_of
from tutor.grading.verdict import Answer, Grader, Spent, Unjudged, Verdict, spent_by
from tutor.text import one_line

GraderFactory: TypeAlias = Callable[[], Grader]
"""Makes a grader; one that goes to other processes can be pickled, as a function of a module is."""

Clock: TypeAlias = Callable[[], float]
"""Reads seconds from any beginning; one that goes to other processes can be pickled."""

WIDTH = 300
"""Characters of an exception's message that are kept."""


class GraderError(TutorError):
    """A grader cannot be made, so that nothing is judged; exit code 3."""

    exit_code = 3


def made(factory: GraderFactory) -> Grader:
    """Make a grader.

    Raises:
        GraderError: Something hinders it.
        TutorError: Its own reason why not.
    """
    try:
        return factory()
    except TutorError:
        raise
    except Exception as fault:
        raise GraderError(
            f"the grader cannot be made: {_told(fault)}", "Mend it, or name another grader."
        ) from fault


def result_of(grader: Grader, response: Response, clock: Clock) -> Result:
    """Have a response judged; what the grader raises, or returns against the rules, is an error."""
    before, start = spent_by(grader), clock()
    try:
        result = _result(response, grader.grade(response.card, Answer(response.text)))
    except (Exception, SystemExit) as fault:
        result = error(response, _told(fault))
    seconds = max(0.0, clock() - start)
    return replace(result, cost=_cost(seconds, spent_by(grader) - before))


def _result(response: Response, given: object) -> Result:
    if isinstance(given, Unjudged):
        return Result(response.id, Kind.UNJUDGED, reason=given.reason)
    if not isinstance(given, Verdict):
        return error(response, f"the grader returned a {type(given).__name__}, not a verdict")
    if flaw := _flaw(response, given):
        return error(response, f"the verdict cannot be right: {flaw}")
    return Result(
        id=response.id,
        kind=Kind.VERDICT,
        level=given.level,
        score=float(given.score),
        confidence=float(given.confidence),
        points=tuple(finding.status for finding in given.findings),
        decided_by=given.decided_by,
        doubt=given.doubt,
        reason=given.reason,
    )


def _flaw(response: Response, verdict: Verdict) -> str:
    """Return what a verdict breaks of its own rules, or ""."""
    found, points = len(verdict.findings), len(response.card.points)
    if not 0 <= verdict.score <= 1:  # NaN is not, either
        return f"its score is {verdict.score}"
    if not 0 <= verdict.confidence <= 1:
        return f"its confidence is {verdict.confidence}"
    if verdict.level is not level_of(verdict.score):
        return f"it is {verdict.level} at a score of {verdict.score}"
    return "" if found == points else f"it has {found} findings for {points} points"


def error(response: Response, reason: str, seconds: float = 0.0) -> Result:
    """Return that a response was not judged, why, and after how many seconds."""
    return Result(response.id, Kind.ERROR, reason=reason, cost=Cost(seconds))


def _cost(seconds: float, spent: Spent) -> Cost:
    return Cost(seconds, spent.tokens, None if spent.unpriced else spent.dollars)


def _told(fault: BaseException) -> str:
    return one_line(f"{type(fault).__name__}: {fault}", WIDTH)
