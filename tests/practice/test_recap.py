"""What is told of a sitting below its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.practice.material import CARDS, NOON, RULES, card, sitting, verdict
from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict
from tutor.practice import recap
from tutor.practice.events import (
    Accepted,
    Confided,
    Dealt,
    Event,
    Flag,
    Graded,
    Overruled,
    Quit,
    Revealed,
    Submitted,
    Undo,
)
from tutor.practice.session import advance
from tutor.practice.sitting import Sitting
from tutor.scheduling.queue import Counts
from tutor.scheduling.review import Grade, Sureness

SAID = Submitted(Answer("Rome", seconds=4.0))
LIMA = KeyPoint("Lima")
WRONG = Graded(verdict(Status.MISSING, point=LIMA), "stub 1")


def after(*events: Event, start: Sitting | None = None) -> Sitting:
    """Return where `events` lead, one a second."""
    now = start or sitting()
    for number, event in enumerate(events):
        at = NOON + timedelta(seconds=number)
        now = advance(now, event, at, f"{number:04}", f"m{number:04}").sitting
    return now


def answered(card_id: str, grade: Grade, graded: Graded = WRONG) -> tuple[Event, ...]:
    return Dealt(card_id), SAID, graded, Overruled(grade)


def test_cards_that_left_learning_and_those_that_did_not_are_counted() -> None:
    ended = after(*answered("a", Grade.EASY), *answered("b", Grade.GOOD), Quit())

    assert recap.lines(ended, CARDS) == [
        "Learned: 1 card for the first time, 1 card still being learned."
    ]


def test_a_card_that_was_learned_before_is_not_learned_again() -> None:
    known = after(*answered("a", Grade.EASY)).schedules

    ended = after(*answered("a", Grade.GOOD), Quit(), start=replace(sitting(), schedules=known))

    assert recap.lines(ended, CARDS) == []


def test_a_missed_card_is_told_with_the_points_that_it_lacked() -> None:
    ended = after(*answered("b", Grade.AGAIN), Quit())

    assert recap.lines(ended, CARDS)[1:] == ["Missed: Capital of Peru?", "  missing: Lima"]


def test_what_is_contradicted_comes_first_and_what_is_there_or_a_bonus_is_not_told() -> None:
    points = [
        Finding(KeyPoint("one"), Status.COVERED, 1.0, "one"),
        Finding(KeyPoint("two"), Status.MISSING, 0.0, ""),
        Finding(KeyPoint("three"), Status.CONTRADICTED, 0.0, "not three"),
        Finding(KeyPoint("four", required=False), Status.MISSING, 0.0, ""),
        Finding(KeyPoint("five"), Status.MISSING, 0.0, ""),
        Finding(KeyPoint("six"), Status.MISSING, 0.0, ""),
    ]
    judged = Verdict(tuple(points), 0.2, Level.INCORRECT, 0.9, Stage.SIMILARITY, "It lacks much.")

    ended = after(*answered("a", Grade.AGAIN, Graded(judged, "stub 1")), Quit())

    assert recap.lines(ended, CARDS)[2:] == [
        "  contradicted: three",
        "  missing: two",
        "  missing: five",
        "  and 1 more key point",
    ]


def test_a_card_missed_twice_is_told_once() -> None:
    ended = after(*answered("a", Grade.AGAIN), *answered("a", Grade.AGAIN), Quit())

    assert sum(line.startswith("Missed") for line in recap.lines(ended, CARDS)) == 1


def test_a_handful_of_missed_cards_is_told_and_the_others_are_counted() -> None:
    cards = {str(n): card(f"Question {n}?") for n in range(8)}

    ended = after(*(event for key in cards for event in answered(key, Grade.AGAIN)), Quit())

    told = [line for line in recap.lines(ended, cards) if line.startswith("Missed")]
    assert told[0] == "Missed: Question 0?"
    assert told[-1] == "Missed: 3 more cards."
    assert len(told) == recap.MOST_CARDS + 1


def test_who_was_sure_and_wrong_is_told_so() -> None:
    asking = replace(sitting(), rules=replace(RULES, asks_sureness=True))
    events = (Dealt("a"), SAID, Confided(Sureness.SURE), WRONG, Accepted(), Quit())

    assert "Missed, though you were sure: Capital of France?" in recap.lines(
        after(*events, start=asking), CARDS
    )


def test_of_an_answer_that_was_only_shown_no_point_is_told() -> None:
    events = (Dealt("a"), Revealed(Answer("", 1.0)), Overruled(Grade.AGAIN), Quit())

    assert recap.lines(after(*events), CARDS)[1:] == ["Missed: Capital of France?"]


def test_flags_that_stand_are_counted_and_those_taken_away_are_not() -> None:
    kept, gone = after(Dealt("a"), Flag(), Quit()), after(Dealt("a"), Flag(), Undo(), Quit())

    assert recap.lines(kept, CARDS) == [
        "Flagged: 1 card; `tutor cards --flagged` finds them again."
    ]
    assert recap.lines(gone, CARDS) == []


def test_tomorrow_is_told_where_it_is_known() -> None:
    ended = after(*answered("a", Grade.EASY), Quit())

    assert recap.lines(ended, CARDS, Counts(1, 4, 2))[-1] == "Tomorrow: 5 due, 2 new."


def test_foreign_text_stays_on_its_line_and_harmless() -> None:
    cards = {"a": card("Capital\nof \x1b[31mFrance?")}

    [_, told, _] = recap.lines(after(*answered("a", Grade.AGAIN), Quit()), cards)

    assert told == "Missed: Capital of ␛[31mFrance?"
