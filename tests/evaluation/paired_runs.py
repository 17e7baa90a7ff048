"""Small suites and runs over them, written by what matters to a test."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.cards.card import Card, KeyPoint
from tutor.evaluation.results import Cost, Kind, Result, Run
from tutor.evaluation.suite import LEVELS, WORTH, Label, Response, Suite
from tutor.grading.verdict import Level, Status

BY_LETTER = {"i": Level.INCORRECT, "p": Level.PARTIAL, "c": Level.CORRECT}


def card(question: str, points: int = 1) -> Card:
    key_points = tuple(KeyPoint(f"point {number}") for number in range(points))
    return Card(question, "the reference", key_points, points)


def response(
    name: str,
    level: Level,
    *,
    question: str = "",
    text: str = "an answer",
    case: str = "",
    points: Sequence[Status] = (),
    score: float | None = None,
) -> Response:
    """Return a response to a question of its own, unless one is named."""
    worth = WORTH[level] if score is None else score
    asked = card(question or f"question {name}?", max(1, len(points)))
    return Response(name, asked, text, Label(level, worth, tuple(points)), case)


def suite_of(
    responses: Sequence[Response],
    *,
    levels: tuple[Level, ...] = LEVELS,
    scores: bool = False,
    points: bool = False,
) -> Suite:
    return Suite("made-up", tuple(responses), levels, "as written", scores, points)


def labelled(letters: str, *, levels: tuple[Level, ...] = LEVELS) -> Suite:
    """Return a suite with a response per letter, "i", "p" or "c": its label."""
    return suite_of(
        [response(str(at), BY_LETTER[letter]) for at, letter in enumerate(letters)], levels=levels
    )


def verdict(
    name: str,
    level: Level,
    *,
    score: float | None = None,
    confidence: float = 0.75,
    points: Sequence[Status] = (),
    doubt: str = "",
    seconds: float = 0.25,
) -> Result:
    worth = {Level.INCORRECT: 0.0, Level.PARTIAL: 0.4, Level.CORRECT: 1.0}[level]
    return Result(
        name,
        Kind.VERDICT,
        level,
        worth if score is None else score,
        confidence,
        tuple(points),
        doubt=doubt,
        cost=Cost(seconds),
    )


def run_of(suite: Suite, results: Sequence[Result], grader: str = "grader 1") -> Run:
    return Run(suite.name, suite.digest, suite.label_map, grader, tuple(results), {}, {})


def called(suite: Suite, letters: str, grader: str = "grader 1") -> Run:
    """Return a run with a result per letter: "i", "p" or "c", "?" for unjudged, "!" an error."""
    kinds = {"?": Kind.UNJUDGED, "!": Kind.ERROR}
    results = [
        Result(str(at), kinds[letter], cost=Cost(0.25))
        if letter in kinds
        else verdict(str(at), BY_LETTER[letter])
        for at, letter in enumerate(letters)
    ]
    return run_of(suite, results, grader)
