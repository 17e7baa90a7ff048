"""A second verdict, wherever its answer is by then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.practice.material import DOUBT, RULES, sitting, verdict
from tests.practice.test_session import PARIS, RIGHT, UNKNOWN, WRONG, after, answered
from tutor.grading.verdict import Answer, Status
from tutor.practice.effects import Amend, Record, Regrade, Retract
from tutor.practice.events import (
    Accepted,
    Dealt,
    Event,
    Graded,
    Kept,
    NothingLeft,
    Overruled,
    PutAside,
    Quit,
    Revised,
    Undo,
)
from tutor.practice.states import Asking, Dealing, Finished, Judged, Offering, Summary
from tutor.scheduling.fsrs import Fold, Scheduler
from tutor.scheduling.review import Grade, Opinion

AGREES = Revised("a", PARIS.answer, verdict(), "rubric 2")
DIFFERS = Revised("a", PARIS.answer, verdict(Status.MISSING), "rubric 2")
DOUBTS = Revised("a", PARIS.answer, verdict(doubt=DOUBT), "rubric 2")
OPINION = Opinion(DIFFERS.verdict, "rubric 2", Grade.AGAIN)
UNATTENDED = replace(sitting(), rules=replace(RULES, is_attended=False))


def test_a_second_verdict_stands_beside_the_first_and_its_proposal_before_it() -> None:
    now, effects = after(Dealt("a"), PARIS, RIGHT, DIFFERS)

    assert isinstance(now.state, Judged)
    assert (now.state.verdict, now.state.proposal.grade) == (RIGHT.verdict, Grade.GOOD)
    assert now.state.revision is not None
    assert (now.state.revision.verdict, now.state.standing.grade) == (DIFFERS.verdict, Grade.AGAIN)
    assert effects == []


def test_accepting_then_records_the_second_proposal_with_both_verdicts() -> None:
    _, [effect] = after(Dealt("a"), PARIS, RIGHT, DIFFERS, Accepted())

    assert isinstance(effect, Record)
    assert (effect.review.verdict, effect.review.proposed) == (RIGHT.verdict, Grade.GOOD)
    assert (effect.review.opinion, effect.review.grade) == (OPINION, Grade.AGAIN)


def test_a_second_verdict_ends_a_doubt() -> None:
    doubtful = Graded(verdict(doubt=DOUBT), "stub 1")
    _, [effect] = after(Dealt("a"), PARIS, doubtful, AGREES, Accepted())

    assert isinstance(effect, Record)
    assert (effect.review.proposed, effect.review.grade) == (None, Grade.GOOD)


def test_a_second_verdict_in_doubt_leaves_the_grade_to_the_learner() -> None:
    now, effects = after(Dealt("a"), PARIS, RIGHT, DOUBTS, Accepted())

    assert isinstance(now.state, Judged)
    assert effects == []


def test_a_second_verdict_that_comes_later_is_kept_and_changes_no_grade() -> None:
    now, [effect] = after(*answered("a"), Dealt("b"), DIFFERS)

    assert effect == Amend(now.done[0].review, OPINION)
    assert now.done[0].review.grade is Grade.GOOD
    assert now.schedules == {"a": after(*answered("a"))[0].schedules["a"]}
    assert now.state == Asking("b")


def test_only_the_first_word_of_a_second_grader_counts() -> None:
    now, effects = after(*answered("a"), DIFFERS, AGREES)

    assert now.done[0].review.opinion == OPINION
    assert effects == []


@pytest.mark.parametrize(
    "revised",
    [
        Revised("b", PARIS.answer, DIFFERS.verdict, "rubric 2"),
        Revised("a", Answer("Rome"), DIFFERS.verdict, "rubric 2"),
    ],
    ids=["another card", "another answer"],
)
def test_a_second_verdict_on_something_else_means_nothing(revised: Revised) -> None:
    now, effects = after(Dealt("a"), PARIS, RIGHT, revised)

    assert isinstance(now.state, Judged)
    assert (now.state.revision, effects) == (None, [])


def test_a_second_verdict_on_what_was_put_aside_means_nothing() -> None:
    now, effects = after(Dealt("a"), PARIS, RIGHT, PutAside(), DIFFERS)

    assert (now.state, now.done, effects) == (Dealing(), (), [])


def test_a_second_verdict_reaches_an_answer_that_waits_for_an_undone_one() -> None:
    second = Revised("b", PARIS.answer, DIFFERS.verdict, "rubric 2")
    now, _ = after(*answered("a"), Dealt("b"), PARIS, RIGHT, Undo(), second, Accepted())

    assert isinstance(now.state, Judged)
    assert now.state.card_id == "b"
    assert now.state.standing.grade is Grade.AGAIN


def test_undo_shows_both_verdicts() -> None:
    now, [retract, _] = after(*answered("a"), Dealt("b"), DIFFERS, Undo())

    assert isinstance(now.state, Judged)
    assert now.state.standing.grade is Grade.AGAIN
    assert isinstance(retract, Retract)


# --- the end --------------------------------------------------------------------------------------


def test_a_grade_that_it_would_change_is_offered_when_the_sitting_ends() -> None:
    now, effects = after(*answered("a"), DIFFERS, NothingLeft(), Quit())

    assert now.state == Offering(now.done[0].review.id)
    assert effects == []


def test_taking_the_offer_changes_the_grade_and_folds_anew() -> None:
    now, [effect] = after(*answered("a"), *answered("a"), DIFFERS, Quit(), Accepted())

    assert isinstance(effect, Regrade)
    assert (effect.before, effect.review.grade) == (Grade.GOOD, Grade.AGAIN)
    assert now.schedules["a"] == Fold().replay([done.review for done in now.done])
    assert now.state == Finished(Summary(answered=2, recalled=1, overruled=0, revised=1))


def test_of_two_answers_with_the_same_words_the_earlier_one_can_be_changed() -> None:
    first = Revised("a", Answer("Rome", seconds=1.0), verdict(Status.MISSING), "rubric 2")
    events: tuple[Event, ...] = (
        Dealt("a"),
        *(replace_answer(each, first.answer) for each in answered("a")[1:]),
        *answered("a"),
        first,
        Quit(),
        Accepted(),
    )
    now, [effect] = after(*events)

    assert isinstance(effect, Regrade)
    assert [done.review.grade for done in now.done] == [Grade.AGAIN, Grade.GOOD]
    assert now.done[1].before == Scheduler().step(None, Grade.AGAIN, now.done[0].review.at)
    assert effect.schedule == Fold().replay([done.review for done in now.done])


def replace_answer(event: Event, answer: Answer) -> Event:
    return replace(PARIS, answer=answer) if event == PARIS else event


def test_declining_the_offer_keeps_the_grade() -> None:
    now, effects = after(*answered("a"), DIFFERS, Quit(), Kept())

    assert now.done[0].review.grade is Grade.GOOD
    assert (effects, isinstance(now.state, Finished)) == ([], True)


def test_leaving_the_offer_keeps_the_grade() -> None:
    now, effects = after(*answered("a"), DIFFERS, Quit(), Quit())

    assert now.done[0].review.grade is Grade.GOOD
    assert (effects, isinstance(now.state, Finished)) == ([], True)


def test_offers_come_one_after_the_other() -> None:
    other = Revised("b", PARIS.answer, DIFFERS.verdict, "rubric 2")
    now, _ = after(*answered("a"), *answered("b"), other, DIFFERS, Quit(), Kept())

    assert now.state == Offering(now.done[1].review.id)


@pytest.mark.parametrize(
    "events",
    [
        (*answered("a"), AGREES),
        (*answered("a"), DOUBTS),
        (*answered("a", WRONG, Overruled(Grade.GOOD)), DIFFERS),
        (*answered("a", UNKNOWN, Overruled(Grade.GOOD)), DIFFERS),
        (Dealt("a"), PARIS, RIGHT, DIFFERS, Overruled(Grade.GOOD)),
    ],
    ids=["agrees", "in doubt", "overruled", "the learner's own", "both were seen"],
)
def test_nothing_is_offered_where_the_learner_has_had_their_say(events: tuple[Event, ...]) -> None:
    now, _ = after(*events, Quit())

    assert isinstance(now.state, Finished)


def test_where_nobody_confirms_grades_a_later_second_verdict_changes_them() -> None:
    now, effects = after(*answered("a"), DIFFERS, start=UNATTENDED)

    review = now.done[0].review
    assert (review.grade, review.opinion) == (Grade.AGAIN, OPINION)
    assert effects == [
        Amend(replace(review, grade=Grade.GOOD), OPINION),
        Regrade(review, Grade.GOOD, Scheduler().step(None, Grade.AGAIN, review.at)),
    ]


@pytest.mark.parametrize("revised", [AGREES, DOUBTS])
def test_where_nobody_confirms_grades_agreement_and_doubt_change_none(revised: Revised) -> None:
    now, [effect] = after(*answered("a"), revised, start=UNATTENDED)

    assert isinstance(effect, Amend)
    assert now.done[0].review.grade is Grade.GOOD
