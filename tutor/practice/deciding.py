"""What the learner's word on a verdict leads to. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tutor.grading.accepted import is_acceptable, is_accepted
from tutor.grading.verdict import Status, Unjudged, Verdict
from tutor.practice.effects import Effect, PutMark, Record, SaveDraft
from tutor.practice.events import (
    Accepted,
    Changed,
    Event,
    Overruled,
    TryAgain,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.sitting import Done, Sitting, Turn, moved
from tutor.practice.states import HINTS_AGAIN, Asking, Judged, Judging, Try
from tutor.practice.trail import go_on, marked_with
from tutor.scheduling.marks import UNMARKED, Mark, MarkKind
from tutor.scheduling.review import Grade, Mode, Review


def choose(sitting: Sitting, judged: Judged, event: Event) -> Turn:
    """Return what the learner's word on a wrong answer leads to, while it may be tried again."""
    match event:
        case Unveiled():
            return moved(sitting, judged)
        case TryAgain():
            return _try_again(sitting, judged)
        case Changed():
            return _judge_anew(sitting, judged, is_seen=False)
    return Turn(sitting)


def decide(
    sitting: Sitting, judged: Judged, event: Event, at: datetime, ids: tuple[str, str]
) -> Turn:
    """Return what the learner's word on a verdict leads to; `ids` are a review's and a mark's."""
    review_id, mark_id = ids
    match event:
        case Accepted() if judged.standing.grade is not None:
            return _record(sitting, judged, judged.standing.grade, at, review_id)
        case Overruled(grade):
            return _record(sitting, judged, grade, at, review_id)
        case WasRight():
            grade = Grade.HARD if judged.is_helped else Grade.GOOD
            mark = _ruling(judged, at, mark_id)
            return _record(sitting, judged, grade, at, review_id, mark)
        case WasWrong():
            mark = _withdrawal(sitting, judged, at, mark_id)
            return _record(sitting, judged, Grade.AGAIN, at, review_id, mark)
        case Changed() if judged.mode is Mode.TYPED:
            return _judge_anew(sitting, judged, is_seen=True)
    return Turn(sitting)


def rules_on_answer(judged: Judged) -> bool:
    """Say whether a learner who was right has said that this very answer is a right one.

    Not where a hint helped, where nobody judged it, or where it was judged correct: then there is
    nothing to remember.
    """
    return (
        isinstance(judged.standing_verdict, Verdict)
        and not judged.is_correct
        and not judged.is_helped
        and is_acceptable(judged.answer.text)
    )


def _ruling(judged: Judged, at: datetime, mark_id: str) -> Mark | None:
    if not rules_on_answer(judged):
        return None
    return Mark(mark_id, judged.card_id, at, MarkKind.ACCEPTED, judged.answer.text.strip())


def _withdrawal(sitting: Sitting, judged: Judged, at: datetime, mark_id: str) -> Mark | None:
    accepted = sitting.marked.get(judged.card_id, UNMARKED).accepted
    for text in accepted:
        if is_accepted(judged.answer.text, [text]):
            return Mark(mark_id, judged.card_id, at, MarkKind.REVOKED, text)
    return None


def _try_again(sitting: Sitting, judged: Judged) -> Turn:
    """Ask once more; what was typed stands there still, where something of it is right."""
    verdict = judged.standing_verdict
    if isinstance(verdict, Unjudged):
        return Turn(sitting)
    before = Try(judged.answer, verdict, judged.sureness)
    is_right = any(finding.status is Status.COVERED for finding in verdict.findings)
    text = judged.answer.text if is_right else ""
    hints = max(judged.answer.hints, HINTS_AGAIN)
    asking = Asking(judged.card_id, text, hints, (*judged.tries, before))
    return moved(sitting, asking, *[SaveDraft(judged.card_id, "")] * (not text))


def _judge_anew(sitting: Sitting, judged: Judged, *, is_seen: bool) -> Turn:
    """Have an answer judged by the card as it is now."""
    answer, tries, sureness = judged.answer, judged.tries, judged.sureness
    return moved(sitting, Judging(judged.card_id, answer, tries, sureness, is_seen))


def _record(
    sitting: Sitting,
    judged: Judged,
    grade: Grade,
    at: datetime,
    review_id: str,
    mark: Mark | None = None,
) -> Turn:
    card_id = judged.card_id
    before = sitting.schedules.get(card_id)
    schedule, terms = sitting.plan(card_id, grade, at)
    review = Review(
        id=review_id,
        card_id=card_id,
        at=at,
        answer=judged.answer,
        verdict=judged.verdict,
        grader=judged.grader,
        proposed=judged.proposal.grade,
        grade=grade,
        sitting=sitting.id,
        opinion=judged.revision.opinion if judged.revision else None,
        terms=terms,
        mode=_mode(sitting, judged),
        tries=tuple(one.answer.text for one in judged.tries),
        sureness=judged.sureness,
    )
    has_both = judged.revision is not None
    done = Done(review, judged, before, judged.standing.grade, is_settled=has_both, mark=mark)
    recorded = replace(
        sitting,
        schedules={**sitting.schedules, card_id: schedule},
        steps=(*sitting.steps, done),
        marked=marked_with(sitting.marked, mark) if mark else sitting.marked,
    )
    effects: list[Effect] = [Record(review, schedule), *([PutMark(mark)] if mark else [])]
    return go_on(recorded, *effects)


def _mode(sitting: Sitting, judged: Judged) -> Mode:
    if judged.mode is Mode.TYPED and not sitting.rules.is_attended:
        return Mode.UNATTENDED
    return judged.mode
