"""The past as columns: what is counted, in which order, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import VERDICT, keep, review, undo
from tutor.cards.card import Card, KeyPoint, Place
from tutor.errors import StoreError
from tutor.grading.verdict import Answer, Level, Status, Unjudged
from tutor.scheduling.calendar import Calendar
from tutor.scheduling.past import NEVER
from tutor.scheduling.review import Grade, Mode, Schedule, Seed, Sureness
from tutor.store.ids import Ids
from tutor.store.moments import microseconds
from tutor.store.store import Store


def since(days: float) -> int:
    return microseconds(NOON - days * DAY)


def a_calendar() -> Calendar:
    """Return the two days before today, today and tomorrow; they begin at noon."""
    starts = np.array([since(days) for days in (2, 1, 0, -1, -2)])
    return Calendar(NOON.date() - 2 * DAY, starts, 2)


def a_card(question: str, path: str = "bio.md") -> Card:
    points = (KeyPoint("Division."),)
    return Card(question, "Division.", points, 1, place=Place(path, 1))


def test_an_empty_store_has_no_past(store: Store) -> None:
    reader = store.past()

    assert reader.first() is None
    assert len(reader.reviews(0)) == 0
    assert reader.per_day(a_calendar()).tolist() == [0, 0, 0]
    assert reader.judged(0, 9) == []
    assert reader.cards() == []


def test_a_review_is_a_row_with_what_figures_need(store: Store) -> None:
    answer = Answer("Words.", seconds=12.5, hints=2)
    made = replace(review(at=NOON, grade=Grade.HARD), answer=answer, sureness=Sureness.SURE)
    keep(store, made)

    past = store.past().reviews(0)

    assert past.card_ids == ("card",)
    assert past.at.tolist() == [microseconds(NOON)]
    assert past.before.tolist() == [NEVER]
    assert past.grade.tolist() == [2]
    assert past.milliseconds.tolist() == [12_500]
    assert past.is_typed.tolist() == [True]
    assert past.hints.tolist() == [2]
    assert past.sureness.tolist() == [3]


@pytest.mark.parametrize("mode", [Mode.REVEALED, Mode.IMPORTED])
def test_what_was_not_typed_is_there_and_told(store: Store, mode: Mode) -> None:
    keep(store, replace(review(), mode=mode))

    assert store.past().reviews(0).is_typed.tolist() == [False]
    assert store.past().judged(0, 9) == []


def test_reviews_of_a_card_stand_together_each_with_the_moment_of_the_one_before(
    store: Store,
) -> None:
    keep(store, review("b", NOON - 3 * DAY), review("a", NOON - 2 * DAY), review("b", NOON - DAY))

    past = store.past().reviews(0)

    assert [past.card_ids[card] for card in past.card] == ["b", "b", "a"]
    assert past.before.tolist() == [NEVER, since(3), NEVER]


@pytest.mark.parametrize("wrong_by", [timedelta(0), 900 * DAY, -9000 * DAY])
def test_the_review_before_the_period_is_known_whatever_time_its_id_is_of(
    store: Store, wrong_by: timedelta
) -> None:
    ids = Ids(Random(7).randbytes)
    moments = [NOON - ago * DAY for ago in (40, 35, 1)]
    keep(store, *(review(at=at, new_id=ids.new(at + wrong_by)) for at in moments))

    past = store.past().reviews(since(30))

    assert past.at.tolist() == [since(1)]
    assert past.before.tolist() == [since(35)]


@pytest.mark.parametrize("days", [1, 5, 30])
def test_a_period_has_its_reviews_whether_they_are_few_of_the_log_or_many(
    store: Store, days: int
) -> None:
    keep(store, *(review(f"card {n}", NOON - n * DAY) for n in range(30)))

    assert len(store.past().reviews(since(days) + 1)) == days


def test_an_imported_schedule_tells_when_its_card_was_seen(store: Store) -> None:
    at = NOON - 50 * DAY
    store.plant([Seed("0" * 32, "card", at, at + 20 * DAY, 20.0, 5.0, "anki")])
    keep(store, review(at=NOON - DAY))

    assert store.past().reviews(since(30)).before.tolist() == [since(50)]


def test_reviews_are_counted_from_the_first_moment_of_a_day_to_its_last(store: Store) -> None:
    second = timedelta(microseconds=1)
    ats = (NOON - 2 * DAY - second, NOON - 2 * DAY, NOON - DAY - second, NOON, NOON + DAY)
    keep(store, *(review(at=at) for at in ats))

    assert store.past().per_day(a_calendar()).tolist() == [2, 0, 1]


def test_what_was_undone_is_left_out_everywhere(store: Store) -> None:
    first, second = review(at=NOON - 2 * DAY), review(at=NOON - DAY)
    keep(store, first, second)
    undo(store, second)
    reader = store.past()

    assert reader.per_day(a_calendar()).tolist() == [1, 0, 0]
    assert reader.reviews(0).at.tolist() == [since(2)]
    assert len(reader.judged(0, 9)) == 1


def test_an_undone_review_is_not_the_one_before(store: Store) -> None:
    first, second = review(at=NOON - 50 * DAY), review(at=NOON - 40 * DAY)
    keep(store, first, second)
    undo(store, second)
    keep(store, review(at=NOON - DAY))

    assert store.past().reviews(since(30)).before.tolist() == [since(50)]


def test_a_grade_that_was_changed_counts_as_changed(store: Store) -> None:
    made = review(grade=Grade.GOOD)
    keep(store, made)
    [schedule] = store.schedules().values()
    store.regrade(made.id, Grade.AGAIN, NOON + timedelta(minutes=1), schedule)

    assert store.past().reviews(0).grade.tolist() == [1]
    assert store.past().judged(0, 9)[0].grade is Grade.AGAIN


def test_cards_can_be_asked_for(store: Store) -> None:
    keep(store, review("a", NOON - DAY), review("b", NOON))
    reader = store.past()

    assert reader.reviews(0, ["b"]).card_ids == ("b",)
    assert reader.per_day(a_calendar(), ["b"]).tolist() == [0, 0, 1]
    assert [one.card_id for one in reader.judged(0, 9, ["b"])] == ["b"]


def test_an_answer_through_a_pipe_is_judged_and_its_grade_confirmed_by_nobody(store: Store) -> None:
    keep(store, replace(review(at=NOON), mode=Mode.UNATTENDED))

    assert [one.is_unasked for one in store.past().judged(0, 9)] == [True]


def test_judged_answers_are_the_last_ones_the_oldest_first(store: Store) -> None:
    keep(store, *(review(f"card {n}", NOON + n * DAY) for n in range(4)))

    assert [one.card_id for one in store.past().judged(since(-1), 2)] == ["card 2", "card 3"]


def test_a_judged_answer_has_its_level_and_what_became_of_the_needed_points(store: Store) -> None:
    keep(store, review())

    [one] = store.past().judged(0, 9)

    assert VERDICT.findings[1].point.required is False
    assert one.level is Level.CORRECT
    assert one.proposed is Grade.GOOD
    assert one.points == (("a wall of cellulose", Status.COVERED),)


def test_what_nobody_judged_has_no_level(store: Store) -> None:
    keep(store, review(verdict=Unjudged("No network.")))

    [one] = store.past().judged(0, 9)
    assert (one.level, one.points) == (None, ())


def test_cards_are_told_with_when_they_are_due(store: Store) -> None:
    store.remember([(a_card("Mitosis?"), "a"), (a_card("Cell?"), "b")], NOON)
    keep(store, review("a", NOON, Grade.EASY))
    schedule: Schedule = store.schedules()["a"]

    known, new = sorted(store.past().cards())

    assert known == ("a", "bio.md", microseconds(schedule.due), microseconds(NOON), True)
    assert new == ("b", "bio.md", None, None, False)


@pytest.mark.parametrize(("later", "left"), [(timedelta(hours=20), 2), (2 * DAY, 1)])
def test_a_card_that_its_file_lost_a_day_ago_is_gone(
    store: Store, later: timedelta, left: int
) -> None:
    mitosis, cell = (a_card("Mitosis?"), "a"), (a_card("Cell?"), "b")
    store.remember([mitosis, cell], NOON)
    store.remember([mitosis], NOON + later)

    assert len(store.past().cards()) == left


def test_a_card_of_a_file_that_was_not_practised_since_is_there(store: Store) -> None:
    store.remember([(a_card("Mitosis?"), "a")], NOON)
    store.remember([(a_card("Hastings?", "history.md"), "b")], NOON + 90 * DAY)

    assert len(store.past().cards()) == 2


def test_questions_are_told_by_their_cards(store: Store) -> None:
    store.remember([(a_card("Mitosis?"), "a"), (a_card("Cell?"), "b")], NOON)

    assert store.past().questions(["b", "gone"]) == {"b": "Cell?"}


def test_a_verdict_that_cannot_be_read_is_a_fault_of_the_store(path: Path) -> None:
    with Store.open(path) as store:
        keep(store, review())
        store._connection.execute("DROP TRIGGER review_is_unchanged")
        store._connection.execute("UPDATE review SET verdict = '{}'")
        with pytest.raises(StoreError):
            store.past().judged(0, 9)


def test_the_first_review_is_the_first_in_time(store: Store) -> None:
    early: datetime = NOON - 9 * DAY
    keep(store, review("a", NOON), review("b", early))

    assert store.past().first() == microseconds(early)
