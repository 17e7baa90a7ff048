"""A suite's labels beside a grader's verdicts, as arrays: what every metric is made from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tutor.cards.card import Card
from tutor.errors import ReadError, UsageError
from tutor.evaluation.results import Kind, Result, Run
from tutor.evaluation.statistics import Floats, Ints
from tutor.evaluation.suite import Label, Response, Suite
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict
from tutor.scheduling.policy import propose, unasked
from tutor.scheduling.review import Grade

STATUSES = tuple(Status)
"""What a number in a matrix of points stands for."""

NO_POINT = -1
"""Fills a matrix of points where a response has no such point, or nobody said."""


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """The n responses that a grader judged, out of those that it was asked about.

    Attributes:
        asked: Shape (m,): the number in its suite of every response that it was asked about.
        rows: Shape (n,): the same of those that it judged; all below have this order.
        questions: Shape (n,): which question a response answers, numbered from 0 without gaps.
        labels: Shape (n,): the label's level, by number in the suite's levels, worst first.
        calls: Shape (n,): the verdict's; in a suite without partial labels, partial counts as
            incorrect.
        label_scores: Shape (n,): the label's score, in [0, 1].
        scores: Shape (n,): the verdict's, in [0, 1].
        confidences: Shape (n,): that the level is right, in [0, 1].
        label_points: Shape (n, p): numbers in `STATUSES`, one per key point, or `NO_POINT`.
        points: Shape (n, p): the same of the verdict.
        passes: Shape (n,): whether the card would count as recalled; a doubtful verdict passes
            where it would with nobody to ask (`tutor.scheduling.policy.unasked`).
        doubtful: Shape (n,): whether the grade would be left to the learner.
        unjudged: Responses of which the grader could not say what they are worth, ≥ 0.
        errors: Responses at which it crashed or took too long, ≥ 0.
    """

    asked: Ints
    rows: Ints
    questions: Ints
    labels: Ints
    calls: Ints
    label_scores: Floats
    scores: Floats
    confidences: Floats
    label_points: Ints
    points: Ints
    passes: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    unjudged: int
    errors: int

    @property
    def right(self) -> NDArray[np.bool_]:
        """Shape (n,): whether the level is the label's."""
        return np.equal(self.calls, self.labels)


def paired(suite: Suite, run: Run) -> Paired:
    """Put a run's verdicts beside the labels of its suite.

    Raises:
        UsageError: The run is of another suite, or of another version of it.
        ReadError: A result is of no response of the suite, or of one that had a result before; or
            a verdict has a score or a confidence out of [0, 1], or not one status per key point.
    """
    _refuse_other_suite(suite, run)
    numbers = {response.id: number for number, response in enumerate(suite.responses)}
    by_number = _by_number(numbers, run)
    judged = {at: one for at, one in by_number.items() if one.kind is Kind.VERDICT}
    responses = [suite.responses[at] for at in judged]
    results = list(judged.values())
    # one verdict at a time: of 100,000 they would take as much memory as the suite
    passes = [_passes(_verdict(*pair)) for pair in zip(responses, results, strict=True)]
    width = max((len(response.card.points) for response in responses), default=0)
    return Paired(
        asked=_ints(by_number),
        rows=_ints(judged),
        questions=_numbered(response.question for response in responses),
        labels=_levels(suite, (response.label.level for response in responses)),
        calls=_levels(suite, (result.level for result in results)),
        label_scores=np.array([response.label.score for response in responses]),
        scores=np.array([result.score for result in results]),
        confidences=np.array([result.confidence for result in results]),
        label_points=_matrix([response.label.points for response in responses], width),
        points=_matrix([result.points for result in results], width),
        passes=np.array(passes, dtype=np.bool_),
        doubtful=np.array([bool(result.doubt) for result in results], dtype=np.bool_),
        unjudged=sum(result.kind is Kind.UNJUDGED for result in run.results),
        errors=sum(result.kind is Kind.ERROR for result in run.results),
    )


def in_common(one: Paired, other: Paired) -> tuple[Paired, Paired]:
    """Return both narrowed to the responses of one suite that both graders judged."""
    _, in_one, in_other = np.intersect1d(one.rows, other.rows, return_indices=True)
    questions = np.unique(one.questions[in_one], return_inverse=True)[1]  # no gaps, as promised
    return _narrowed(one, in_one, questions), _narrowed(other, in_other, questions)


