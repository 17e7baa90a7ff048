"""Reviews to rows and back: the log's format. What was once written stays readable."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Literal, NamedTuple, NotRequired, TypedDict, cast

from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.scheduling.review import Grade, Mode, Opinion, Review, Sureness
from tutor.store.codec import Row, Value, text_from_column, text_to_column
from tutor.store.history import LAST_GRADE, LAST_GRADER, terms
from tutor.store.moments import microseconds, moment

REVIEW_COLUMNS = (
    "id, card_id, at, answer, seconds, hinted, verdict, grader, proposed, grade, sitting,"
    " preset, spread, mode, hints, tries, sureness"
)

OPINION_COLUMNS = "review_id, at, verdict, grader, proposed"

READ_REVIEWS = f"""
SELECT review.id, card_id, review.at, answer, seconds, hinted, review.verdict, review.grader,
  review.proposed, {LAST_GRADE}, sitting, preset, spread, mode, hints, tries, sureness,
  {LAST_GRADER}, opinion.verdict, opinion.grader, opinion.proposed
FROM review LEFT JOIN opinion ON opinion.review_id = review.id"""
"""Reviews, each with the opinion on it, in SQL."""


class ReviewRow(NamedTuple):
    """A row of `REVIEW_COLUMNS`."""

    id: str
    card_id: str
    at: int
    answer: str | bytes
    seconds: float
    hinted: int
    verdict: str
    grader: str
    proposed: int | None
    grade: int
    sitting: str
    preset: str
    spread: float | None
    mode: str
    hints: int
    tries: str
    sureness: int | None


class _PointJson(TypedDict):
    text: str
    required: bool
    accepted: list[str]


class _FindingJson(TypedDict):
    point: _PointJson
    status: str
    coverage: float
    evidence: str


class _VerdictJson(TypedDict):
    type: Literal["verdict"]
    findings: list[_FindingJson]
    score: float
    level: str
    confidence: float
    decided_by: str
    reason: str
    doubt: NotRequired[str]  # older versions wrote none


class _UnjudgedJson(TypedDict):
    type: Literal["unjudged"]
    reason: str


def review_to_row(review: Review) -> ReviewRow:
    """Return the columns of a review."""
    return ReviewRow(
        id=review.id,
        card_id=review.card_id,
        at=microseconds(review.at),
        answer=text_to_column(review.answer.text),
        seconds=review.answer.seconds,
        hinted=int(review.answer.hinted),
        verdict=verdict_to_json(review.verdict),
        grader=review.grader,
        proposed=None if review.proposed is None else int(review.proposed),
        grade=int(review.grade),
        sitting=review.sitting,
        preset=review.terms.preset,
        spread=review.terms.spread,
        mode=review.mode.value,
        hints=review.answer.hints,
        tries=json.dumps(review.tries),
        sureness=None if review.sureness is None else int(review.sureness),
    )


def opinion_to_row(review_id: str, at: datetime, opinion: Opinion) -> Row:
    """Return the columns `OPINION_COLUMNS` of an opinion on a review, given at a moment."""
    proposed = None if opinion.proposed is None else int(opinion.proposed)
    verdict = verdict_to_json(opinion.verdict)
    return (review_id, microseconds(at), verdict, opinion.grader, proposed)


def review_from_row(row: Row) -> Review:
    """Return the review in the columns of `READ_REVIEWS`, or of `REVIEW_COLUMNS`.

    Raises:
        ValueError, KeyError, TypeError: Another version wrote something that this one lacks.
    """
    width = len(ReviewRow._fields)
    stored = ReviewRow(*cast("ReviewRow", row[:width]))
    return Review(
        id=stored.id,
        card_id=stored.card_id,
        at=moment(stored.at),
        answer=Answer(text_from_column(stored.answer), stored.seconds, _hints(stored)),
        verdict=verdict_from_json(stored.verdict),
        grader=stored.grader,
        proposed=None if stored.proposed is None else Grade(stored.proposed),
        grade=Grade(stored.grade),
        sitting=stored.sitting,
        opinion=_opinion(*row[width + 1 :]),
        terms=terms(stored.preset, stored.spread),
        mode=Mode(stored.mode),
        tries=tuple(json.loads(stored.tries)),
        sureness=None if stored.sureness is None else Sureness(stored.sureness),
        regraded_by="".join(map(str, row[width : width + 1])),
    )


def _hints(stored: ReviewRow) -> int:
    """Return how many hints were shown; older versions wrote only whether any was."""
    return max(stored.hints, stored.hinted)


def verdict_to_json(verdict: Verdict | Unjudged) -> str:
    """Return a verdict as JSON: its type, and its fields by their names; ASCII."""
    if isinstance(verdict, Unjudged):
        read: _UnjudgedJson = {"type": "unjudged", "reason": verdict.reason}
        return json.dumps(read, separators=(",", ":"))
    # A NumPy number that slipped through must not cost the learner a review.
    whole = {"type": "verdict", **asdict(verdict)}
    return json.dumps(whole, separators=(",", ":"), default=float)


def verdict_from_json(text: str) -> Verdict | Unjudged:
    """Return the verdict that `verdict_to_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: It is none.
    """
    read: _VerdictJson | _UnjudgedJson = json.loads(text)
    if read["type"] == "unjudged":
        return Unjudged(read["reason"])
    return Verdict(
        findings=tuple(_finding(finding) for finding in read["findings"]),
        score=read["score"],
        level=Level(read["level"]),
        confidence=read["confidence"],
        decided_by=Stage(read["decided_by"]),
        reason=read["reason"],
        doubt=read.get("doubt", ""),
    )


def _opinion(verdict: Value = None, grader: Value = None, proposed: Value = None) -> Opinion | None:
    said = verdict_from_json(str(verdict)) if verdict is not None else None
    if not isinstance(said, Verdict):
        return None
    return Opinion(said, str(grader), None if proposed is None else Grade(cast("int", proposed)))


def _finding(read: _FindingJson) -> Finding:
    point = read["point"]
    return Finding(
        point=KeyPoint(point["text"], point["required"], tuple(point["accepted"])),
        status=Status(read["status"]),
        coverage=read["coverage"],
        evidence=read["evidence"],
    )
