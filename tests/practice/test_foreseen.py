"""What a sitting says of a grade beforehand is what it then does."""

from __future__ import annotations

from datetime import timedelta

from tests.practice.material import NOON, verdict
from tests.scheduling.examples import DAY, in_review
from tutor.grading.verdict import Answer
from tutor.practice.events import Accepted, Dealt, Event, Graded, NothingLeft, Submitted, Undo
from tutor.practice.session import advance
from tutor.practice.sitting import Rules, Sitting
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.load import Load
from tutor.scheduling.planner import Planner
from tutor.scheduling.policy import propose
from tutor.scheduling.review import Grade

KNOWN = {card: in_review(NOON - days * DAY, days) for card, days in (("a", 30), ("b", 30))}


def begun() -> Sitting:
    return Sitting("s", Rules(Planner(load=Load(KNOWN.values(), NOON)), propose), KNOWN)


def after(start: Sitting, *events: Event, seconds: int = 0) -> Sitting:
    now = start
    for number, event in enumerate(events):
        now = advance(now, event, NOON + timedelta(seconds=seconds), f"{seconds}-{number}").sitting
    return now


def answer(card: str) -> tuple[Event, ...]:
    return Dealt(card), Submitted(Answer("Paris")), Graded(verdict(), "stub"), Accepted()


def test_the_due_date_that_is_shown_for_a_grade_is_the_one_that_is_recorded() -> None:
    other = after(begun(), *answer("b"))
    shown = other.foresee("a", Grade.GOOD, NOON)

    ended = after(other, *answer("a"), seconds=30)

    assert ended.schedules["a"].due - shown.due == timedelta(seconds=30)
    assert ended.done[-1].review.terms.spread is not None
    assert Fold().step(KNOWN["a"], ended.done[-1].review) == ended.schedules["a"]


def test_a_card_that_was_just_answered_keeps_another_from_its_day() -> None:
    alone = after(begun(), *answer("a"))
    together = after(after(begun(), *answer("b")), *answer("a"))

    assert together.schedules["b"].due == alone.schedules["a"].due
    assert together.schedules["a"].due != together.schedules["b"].due


def test_an_undone_review_weighs_no_more() -> None:
    undone = after(after(begun(), *answer("b")), NothingLeft(), Undo())

    assert undone.foresee("a", Grade.GOOD, NOON) == begun().foresee("a", Grade.GOOD, NOON)
