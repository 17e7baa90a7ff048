"""From the log of reviews to what a deck's threshold can be refitted to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.cards.card import Card
from tutor.grading.threshold import JudgedAnswer, is_held_back, unmapped, unnamed
from tutor.grading.verdict import Level, Stage, Unjudged, Verdict
from tutor.scheduling.review import Grade, Review


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a learner said of the verdicts on a deck.

    Attributes:
        answers: The answers that a threshold decides, all of them judged by `grader`.
        grader: The shipped grader that judged the last of such answers; "" where there is none.
        aside: How many other answers were overruled: no threshold decides them, or they were judged
            by another grader or by points that the card no longer has. A card that was mended after
            an overrule says nothing of the threshold.
    """

    answers: tuple[JudgedAnswer, ...]
    grader: str
    aside: int


def evidence(practised: Iterable[tuple[Card, Sequence[Review]]]) -> Evidence:
    """Return what the reviews of a deck say of its threshold.

    Args:
        practised: The cards of the deck, each with its reviews that were not undone.
    """
    reviews = [(card, review) for card, log in practised for review in log]
    judged = [(review.id, _judged(card, review)) for card, review in reviews]
    decided = sorted((at, found) for at, found in judged if found)
    grader = decided[-1][1][0] if decided else ""
    answers = tuple(answer for _, (by, answer) in decided if by == grader)
    overruled = sum(is_overruled(review) for _, review in reviews)
    return Evidence(answers, grader, overruled - sum(one.overruled for one in answers))


def is_overruled(review: Review) -> bool:
    """Return whether the learner passed what the tutor failed, or failed what it passed.

    A grade that follows another grader's proposal is nobody's word against the first.
    """
    if review.regraded_by:
        return False
    verdict = review.verdict
    level = verdict.level if isinstance(verdict, Verdict) else None
    return overrules(review.grade, review.proposed, level)


def overrules(grade: Grade, proposed: Grade | None, level: Level | None) -> bool:
    """Return whether a grade passes what the tutor failed, or fails what it passed.

    Where the verdict was in doubt and nothing was proposed, the grade is set against its level,
    which is None where nobody judged.
    """
    passed = grade is not Grade.AGAIN
    if proposed is not None:
        return passed is (proposed is Grade.AGAIN)
    return level is not None and passed is not (level is Level.CORRECT)


def _judged(card: Card, review: Review) -> tuple[str, JudgedAnswer] | None:
    """Return the shipped grader and the answer; None where no threshold decides it.

    The log keeps the score as the learner saw it, and the grader's name tells by which threshold:
    what the shipped grader gave is computed back from the two. Whoever fails after a hint may well
    have had the right words, so such an answer says nothing.
    """
    verdict = review.verdict
    if isinstance(verdict, Unjudged) or verdict.decided_by is not Stage.SIMILARITY:
        return None
    if review.answer.hinted or tuple(each.point for each in verdict.findings) != card.points:
        return None
    if is_held_back(card, review.answer, verdict):
        return None
    grader, threshold = unnamed(review.grader)
    score = unmapped(verdict.score, threshold)
    passed = review.grade is not Grade.AGAIN
    return grader, JudgedAnswer(review.card_id, score, passed, is_overruled(review))
