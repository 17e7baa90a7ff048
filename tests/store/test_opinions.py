"""What another grader said of a review, and grades that changed upon it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from tests.scheduling.examples import DAY, MINUTE, NOON, SCHEDULER
from tests.store.examples import VERDICT, keep, replayed, review, undo
from tutor.grading.verdict import Level
from tutor.scheduling.review import Grade, Opinion
from tutor.store.store import Store

WORSE = replace(VERDICT, score=0.2, level=Level.INCORRECT, doubt="Who knows?")
OPINION = Opinion(WORSE, "rubric 2, parrot-1", Grade.AGAIN)
UNDECIDED = replace(OPINION, proposed=None)


@pytest.mark.parametrize("opinion", [OPINION, UNDECIDED])
def test_a_review_comes_back_with_the_opinion_on_it(store: Store, opinion: Opinion) -> None:
    made = replace(review(), opinion=opinion)
    keep(store, made)

    assert store.reviews("card") == [made]
    assert store.last_review() == made


def test_an_opinion_may_come_later_and_changes_no_grade(store: Store) -> None:
    made = review()
    keep(store, made)
    before = store.schedules()

    store.add_opinion(made.id, OPINION, NOON + MINUTE)

    assert store.reviews("card") == [replace(made, opinion=OPINION)]
    assert store.schedules() == before


def test_of_several_opinions_the_first_one_stays(store: Store) -> None:
    made = review()
    keep(store, made)
    store.add_opinion(made.id, OPINION, NOON)
    store.add_opinion(made.id, UNDECIDED, NOON + MINUTE)

    assert store.reviews("card") == [replace(made, opinion=OPINION)]


def test_a_changed_grade_counts_and_the_log_only_grows(store: Store) -> None:
    made = review()
    keep(store, made)
    again = SCHEDULER.step(None, Grade.AGAIN, made.at)

    store.regrade(made.id, Grade.AGAIN, NOON + MINUTE, again)

    assert store.reviews("card") == [replace(made, grade=Grade.AGAIN)]
    assert store.schedules() == {"card": again}
    assert store.verify() == ()
    assert [one.grade for one in store.histories()["card"]] == [Grade.AGAIN]


def test_of_several_changes_the_last_one_counts(store: Store) -> None:
    made = review()
    keep(store, made)
    for minutes, grade in enumerate((Grade.AGAIN, Grade.HARD)):
        schedule = SCHEDULER.step(None, grade, made.at)
        store.regrade(made.id, grade, NOON + minutes * MINUTE, schedule)

    [kept] = store.reviews("card")
    assert kept.grade is Grade.HARD
    assert store.verify() == ()


def test_a_changed_grade_of_a_review_before_the_last_is_folded_in(store: Store) -> None:
    first, second = review(), review(at=NOON + DAY)
    keep(store, first, second)
    changed = SCHEDULER.step(None, Grade.AGAIN, first.at)
    changed = SCHEDULER.step(changed, second.grade, second.at)

    store.regrade(first.id, Grade.AGAIN, NOON + 2 * DAY, changed)

    assert store.schedules() == {"card": replayed(store, "card")}
    assert store.verify() == ()


def test_a_changed_grade_goes_with_its_review_when_that_is_undone(store: Store) -> None:
    first, second = review(), review(at=NOON + DAY)
    keep(store, first, second)
    after = SCHEDULER.step(SCHEDULER.step(None, first.grade, first.at), Grade.AGAIN, second.at)
    store.regrade(second.id, Grade.AGAIN, NOON + DAY, after)

    undo(store, replace(second, grade=Grade.AGAIN))

    assert store.reviews("card") == [first]
    assert store.verify() == ()


@pytest.mark.parametrize("table", ["opinion", "regrade"])
def test_no_opinion_and_no_change_is_ever_taken_back(store: Store, table: str) -> None:
    made = replace(review(), opinion=OPINION)
    keep(store, made)
    store.regrade(made.id, Grade.AGAIN, NOON, SCHEDULER.step(None, Grade.AGAIN, made.at))

    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET at = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="the log only grows"):
            store._connection.execute(sql)
