"""Explanations of verdicts: who gives them, and what a script reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Finding, Status, Unjudged

if TYPE_CHECKING:
    from tutor.cli.grade import Json
    from tutor.grading.explanation import Explanation
    from tutor.grading.matching import Match

Span: TypeAlias = tuple[int, int]
"""Start and end in an answer, in characters."""

DIGITS = 4  # of chances and pulls, as of scores


@runtime_checkable
class Explainer(Protocol):
    """A grader that can say what its verdicts are made of."""

    def explain(self, card: Card, answer: Answer) -> Explanation | Unjudged:
        """Judge as `grade` does, and show what the verdict was made of."""
        ...


def said(answer: str, finding: Finding, match: Match | None) -> tuple[Span, ...]:
    """Return where the learner's words for a point stand in the answer.

    Without a match, or where they contradict the point, they are what the finding quotes.
    """
    if match is not None and finding.status is not Status.CONTRADICTED:
        return match.evidence.met
    start = answer.find(finding.evidence) if finding.evidence else -1
    return ((start, start + len(finding.evidence)),) if start >= 0 else ()


def joined(answer: str, spans: Iterable[Span]) -> list[Span]:
    """Return spans in order; those that overlap, or have but blanks between them, made one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and not answer[whole[-1][1] : start].strip():
            whole[-1] = whole[-1][0], max(whole[-1][1], end)
        else:
            whole.append((start, end))
    return whole


def as_record(answer: str, explanation: Explanation) -> dict[str, Json]:
    """Return an explanation as JSON's own values: of each point, in order, what it rests on.

    Where a point was settled without the model, there are only the words that settled it.
    """
    pairs = zip(explanation.verdict.findings, explanation.matches, strict=True)
    return {"points": [_point(said(answer, finding, match), match) for finding, match in pairs]}


def _point(spans: Iterable[Span], match: Match | None) -> Json:
    estimate = match.estimate if match else None
    return {
        "said": [[start, end] for start, end in spans],
        "wording": match.wording if match else None,
        "unmet": [*match.evidence.unmet] if match else [],
        "full": round(estimate.full, DIGITS) if estimate else None,
        "some": round(estimate.some, DIGITS) if estimate else None,
        "contradicted": round(estimate.contradicted, DIGITS) if estimate else None,
        "taken_back": round(match.taken_back, DIGITS) if match else None,
        "pulls": {name: round(pull, DIGITS) for name, pull in match.pulls.items()} if match else {},
    }
