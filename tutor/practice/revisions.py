"""What a second verdict changes in a sitting, whenever it comes. Pure."""

from __future__ import annotations

from dataclasses import replace

from tutor.practice.effects import Amend, Regrade
from tutor.practice.events import Accepted, Event, Kept, Quit, Revised
from tutor.practice.sitting import Done, Sitting, Turn, moved
from tutor.practice.states import Finished, Judged, Missed, Offering, Revision, State
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
    if (state := _revised(sitting, sitting.state, event)) is not None:
        return moved(sitting, state)
    for number, waiting in enumerate(sitting.interrupted):
        if (changed := _revised(sitting, waiting, event)) is not None:
            states = list(sitting.interrupted)
            states[number] = changed
            return Turn(replace(sitting, interrupted=tuple(states)))
    for done in reversed(sitting.done):
        judged = _revised(sitting, done.judged, event)
        if isinstance(judged, Judged) and judged.revision:
            return _amend(sitting, done, judged.revision)
    return Turn(sitting)


def _revised(sitting: Sitting, state: State, event: Revised) -> Missed | Judged | None:
    """Return a state with a second verdict on its answer; None where it is about another one."""
    judged = state.judged if isinstance(state, Missed) else state
    if not isinstance(judged, Judged) or judged.revision is not None:
        return None
    if (judged.card_id, judged.answer) != (event.card_id, event.answer):
        return None
    tries, sureness = len(judged.tries), judged.sureness
    proposal = sitting.rules.propose(event.verdict, event.answer, tries=tries, sureness=sureness)
    found = replace(judged, revision=Revision(event.verdict, event.grader, proposal))
    return Missed(found) if isinstance(state, Missed) and found.can_try_again else found


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
    schedule, steps = changed.before, list(sitting.steps)
    for number in range(steps.index(changed), len(steps)):
        each = steps[number]
        if not isinstance(each, Done) or each.review.card_id != review.card_id:
            continue
        if each is changed:
            each = replace(changed, review=review, is_settled=True, is_revised=True)
        steps[number] = replace(each, before=schedule)
        grade_then, at, terms = each.review.grade, each.review.at, each.review.terms
        schedule = sitting.rules.planner.step(schedule, grade_then, at, terms)
    assert schedule is not None
    schedules = {**sitting.schedules, review.card_id: schedule}
    return (
        replace(sitting, schedules=schedules, steps=tuple(steps)),
        Regrade(review, changed.review.grade, schedule),
    )


def _with(sitting: Sitting, changed: Done) -> Sitting:
    """Put a review in the place of the one with its id."""
    steps = (
        changed if isinstance(one, Done) and one.review.id == changed.review.id else one
        for one in sitting.steps
    )
    return replace(sitting, steps=tuple(steps))
