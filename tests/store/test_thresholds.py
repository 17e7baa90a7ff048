"""The thresholds of decks in the store, and how older stores get room for them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.scheduling.examples import NOON, SCHEDULER
from tests.store.examples import review
from tutor.errors import StoreError
from tutor.grading.threshold import DeckThreshold
from tutor.store.migrate import shipped, upgrade
from tutor.store.reviews import review_to_row
from tutor.store.store import Store

OWN = DeckThreshold(0.43, "stub 1", answers=212, overrules=31, agreement=0.8, at=NOON)
OTHER = DeckThreshold(0.6, "stub 2", answers=90, overrules=20, agreement=0.7, at=NOON)


def test_a_new_store_has_no_thresholds(store: Store) -> None:
    assert store.thresholds() == {}


@pytest.mark.parametrize("deck", ["nature", "", "caf\udce9.md", "art/“music”"])
def test_a_threshold_is_there_after_the_store_was_closed(path: Path, deck: str) -> None:
    with Store.open(path) as store:
        store.keep_threshold(deck, OWN)

    with Store.open_to_read(path) as store:
        assert store.thresholds() == {deck: OWN}


def test_a_newer_threshold_takes_the_place_of_the_older(store: Store) -> None:
    store.keep_threshold("nature", OWN)
    store.keep_threshold("art", OWN)
    store.keep_threshold("nature", OTHER)

    assert store.thresholds() == {"nature": OTHER, "art": OWN}


def test_a_dropped_threshold_is_gone_and_the_others_stay(store: Store) -> None:
    store.keep_threshold("nature", OWN)
    store.keep_threshold("art", OTHER)
    store.drop_threshold("nature")
    store.drop_threshold("never there")

    assert store.thresholds() == {"art": OTHER}


def test_a_threshold_that_cannot_be_is_a_damaged_store(path: Path) -> None:
    with Store.open(path) as store:
        store.keep_threshold("nature", OWN)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(f"UPDATE deck_threshold SET at = {2**62}")

    with Store.open(path) as store, pytest.raises(StoreError, match="damaged"):
        store.thresholds()


def test_a_store_of_the_first_version_keeps_its_reviews_and_gets_room(path: Path) -> None:
    row = review_to_row(made := review())[:11]  # as many columns as there were then
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        upgrade(raw, shipped()[:1])
        raw.execute(f"INSERT INTO review VALUES ({', '.join('?' * len(row))})", row)

    with Store.open(path) as store:
        store.keep_threshold("nature", OWN)
        assert store.reviews("card") == [made]
        assert store.thresholds() == {"nature": OWN}


def test_thresholds_leave_the_log_alone(store: Store) -> None:
    made = review()
    store.record(made, SCHEDULER.step(None, made.grade, made.at))
    store.keep_threshold("nature", OWN)
    store.drop_threshold("nature")

    assert store.reviews("card") == [made]
