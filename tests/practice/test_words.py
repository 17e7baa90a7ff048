from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.material import DOUBT, NOON, card, outcome, revised, verdict
from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Status, Unjudged
from tutor.practice import words
from tutor.practice.states import Summary
from tutor.scheduling.queue import Counts


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(0), "1 minute"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=13), "13 days"),
        (timedelta(days=62), "2 months"),
        (timedelta(days=548), "1.5 years"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(time: timedelta, said: str) -> None:
    assert words.span(time) == said


@given(st.timedeltas(timedelta(0), timedelta(days=36500)))
def test_a_span_is_never_said_to_be_zero(time: timedelta) -> None:
    assert not words.span(time).startswith("0")
    assert len(words.short_span(time)) <= len("59 min")


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, 0), (0.001, 1), (0.495, 50), (0.999, 99), (1.0, 100)]
)
def test_only_all_is_a_hundred_percent_and_only_nothing_is_none(share: float, said: int) -> None:
    assert words.percent(share) == said


def test_what_is_due_now_is_due_now() -> None:
    assert words.soon(NOON, NOON) == "now"


def test_amounts_leave_out_what_is_not_there() -> None:
    assert words.amount(Counts(learning=1, due=2, new=0)) == "3 due"
    assert words.amount(Counts(learning=0, due=0, new=4)) == "4 new"
    assert words.amount(Counts(learning=0, due=0, new=0)) == "nothing due"


def test_a_long_list_of_decks_is_cut() -> None:
    assert words.scope(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_a_reference_made_of_its_points_says_no_more() -> None:
    one = card(answer="- **Paris**")

    assert not words.says_more(one, verdict(point=KeyPoint("Paris")))


def test_a_reference_beyond_its_points_says_more() -> None:
    one = card(answer="Since 987:\n- Paris")

    assert words.says_more(one, verdict(point=KeyPoint("Paris")))


def test_a_reference_without_a_verdict_is_always_needed() -> None:
    assert words.says_more(card(), Unjudged("It is unreadable."))


def test_an_explanation_names_the_grader_the_stage_and_the_policys_reason() -> None:
    assert words.explanation(outcome(verdict(confidence=0.7)).judged) == [
        "Graded by: stub 1",
        "Decided by: closeness in meaning. It is near.",
        "Confidence: 70 % that “correct” is right.",
        "Proposal: Correct, without a hint and in good time.",
    ]


def test_a_verdict_in_doubt_is_unsure_whatever_its_confidence() -> None:
    assert words.sureness(verdict(confidence=0.95)) == "sure"
    assert words.sureness(verdict(confidence=0.95, doubt=DOUBT)) == "unsure"


def test_a_summary_counts_what_was_overruled() -> None:
    assert words.summary_line(Summary(3, 2, 1)) == "3 answered, 2 recalled, 1 overruled."
    assert words.summary_line(Summary(0, 0, 0)) == "Nothing was graded."


def test_a_second_verdict_that_agrees_says_so_shortly() -> None:
    both = revised(outcome(verdict()), verdict()).judged
    assert words.revision(both) == (
        "A language model agrees: correct. It is near. It proposes good, too."
    )


def test_a_second_verdict_in_doubt_leaves_the_grade_to_the_learner() -> None:
    both = revised(outcome(verdict()), verdict(doubt=DOUBT)).judged
    assert words.revision(both).endswith("It leaves the grade to you.")


def test_points_that_became_the_same_are_named_together() -> None:
    first, second = verdict(), verdict(Status.MISSING)
    light, water = (replace(first.findings[0], point=KeyPoint(one)) for one in ("light", "water"))
    none = [replace(one, status=Status.MISSING) for one in (light, water)]
    both = revised(
        outcome(replace(first, findings=(light, water))), replace(second, findings=tuple(none))
    )
    assert "incorrect. “light”, “water”: missing, not covered." in words.revision(both.judged)


def test_a_second_verdict_where_there_was_none_tells_every_point() -> None:
    both = revised(outcome(Unjudged("It is unreadable.")), verdict()).judged
    assert words.revision(both).startswith("A language model: correct. “Paris”: covered.")


def test_a_second_verdict_is_told_harmlessly_and_on_one_line() -> None:
    evil = replace(verdict(Status.MISSING), reason="\x1b[31m red\nor not")
    said = words.revision(revised(outcome(verdict()), evil).judged)
    assert "␛[31m red or not" in said


def test_grades_that_a_second_verdict_changed_are_counted() -> None:
    summary = Summary(answered=3, recalled=2, overruled=0, revised=1)
    assert words.summary_line(summary) == (
        "3 answered, 2 recalled, 1 changed upon a second verdict."
    )
