"""The steps of a sitting: cards that are left, marks, and the way back over all of them. Pure.

`Undo` leads back from wherever the learner has the word. A review that it takes back leads to its
verdict, a card that was left to where it was left; what it interrupted waits, and comes again
afterwards. A flag is only taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tutor.practice.effects import Effect, PutMark, Retract, SaveDraft, SetAside, TakeUp
from tutor.practice.sitting import Done, Left, Noted, Sitting, Turn, moved
from tutor.practice.states import Asking, Dealing, Judged, Missed, Open, State, card_of
from tutor.scheduling.marks import UNMARKED, Mark, Marked, MarkKind, opposite, with_mark


def marked_with(marked: Mapping[str, Marked], mark: Mark) -> Mapping[str, Marked]:
    """Return what the marks on all cards come to with one more."""
    return {**marked, mark.card_id: with_mark(marked.get(mark.card_id, UNMARKED), mark)}


def go_on(sitting: Sitting, *effects: Effect) -> Turn:
    """Return to what an undo interrupted, or else ask for the next card."""
    if not sitting.interrupted:
        return moved(sitting, Dealing(), *effects)
    *rest, state = sitting.interrupted
    return moved(replace(sitting, interrupted=tuple(rest)), state, *effects)


def skip(sitting: Sitting, state: Open) -> Turn:
    """Leave the card at hand for the rest of the sitting."""
    left = replace(sitting, steps=(*sitting.steps, Left(state)))
    return go_on(left, SetAside(card_of(state)))


def hide(sitting: Sitting, state: Open, mark: Mark) -> Turn:
    """Leave the card at hand for as long as a mark on it says."""
    steps = (*sitting.steps, Left(state, mark))
    left = replace(sitting, steps=steps, marked=marked_with(sitting.marked, mark))
    return go_on(left, PutMark(mark), SetAside(mark.card_id))


def flag(sitting: Sitting, card_id: str, at: datetime, mark_id: str) -> Turn:
    """Flag a card, or take its flag away."""
    is_flagged = sitting.marked.get(card_id, UNMARKED).is_flagged
    kind = MarkKind.UNFLAGGED if is_flagged else MarkKind.FLAGGED
    mark = Mark(mark_id, card_id, at, kind)
    steps = (*sitting.steps, Noted(mark))
    noted = replace(sitting, steps=steps, marked=marked_with(sitting.marked, mark))
    return Turn(noted, (PutMark(mark),))


def undo(sitting: Sitting, at: datetime, mark_id: str) -> Turn:
    """Take back the last step, with the mark that it made."""
    *rest, last = sitting.steps
    back = None if last.mark is None else opposite(last.mark, mark_id, at)
    marked = sitting.marked if back is None else marked_with(sitting.marked, back)
    undone = replace(sitting, steps=tuple(rest), marked=marked)
    unmark = () if back is None else (PutMark(back, is_undo=True),)
    match last:
        case Noted():
            return Turn(undone, unmark)
        case Left(state):
            return _return(undone, state, TakeUp(card_of(state)), *unmark)
        case Done():
            return _unreviewed(undone, last, unmark)


def _unreviewed(sitting: Sitting, last: Done, unmark: tuple[Effect, ...]) -> Turn:
    card_id, schedules = last.review.card_id, {**sitting.schedules}
    if last.before is None:
        del schedules[card_id]
    else:
        schedules[card_id] = last.before
    # As long as it has no grade again, its answer is a draft like any other.
    draft = SaveDraft(card_id, last.review.answer.text)
    undone = replace(sitting, schedules=schedules)
    return _return(undone, last.judged, Retract(last.review, last.before), *unmark, draft)


def _return(sitting: Sitting, state: Open, *effects: Effect) -> Turn:
    waiting = (*sitting.interrupted, *_interrupted(sitting.state, card_of(state)))
    return Turn(replace(sitting, state=state, interrupted=waiting), effects)


def _interrupted(state: State, undone: str) -> tuple[Open, ...]:
    """Return what has to come again once the undone card is graded.

    A question not yet begun is left to the queue where it asks for the undone card itself: with
    another grade that card may no longer be due.
    """
    match state:
        case Asking(card_id, "", 0, ()) if card_id == undone:
            return ()
        case Asking() | Missed() | Judged():
            return (state,)
    return ()
