"""From findings to a verdict: what is counted, and what is held back.

Everything here is arithmetic over findings, the same for every judge that finds point by point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tutor.cards.card import Card
from tutor.grading.reservations import Reservation, reservation
from tutor.grading.verdict import Finding, Level, Stage, Status, Verdict

CORRECT_FROM = 0.5
"""Lowest score of a correct answer, and lowest coverage of a covered point: from here on people
would more likely than not call it right."""

PARTIAL_FROM = 0.25
"""The same for a partial answer, and for a point that is partly there."""

THERE_FROM = 0.35
"""Coverage from which a point is there among several: who said the others is likely to have meant
it, too. Of written answers to cards of several points that training had not seen, 72 in 100 right
ones are then correct instead of 65, and 18 in 100 others instead of 17."""

HIGHEST_PARTIAL = 0.49
"""The highest score of an answer that may not be called correct, however much it covers."""

BONUS = 0.5
"""What a covered optional point adds to the sum of coverages; a required one adds 1."""

TAKEN_BACK = 0.5
"""What a contradicted required point takes from the sum: who says one thing right of two and the
other the wrong way round does not know the half of it. Chosen on held-out responses to other cards
than those that are reported on."""

SHARED_WORDS = 3
"""Most words of a phrase that may not earn two points: "fast" is not both speed and ease."""


def level_of(score: float) -> Level:
    """Return the level that `score` falls in."""
    if score >= CORRECT_FROM:
        return Level.CORRECT
    return Level.PARTIAL if score >= PARTIAL_FROM else Level.INCORRECT


def conclude(card: Card, text: str, findings: Sequence[Finding], stage: Stage) -> Verdict:
    """Put findings together; the confidence is 1, since each of them is certain.

    Args:
        card: The card.
        text: The answer.
        findings: One per point, in the card's order.
        stage: The stage that decided.
    """
    score, reason = score_of(card, findings), reason_for(card, findings)
    verdict = Verdict(tuple(findings), score, level_of(score), 1.0, stage, reason)
    why = reservation(card, text, findings)
    return held_back(verdict, why) if why else verdict


def held_back(verdict: Verdict, why: Reservation) -> Verdict:
    """Return a verdict that is not called correct, whatever the answer covers."""
    score = min(verdict.score, HIGHEST_PARTIAL)
    reason = f"{verdict.reason} {why.reason}"
    doubt = why.reason if why.is_doubtful else ""
    return replace(verdict, score=score, level=level_of(score), reason=reason, doubt=doubt)


def score_of(card: Card, findings: Sequence[Finding]) -> float:
    """Return the mean coverage, kept below "correct" while a needed point is not there.

    Without that, four points of five would average to a correct answer. Covering one more
    point, or one point better, still never lowers it.
    """
    score = mean_coverage(card, findings)
    return min(score, HIGHEST_PARTIAL) if _lacks_a_point(card, findings) else score


def mean_coverage(card: Card, findings: Sequence[Finding]) -> float:
    """Return the mean coverage of the `needed` best required points, in [0, 1].

    Bonus points raise it, required points that the answer contradicts lower it.
    """
    required = sorted((f.coverage for f in findings if f.point.required), reverse=True)
    wrong = sum(f.status is Status.CONTRADICTED for f in findings if f.point.required)
    bonus = [f.coverage for f in findings if not f.point.required]
    if not card.needed:
        return sum(bonus) / len(bonus) if bonus else 0.0
    total = sum(required[: card.needed]) + BONUS * sum(bonus) - TAKEN_BACK * wrong
    return min(1.0, max(0.0, total / card.needed))


def _lacks_a_point(card: Card, findings: Sequence[Finding]) -> bool:
    """Return whether fewer points than needed are there, or a required one is contradicted."""
    required = [f for f in findings if f.point.required]
    there = sum(f.coverage >= THERE_FROM for f in required)
    return there < card.needed or any(f.status is Status.CONTRADICTED for f in required)


def one_to_one(
    findings: Sequence[Finding], met: Mapping[int, tuple[tuple[int, int], ...]]
) -> list[Finding]:
    """Let no short phrase earn two points: the point that it covers better keeps it.

    Args:
        findings: One per point.
        met: For some findings, by number, where the learner's words that show it stand.
    """
    result = list(findings)
    claims: dict[tuple[tuple[int, int], ...], int] = {}
    for number in sorted(met, key=lambda i: -findings[i].coverage):
        spans, finding = met[number], findings[number]
        if finding.status not in (Status.COVERED, Status.PARTLY) or not spans:
            continue
        if len(spans) <= SHARED_WORDS and spans in claims:
            result[number] = replace(finding, status=Status.MISSING, coverage=0.0, evidence="")
        claims[spans] = number
    return result


def by_accepted(card: Card, whole: Sequence[Finding], findings: Sequence[Finding]) -> list[Finding]:
    """Raise the findings to what an accepted whole answer earns, if that is more."""
    best = max(whole, key=lambda finding: finding.coverage, default=None)
    if best is None or best.coverage <= mean_coverage(card, findings):
        return list(findings)
    raised = [replace(best, point=finding.point) for finding in findings]
    return [max(pair, key=lambda one: one.coverage) for pair in zip(findings, raised, strict=True)]


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
