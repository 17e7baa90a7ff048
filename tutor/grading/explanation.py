"""A verdict with what it was made of, about a card as it is and an answer as it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tutor.cards.card import Card, KeyPoint
from tutor.grading.asides import Kept
from tutor.grading.matching import Match
from tutor.grading.seen import Seen, seen
from tutor.grading.spelling import Mended
from tutor.grading.verdict import Finding, Verdict

Found: TypeAlias = tuple[list[Finding], tuple[Match | None, ...]]
"""One finding per point, and what settled each, as in an `Explanation`."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict, and what it was made of.

    Attributes:
        verdict: The verdict.
        matches: One per finding: the wording that was settled on, or None where the point was
            settled without the model (worded exactly, or a quantity).
    """

    verdict: Verdict
    matches: tuple[Match | None, ...]


def as_seen(card: Card) -> Card:
    """Return a card with its texts as somebody sees them who looks at them."""

    def shown(point: KeyPoint) -> KeyPoint:
        return replace(
            point, text=seen(point.text), accepted=tuple(seen(one) for one in point.accepted)
        )

    return replace(
        card,
        question=seen(card.question),
        answer=seen(card.answer),
        points=tuple(shown(point) for point in card.points),
        accepted=tuple(seen(one) for one in card.accepted),
    )


def about(card: Card, explanation: Explanation) -> Explanation:
    """Return an explanation whose findings are of the card's own points."""
    pairs = zip(explanation.verdict.findings, card.points, strict=True)
    findings = tuple(replace(finding, point=point) for finding, point in pairs)
    return replace(explanation, verdict=replace(explanation.verdict, findings=findings))


def in_own_words(explanation: Explanation, read_as: Mended | Seen, text: str) -> Explanation:
    """Return an explanation of an answer as it was read that quotes it as it was typed."""
    verdict = explanation.verdict
    findings, matches = in_place(verdict.findings, explanation.matches, read_as, text)
    return Explanation(replace(verdict, findings=tuple(findings)), matches)


def in_place(
    findings: Sequence[Finding],
    matches: Sequence[Match | None],
    read_as: Mended | Seen | Kept,
    text: str,
) -> Found:
    """Return what was found in an answer as it was read, quoted as it stands in `text`."""

    def own(quote: str) -> str:
        at = read_as.text.find(quote)
        return _stretch(text, read_as.original(at, at + len(quote))) if quote and at >= 0 else quote

    def told(match: Match) -> Match:
        evidence = match.evidence
        met = tuple(read_as.original(*span) for span in evidence.met)
        evidence = replace(evidence, met=met, quote=own(evidence.quote))
        return replace(match, evidence=evidence, stretch=own(match.stretch))

    return (
        [replace(each, evidence=own(each.evidence)) for each in findings],
        tuple(match and told(match) for match in matches),
    )


def _stretch(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]
