"""The offline grader: cheap certainties first, the model only for what they leave open.

    nothing said -> "I don't know" -> the reference itself -> numbers and units -> similarity

Each stage settles the key points that it can be sure of and passes the rest on. The verdict
names the last stage that was needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tutor.cards.card import Card, KeyPoint
from tutor.grading.evidence import AnswerReading, Reading, read, read_answer
from tutor.grading.exact import is_dont_know, is_empty, says_reference, says_wording
from tutor.grading.numbers import changed_number, judge_quantity
from tutor.grading.similarity import HIGHEST_PARTIAL, Estimate, Head, level_of
from tutor.grading.verdict import (
    Answer,
    Encoder,
    Finding,
    Level,
    Stage,
    Status,
    Unjudged,
    Verdict,
)

CACHED_READINGS = 2_048
"""Questions and points whose vectors are kept; about 40 kB each."""

BONUS = 0.5
"""What a covered optional point adds to the sum of coverages; a required one adds 1."""


class CascadeGrader:
    """Judges an answer offline, point by point.

    Args:
        encoder: The sentence encoder.
        head: The fitted model from evidence to coverage.
    """

    def __init__(self, encoder: Encoder, head: Head) -> None:
        self._encoder = encoder
        self._head = head
        self._reading = lru_cache(CACHED_READINGS)(self._read)

    @property
    def name(self) -> str:
        """The grader's parts, as stored with every review that it judged."""
        return f"offline {self._head.version}, {self._encoder.name}"

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` against `card`; total over every card and every text."""
        if not card.points:
            return Unjudged("The card has no reference answer to judge by.")
        return (
            without_points(card, answer.text)
            or self._without_model(card, answer.text)
            or self._with_model(card, answer.text)
        )

    def _without_model(self, card: Card, text: str) -> Verdict | None:
        """Judge where every point is worded exactly or is a quantity; else None."""
        findings = [_settled(card, point, text) for point in card.points]
        settled = [finding for finding in findings if finding is not None]
        if len(settled) < len(findings):
            return None
        by_value = any(judge_quantity(card.question, point, text) for point in card.points)
        stage = Stage.NUMBERS if by_value else Stage.EXACT
        score = self._score(card, settled)
        return Verdict(
            tuple(settled), score, level_of(score), 1.0, stage, reason_for(card, settled)
        )

    def _with_model(self, card: Card, text: str) -> Verdict:
        in_parts = len(card.points) > 1 and not card.accepted
        question = self._reading(card.question)
        answer = read_answer(self._encoder, text, in_parts=in_parts)
        findings = [
            _settled(card, point, text) or self._judged(question, point, answer)
            for point in card.points
        ]
        findings = self._by_accepted(card, question, answer, findings)
        score, scale = self._score(card, findings), self._head.scale
        return Verdict(
            findings=tuple(findings),
            score=score,
            level=level_of(score),
            confidence=scale.confidence(score),
            decided_by=Stage.SIMILARITY,
            reason=reason_for(card, findings),
        )

    def _judged(self, question: Reading, point: KeyPoint, answer: AnswerReading) -> Finding:
        """Judge one point by the wording of it that the answer comes closest to."""
        wordings = (point.text, *point.accepted)
        estimates = [
            self._head.estimate(question, self._reading(wording), answer) for wording in wordings
        ]
        best = max(range(len(wordings)), key=lambda i: estimates[i].coverage)
        return self._found(question.text, point, wordings[best], estimates[best])

    def _found(self, question: str, point: KeyPoint, wording: str, of: Estimate) -> Finding:
        number = changed_number(question, wording, of.stretch)
        if number:
            return Finding(point, Status.CONTRADICTED, 0.0, number)
        if of.contradicted >= self._head.contradicted_from:
            return Finding(point, Status.CONTRADICTED, 0.0, of.quote or of.stretch)
        return Finding(point, of.status, of.coverage, of.quote)

    def _by_accepted(
        self, card: Card, question: Reading, answer: AnswerReading, findings: Sequence[Finding]
    ) -> list[Finding]:
        """Raise the findings to what an accepted whole answer earns, if that is more."""
        whole = [self._judged(question, KeyPoint(accepted), answer) for accepted in card.accepted]
        best = max(whole, key=lambda finding: finding.coverage, default=None)
        if best is None or best.coverage <= mean_coverage(card, findings):
            return list(findings)
        return [
            max(finding, _for_point(best, finding.point), key=lambda one: one.coverage)
            for finding in findings
        ]

    def _score(self, card: Card, findings: Sequence[Finding]) -> float:
        """Return the mean coverage, kept below "correct" while a needed point is not there.

        Without that, four points of five would average to a correct answer. Covering one more
        point, or one point better, still never lowers it.
        """
        score = mean_coverage(card, findings)
        return min(score, HIGHEST_PARTIAL) if _lacks_a_point(card, findings) else score

    def _read(self, text: str) -> Reading:
        return read(self._encoder, [text])[0]


def without_points(card: Card, text: str) -> Verdict | None:
    """Judge an answer whose points need not be looked for one by one; else None."""
    if says_reference(card, text):
        findings = [_said(point, text) for point in card.points]
        return Verdict(
            tuple(findings), 1.0, Level.CORRECT, 1.0, Stage.EXACT, "This is the reference."
        )
    if is_empty(text):
        return _nothing(card, Stage.EMPTY, "Nothing was said.")
    if is_dont_know(text):
        return _nothing(card, Stage.DONT_KNOW, "You said that you don't know.")
    return None


def _nothing(card: Card, stage: Stage, reason: str) -> Verdict:
    findings = tuple(Finding(point, Status.MISSING, 0.0, "") for point in card.points)
    return Verdict(findings, 0.0, Level.INCORRECT, 1.0, stage, reason)


def _said(point: KeyPoint, text: str) -> Finding:
    quote = says_wording((point.text, *point.accepted), text) or text.strip()
    return Finding(point, Status.COVERED, 1.0, quote)


def _settled(card: Card, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is worded exactly or is a quantity; None where that takes the model."""
    by_value = judge_quantity(card.question, point, text)
    if by_value is not None:
        return by_value
    quote = says_wording((point.text, *point.accepted), text)
    return Finding(point, Status.COVERED, 1.0, quote) if quote else None


def _for_point(finding: Finding, point: KeyPoint) -> Finding:
    return Finding(point, finding.status, finding.coverage, finding.evidence)


def mean_coverage(card: Card, findings: Sequence[Finding]) -> float:
    """Return the mean coverage of the `needed` best required points, raised by bonus points."""
    required = sorted((f.coverage for f in findings if f.point.required), reverse=True)
    bonus = [f.coverage for f in findings if not f.point.required]
    if not card.needed:
        return sum(bonus) / len(bonus) if bonus else 0.0
    return min(1.0, (sum(required[: card.needed]) + BONUS * sum(bonus)) / card.needed)


def _lacks_a_point(card: Card, findings: Sequence[Finding]) -> bool:
    """Return whether fewer points than needed are there, or a required one is contradicted."""
    required = [f.status for f in findings if f.point.required]
    there = sum(status in (Status.COVERED, Status.PARTLY) for status in required)
    return there < card.needed or Status.CONTRADICTED in required


def reason_for(card: Card, findings: Sequence[Finding]) -> str:
    """Say in one sentence what the score comes from."""
    required = [f for f in findings if f.point.required] or list(findings)
    needed = card.needed or len(required)
    counts = {status: sum(f.status is status for f in required) for status in Status}
    covered = min(counts[Status.COVERED], needed)
    parts = [f"{covered} of {needed} {'point' if needed == 1 else 'points'} covered"]
    if counts[Status.PARTLY]:
        parts.append(f"{counts[Status.PARTLY]} in part")
    if counts[Status.CONTRADICTED]:
        parts.append(f"{counts[Status.CONTRADICTED]} contradicted")
    return ", ".join(parts) + "."
