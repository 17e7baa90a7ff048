"""Marks, presets, recounts and seeds: what stands in the log beside the reviews."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import keep, review
from tutor.errors import StoreError
from tutor.grading.verdict import Answer
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.marks import Mark, Marked, MarkKind
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Grade, Mode, Phase, Review, Seed, Sureness, Terms
from tutor.store.store import Store

KEEN = Preset(desired_retention=0.97)
EASY_GOING = Preset(desired_retention=0.8)
LEARNED = [NOON - 20 * DAY, NOON - 19 * DAY, NOON - 10 * DAY]


def by(preset: Preset, made: Review, spread: float | None = None) -> Review:
    return replace(made, terms=Terms(preset.id, spread))


def append(store: Store, *made: Review) -> None:
    """Record reviews with the schedules that they lead to."""
    for each in made:
        before = store.schedules().get(each.card_id)
        fold = Fold(store.presets())
        store.record(each, fold.step(before, each))


def seed(due_in: int = 3, card_id: str = "card") -> Seed:
    last = NOON - 7 * DAY
    return Seed("0" * 31 + "1", card_id, last, NOON + due_in * DAY, 12.5, 4.0, "obsidian")


def test_all_that_a_review_holds_comes_back(store: Store) -> None:
    made = replace(
        review(),
        answer=Answer("a wall\ud800", 3.0, hints=2),
        terms=Terms("", 0.25),
        mode=Mode.REVEALED,
        tries=("a", "“wall”"),
        sureness=Sureness.GUESSED,
    )
    append(store, made)

    assert store.reviews("card") == [made]


def test_marks_come_to_what_they_say(store: Store) -> None:
    store.mark(
        [
            Mark("1" * 32, "card", NOON, MarkKind.BURIED, until=NOON + DAY),
            Mark("2" * 32, "card", NOON, MarkKind.ACCEPTED, "a lone \ud800"),
        ]
    )

    assert store.marked() == {"card": Marked(buried_until=NOON + DAY, accepted=("a lone \ud800",))}


def test_the_marks_on_one_card_say_nothing_of_another(store: Store) -> None:
    store.mark([Mark("1" * 32, "card", NOON, MarkKind.FLAGGED)])

    assert store.marked_as("card") == Marked(is_flagged=True)
    assert store.marked_as("other") == Marked()


def test_new_ids_exceed_those_of_marks_too(store: Store) -> None:
    keep(store, review(new_id="1" * 32))
    store.mark([Mark("2" * 32, "card", NOON, MarkKind.FLAGGED)])

    assert store.last_id() == "2" * 32


def test_a_mark_is_kept_once(store: Store) -> None:
    mark = Mark("1" * 32, "card", NOON, MarkKind.SUSPENDED)
    store.mark([mark])
    store.mark([mark])

    assert store.marked() == {"card": Marked(is_suspended=True)}


@pytest.mark.parametrize("table", ["mark", "preset", "recount", "seed"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid"])
def test_the_log_only_grows(store: Store, path: Path, table: str, change: str) -> None:
    store.mark([Mark("1" * 32, "card", NOON, MarkKind.SUSPENDED)])
    store.recount(["card"], KEEN, NOON)
    store.plant([seed()])

    column = {"mark": "at", "preset": "content", "recount": "preset", "seed": "at"}[table]
    statement = change.format(table).replace("rowid", column)
    with (
        closing(sqlite3.connect(path)) as raw,
        pytest.raises(sqlite3.IntegrityError, match="only grows"),
    ):
        raw.execute(statement)


def test_a_review_is_scheduled_by_the_preset_that_it_names(store: Store) -> None:
    store.keep_presets([KEEN, EASY_GOING])
    for at in LEARNED:
        append(store, by(KEEN, review("keen", at)), by(EASY_GOING, review("easy-going", at)))

    schedules = store.schedules()
    assert schedules["keen"].due < schedules["easy-going"].due
    assert store.verify() == ()


def test_where_a_card_falls_due_within_its_bounds_is_part_of_the_log(store: Store) -> None:
    store.keep_presets([EASY_GOING])
    for at in LEARNED:
        append(store, by(EASY_GOING, review("early", at), 0.0))
        append(store, by(EASY_GOING, review("late", at), 1.0))

    schedules = store.schedules()
    assert schedules["early"].due + DAY < schedules["late"].due
    assert store.verify() == ()


def test_a_preset_that_nobody_knows_is_a_damaged_store(store: Store) -> None:
    keep(store, made := review())

    with pytest.raises(StoreError, match="damaged"):
        store.record(replace(review(), terms=Terms("f" * 16)), replace(store.schedules()["card"]))
    assert store.reviews("card") == [made]


def test_a_recount_moves_the_schedules_of_the_reviews_before_it(store: Store) -> None:
    for at in LEARNED:
        append(store, review("card", at))
    before = store.schedules()["card"]

    store.recount(["card"], EASY_GOING, NOON)

    assert store.schedules()["card"].due > before.due
    assert store.verify() == ()


def test_reviews_after_a_recount_count_by_their_own_presets(store: Store) -> None:
    append(store, review("card", LEARNED[0]))
    store.recount(["card"], EASY_GOING, LEARNED[0] + timedelta(hours=1))
    for at in LEARNED[1:]:
        append(store, review("card", at))

    schedule = store.schedules()["card"]
    shipped = Fold().step(Fold().replay(store.reviews("card")[:2]), store.reviews("card")[2])
    assert schedule.due == shipped.due
    assert store.verify() == ()


def test_a_seed_gives_a_card_its_schedule(store: Store) -> None:
    store.plant([seed(due_in=3)])

    schedule = store.schedules()["card"]
    assert (schedule.due, schedule.stability, schedule.phase) == (
        NOON + 3 * DAY,
        12.5,
        Phase.REVIEW,
    )
    assert store.verify() == ()


def test_a_review_goes_on_from_a_seed(store: Store) -> None:
    store.plant([seed()])
    append(store, review("card", NOON, Grade.GOOD))

    schedule = store.schedules()["card"]
    assert schedule.stability > 12.5
    assert schedule.reviews == 2
    assert store.verify() == ()


def test_a_seed_that_came_twice_is_there_once(store: Store) -> None:
    store.plant([seed()])
    store.plant([seed()])

    assert store.schedules()["card"].reviews == 1


def test_the_last_id_counts_marks_and_seeds_too(store: Store) -> None:
    store.plant([planted := seed()])
    assert store.last_id() == planted.id

    store.mark([Mark("1" * 32, "card", NOON, MarkKind.SUSPENDED)])
    assert store.last_id() == "1" * 32


def test_presets_come_back(store: Store) -> None:
    odd = Preset(0.85, learning_steps=(), relearning_steps=(timedelta(hours=4),), longest=400)
    store.keep_presets([odd, Preset()])

    assert store.presets() == {odd.id: odd}


def test_reviews_from_elsewhere_are_admitted_once(store: Store) -> None:
    made = [review(at=at) for at in LEARNED]

    assert store.admit(made) == (3, 0)
    assert store.admit(made) == (0, 0)
    assert store.reviews("card") == made
    assert store.verify() == ()


def test_reviews_from_elsewhere_come_between_those_that_are_there(store: Store) -> None:
    first, second, third = (review(at=at) for at in LEARNED)
    append(store, first, third)

    store.admit([second])

    assert store.schedules()["card"] == Fold().replay([first, second, third])


def test_a_seed_from_elsewhere_comes_with_its_reviews(store: Store) -> None:
    later = review(at=NOON)

    assert store.admit([later], [seed()]) == (1, 1)
    assert store.schedules()["card"] == Fold().replay([seed(), later])


def test_an_undone_review_stays_undone_when_it_is_admitted_again(store: Store) -> None:
    made = review(at=NOON)
    store.admit([made])
    store.retract(made.id, NOON + DAY)

    store.admit([made])

    assert store.reviews("card") == []
    assert store.verify() == ()


def test_the_seconds_of_reviews_stand_in_the_order_of_the_histories(store: Store) -> None:
    made = [
        replace(review(at=at), answer=Answer("x", seconds))
        for at, seconds in zip(LEARNED, (1.5, 2.5, 3.5), strict=True)
    ]
    append(store, *made)
    store.retract(made[1].id, NOON)

    assert store.timed() == {"card": [(made[0].id, 1.5), (made[2].id, 3.5)]}
    assert [entry.at for entry in store.histories()["card"]] == [made[0].at, made[2].at]
