"""FSRS-6 over arrays, held to the package."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, NOON, grades, in_review
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.memory import Memory, Model
from tutor.scheduling.preset import FSRS_6, Preset
from tutor.scheduling.review import Grade

parameters = st.tuples(
    *map(st.floats, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS)  # each within its bounds
)
hours = st.integers(0, 24 * 400)


@given(parameters, grades, st.lists(st.tuples(hours, grades), max_size=6))
def test_a_history_leads_to_the_memory_that_the_package_gives(
    weights: tuple[float, ...], first: Grade, later: list[tuple[int, Grade]]
) -> None:
    model, scheduler = Model(weights), Scheduler(Preset(parameters=weights))
    at = NOON
    memory, schedule = model.first(np.array([first])), scheduler.step(None, first, at)
    for gone, grade in later:
        at += timedelta(hours=gone)
        memory = model.next(memory, np.array([grade]), np.array([float(gone // 24)]))
        schedule = scheduler.step(schedule, grade, at)

    assert memory.stability[0] == pytest.approx(schedule.stability, rel=1e-6)
    assert memory.difficulty[0] == pytest.approx(schedule.difficulty, rel=1e-6)


@given(parameters, st.floats(0.001, 36500), st.integers(0, 4000))
def test_recall_falls_as_the_package_says(
    weights: tuple[float, ...], stability: float, days: int
) -> None:
    expected = Scheduler(Preset(parameters=weights)).retrievability(
        in_review(NOON, stability), NOON + days * DAY
    )

    found = Model(weights).recall(np.array([stability]), np.array([float(days)]))

    assert found[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("retention", [0.7, 0.9, 0.97])
def test_a_card_falls_due_when_the_package_says(retention: float) -> None:
    schedule = Scheduler(Preset(retention)).step(in_review(NOON, 30.0), Grade.GOOD, NOON + 30 * DAY)

    found = Model(FSRS_6).interval(np.array([schedule.stability]), retention, 36500)

    assert found[0] == (schedule.due - schedule.last_review).days


def test_no_interval_is_longer_than_allowed_and_none_is_shorter_than_a_day() -> None:
    found = Model(FSRS_6).interval(np.array([0.01, 900.0]), 0.9, 365)

    assert found.tolist() == [1, 365]


def test_some_cards_are_chosen_from_many() -> None:
    memory = Memory(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])).of(np.array([2, 0]))

    assert (memory.stability.tolist(), memory.difficulty.tolist()) == ([3, 1], [6, 4])
