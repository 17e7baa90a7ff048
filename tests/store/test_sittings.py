"""Two sittings at once on one store."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

from tests.scheduling.examples import DAY, MINUTE, NOON, SCHEDULER
from tests.store.examples import keep, review, undo
from tutor.scheduling.review import Grade, Review
from tutor.store.ids import Ids
from tutor.store.store import Store

SITTINGS = 4


def all_at_once(work: Callable[[int], None]) -> None:
    """Do work in several threads that start together, each with a number of its own."""
    ready = Barrier(SITTINGS)

    def started(number: int) -> None:
        ready.wait()
        work(number)

    with ThreadPoolExecutor(SITTINGS) as pool:
        list(pool.map(started, range(SITTINGS)))


def test_what_one_sitting_records_the_other_sees(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        keep(one, mine := review("a"))
        keep(other, theirs := review("b"))

        assert one.last_review() == theirs
        assert other.reviews("a") == [mine]


def test_a_sitting_can_read_while_another_writes(path: Path) -> None:
    with Store.open(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        keep(store, review("a"))
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM schedule")

        assert store.due(NOON + 10 * MINUTE) == ["a"]


def test_sittings_on_one_card_take_turns_and_lose_nothing(path: Path) -> None:
    def sit(number: int) -> None:
        with Store.open(path) as store:
            ids = Ids(os.urandom, after=store.last_id())
            for n in range(8):
                at = NOON + n * MINUTE
                keep(store, review(at=at, sitting=f"sitting {number}", new_id=ids.new(at)))

    all_at_once(sit)

    with Store.open(path) as store:
        assert len(store.reviews("card")) == 8 * SITTINGS
        assert store.verify() == ()


def test_a_new_store_can_be_opened_by_several_at_once(path: Path) -> None:
    all_at_once(lambda _: Store.open(path).close())

    with Store.open(path) as store:
        assert store.last_id() == ""


def test_a_review_undone_by_two_is_undone_once(path: Path) -> None:
    first, second = review(at=NOON), review(at=NOON + MINUTE)
    with Store.open(path) as store:
        keep(store, first, second)

    def undo_second(_: int) -> None:
        with Store.open(path) as store:
            undo(store, second)

    all_at_once(undo_second)

    with Store.open(path) as store:
        remaining: list[Review] = store.reviews("card")
        assert remaining == [first]
        assert store.verify() == ()


def test_a_review_in_the_place_of_one_that_another_sitting_undid_is_folded_in(path: Path) -> None:
    first, instead = review(grade=Grade.EASY), review(grade=Grade.AGAIN)
    with Store.open(path) as one, Store.open(path) as other:
        keep(one, first)
        known = one.schedules()["card"]
        undo(other, first)
        keep(other, instead)

        last = review(at=NOON + DAY)
        one.record(last, SCHEDULER.step(known, last.grade, last.at))

        assert one.verify() == ()


def test_a_grade_that_another_sitting_changed_is_folded_in(path: Path) -> None:
    first, last = review(), review(at=NOON + DAY)
    with Store.open(path) as one, Store.open(path) as other:
        keep(one, first)
        known = one.schedules()["card"]
        again = SCHEDULER.step(None, Grade.AGAIN, first.at)
        other.regrade(first.id, Grade.AGAIN, NOON + MINUTE, again)

        one.record(last, SCHEDULER.step(known, last.grade, last.at))

        assert one.verify() == ()
