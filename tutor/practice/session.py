"""A sitting as a pure state machine: a state and an event give the next state and some effects.

No clock, no chance, no terminal, no store: moments and ids come in as arguments, and what has to
be done outside goes out as values. The path of one card is

    Dealing ─Dealt▶ Asking ─Submitted▶ Judging ─Graded▶ Judged ─Accepted | Overruled▶ Dealing

A second grader may have its say (`Revised`) about an answer at any time, also when its card has a
grade already. Its verdict then stands beside the first one; a grade that the learner confirmed is
never changed by it: what differs is offered when the sitting ends,

    Quit ─▶ Offering ─Accepted | Kept▶ … ─▶ Finished

`Undo` leads back from wherever a question or a verdict is shown to the verdict of the card before;
what it interrupted waits, and comes again afterwards. An event that means nothing in a state
changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tutor.practice.revisions import decide_offer, end, revise
from tutor.practice.sitting import Done, Sitting, Turn, moved
from tutor.practice.states import (
    Accepted,
    Asking,
    Cleared,
    Dealing,
    Dealt,
    Effect,
    Event,
    Finished,
    Graded,
    Judged,
    Judging,
    NothingLeft,
    Offering,
    Overruled,
    PutAside,
    Quit,
    Record,
    Retract,
    Revised,
    SaveDraft,
    SetAside,
    State,
    Submitted,
    Typed,
    Undo,
)
from tutor.scheduling.review import Grade, Mode, Review, Schedule


def advance(sitting: Sitting, event: Event, at: datetime, review_id: str) -> Turn:
    """Return what `event` leads to.

    Args:
        sitting: The sitting before it.
        event: What happened.
        at: When it happened; aware.
        review_id: The id of the review, should the event make one; never used before.
    """
    match sitting.state, event:
        case Finished(), _:
            return Turn(sitting)
        case _, Revised():
            return revise(sitting, event)
        case Offering(review_id), _:
            return decide_offer(sitting, review_id, event)
        case _, Quit():
            return end(sitting)
        case Dealing(), Dealt(card_id, draft):
            return moved(sitting, Asking(card_id, draft))
        case Dealing(), NothingLeft():
            return moved(sitting, Cleared())
        case ((Asking() | Judged() | Cleared()), Undo()) if sitting.done:
            return _undo(sitting)
        case Asking() as asking, _:
            return _answer(sitting, asking, event)
        case Judging() as judging, Graded(verdict, grader):
            proposal = sitting.rules.propose(verdict, judging.answer)
            judged = Judged(judging.card_id, judging.answer, verdict, grader, proposal)
            return moved(sitting, judged)
        case Judged() as judged, _:
            return _decide(sitting, judged, event, at, review_id)
    return Turn(sitting)


def _answer(sitting: Sitting, asking: Asking, event: Event) -> Turn:
    match event:
        case Typed(text) if text != asking.draft:
            return moved(sitting, replace(asking, draft=text), SaveDraft(asking.card_id, text))
        case Submitted(answer):
            # A crash from here to the grade must not cost the answer, so it is kept as a draft.
            judging = Judging(asking.card_id, answer)
            if answer.text == asking.draft:
                return moved(sitting, judging)
            return moved(sitting, judging, SaveDraft(asking.card_id, answer.text))
        case PutAside():
            return _go_on(sitting, SetAside(asking.card_id))
    return Turn(sitting)


def _decide(sitting: Sitting, judged: Judged, event: Event, at: datetime, review_id: str) -> Turn:
    match event:
        case Accepted() if judged.standing.grade is not None:
            return _record(sitting, judged, judged.standing.grade, at, review_id)
        case Overruled(grade):
            return _record(sitting, judged, grade, at, review_id)
        case PutAside():
            return _go_on(sitting, SetAside(judged.card_id))
    return Turn(sitting)


def _record(sitting: Sitting, judged: Judged, grade: Grade, at: datetime, review_id: str) -> Turn:
    before = sitting.schedules.get(judged.card_id)
    schedule, terms = sitting.plan(judged.card_id, grade, at)
    review = Review(
        id=review_id,
        card_id=judged.card_id,
        at=at,
        answer=judged.answer,
        verdict=judged.verdict,
        grader=judged.grader,
        proposed=judged.proposal.grade,
        grade=grade,
        sitting=sitting.id,
        opinion=judged.revision.opinion if judged.revision else None,
        terms=terms,
        mode=Mode.TYPED if sitting.rules.is_attended else Mode.UNATTENDED,
    )
    recorded = replace(
        sitting,
        schedules={**sitting.schedules, judged.card_id: schedule},
        done=(*sitting.done, _done(review, judged, before)),
    )
    return _go_on(recorded, Record(review, schedule))


def _done(review: Review, judged: Judged, before: Schedule | None) -> Done:
    has_both = judged.revision is not None
    return Done(review, judged, before, judged.standing.grade, is_settled=has_both)


def _go_on(sitting: Sitting, effect: Effect) -> Turn:
    """Return to what an undo interrupted, or else ask for the next card."""
    if not sitting.interrupted:
        return moved(sitting, Dealing(), effect)
    *rest, state = sitting.interrupted
    return moved(replace(sitting, interrupted=tuple(rest)), state, effect)


def _undo(sitting: Sitting) -> Turn:
    *rest, last = sitting.done
    schedules = {**sitting.schedules}
    if last.before is None:
        del schedules[last.review.card_id]
    else:
        schedules[last.review.card_id] = last.before
    undone = replace(
        sitting,
        schedules=schedules,
        state=last.judged,
        done=tuple(rest),
        interrupted=(*sitting.interrupted, *_interrupted(sitting.state, last.review.card_id)),
    )
    # As long as it has no grade again, its answer is a draft like any other.
    draft = SaveDraft(last.review.card_id, last.review.answer.text)
    return Turn(undone, (Retract(last.review, last.before), draft))


def _interrupted(state: State, undone: str) -> tuple[Asking | Judged, ...]:
    """Return what has to come again once the undone card is graded.

    A question not yet begun is left to the queue where it asks for the undone card itself: with
    another grade that card may no longer be due.
    """
    match state:
        case Asking(card_id, "") if card_id == undone:
            return ()
        case Asking() | Judged():
            return (state,)
    return ()