def taken_as_wrong(suite: Suite, run: Run) -> Run:
    """Return a run as if it were as wrong as can be, and sure of it, where it has no verdict.

    By no metric can a grader gain from leaving a response unjudged, then.

    Args:
        suite: What the run is of.
        run: What a grader made of it.
    """
    labels = {response.id: response.label for response in suite.responses}
    return replace(
        run,
        results=tuple(
            _wrong(one, labels[one.id])
            if one.kind is not Kind.VERDICT and one.id in labels
            else one
            for one in run.results
        ),
    )


def _wrong(result: Result, label: Label) -> Result:
    is_correct = label.level is Level.CORRECT
    return replace(
        result,
        kind=Kind.VERDICT,
        level=Level.INCORRECT if is_correct else Level.CORRECT,
        score=0.0 if is_correct else 1.0,
        confidence=1.0,
        points=tuple(
            Status.MISSING if status is Status.COVERED else Status.COVERED
            for status in label.points
        ),
    )


def _narrowed(pairs: Paired, kept: Ints, questions: Ints) -> Paired:
    return replace(
        pairs,
        rows=pairs.rows[kept],
        questions=questions,
        labels=pairs.labels[kept],
        calls=pairs.calls[kept],
        label_scores=pairs.label_scores[kept],
        scores=pairs.scores[kept],
        confidences=pairs.confidences[kept],
        label_points=pairs.label_points[kept],
        points=pairs.points[kept],
        passes=pairs.passes[kept],
        doubtful=pairs.doubtful[kept],
    )


def _refuse_other_suite(suite: Suite, run: Run) -> None:
    digest = suite.digest
    if run.digest != digest:
        raise UsageError(
            f"{run.grader} judged {run.suite} in version {run.digest}, not {suite.name} in"
            f" version {digest}",
            "Judge the suite again, or name the suite that the run was made of.",
        )


def _by_number(numbers: dict[str, int], run: Run) -> dict[int, Result]:
    """Return each result by its response's number in the suite, in the suite's order."""
    found: dict[int, Result] = {}
    for result in run.results:
        at = numbers.get(result.id)
        if at is None:
            raise ReadError(
                f"{run.grader} on {run.suite}: the suite has no response {result.id!r}",
                "Judge the suite again.",
            )
        if at in found:
            raise ReadError(
                f"{run.grader} on {run.suite}: response {result.id!r} has two results",
                "Merge runs that share no response.",
            )
        found[at] = result
    return dict(sorted(found.items()))


def _verdict(response: Response, result: Result) -> Verdict:
    """Return the verdict that a result was written from, as far as a policy looks at it."""
    for name, value in (("score", result.score), ("confidence", result.confidence)):
        if not 0 <= value <= 1:
            raise ReadError(
                f"response {result.id!r}: its {name} is {value}, not in [0, 1]",
                "Mend the grader, and judge the suite again.",
            )
    _refuse_other_points(response.card, response.id, response.label.points)
    _refuse_other_points(response.card, response.id, result.points)
    findings = tuple(
        Finding(point, status, coverage=0.0, evidence="")
        for point, status in zip(response.card.points, result.points, strict=False)
    )
    return Verdict(
        findings,
        result.score,
        result.level,
        result.confidence,
        Stage.SIMILARITY,  # whichever it was: no policy asks
        result.reason,
        result.doubt,
    )


def _refuse_other_points(card: Card, named: str, statuses: Sequence[Status]) -> None:
    if statuses and len(statuses) != len(card.points):
        raise ReadError(
            f"response {named!r}: {len(statuses)} of its card's {len(card.points)} points have a"
            " status",
            "Give one status per key point, in the card's order, or none at all.",
        )


def _passes(verdict: Verdict) -> bool:
    """Return whether the scheduler would count the card as recalled."""
    # no hint and no time: they tell a weak pass from a strong one, and never a failure
    grade = propose(verdict, Answer("")).grade
    return (unasked(verdict) if grade is None else grade) is not Grade.AGAIN


def _levels(suite: Suite, levels: Iterable[Level]) -> Ints:
    """Return levels as numbers in the suite's levels; one that it lacks as the worst."""
    numbers = {level: suite.levels.index(level) for level in suite.levels}
    return np.array([numbers.get(level, 0) for level in levels], dtype=np.int64)


def _numbered(questions: Iterable[str]) -> Ints:
    """Return the number of each question, the first 0, the next other one 1."""
    numbers: dict[str, int] = {}
    return _ints(numbers.setdefault(question, len(numbers)) for question in questions)


def _matrix(rows: Sequence[Sequence[Status]], width: int) -> Ints:
    matrix = np.full((len(rows), width), NO_POINT, dtype=np.int64)
    numbers = {status: number for number, status in enumerate(STATUSES)}
    for at, statuses in enumerate(rows):
        matrix[at, : len(statuses)] = [numbers[status] for status in statuses]
    return matrix


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
