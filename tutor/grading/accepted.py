"""Answers that the learner said are right: taken at their word, and nothing beside them."""

from __future__ import annotations

from collections.abc import Collection

from tutor.cards.card import Card
from tutor.grading.exact import comparable, is_dont_know, is_empty
from tutor.grading.verdict import Finding, Level, Stage, Status, Verdict

REASON = "You accepted this answer before."


def by_acceptance(card: Card, text: str, accepted: Collection[str]) -> Verdict | None:
    """Judge an answer that the learner accepted for this card; None for any other.

    It is compared as the reference itself is: case, spacing, quotes, articles, item marks and end
    punctuation do not count. What is only like an accepted answer is left to the grader, so that
    accepting one never lets another pass.

    Args:
        card: The card.
        text: The answer.
        accepted: The answers that were accepted for it.
    """
    if not is_acceptable(text) or not is_accepted(text, accepted):
        return None
    findings = (Finding(point, Status.COVERED, 1.0, text.strip()) for point in card.points)
    return Verdict(tuple(findings), 1.0, Level.CORRECT, 1.0, Stage.EXACT, REASON)


def is_accepted(text: str, accepted: Collection[str]) -> bool:
    """Return whether an answer is one of those accepted."""
    said = comparable(text)
    return any(comparable(one) == said for one in accepted)


def is_acceptable(text: str) -> bool:
    """Return whether an answer says anything that could be accepted."""
    return not is_empty(text) and not is_dont_know(text) and bool(comparable(text))
