"""The log, the schedules that follow from it, and the drafts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, MINUTE, NOON, SCHEDULER
from tests.store.examples import keep, replayed, review, reviews, texts, undo
from tutor.errors import StoreError
from tutor.grading.verdict import Unjudged
from tutor.scheduling.review import Grade, GradedAt, Phase, Review
from tutor.store.store import Store

# One store for all examples of a property: what the properties say holds of any log.
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_a_review_is_there_after_the_store_was_closed(path: Path) -> None:
    made = review()
    with Store.open(path) as store:
        keep(store, made)

    with Store.open(path) as store:
        assert store.reviews("card") == [made]


@shared
@given(made=reviews)
def test_any_review_comes_back_as_it_was(store: Store, made: Review) -> None:
    keep(store, made)

    assert made in store.reviews(made.card_id)


def test_an_answer_that_nobody_judged_is_kept_with_the_learners_grade(store: Store) -> None:
    made = review(verdict=Unjudged("No network."), grade=Grade.HARD)
    keep(store, made)

    assert store.reviews("card") == [made]


def test_recording_replaces_the_schedule(store: Store) -> None:
    first = SCHEDULER.step(None, Grade.GOOD, NOON)
    second = SCHEDULER.step(first, Grade.GOOD, NOON + DAY)
    store.record(review(), first)
    store.record(review(at=NOON + DAY), second)

    assert store.schedules() == {"card": second}


def test_reviews_of_a_card_are_its_own_and_in_order(store: Store) -> None:
    mine = [review("a", NOON + n * DAY) for n in range(3)]
    keep(store, mine[0], review("b"), *mine[1:])

    assert store.reviews("a") == mine


def test_an_undone_review_is_not_among_the_reviews(store: Store) -> None:
    first, second = review(), review(at=NOON + DAY)
    keep(store, first, second)
    undo(store, second)

    assert store.reviews("card") == [first]


def test_undo_puts_the_schedule_back(store: Store) -> None:
    first, second = review(), review(at=NOON + DAY)
    keep(store, first)
    before = store.schedules()
    keep(store, second)
    undo(store, second)

    assert store.schedules() == before


def test_undoing_its_only_review_makes_a_card_new_again(store: Store) -> None:
    only = review()
    keep(store, only)
    undo(store, only)

    assert store.schedules() == {}


def test_undoing_twice_is_undoing_once(store: Store) -> None:
    first, second = review(), review(at=NOON + DAY)
    keep(store, first, second)
    undo(store, second)
    undo(store, second)

    assert store.reviews("card") == [first]


def test_an_undone_review_stays_in_the_file(store: Store, path: Path) -> None:
    made = review(text="precious")
    keep(store, made)
    undo(store, made)

    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT answer FROM review").fetchall() == [("precious",)]
    raw.close()


@pytest.mark.parametrize("table", ["review", "retraction"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET at = 0"])
def test_the_log_only_grows(store: Store, path: Path, table: str, change: str) -> None:
    made = review()
    keep(store, made)
    undo(store, made)

    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        raw.execute(change.format(table))
    raw.close()


def test_a_review_recorded_twice_is_a_bug_and_changes_nothing(store: Store) -> None:
    made = review()
    keep(store, made)
    store.save_draft("card", "half", NOON)
    schedules = store.schedules()

    with pytest.raises(sqlite3.IntegrityError):
        keep(store, made)

    assert store.schedules() == schedules
    assert store.draft("card") == "half"


def test_the_last_review_is_the_one_with_the_greatest_id(store: Store) -> None:
    keep(store, review("a"), last := review("b"))

    assert store.last_review() == last


def test_the_last_review_of_a_sitting_is_its_own(store: Store) -> None:
    mine = review("a", sitting="mine")
    keep(store, mine, review("b", sitting="other"))

    assert store.last_review("mine") == mine


def test_the_last_review_is_one_that_was_not_undone(store: Store) -> None:
    keep(store, first := review("a"), second := review("b"))
    undo(store, second)

    assert store.last_review() == first


def test_an_empty_store_has_no_last_review(store: Store) -> None:
    assert store.last_review() is None


def test_the_last_id_counts_undone_reviews_too(store: Store) -> None:
    assert store.last_id() == ""

    keep(store, made := review())
    undo(store, made)

    assert store.last_id() == made.id


def test_cards_are_due_from_the_moment_on_and_the_longest_due_come_first(store: Store) -> None:
    keep(store, review("late", NOON), review("early", NOON - MINUTE), review("not yet", NOON + DAY))

    assert store.due(NOON + 10 * MINUTE) == ["early", "late"]


def test_histories_are_whole_for_cards_reviewed_since(store: Store) -> None:
    keep(store, review("old", NOON - 9 * DAY))
    keep(store, review("new", NOON - 9 * DAY), review("new", NOON, Grade.AGAIN))

    histories = store.histories(since=NOON - DAY)

    grades = [GradedAt(Grade.GOOD, NOON - 9 * DAY), GradedAt(Grade.AGAIN, NOON)]
    assert histories == {"new": grades}


def test_histories_are_of_all_cards_unless_told(store: Store) -> None:
    keep(store, review("a"), review("b"))

    assert store.histories().keys() == {"a", "b"}


def test_histories_leave_out_what_was_undone(store: Store) -> None:
    keep(store, made := review())
    undo(store, made)

    assert store.histories() == {}


@shared
@given(made=reviews, undone=st.booleans())
def test_schedules_are_the_fold_of_the_log(store: Store, made: Review, undone: bool) -> None:
    keep(store, made)
    if undone:
        undo(store, made)

    assert store.verify() == ()
    assert store.schedules().get(made.card_id) == replayed(store, made.card_id)


def test_verify_names_the_cards_whose_schedule_does_not_follow(store: Store, path: Path) -> None:
    keep(store, review("a"), review("b"), review("c"))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE schedule SET due = due + 1 WHERE card_id = 'a'")
        raw.execute("DELETE FROM schedule WHERE card_id = 'b'")
    raw.close()

    assert store.verify() == ("a", "b")


def test_mending_puts_the_fold_in_the_place_of_what_does_not_follow(
    store: Store, path: Path
) -> None:
    keep(store, review("a"), review("b"), review("c"))
    before = store.schedules()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE schedule SET due = due + 1 WHERE card_id = 'a'")
        raw.execute("DELETE FROM schedule WHERE card_id = 'b'")
        raw.execute("UPDATE schedule SET card_id = 'nobody' WHERE card_id = 'c'")
    raw.close()

    assert store.mend() == ("a", "b", "c", "nobody")
    assert store.schedules() == before


def test_verify_forgives_the_last_digits_of_another_machine(store: Store, path: Path) -> None:
    keep(store, review("a"))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE schedule SET stability = stability * (1 + 1e-12)")
    raw.close()

    assert store.verify() == ()


def test_a_schedule_that_missed_another_sittings_review_gives_way_to_the_fold(store: Store) -> None:
    stale = SCHEDULER.step(None, Grade.GOOD, NOON + MINUTE)  # knows nothing of the other's
    keep(store, review("card", NOON))
    store.record(review("card", NOON + MINUTE), stale)

    assert store.schedules()["card"] == replayed(store, "card") != stale


def test_an_undo_that_missed_another_sittings_review_gives_way_to_the_fold(store: Store) -> None:
    mine = review("card", NOON)
    keep(store, mine, review("card", NOON + MINUTE))
    store.retract(mine.id, NOON, None)  # as if mine were the only one

    assert store.schedules()["card"] == replayed(store, "card")


def test_a_learned_card_is_in_review_when_it_comes_back(store: Store) -> None:
    keep(store, review(grade=Grade.EASY))

    assert store.schedules()["card"].phase is Phase.REVIEW


def test_a_draft_is_kept_until_its_review_is_recorded(store: Store) -> None:
    store.save_draft("card", "A cell wa", NOON)
    assert store.draft("card") == "A cell wa"

    keep(store, review())
    assert store.draft("card") == ""


def test_a_review_leaves_the_drafts_of_other_cards_alone(store: Store) -> None:
    store.save_draft("other", "half", NOON)
    keep(store, review())

    assert store.draft("other") == "half"


def test_a_draft_replaces_the_one_before(store: Store) -> None:
    store.save_draft("card", "one", NOON)
    store.save_draft("card", "two", NOON)

    assert store.drafts() == {"card": "two"}


def test_an_empty_draft_keeps_nothing(store: Store) -> None:
    store.save_draft("card", "one", NOON)
    store.save_draft("card", "", NOON)

    assert store.drafts() == {}


def test_drafts_come_latest_first(store: Store) -> None:
    store.save_draft("old", "1", NOON)
    store.save_draft("new", "2", NOON + MINUTE)

    assert list(store.drafts()) == ["new", "old"]


@shared
@given(text=texts)
def test_any_draft_comes_back_as_it_was(store: Store, text: str) -> None:
    store.save_draft("card", text, NOON)

    assert store.draft("card") == text


def test_a_review_of_a_newer_tutor_is_named_and_not_guessed_at(store: Store, path: Path) -> None:
    keep(store, review())
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER review_is_unchanged")
        raw.execute("UPDATE review SET verdict = json_set(verdict, '$.decided_by', 'oracle')")
    raw.close()

    with pytest.raises(StoreError, match="oracle") as raised:
        store.reviews("card")
    assert "newer tutor" in raised.value.hint
