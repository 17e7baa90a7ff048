"""A suite's labels beside a grader's verdicts, as arrays: what every metric is made from. Pure."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tutor.cards.card import Card
from tutor.errors import ReadError, UsageError
from tutor.evaluation.formulas import Statuses
from tutor.evaluation.packed import packed
from tutor.evaluation.results import Kind, Result, Run
from tutor.evaluation.statistics import Floats, Ints
from tutor.evaluation.suite import Label, Official, Response, Suite
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
        label_points: Shape (n, p): numbers in `STATUSES`, one per key point, or `NO_POINT`; p is 0
            where people said nothing of points in the whole suite.
        points: Shape (n, p): the same of the verdict.
        official_labels: Shape (n,): the set's own label, by number in `Official.labels`; 0 where
            the suite has none of them.
        official_calls: Shape (n,): the verdict's, likewise.
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
    label_points: Statuses
    points: Statuses
    official_labels: Ints
    official_calls: Ints
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
    found = _Columns(suite)
    for at, response, result in beside(suite, run):
        found.add(at, response, result)
    return found.paired()


def beside(suite: Suite, run: Run) -> Iterator[tuple[int, Response, Result]]:
    """Yield each result with its response and the number of that, in the suite's order.

    Raises:
        ReadError: A result is of no response of the suite, or of one that had a result before.
    """
    coming = iter(run.results if _is_in_step(suite, run) else _by_number(suite, run))
    result = next(coming, None)
    for at, response in enumerate(suite.responses):
        if result is not None and result.id == response.id:
            yield at, response, result
            result = next(coming, None)


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
    without = {one.id for one in run.results if one.kind is not Kind.VERDICT}
    labels = {one.id: one.label for one in suite.responses if one.id in without}
    results = (_wrong(one, labels[one.id]) if one.id in labels else one for one in run.results)
    return replace(run, results=packed(results))


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
        official_labels=pairs.official_labels[kept],
        official_calls=pairs.official_calls[kept],
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


def _is_in_step(suite: Suite, run: Run) -> bool:
    """Return whether the results have the suite's order, as those of a run that was written do."""
    ids = (result.id for result in run.results)
    wanted = next(ids, None)
    for response in suite.responses:
        if response.id == wanted:
            wanted = next(ids, None)
    return wanted is None


def _by_number(suite: Suite, run: Run) -> list[Result]:
    """Return the results in the suite's order."""
    numbers = {response.id: number for number, response in enumerate(suite.responses)}
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
    return [found[at] for at in sorted(found)]


class _Columns:
    """What `Paired` has of the responses so far, in the suite's order; about 50 bytes for each."""

    def __init__(self, suite: Suite) -> None:
        self._levels = {level: at for at, level in enumerate(suite.levels)}
        self._numbers: dict[str, int] = {}  # of the questions: the first 0, the next other one 1
        self._asked, self._rows, self._questions = array("i"), array("i"), array("i")
        self._labels, self._calls = array("b"), array("b")
        self._label_scores, self._scores, self._confidences = array("d"), array("d"), array("d")
        self._label_points, self._points = _Statuses(), _Statuses()
        self._official = suite.official
        self._official_labels, self._official_calls = array("b"), array("b")
        self._passes, self._doubtful = bytearray(), bytearray()
        self._without = Counter[Kind]()
        self._has_points = suite.has_points
        self._width = 0

    def add(self, at: int, response: Response, result: Result) -> None:
        """Take the next result; errors are as of `paired`."""
        self._asked.append(at)
        if result.kind is not Kind.VERDICT:
            self._without[result.kind] += 1
            return
        self._passes.append(_passes(_verdict(response, result)))
        self._doubtful.append(bool(result.doubt))
        self._rows.append(at)
        self._questions.append(self._numbers.setdefault(response.question, len(self._numbers)))
        # a level that the suite lacks counts as the worst
        self._labels.append(self._levels.get(response.label.level, 0))
        self._calls.append(self._levels.get(result.level, 0))
        self._label_scores.append(response.label.score)
        self._scores.append(result.score)
        self._confidences.append(result.confidence)
        label, call = _official(self._official, response.label, result)
        self._official_labels.append(label)
        self._official_calls.append(call)
        if self._has_points:
            self._label_points.add(response.label.points)
            self._points.add(result.points)
            self._width = max(self._width, len(response.card.points))

    def paired(self) -> Paired:
        """Return all of it as arrays."""
        return Paired(
            asked=_ints(self._asked),
            rows=_ints(self._rows),
            questions=_ints(self._questions),
            labels=_ints(self._labels),
            calls=_ints(self._calls),
            label_scores=_floats(self._label_scores),
            scores=_floats(self._scores),
            confidences=_floats(self._confidences),
            label_points=self._label_points.matrix(len(self._rows), self._width),
            points=self._points.matrix(len(self._rows), self._width),
            official_labels=_ints(self._official_labels),
            official_calls=_ints(self._official_calls),
            passes=np.frombuffer(self._passes, dtype=np.bool_),
            doubtful=np.frombuffer(self._doubtful, dtype=np.bool_),
            unjudged=self._without[Kind.UNJUDGED],
            errors=self._without[Kind.ERROR],
        )


def _official(official: Official | None, label: Label, result: Result) -> tuple[int, int]:
    """Return the numbers of a set's own label and of what the verdict is among them."""
    if not official:
        return 0, 0
    return official.becomes[label.official], official.called(result.level, result.points)


class _Statuses:
    """What became of the key points of responses, which have more or fewer of them."""

    def __init__(self) -> None:
        self._numbers = {status: number for number, status in enumerate(STATUSES)}
        self._all, self._counts = array("b"), array("i")

    def add(self, statuses: Sequence[Status]) -> None:
        self._all.extend(self._numbers[status] for status in statuses)
        self._counts.append(len(statuses))

    def matrix(self, responses: int, width: int) -> Statuses:
        matrix = np.full((responses, width), NO_POINT, dtype=np.int8)
        if width:
            is_said = np.arange(width) < _ints(self._counts)[:, None]
            matrix[is_said] = np.frombuffer(self._all, dtype=np.int8)
        return matrix


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


def _ints(values: array[int]) -> Ints:
    return np.frombuffer(values, dtype=values.typecode)


def _floats(values: array[float]) -> Floats:
    return np.frombuffer(values, dtype=np.float64)
