"""A sitting as a pure state machine: a state and an event give the next state and some effects.

No clock, no chance, no terminal, no store: moments and ids come in as arguments, and what has to
be done outside goes out as values. The path of one card is

    Dealing ─Dealt▶ Asking ─Submitted▶ Judging ─Graded▶ Judged ─Accepted | Overruled▶ Dealing

`Undo` leads back from wherever a question or a verdict is shown to the verdict of the card before;
what it interrupted waits, and comes again afterwards. An event that means nothing in a state
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
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
    Overruled,
    PutAside,
    Quit,
    Record,
    Retract,
    SaveDraft,
    SetAside,
    State,
    Submitted,
    Summary,
    Typed,
    Undo,
)
from tutor.scheduling.policy import Proposal
from tutor.scheduling.review import Grade, Review, Schedule

Step: TypeAlias = Callable[[Schedule | None, Grade, datetime], Schedule]
"""The scheduler: a schedule (None for a new card), a grade and its moment -> the next schedule."""

Propose: TypeAlias = Callable[[Verdict | Unjudged, Answer], Proposal]
"""The policy: what was judged -> the grade that it would give."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the machine is told to compute with."""

    step: Step
    propose: Propose


@dataclass(frozen=True, slots=True)
class Done:
    """A review of this sitting, with what it takes to undo it: the state and schedule before."""

    review: Review
    judged: Judged
    before: Schedule | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting at one moment.

    Attributes:
        id: Its id, as every review of it says.
        rules: What it computes with.
        schedules: The schedule of every card that has one, by card id.
        state: What is going on.
        done: Its reviews, in order, without the undone ones.
        interrupted: What `Undo` interrupted; the last comes again first.
    """

    id: str
    rules: Rules
    schedules: Mapping[str, Schedule]
    state: State = field(default_factory=Dealing)
    done: tuple[Done, ...] = ()
    interrupted: tuple[Asking | Judged, ...] = ()

    def foresee(self, card_id: str, grade: Grade, at: datetime) -> Schedule:
        """Return the schedule that `card_id` would get from `grade`, given at `at`."""
        return self.rules.step(self.schedules.get(card_id), grade, at)

    @property
    def summary(self) -> Summary:
        """What it came to so far."""
        reviews = [done.review for done in self.done]
        return Summary(
            answered=len(reviews),
            recalled=sum(review.grade is not Grade.AGAIN for review in reviews),
            overruled=sum(
                review.proposed is not None and review.grade is not review.proposed
                for review in reviews
            ),
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What an event led to."""

    sitting: Sitting
    effects: tuple[Effect, ...] = ()


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
        case _, Quit():
            return _to(sitting, Finished(sitting.summary))
        case Dealing(), Dealt(card_id, draft):
            return _to(sitting, Asking(card_id, draft))
        case Dealing(), NothingLeft():
            return _to(sitting, Cleared())
        case ((Asking() | Judged() | Cleared()), Undo()) if sitting.done:
            return _undo(sitting)
        case Asking() as asking, _:
            return _answer(sitting, asking, event)
        case Judging() as judging, Graded(verdict, grader):
            proposal = sitting.rules.propose(verdict, judging.answer)
            judged = Judged(judging.card_id, judging.answer, verdict, grader, proposal)
            return _to(sitting, judged)
        case Judged() as judged, _:
            return _decide(sitting, judged, event, at, review_id)
    return Turn(sitting)


def _to(sitting: Sitting, state: State, *effects: Effect) -> Turn:
    return Turn(replace(sitting, state=state), effects)


def _answer(sitting: Sitting, asking: Asking, event: Event) -> Turn:
    match event:
        case Typed(text) if text != asking.draft:
            return _to(sitting, replace(asking, draft=text), SaveDraft(asking.card_id, text))
        case Submitted(answer):
            # A crash from here to the grade must not cost the answer, so it is kept as a draft.
            judging = Judging(asking.card_id, answer)
            if answer.text == asking.draft:
                return _to(sitting, judging)
            return _to(sitting, judging, SaveDraft(asking.card_id, answer.text))
        case PutAside():
            return _go_on(sitting, SetAside(asking.card_id))
    return Turn(sitting)


def _decide(sitting: Sitting, judged: Judged, event: Event, at: datetime, review_id: str) -> Turn:
    match event:
        case Accepted() if judged.proposal.grade is not None:
            return _record(sitting, judged, judged.proposal.grade, at, review_id)
        case Overruled(grade):
            return _record(sitting, judged, grade, at, review_id)
        case PutAside():
            return _go_on(sitting, SetAside(judged.card_id))
    return Turn(sitting)


def _record(sitting: Sitting, judged: Judged, grade: Grade, at: datetime, review_id: str) -> Turn:
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
    )
    before = sitting.schedules.get(judged.card_id)
    schedule = sitting.rules.step(before, grade, at)
    recorded = replace(
        sitting,
        schedules={**sitting.schedules, judged.card_id: schedule},
        done=(*sitting.done, Done(review, judged, before)),
    )
    return _go_on(recorded, Record(review, schedule))


def _go_on(sitting: Sitting, effect: Effect) -> Turn:
    """Return to what an undo interrupted, or else ask for the next card."""
    if not sitting.interrupted:
        return _to(sitting, Dealing(), effect)
    *rest, state = sitting.interrupted
    return _to(replace(sitting, interrupted=tuple(rest)), state, effect)


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
