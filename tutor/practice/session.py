"""A sitting as a pure state machine: a state and an event give the next state and some effects.

No clock, no chance, no terminal, no store: moments and ids come in as arguments, and what has to
be done outside goes out as values. The path of one card is

    Dealing ─Dealt▶ Asking ─Submitted▶ Judging ─Graded▶ Judged ─Accepted | Overruled▶ Dealing

with turns off it: who is asked how sure an answer is confides that before it is judged; a wrong
answer may be tried again, before it is shown what it lacks; and who does not type has the answer
shown, and grades alone:

    Asking ─Submitted▶ Confiding ─Confided▶ Judging ─Graded▶ Missed ─TryAgain▶ Asking
                                                             Missed ─Unveiled▶ Judged
    Asking ─Revealed▶ Judged

A second grader may have its say (`Revised`) about an answer at any time, also when its card has a
grade already. Its verdict then stands beside the first one; a grade that the learner confirmed is
never changed by it: what differs is offered when the sitting ends,

    Quit ─▶ Offering ─Accepted | Kept▶ … ─▶ Finished

Reviews, marks and skips are steps, and `Undo` takes back the last one from wherever the learner
has the word (`trail`). An event that means nothing in a state changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tutor.practice.deciding import choose, decide
from tutor.practice.effects import SaveDraft, SetAside
from tutor.practice.events import (
    Bury,
    Confided,
    Dealt,
    Event,
    Flag,
    Gone,
    Graded,
    Hinted,
    NothingLeft,
    PutAside,
    Quit,
    Revealed,
    Revised,
    Submitted,
    Suspend,
    Typed,
    Undo,
)
from tutor.practice.revisions import decide_offer, end, revise
from tutor.practice.sitting import Sitting, Turn, moved
from tutor.practice.states import (
    GRADED_ALONE,
    NOBODY,
    Asking,
    Cleared,
    Confiding,
    Dealing,
    Finished,
    Judged,
    Judging,
    Missed,
    Offering,
    Open,
    card_of,
)
from tutor.practice.trail import flag, go_on, hide, skip, undo
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Mode


def advance(
    sitting: Sitting, event: Event, at: datetime, review_id: str, mark_id: str = ""
) -> Turn:
    """Return what `event` leads to.

    Args:
        sitting: The sitting before it.
        event: What happened.
        at: When it happened; aware.
        review_id: The id of the review, should the event make one; never used before.
        mark_id: The same for a mark.
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
        case ((Asking() | Missed() | Judged() | Cleared()), Undo()) if sitting.steps:
            return undo(sitting, at, mark_id)
        case Confiding(card_id, answer, tries), Confided(sureness):
            return moved(sitting, Judging(card_id, answer, tries, sureness))
        case Judging() as judging, Graded():
            return _judged(sitting, judging, event)
        case (Asking() | Missed() | Judged()) as state, _:
            return _at_hand(sitting, state, event, at, (review_id, mark_id))
    return Turn(sitting)


def _at_hand(
    sitting: Sitting, state: Open, event: Event, at: datetime, ids: tuple[str, str]
) -> Turn:
    """Return what the learner's word on the card at hand leads to."""
    match event:
        case PutAside():
            return skip(sitting, state)
        case Bury():
            until = sitting.rules.next_day(at)
            mark = Mark(ids[1], card_of(state), at, MarkKind.BURIED, until=until)
            return hide(sitting, state, mark)
        case Suspend():
            return hide(sitting, state, Mark(ids[1], card_of(state), at, MarkKind.SUSPENDED))
        case Flag():
            return flag(sitting, card_of(state), at, ids[1])
        case Gone():
            return go_on(sitting, SetAside(card_of(state)))
    match state:
        case Asking():
            return _answer(sitting, state, event)
        case Missed():
            return choose(sitting, state.judged, event)
        case Judged():
            return decide(sitting, state, event, at, ids)


def _answer(sitting: Sitting, asking: Asking, event: Event) -> Turn:
    match event:
        case Typed(text) if text != asking.draft:
            return moved(sitting, replace(asking, draft=text), SaveDraft(asking.card_id, text))
        case Hinted():
            return moved(sitting, replace(asking, hints=asking.hints + 1))
        case Submitted(answer):
            asks = sitting.rules.asks_sureness and bool(answer.text.strip())
            kind = Confiding if asks else Judging
            # A crash from here to the grade must not cost the answer, so it is kept as a draft.
            keeps = [SaveDraft(asking.card_id, answer.text)] * (answer.text != asking.draft)
            answer = replace(answer, hints=asking.hints)
            return moved(sitting, kind(asking.card_id, answer, asking.tries), *keeps)
        case Revealed(answer):
            answer = replace(answer, hints=asking.hints)
            proposal = sitting.rules.propose(GRADED_ALONE, answer)
            shown = Judged(asking.card_id, answer, GRADED_ALONE, NOBODY, proposal)
            return moved(sitting, replace(shown, tries=asking.tries, mode=Mode.REVEALED))
    return Turn(sitting)


def _judged(sitting: Sitting, judging: Judging, event: Graded) -> Turn:
    answer, tries, sureness = judging.answer, judging.tries, judging.sureness
    proposal = sitting.rules.propose(event.verdict, answer, tries=len(tries), sureness=sureness)
    judged = Judged(judging.card_id, answer, event.verdict, event.grader, proposal)
    judged = replace(judged, tries=tries, sureness=sureness)
    is_open = sitting.rules.tries_again and judged.can_try_again and not judging.is_seen
    return moved(sitting, Missed(judged) if is_open else judged)
