"""FSRS-6, wrapped: the steps, the fold, and the traps of the package."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import (
    DAY,
    MINUTE,
    NOON,
    SCHEDULER,
    grades,
    histories,
    in_learning,
    in_review,
    moments,
)
from tutor.scheduling.fsrs import Fold, Scheduler
from tutor.scheduling.preset import FSRS_6, Preset
from tutor.scheduling.review import SHIPPED_TERMS, Grade, Phase, Schedule, Terms

AGAIN, HARD, GOOD, EASY = Grade


class Graded(NamedTuple):
    grade: Grade
    at: datetime
    terms: Terms = SHIPPED_TERMS


def practised(*grades: Grade) -> list[Schedule]:
    """Return the schedules of a card that is always reviewed when it falls due, first at noon."""
    steps: list[Schedule] = []
    for grade in grades:
        before = steps[-1] if steps else None
        steps.append(SCHEDULER.step(before, grade, before.due if before else NOON))
    return steps


def test_a_new_card_answered_well_comes_back_in_ten_minutes() -> None:
    [schedule] = practised(GOOD)

    assert schedule.due == NOON + 10 * MINUTE
    assert (schedule.phase, schedule.step) == (Phase.LEARNING, 1)


def test_a_second_good_answer_moves_a_card_into_review() -> None:
    _, schedule = practised(GOOD, GOOD)

    assert (schedule.phase, schedule.step) == (Phase.REVIEW, 0)


def test_intervals_of_a_card_that_is_always_known() -> None:
    intervals = [(s.due - s.last_review).days for s in practised(*[GOOD] * 7)]

    assert intervals == [0, 2, 11, 46, 163, 498, 1348]


def test_a_forgotten_card_goes_to_relearning_and_counts_a_lapse() -> None:
    *_, schedule = practised(GOOD, GOOD, GOOD, AGAIN)

    assert schedule.phase is Phase.RELEARNING
    assert schedule.due == schedule.last_review + 10 * MINUTE
    assert schedule.lapses == 1


def test_again_while_learning_is_no_lapse() -> None:
    *_, schedule = practised(AGAIN, AGAIN)

    assert schedule.lapses == 0


def test_again_while_relearning_is_no_second_lapse() -> None:
    *_, schedule = practised(GOOD, GOOD, AGAIN, AGAIN)

    assert schedule.lapses == 1


def test_every_review_is_counted() -> None:
    assert [s.reviews for s in practised(GOOD, AGAIN, GOOD)] == [1, 2, 3]


def test_no_reviews_lead_to_no_schedule() -> None:
    assert Fold().replay([]) is None


@given(histories)
def test_replaying_is_stepping_again_and_again(history: list[tuple[Grade, datetime]]) -> None:
    stepped: Schedule | None = None
    for grade, at in history:
        stepped = SCHEDULER.step(stepped, grade, at)

    assert Fold().replay([Graded(*review) for review in history]) == stepped


@given(histories, grades, moments)
def test_every_schedule_is_within_its_ranges(
    history: list[tuple[Grade, datetime]], grade: Grade, at: datetime
) -> None:
    schedule = SCHEDULER.step(Fold().replay([Graded(*r) for r in history]), grade, at)

    assert schedule.stability > 0
    assert 1 <= schedule.difficulty <= 10
    assert schedule.due > at
    assert schedule.last_review == at
    assert 0 <= schedule.lapses < schedule.reviews == len(history) + 1


reviewed = st.builds(
    in_review, st.just(NOON), st.floats(0.5, 1000)
)  # a card in review, last seen at noon
days = st.integers(0, 2000)


@given(reviewed, days)
def test_a_better_grade_never_brings_a_card_back_sooner(schedule: Schedule, day: int) -> None:
    due = [SCHEDULER.step(schedule, grade, NOON + day * DAY).due for grade in Grade]

    assert due == sorted(due)


@given(reviewed, days)
def test_recall_never_makes_a_memory_weaker(schedule: Schedule, day: int) -> None:
    for grade in (HARD, GOOD, EASY):
        after = SCHEDULER.step(schedule, grade, NOON + day * DAY)
        assert after.stability >= schedule.stability


@given(reviewed, st.integers(1, 2000))
def test_forgetting_never_makes_a_memory_stronger(schedule: Schedule, day: int) -> None:
    after = SCHEDULER.step(schedule, AGAIN, NOON + day * DAY)

    assert after.stability <= schedule.stability


@given(reviewed, days, days)
def test_a_memory_only_fades(schedule: Schedule, one: int, other: int) -> None:
    early, late = sorted((one, other))

    recall_early = SCHEDULER.retrievability(schedule, NOON + early * DAY)
    recall_late = SCHEDULER.retrievability(schedule, NOON + late * DAY)

    assert 0 < recall_late <= recall_early <= 1


def test_recall_is_at_nine_tenths_after_as_many_days_as_the_stability() -> None:
    schedule = in_review(NOON, stability=30)

    assert SCHEDULER.retrievability(schedule, NOON + 30 * DAY) == pytest.approx(0.9)


def test_wanting_more_retention_brings_a_card_back_sooner() -> None:
    schedule = in_review(NOON, stability=30)
    at = NOON + 30 * DAY

    keen = Scheduler(Preset(desired_retention=0.97)).step(schedule, GOOD, at)
    easy_going = Scheduler(Preset(desired_retention=0.8)).step(schedule, GOOD, at)

    assert keen.due < SCHEDULER.step(schedule, GOOD, at).due < easy_going.due


@given(st.sampled_from([in_review(NOON), in_learning(NOON)]), grades)
def test_where_the_clock_was_set_back_no_time_has_passed(schedule: Schedule, grade: Grade) -> None:
    at_once = SCHEDULER.step(schedule, grade, schedule.last_review)
    a_year_before = SCHEDULER.step(schedule, grade, schedule.last_review - 365 * DAY)

    assert a_year_before == replace(
        at_once,
        due=at_once.due - 365 * DAY,
        last_review=at_once.last_review - 365 * DAY,
    )


def test_the_global_random_source_is_neither_read_nor_heeded() -> None:
    random.seed(1)
    state = random.getstate()
    schedules = [SCHEDULER.step(in_review(NOON), GOOD, NOON + 10 * DAY) for _ in range(20)]

    assert random.getstate() == state
    assert len(set(schedules)) == 1


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    tokyo = timezone(timedelta(hours=9))

    schedule = SCHEDULER.step(None, GOOD, NOON.astimezone(tokyo))

    assert schedule == SCHEDULER.step(None, GOOD, NOON)
    assert schedule.due.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SCHEDULER.step(None, GOOD, datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize("retention", [0.0, 1.0, -1.0, float("nan")])
def test_a_desired_retention_out_of_its_range_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="desired retention"):
        Scheduler(Preset(desired_retention=retention))


def test_parameters_out_of_their_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Scheduler(Preset(parameters=(-1.0, *FSRS_6[1:])))


@given(st.integers(1, 2000), st.floats(0, 1))
def test_a_spread_due_date_stays_within_the_bounds_of_the_fuzz(days: int, spread: float) -> None:
    before = in_review(NOON - days * DAY, float(days))
    plain = SCHEDULER.step(before, GOOD, NOON)
    bounds = SCHEDULER.bounds(plain)

    spread_out = SCHEDULER.step(before, GOOD, NOON, spread)

    assert bounds.first <= (spread_out.due - NOON).days <= bounds.last
    assert replace(spread_out, due=plain.due) == plain


@pytest.mark.parametrize(
    ("interval", "bounds"), [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (10, (8, 12)), (100, (93, 107))]
)
def test_the_bounds_of_the_fuzz_are_those_of_the_package(
    interval: int, bounds: tuple[int, int]
) -> None:
    schedule = in_review(NOON, float(interval))

    assert SCHEDULER.bounds(schedule) == bounds


def test_a_step_of_learning_is_never_spread() -> None:
    assert SCHEDULER.step(None, GOOD, NOON, spread=1.0) == SCHEDULER.step(None, GOOD, NOON)
