"""The short form of the soak: what the long one does for ten minutes, for some seconds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tutor.evaluation.soak import soak
from tutor.evaluation.soak_round import Counts, Round
from tutor.store.store import Store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here")


def test_nothing_is_lost_or_doubled_when_three_processes_are_killed_by_turns(
    tmp_path: Path,
) -> None:
    soaked = soak(tmp_path, kills=25)

    assert soaked.counts.wrong == ()
    assert soaked.counts.kills >= 25
    assert soaked.counts.acknowledged > 0


def test_a_soak_finds_a_review_that_was_lost(tmp_path: Path) -> None:
    found = Round(tmp_path, Random(1))
    found._said.kept.add(("review", "f" * 32))

    assert found.run(1).wrong == ("lost: review " + "f" * 32,)


def test_a_soak_finds_a_schedule_that_does_not_follow(tmp_path: Path) -> None:
    found = Round(tmp_path, Random(1))
    Store.open(tmp_path / "tutor.db").close()
    with closing(sqlite3.connect(tmp_path / "tutor.db")) as raw, raw:
        raw.execute(
            "INSERT INTO schedule VALUES ('nobody', 0, 1.0, 5.0, 'review', 0, 0, 1, 0)",
        )

    assert "does not follow: nobody" in found.run(1).wrong


def test_counts_of_rounds_are_added_up() -> None:
    assert Counts(kills=1, wrong=("a",)) + Counts(kills=2, wrong=("b",)) == Counts(
        kills=3, wrong=("a", "b")
    )
