"""Hints, second tries, sureness, marks and shown answers, step by step, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.practice.material import DOUBT, RULES, sitting, verdict
from tests.practice.test_session import PARIS, RIGHT, UNKNOWN, WRONG, after, answered
from tutor.grading.verdict import Answer, Stage, Status
from tutor.practice.effects import PutMark, Record, Retract, SaveDraft, SetAside, TakeUp
from tutor.practice.events import (
    Accepted,
    Bury,
    Changed,
    Confided,
    Dealt,
    Event,
    Flag,
    Gone,
    Graded,
    Hinted,
    NothingLeft,
    Overruled,
    PutAside,
    Revealed,
    Revised,
    Submitted,
    Suspend,
    TryAgain,
    Typed,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.sitting import Sitting
from tutor.practice.states import (
    Asking,
    Cleared,
    Confiding,
    Dealing,
    Judged,
    Judging,
    Missed,
    Try,
)
from tutor.scheduling.marks import Marked, MarkKind
from tutor.scheduling.review import Grade, Mode, Review, Sureness

TRYING = replace(sitting(), rules=replace(RULES, tries_again=True))
SURELY = replace(sitting(), rules=replace(RULES, asks_sureness=True))
HALF = verdict(Status.PARTLY)


def recorded(*events: Event, start: Sitting | None = None) -> Review:
    """Return the review that the last of `events` makes."""
    [effect, *_] = after(*events, start=start)[1]
    assert isinstance(effect, Record)
    return effect.review


# --- hints --------------------------------------------------------------------------------------


def test_every_hint_counts_in_the_answer() -> None:
    review = recorded(Dealt("a"), Hinted(), Typed("Pa"), Hinted(), PARIS, RIGHT, Accepted())

    assert (review.answer.hints, review.answer.text) == (2, "Paris")
    assert review.grade is Grade.HARD


def test_after_a_whole_point_was_shown_again_is_proposed() -> None:
    now, _ = after(Dealt("a"), Hinted(), Hinted(), Hinted(), PARIS, RIGHT)

    assert isinstance(now.state, Judged)
    assert now.state.proposal.grade is Grade.AGAIN


# --- a second try -------------------------------------------------------------------------------


def test_a_wrong_answer_may_be_tried_again_before_the_answer_is_shown() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, start=TRYING)

    assert isinstance(now.state, Missed)


@pytest.mark.parametrize(
    "graded",
    [
        RIGHT,
        UNKNOWN,
        Graded(verdict(doubt=DOUBT), "stub 1"),
        Graded(replace(verdict(Status.MISSING), decided_by=Stage.DONT_KNOW), "stub 1"),
    ],
    ids=["correct", "not judged", "perhaps correct", "nothing said"],
)
def test_there_is_nothing_to_try_again_where_nothing_was_wrong_or_said(graded: Graded) -> None:
    now, _ = after(Dealt("a"), PARIS, graded, start=TRYING)

    assert isinstance(now.state, Judged)


def test_a_second_try_counts_the_hint_about_what_is_missing() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, TryAgain(), start=TRYING)

    assert now.state == Asking("a", "", 2, (Try(PARIS.answer, verdict(Status.MISSING)),))


def test_what_is_right_of_the_first_try_stands_there_still() -> None:
    one_of_two = replace(HALF, findings=(*verdict().findings, *HALF.findings))
    now, effects = after(Dealt("a"), PARIS, Graded(one_of_two, "stub 1"), TryAgain(), start=TRYING)

    assert isinstance(now.state, Asking)
    assert now.state.draft == "Paris"
    assert effects == []


def test_the_review_of_a_second_try_is_one_and_keeps_the_first() -> None:
    again = (TryAgain(), Submitted(Answer("Paris, France")), RIGHT, Accepted())
    review = recorded(Dealt("a"), PARIS, WRONG, *again, start=TRYING)

    assert (review.tries, review.answer.text) == (("Paris",), "Paris, France")
    assert (review.proposed, review.grade) == (Grade.HARD, Grade.HARD)


def test_there_is_one_second_try() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, TryAgain(), PARIS, WRONG, start=TRYING)

    assert isinstance(now.state, Judged)


def test_who_does_not_try_again_sees_the_verdict() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, Unveiled(), start=TRYING)

    assert isinstance(now.state, Judged)
    assert now.state.proposal.grade is Grade.AGAIN


def test_a_second_verdict_that_finds_it_right_leaves_nothing_to_try() -> None:
    agrees = Revised("a", PARIS.answer, verdict(), "rubric 2")
    now, _ = after(Dealt("a"), PARIS, WRONG, agrees, start=TRYING)

    assert isinstance(now.state, Judged)
    assert now.state.standing.grade is Grade.GOOD


# --- sureness -----------------------------------------------------------------------------------


def test_how_sure_an_answer_is_is_asked_before_it_is_judged() -> None:
    now, _ = after(Dealt("a"), PARIS, start=SURELY)
    then, _ = after(Confided(Sureness.SURE), start=now)

    assert isinstance(now.state, Confiding)
    assert then.state == Judging("a", PARIS.answer, sureness=Sureness.SURE)


def test_nobody_is_asked_how_sure_they_are_of_nothing() -> None:
    now, _ = after(Dealt("a"), Submitted(Answer(" ")), start=SURELY)

    assert isinstance(now.state, Judging)


def test_a_review_keeps_how_sure_its_learner_was() -> None:
    path = (Dealt("a"), PARIS, Confided(Sureness.GUESSED), RIGHT, Accepted())

    review = recorded(*path, start=SURELY)

    assert (review.sureness, review.grade) == (Sureness.GUESSED, Grade.HARD)


def test_who_was_sure_and_wrong_is_counted() -> None:
    sure = (PARIS, Confided(Sureness.SURE))
    now, _ = after(
        *(Dealt("a"), *sure, WRONG, Accepted()),
        *(Dealt("b"), *sure, RIGHT, Accepted()),
        *(Dealt("c"), *sure, WRONG, WasRight()),
        start=SURELY,
    )

    assert now.summary.surprised == 1


# --- shown answers ------------------------------------------------------------------------------


def test_an_answer_that_is_shown_is_graded_by_the_learner_alone() -> None:
    shown, _ = after(Dealt("a"), Revealed(Answer("Pa", 3.0)))
    review = recorded(Dealt("a"), Revealed(Answer("Pa", 3.0)), Overruled(Grade.HARD))

    assert isinstance(shown.state, Judged)
    assert shown.state.proposal.grade is None
    assert (review.mode, review.grade, review.proposed) == (Mode.REVEALED, Grade.HARD, None)


# --- marks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "kind"), [(Bury(), MarkKind.BURIED), (Suspend(), MarkKind.SUSPENDED)]
)
def test_a_card_that_is_hidden_is_left_at_once(event: Event, kind: MarkKind) -> None:
    now, [put, aside] = after(Dealt("a"), event)

    assert now.state == Dealing()
    assert isinstance(put, PutMark)
    assert (put.mark.kind, put.mark.card_id, aside) == (kind, "a", SetAside("a"))
    assert not now.marked["a"].is_asked(put.mark.at)


def test_a_card_is_buried_until_the_next_day_begins() -> None:
    _, [put, _] = after(Dealt("a"), Bury())

    assert isinstance(put, PutMark)
    assert put.mark.until == datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_a_flag_comes_and_goes_and_the_card_stays() -> None:
    flagged, _ = after(Dealt("a"), Typed("Pa"), Flag())
    not_any_more, _ = after(Flag(), start=flagged)

    assert flagged.state == not_any_more.state == Asking("a", "Pa")
    assert (flagged.marked["a"].is_flagged, not_any_more.marked["a"].is_flagged) == (True, False)


# --- overruling is remembered -------------------------------------------------------------------


def test_an_answer_that_was_right_is_accepted_from_then_on() -> None:
    now, [record, put] = after(*answered("a", WRONG, WasRight()))

    assert isinstance(record, Record)
    assert isinstance(put, PutMark)
    assert record.review.grade is Grade.GOOD
    assert (put.mark.kind, put.mark.text) == (MarkKind.ACCEPTED, "Paris")
    assert now.marked["a"].accepted == ("Paris",)


@pytest.mark.parametrize(
    "path",
    [
        (PARIS, RIGHT),
        (PARIS, UNKNOWN),
        (Hinted(), PARIS, WRONG),
        (Submitted(Answer("")), WRONG),
        (Submitted(Answer("I don't know")), WRONG),
    ],
    ids=["correct already", "not judged", "hinted", "nothing typed", "not known"],
)
def test_nothing_is_accepted_that_says_nothing_new(path: tuple[Event, ...]) -> None:
    _, effects = after(Dealt("a"), *path, WasRight())

    assert [type(effect) for effect in effects] == [Record]


def test_being_right_with_a_hint_is_hard() -> None:
    assert recorded(Dealt("a"), Hinted(), PARIS, WRONG, WasRight()).grade is Grade.HARD


def test_an_accepted_answer_that_was_wrong_is_accepted_no_more() -> None:
    start = replace(sitting(), marked={"a": Marked(accepted=("paris", "Lutetia"))})
    now, [record, put] = after(*answered("a", RIGHT, WasWrong()), start=start)

    assert isinstance(record, Record)
    assert isinstance(put, PutMark)
    assert record.review.grade is Grade.AGAIN
    assert (put.mark.kind, put.mark.text) == (MarkKind.REVOKED, "paris")
    assert now.marked["a"].accepted == ("Lutetia",)


# --- the way back -------------------------------------------------------------------------------


def test_a_skip_is_undone_where_it_was_made() -> None:
    now, effects = after(Dealt("a"), Typed("Pa"), PutAside(), Dealt("b"), Undo())

    assert now.state == Asking("a", "Pa")
    assert effects == [TakeUp("a")]
    assert after(PARIS, RIGHT, Accepted(), start=now)[0].state == Asking("b")


def test_a_mark_is_undone_by_the_one_that_takes_it_back() -> None:
    now, [take_up, put] = after(Dealt("a"), Suspend(), Dealt("b"), Undo())

    assert now.state == Asking("a")
    assert take_up == TakeUp("a")
    assert isinstance(put, PutMark)
    assert (put.mark.kind, put.is_undo) == (MarkKind.RESUMED, True)
    assert not now.marked["a"].is_suspended


def test_undoing_an_overruling_revokes_what_it_accepted() -> None:
    now, [retract, put, draft] = after(*answered("a", WRONG, WasRight()), NothingLeft(), Undo())

    assert isinstance(retract, Retract)
    assert isinstance(put, PutMark)
    assert (put.mark.kind, put.mark.text) == (MarkKind.REVOKED, "Paris")
    assert draft == SaveDraft("a", "Paris")
    assert now.marked["a"].accepted == ()


def test_undo_goes_back_over_reviews_and_marks_in_their_order() -> None:
    path = (*answered("a"), Dealt("b"), Flag(), Suspend(), *answered("c"), NothingLeft())
    now, _ = after(*path)
    undone: list[str] = []
    for _ in range(4):
        now, effects = after(Undo(), start=now)
        undone.append(type(effects[0]).__name__)

    assert undone == ["Retract", "TakeUp", "PutMark", "Retract"]
    assert (now.steps, now.schedules) == ((), {})
    assert all(one == Marked() for one in now.marked.values())


def test_a_flag_can_be_undone_when_nothing_is_left() -> None:
    now, _ = after(Dealt("a"), Flag(), *answered("a")[1:], NothingLeft())
    now, _ = after(Flag(), start=now)

    assert now.state == Cleared()


# --- an edited card -----------------------------------------------------------------------------


def test_an_answer_is_judged_anew_by_an_edited_card() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, Changed())

    assert now.state == Judging("a", PARIS.answer, is_seen=True)


def test_an_answer_whose_reference_was_seen_is_not_tried_again() -> None:
    now, _ = after(Dealt("a"), PARIS, WRONG, Unveiled(), Changed(), WRONG, start=TRYING)

    assert isinstance(now.state, Judged)


def test_a_question_that_was_edited_is_asked_on() -> None:
    now, effects = after(Dealt("a"), Typed("Pa"), Changed())

    assert (now.state, effects) == (Asking("a", "Pa"), [])


def test_a_card_that_is_gone_is_left_out() -> None:
    now, effects = after(Dealt("a"), Gone())

    assert (now.state, effects, now.steps) == (Dealing(), [SetAside("a")], ())
