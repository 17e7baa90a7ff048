"""What a second verdict changes in a sitting, whenever it comes. Pure."""

from __future__ import annotations

from dataclasses import replace

from tutor.practice.sitting import Done, Sitting, Turn, moved
from tutor.practice.states import (
    Accepted,
    Amend,
    Event,
    Finished,
    Judged,
    Kept,
    Offering,
    Quit,
    Regrade,
    Revised,
    Revision,
    State,
)
from tutor.scheduling.review import Grade


def end(sitting: Sitting) -> Turn:
    """Offer the next grade that a second grader would change; end the sitting where none is."""
    for done in sitting.done:
        if done.is_open:
            return moved(sitting, Offering(done.review.id))
    return moved(sitting, Finished(sitting.summary))


def decide_offer(sitting: Sitting, review_id: str, event: Event) -> Turn:
    """Return what the learner's word on an offered grade leads to."""
    done = sitting.reviewed(review_id)
    match event:
        case Accepted() if done.judged.standing.grade is not None:
            changed, effect = regraded(sitting, review_id, done.judged.standing.grade)
            return Turn(end(changed).sitting, (effect,))
        case Kept():
            return end(_with(sitting, replace(done, is_settled=True)))
        case Quit():
            return moved(sitting, Finished(sitting.summary))
    return Turn(sitting)


def revise(sitting: Sitting, event: Revised) -> Turn:
    """Lay a second verdict beside the first, wherever the answer is now."""
    proposal = sitting.rules.propose(event.verdict, event.answer)
    revision = Revision(event.verdict, event.grader, proposal)

    def is_meant(state: State) -> bool:
        return (
            isinstance(state, Judged)
            and (state.card_id, state.answer) == (event.card_id, event.answer)
            and state.revision is None
        )

    if isinstance(sitting.state, Judged) and is_meant(sitting.state):
        return moved(sitting, replace(sitting.state, revision=revision))
    for number, waiting in enumerate(sitting.interrupted):
        if isinstance(waiting, Judged) and is_meant(waiting):
            states = list(sitting.interrupted)
            states[number] = replace(waiting, revision=revision)
            return Turn(replace(sitting, interrupted=tuple(states)))
    for done in reversed(sitting.done):
        if is_meant(done.judged):
            return _amend(sitting, done, revision)
    return Turn(sitting)


def _amend(sitting: Sitting, done: Done, revision: Revision) -> Turn:
    review = replace(done.review, opinion=revision.opinion)
    judged = replace(done.judged, revision=revision)
    amended = _with(sitting, replace(done, review=review, judged=judged))
    effect = Amend(review, revision.opinion)
    grade = revision.proposal.grade
    if sitting.rules.is_attended or grade in (None, review.grade):
        return Turn(amended, (effect,))
    assert grade is not None
    changed, regrade = regraded(amended, review.id, grade)
    return Turn(changed, (effect, regrade))


def regraded(sitting: Sitting, review_id: str, grade: Grade) -> tuple[Sitting, Regrade]:
    """Give a review another grade, and fold its card's later reviews of the sitting anew."""
    changed = sitting.reviewed(review_id)
    review = replace(changed.review, grade=grade)
    schedule, done = changed.before, list(sitting.done)
    for number in range(done.index(changed), len(done)):
        each = done[number]
        if each is changed:
            each = replace(changed, review=review, is_settled=True, is_revised=True)
        elif each.review.card_id != review.card_id:
            continue
        done[number] = replace(each, before=schedule)
        grade_then, at, terms = each.review.grade, each.review.at, each.review.terms
        schedule = sitting.rules.planner.step(schedule, grade_then, at, terms)
    assert schedule is not None
    schedules = {**sitting.schedules, review.card_id: schedule}
    return (
        replace(sitting, schedules=schedules, done=tuple(done)),
        Regrade(review, changed.review.grade, schedule),
    )


def _with(sitting: Sitting, changed: Done) -> Sitting:
    """Put a review in the place of the one with its id."""
    done = (changed if one.review.id == changed.review.id else one for one in sitting.done)
    return replace(sitting, done=tuple(done))
